// Layers in memory, given member by member: for tests that are about names and records, not about tar.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scan/layers.h"

namespace pratique::support {

struct Member {
  // Content of a link: its target.
  std::string path, content;
  layer::EntryType type = layer::EntryType::kFile;
  std::uint32_t mode = 0;
  layer::Owner owner = {};
  std::string capability = {};
};
using Layer = std::vector<Member>;

inline Member hard(std::string path, std::string target) {
  return {std::move(path), std::move(target), layer::EntryType::kHardlink};
}
inline Member symbolic(std::string path, std::string target) {
  return {std::move(path), std::move(target), layer::EntryType::kSymlink};
}

class Members : public layer::EntryStream {
 public:
  explicit Members(const Layer& members) : members_(members) {}
  Result<std::optional<codec::TarEntry>> next() override {
    if (at_ == members_.size()) return std::nullopt;
    const auto& member = members_[at_++];
    given_ = false;
    const bool is_file = member.type == layer::EntryType::kFile;
    return codec::TarEntry{.path = member.path,
                           .target = is_file ? std::string_view() : std::string_view(member.content),
                           .type = member.type,
                           .size = is_file ? member.content.size() : 0,
                           .mode = member.mode,
                           .uid = member.owner.uid,
                           .gid = member.owner.gid,
                           .capability = member.capability};
  }
  Result<codec::TarReader::Piece> data() override {
    if (std::exchange(given_, true)) return codec::TarReader::Piece{members_[at_ - 1].content.size(), {}};
    return codec::TarReader::Piece{0, base::as_bytes(members_[at_ - 1].content)};
  }

 private:
  const Layer& members_;
  std::size_t at_ = 0;
  bool given_ = false;
};

class MemorySource : public scan::LayerSource {
 public:
  MemorySource(Layer members, std::size_t number) : members_(std::move(members)) {
    name = diff_id = "layer" + std::to_string(number);
  }
  Result<sandbox::Stored> open() override {
    return sandbox::Stored{.entries = std::make_unique<Members>(members_)};
  }

 private:
  const Layer members_;
};

// The layer "layerNUMBER".
inline std::unique_ptr<scan::LayerSource> source(Layer members, std::size_t number) {
  return std::make_unique<MemorySource>(std::move(members), number);
}

}  // namespace pratique::support
