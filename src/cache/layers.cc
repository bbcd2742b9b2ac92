#include "cache/layers.h"

#include <fmt/format.h>

#include "base/byte_writer.h"
#include "base/program.h"
#include "crypto/digest.h"
#include "extract/analysis_codec.h"
#include "extract/stream/patterns.h"

namespace pratique::cache {

// Of what stands before the analysis: one number an account.
static constexpr std::uint64_t kMaxCharges = 10 * base::kAccounts + 10;

// The core (tar reader, index, dispatcher) has no version but the program's. That files are searched for texts
// hangs on the processor.
std::string maker_of_layers(const extract::Catalogue& catalogue) {
  auto made = fmt::format("{} analysis {} {}\n", base::program_version(), extract::kAnalysisVersion,
                          extract::can_search() ? "searching" : "not searching");
  for (std::size_t i = 0; i < catalogue.size(); ++i)
    made += fmt::format("{} {}\n", catalogue[i].info().name, catalogue[i].info().version);
  return "layers " + crypto::sha256(base::as_bytes(made));
}

std::string maker_of_blobs() { return "blobs 1"; }

Layers::Layers(Folder& folder, const extract::Catalogue& catalogue)
    : folder_(folder), catalogue_(catalogue), maker_(maker_of_layers(catalogue)) {}

EntryKey Layers::key_of(const LayerKey& key) const {
  return {maker_, fmt::format("{} {} {}", key.digest, key.size, key.diff_id)};
}

std::optional<KeptLayer> Layers::find(const LayerKey& key) {
  const auto entry = folder_.get(EntryKind::kLayer, key_of(key));
  if (!entry) return std::nullopt;
  KeptLayer kept;
  base::ByteReader in(base::as_bytes(entry->remark));
  for (auto& charge : kept.charges) {
    const auto number = in.shortest_uvarint();
    if (!number) return std::nullopt;
    charge = *number;
  }
  auto analysis = extract::decode(base::as_bytes(entry->content), catalogue_);
  if (!analysis || in.remaining() > 0) return std::nullopt;
  kept.analysis = *std::move(analysis);
  return kept;
}

bool Layers::keep(const LayerKey& key, const extract::LayerAnalysis& analysis, const base::Charges& charges) {
  base::ByteWriter remark(kMaxCharges);
  for (const auto charge : charges) remark.uvarint(charge);
  auto text = std::move(remark).finish();
  // One layer at a time, since the bytes of a large one are many.
  const std::lock_guard lock(mutex_);
  auto bytes = extract::encode(analysis, catalogue_);
  return text && bytes && folder_.put(EntryKind::kLayer, key_of(key), {*std::move(text), *std::move(bytes)});
}

bool Layers::is_proven(const std::string& stamp, const std::string& digest) {
  return folder_.get(EntryKind::kBlob, {maker_of_blobs(), digest + ' ' + stamp}).has_value();
}

void Layers::prove(const std::string& stamp, const std::string& digest) {
  folder_.put(EntryKind::kBlob, {maker_of_blobs(), digest + ' ' + stamp}, {});
}

}  // namespace pratique::cache
