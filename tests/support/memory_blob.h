// A layer blob in memory, a plain tar with one file: for the rules by which kept analyses are believed.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "crypto/digest.h"
#include "scan/layers.h"

namespace pratique::support {

inline std::string tar_of_one_file(const std::string& path, const std::string& content) {
  std::string header(512, '\0');
  header.replace(0, path.size(), path);
  header.replace(100, 7, "0000644");
  header.replace(124, 11, fmt::format("{:011o}", content.size()));
  header.replace(148, 8, 8, ' ');
  header[156] = '0';
  header.replace(257, 8, std::string("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  header.replace(148, 7, fmt::format("{:06o}", sum) + '\0');
  auto tar = header + content;
  tar.resize((tar.size() + 511) / 512 * 512 + 1024, '\0');
  return tar;
}

class MemoryBlob : public scan::LayerSource {
 public:
  explicit MemoryBlob(std::string bytes) : bytes_(std::move(bytes)) {
    form = sandbox::StoredForm::kBlob;
    const auto digest = crypto::sha256(base::as_bytes(bytes_));
    promise = layer::Promise{"blob", digest, bytes_.size(), digest};
    name = diff_id = digest;
    size = bytes_.size();
  }
  static std::unique_ptr<MemoryBlob> of(const std::string& path, const std::string& content) {
    return std::make_unique<MemoryBlob>(tar_of_one_file(path, content));
  }
  Result<sandbox::Stored> open() override {
    ++opened;
    if (is_gone) return base::fail(ErrorKind::kNotFound, "no such file");
    return sandbox::Stored{.bytes = codec::from_memory(base::as_bytes(bytes_))};
  }
  std::optional<oci::FileStamp> stamp() const override {
    if (stamp_text.empty()) return std::nullopt;
    return oci::FileStamp{stamp_text, bytes_.size(), changed};
  }
  bool is_addressed() const override { return addressed; }
  void damage() { bytes_[600] = static_cast<char>(bytes_[600] ^ 1); }

  std::string stamp_text = "file 1";
  // Long ago.
  std::chrono::system_clock::time_point changed{};
  bool addressed = false, is_gone = false;
  int opened = 0;

 private:
  std::string bytes_;
};

}  // namespace pratique::support
