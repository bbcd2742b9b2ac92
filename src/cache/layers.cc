#include "cache/layers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/byte_writer.h"
#include "base/program.h"
#include "cache/charges.h"
#include "crypto/digest.h"
#include "extract/analysis_codec.h"
#include "extract/further_codec.h"
#include "extract/stream/patterns.h"

namespace pratique::cache {

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
  const auto charges = entry ? to_charges(entry->remark) : std::nullopt;
  if (!charges) return std::nullopt;
  auto analysis = extract::decode(base::as_bytes(entry->content), catalogue_);
  if (!analysis) return std::nullopt;
  return KeptLayer{*std::move(analysis), *charges};
}

bool Layers::keep(const LayerKey& key, const extract::LayerAnalysis& analysis, const base::Charges& charges) {
  // One layer at a time, since the bytes of a large one are many.
  const std::lock_guard lock(mutex_);
  auto bytes = extract::encode(analysis, catalogue_);
  return bytes && folder_.put(EntryKind::kLayer, key_of(key), {to_text(charges), *std::move(bytes)});
}

std::optional<EntryKey> Layers::key_of(const LayerKey& key,
                                       const extract::FurtherDispatcher::Pending& asked) const {
  for (const auto& [entry, pending] : asked) {
    if (std::ranges::any_of(pending.wanting, [](const auto& wanting) { return wanting.log != nullptr; }))
      return std::nullopt;
  }
  base::ByteWriter out(extract::kMaxAnalysisBytes);
  extract::put(asked, out);
  const auto request = std::move(out).finish();
  if (!request) return std::nullopt;
  auto whole = key_of(key);
  whole.subject += ' ' + crypto::sha256(base::as_bytes(*request));
  return whole;
}

std::optional<KeptPasses> Layers::find_passes(const LayerKey& key,
                                              const extract::FurtherDispatcher::Pending& asked) {
  const auto whole = key_of(key, asked);
  const auto entry = whole ? folder_.get(EntryKind::kPasses, *whole) : std::nullopt;
  const auto charges = entry ? to_charges(entry->remark) : std::nullopt;
  if (!charges) return std::nullopt;
  KeptPasses passes{{}, *charges};
  base::ByteReader in(base::as_bytes(entry->content));
  extract::record::RecordReader values(in);
  extract::get(passes.brought, catalogue_, values);
  if (values.failed() || in.remaining() > 0 || !passes.brought.pending.empty()) return std::nullopt;
  return passes;
}

bool Layers::keep_passes(const LayerKey& key, const extract::FurtherDispatcher::Pending& asked,
                         const KeptPasses& passes) {
  const auto whole = key_of(key, asked);
  if (!whole || !passes.brought.pending.empty()) return false;
  base::ByteWriter out(extract::kMaxAnalysisBytes);
  extract::put(passes.brought, out);
  auto bytes = std::move(out).finish();
  return bytes && folder_.put(EntryKind::kPasses, *whole, {to_text(passes.charges), *std::move(bytes)});
}

bool Layers::is_proven(const std::string& stamp, const std::string& digest) {
  return folder_.get(EntryKind::kBlob, {maker_of_blobs(), digest + ' ' + stamp}).has_value();
}

void Layers::prove(const std::string& stamp, const std::string& digest) {
  folder_.put(EntryKind::kBlob, {maker_of_blobs(), digest + ' ' + stamp}, {});
}

}  // namespace pratique::cache
