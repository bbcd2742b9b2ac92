#include "extract/held_bytes.h"

#include "model/held_bytes.h"

namespace pratique::extract {

namespace {

std::uint64_t held(RecordKind) { return 0; }

std::uint64_t held(const std::vector<std::string>& texts) {
  std::uint64_t bytes = texts.capacity() * sizeof(std::string);
  for (const auto& text : texts) bytes += model::held_bytes(text);
  return bytes;
}
// Components and notes count themselves: only the room for more is added.
template <class T>
std::uint64_t held(const std::vector<T>& items) {
  std::uint64_t bytes = (items.capacity() - items.size()) * sizeof(T);
  for (const auto& item : items) bytes += model::held_bytes(item);
  return bytes;
}
std::uint64_t held(const std::vector<model::Edge>& edges) { return edges.capacity() * sizeof(model::Edge); }

std::uint64_t beyond(const DatabaseFacts& facts) {
  auto bytes = facts.paths.bytes() + facts.digests.bytes() + held(facts.gone) + held(facts.marked) +
               model::held_bytes(facts.log) +
               (facts.list_ends.capacity() + facts.foreign.capacity()) * sizeof(std::uint32_t) +
               facts.relations.capacity() * sizeof(RelationTexts);
  for (const auto& one : facts.relations) {
    bytes += model::held_bytes(one.depends) + model::held_bytes(one.pre_depends) +
             model::held_bytes(one.recommends) + model::held_bytes(one.provides) +
             model::held_bytes(one.multi_arch);
  }
  return bytes;
}
std::uint64_t beyond(const model::Distro& distro) {
  return held(distro.id_like) + model::held_bytes(distro.id) + model::held_bytes(distro.name) +
         model::held_bytes(distro.version_id) + model::held_bytes(distro.codename) +
         model::held_bytes(distro.cpe);
}
std::uint64_t beyond(const Needs& needs) {
  return needs.names.bytes() + needs.scopes.capacity() * sizeof(model::Scope) +
         needs.of.capacity() * sizeof(std::uint32_t);
}
std::uint64_t beyond(const UnreadFacts& facts) { return model::held_bytes(facts.package); }

template <class T>
std::uint64_t held(const base::Box<T>& box) {
  return box.is_there() ? sizeof(T) + beyond(*box) : 0;
}

}  // namespace

std::uint64_t held_bytes(const Record& record) {
  std::uint64_t bytes = sizeof record;
  each_record_field(record, [&](const auto& member) { bytes += held(member); });
  return bytes;
}

}  // namespace pratique::extract
