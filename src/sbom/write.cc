#include "sbom/write.h"

#include <algorithm>

namespace pratique::sbom {

// A function-local static is made once, under a lock, and never changes: safe to share.
const std::vector<std::unique_ptr<Writer>>& all_writers() {
  static const auto all = [] {
    std::vector<std::unique_ptr<Writer>> made;
    for (auto& family : writers::all_writers()) std::ranges::move(family, std::back_inserter(made));
    std::ranges::sort(made, {}, [](const auto& writer) { return writer->name(); });
    return made;
  }();
  return all;
}

const Writer* find_writer(std::string_view name) {
  for (const auto& writer : all_writers()) {
    if (writer->name() == name) return writer.get();
  }
  return nullptr;
}

std::string text_of(const model::Inventory& inventory, std::string_view name, const Stamp& stamp) {
  return base::text_of(
             [&](const base::Sink& sink) { return find_writer(name)->write(inventory, stamp, sink); })
      .value();
}

}  // namespace pratique::sbom
