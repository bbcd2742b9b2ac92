#include "extract/held_bytes.h"

namespace pratique::extract {

namespace {

constexpr std::uint64_t kBlock = 16;    // glibc's malloc: header and rounding of a block
constexpr std::uint64_t kMapNode = 48;  // of a std::map's node besides key and value

// Short texts lie in the object.
std::uint64_t beyond(const std::string& text) {
  constexpr std::size_t kShort = 15;
  return text.capacity() > kShort ? text.capacity() + kBlock : 0;
}

std::uint64_t beyond(const std::map<std::string, std::string>& map) {
  std::uint64_t bytes = 0;
  for (const auto& [key, value] : map)
    bytes += kMapNode + 2 * sizeof(std::string) + beyond(key) + beyond(value);
  return bytes;
}

}  // namespace

std::uint64_t held_bytes(const model::Component& component) {
  const auto& purl = component.purl;
  std::uint64_t bytes = sizeof component + beyond(purl.type) + beyond(purl.name_space) + beyond(purl.name) +
                        beyond(purl.version) + beyond(purl.qualifiers) + beyond(purl.subpath);
  bytes += beyond(component.source_name) + beyond(component.source_version) + beyond(component.owner) +
           beyond(component.supplier) + beyond(component.homepage) + beyond(component.properties);
  for (const auto& license : component.licenses) bytes += sizeof license + beyond(license);
  for (const auto& one : component.locations) bytes += sizeof one + beyond(one.path) + beyond(one.layer);
  return bytes + 2 * kBlock;
}

std::uint64_t held_bytes(const model::Note& note) {
  return sizeof note + beyond(note.code) + beyond(note.message) + beyond(note.file) + beyond(note.layer);
}

std::uint64_t held_bytes(const Record& record) {
  std::uint64_t bytes = sizeof record + beyond(record.kind) + record.paths.bytes() + beyond(record.facts);
  for (const auto& component : record.components) bytes += held_bytes(component);
  bytes += (record.components.capacity() - record.components.size()) * sizeof(model::Component);
  for (const auto& note : record.notes) bytes += held_bytes(note);
  for (const auto& like : record.distro.id_like) bytes += sizeof like + beyond(like);
  return bytes + beyond(record.distro.id) + beyond(record.distro.name) + beyond(record.distro.version_id) +
         beyond(record.distro.codename);
}

}  // namespace pratique::extract
