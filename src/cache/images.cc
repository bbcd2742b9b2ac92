#include "cache/images.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/byte_writer.h"
#include "cache/charges.h"
#include "crypto/digest.h"
#include "extract/analysis_codec.h"
#include "extract/record/reader.h"
#include "extract/record/writer.h"

namespace pratique::cache {

namespace {

// A member that is added to an inventory does not compile here until it is kept as well.
void each_part(auto& inventory, auto&& visit) {
  auto& [subject, components, edges, observations, notes] = inventory;
  visit(subject.distro), visit(components), visit(edges), visit(observations), visit(notes);
}

bool leads_somewhere(const model::Inventory& inventory) {
  const auto count = inventory.components.size();
  return std::ranges::all_of(inventory.edges,
                             [&](const auto& edge) { return edge.from < count && edge.to < count; });
}

}  // namespace

std::string maker_of_images(const extract::Catalogue& catalogue) {
  return "images 2 " + maker_of_layers(catalogue);
}

Images::Images(Folder& folder, const extract::Catalogue& catalogue)
    : folder_(folder), maker_(maker_of_images(catalogue)) {}

EntryKey Images::key_of(const ImageKey& key) const {
  std::string all = model::to_string(key.platform) + '\n';
  for (const auto& layer : key.layers)
    all += fmt::format("{} {} {}\n", layer.digest, layer.size, layer.diff_id);
  for (const auto position : key.positions) all += fmt::format("{} ", position);
  return {maker_, crypto::sha256(base::as_bytes(all))};
}

std::optional<KeptInventory> Images::find(const ImageKey& key) {
  const auto entry = folder_.get(EntryKind::kImage, key_of(key));
  const auto charges = entry ? to_charges(entry->remark) : std::nullopt;
  if (!charges) return std::nullopt;
  KeptInventory image{{}, *charges};
  base::ByteReader in(base::as_bytes(entry->content));
  extract::record::RecordReader values(in);
  each_part(image.assembled, [&](auto& part) { values.get(part); });
  if (values.failed() || in.remaining() > 0 || !leads_somewhere(image.assembled)) return std::nullopt;
  return image;
}

void Images::keep(const ImageKey& key, const KeptInventory& image) {
  base::ByteWriter out(extract::kMaxAnalysisBytes);
  extract::record::RecordWriter values(out);
  each_part(image.assembled, [&](const auto& part) { values.put(part); });
  auto bytes = std::move(out).finish();
  if (bytes) folder_.put(EntryKind::kImage, key_of(key), {to_text(image.charges), *std::move(bytes)});
}

}  // namespace pratique::cache
