#include "model/held_bytes.h"

namespace pratique::model {

namespace {

constexpr std::uint64_t kBlock = 16;    // glibc's malloc: header and rounding of a block
constexpr std::uint64_t kMapNode = 48;  // of a std::map's node besides key and value

}  // namespace

// Short texts lie in the object.
std::uint64_t held_bytes(const std::string& text) {
  constexpr std::size_t kShort = 15;
  return text.capacity() > kShort ? text.capacity() + kBlock : 0;
}

std::uint64_t held_bytes(const std::map<std::string, std::string>& map) {
  std::uint64_t bytes = 0;
  for (const auto& [key, value] : map)
    bytes += kMapNode + 2 * sizeof(std::string) + held_bytes(key) + held_bytes(value);
  return bytes;
}

std::uint64_t held_bytes(const Component& component) {
  const auto& purl = component.purl;
  std::uint64_t bytes = sizeof component + held_bytes(purl.type) + held_bytes(purl.name_space) +
                        held_bytes(purl.name) + held_bytes(purl.version) + held_bytes(purl.qualifiers) +
                        held_bytes(purl.subpath);
  bytes += held_bytes(component.source_name) + held_bytes(component.source_version) +
           held_bytes(component.owner) + held_bytes(component.supplier) + held_bytes(component.homepage) +
           held_bytes(component.properties);
  for (const auto& license : component.licenses) bytes += sizeof license + held_bytes(license);
  for (const auto& one : component.locations)
    bytes += sizeof one + held_bytes(one.path) + held_bytes(one.layer);
  return bytes + 2 * kBlock;
}

std::uint64_t held_bytes(const Note& note) {
  return sizeof note + held_bytes(note.code) + held_bytes(note.message) + held_bytes(note.file) +
         held_bytes(note.layer);
}

}  // namespace pratique::model
