#include "extract/held_bytes.h"

#include "model/held_bytes.h"

namespace pratique::extract {

std::uint64_t held_bytes(const Record& record) {
  std::uint64_t bytes = sizeof record + model::held_bytes(record.kind) + record.paths.bytes() +
                        model::held_bytes(record.facts) + model::held_bytes(record.digests);
  for (const auto& component : record.components) bytes += model::held_bytes(component);
  bytes += (record.components.capacity() - record.components.size()) * sizeof(model::Component);
  bytes += record.edges.capacity() * sizeof(model::Edge);
  for (const auto& note : record.notes) bytes += model::held_bytes(note);
  for (const auto& like : record.distro.id_like) bytes += sizeof like + model::held_bytes(like);
  return bytes + model::held_bytes(record.distro.id) + model::held_bytes(record.distro.name) +
         model::held_bytes(record.distro.version_id) + model::held_bytes(record.distro.codename) +
         model::held_bytes(record.distro.cpe);
}

}  // namespace pratique::extract
