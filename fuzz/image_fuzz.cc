// The documents of an image: index.json, manifest.json, manifests and configs. The input is a list of files,
// each after a line "@NAME"; "@" alone is a blob, stored under its digest.
#include <algorithm>
#include <cstdlib>
#include <map>

#include "attest/sboms.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "oci/image.h"

namespace {

using pratique::Result;
namespace base = pratique::base;
namespace codec = pratique::codec;

class Files : public pratique::oci::Store {
 public:
  explicit Files(std::string_view input) {
    std::string* content = nullptr;
    for (const auto line : base::lines(input)) {
      if (line.starts_with('@')) {
        content = &files_[line.size() == 1 ? next_blob(input, line) : std::string(line.substr(1))];
      } else if (content) {
        content->append(line);
      }
    }
  }
  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name) override {
    const auto found = files_.find(name);
    if (found == files_.end()) return base::fail(pratique::ErrorKind::kNotFound, "not there", {.file = name});
    return codec::from_memory(base::as_bytes(found->second));
  }
  std::optional<std::uint64_t> size(const std::string& name) const override {
    const auto found = files_.find(name);
    return found == files_.end() ? std::nullopt : std::optional<std::uint64_t>(found->second.size());
  }
  std::uint64_t position(const std::string&) const override { return 0; }
  bool forward_only() const override { return false; }

 private:
  // The name of the blob whose one line follows `mark` in the input.
  static std::string next_blob(std::string_view input, std::string_view mark) {
    const auto after = static_cast<std::size_t>(mark.data() + mark.size() - input.data());
    const auto rest = base::lines(input.substr(std::min(after + 1, input.size())));
    const auto content = rest.empty() ? std::string_view() : rest.front();
    return "blobs/sha256/" + pratique::crypto::sha256(base::as_bytes(content)).substr(7);
  }

  std::map<std::string, std::string> files_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  Files store(input);
  (void)pratique::oci::form_of(store);
  for (const char* platform : {"", "linux/arm/v7"}) {
    pratique::oci::Selection selection;
    if (*platform) selection.platform = *pratique::model::parse_platform(platform);
    const auto image = pratique::oci::load_image(store, selection);
    if (!image) continue;
    // What lies beside it: whatever is offered is about this image.
    const auto neighbours = pratique::attest::neighbours_in(store, *image);
    const auto offer = pratique::attest::find_sboms(*neighbours, *image);
    for (const auto& sbom : offer.sboms) {
      if (!sbom.attestation.about || sbom.attestation.about->images != 1) std::abort();
    }
  }
  return 0;
}
