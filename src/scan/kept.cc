#include "scan/kept.h"

#include <algorithm>

namespace pratique::scan {

// File systems note times in steps: of some milliseconds, of two seconds on FAT. A file that was changed shortly
// before it is read may change again and keep its stamp.
static constexpr auto kSettled = std::chrono::seconds(3);

KeptLayers::KeptLayers(cache::Folder* folder, const extract::Catalogue& catalogue) {
  if (folder != nullptr) layers_.emplace(*folder, catalogue);
}

KeptLayers::Look KeptLayers::look(LayerSource& source, base::Meter& meter) {
  Look look;
  if (!layers_ || !source.promise) return look;
  look.stamp = source.stamp();
  const auto key = key_of(source);
  auto kept = layers_->find(key);
  if (!kept || !meter.charge(kept->charges)) return look;
  if (!is_as_promised(source, look, key.digest)) return look;
  look.read = LayerRead{.analysis = std::move(kept->analysis), .digest = key.digest};
  return look;
}

// Who promises no digest of the stored bytes mostly stores the tar itself.
cache::LayerKey KeptLayers::key_of(const LayerSource& source) {
  const auto& promise = *source.promise;
  return {promise.digest.empty() ? promise.diff_id : promise.digest, promise.size, promise.diff_id};
}

bool KeptLayers::is_proven(const LayerSource& source) {
  if (!layers_ || !source.promise) return false;
  if (source.is_addressed()) return true;
  const auto stamp = source.stamp();
  const auto key = key_of(source);
  return stamp && stamp->size == key.size && layers_->is_proven(stamp->text, key.digest);
}

bool KeptLayers::is_as_promised(LayerSource& source, const Look& look, const std::string& digest) {
  if (source.is_addressed()) return true;
  const auto size = source.promise->size;
  if (look.stamp && (look.stamp->size != size || layers_->is_proven(look.stamp->text, digest)))
    return look.stamp->size == size;
  auto stored = source.open();
  if (!stored || !stored->bytes) return false;
  layer::SummedSource summed(std::move(stored->bytes));
  const auto sum = summed.finish();
  if (sum.digest != digest || sum.size != size) return false;
  prove(source, look, digest);
  return true;
}

bool KeptLayers::keep(const LayerSource& source, const Look& look, const LayerRead& read,
                      const base::Meter& part) {
  if (!layers_ || !source.promise || !read.notes.empty()) return false;
  if (read.analysis.metered || read.analysis.content.reached || part.refused() || part.stopped())
    return false;
  if (!layers_->keep({read.digest, source.promise->size, source.promise->diff_id}, read.analysis,
                     part.charges()))
    return false;
  prove(source, look, read.digest);
  return true;
}

std::optional<cache::KeptPasses> KeptLayers::answer(const LayerSource& source, const std::string& digest,
                                                    const extract::FurtherDispatcher::Pending& pending) {
  auto passes = layers_->find_passes({digest, source.promise->size, source.promise->diff_id}, pending);
  if (!passes) return std::nullopt;
  const auto asked = [&](std::size_t entry) { return pending.contains(entry); };
  const auto& [items, failures, left] = passes->brought;
  const bool fits =
      std::ranges::all_of(items, [&](const auto& named) { return asked(named.item.entry); }) &&
      std::ranges::all_of(failures, [&](const auto& named) { return asked(named.failure.entry); });
  return fits ? std::move(passes) : std::nullopt;
}

void KeptLayers::keep_further(const LayerSource& source, const std::string& digest, const Asked& asked,
                              const extract::FurtherRecords& further, const base::Meter& part) {
  if (!further.pending.empty() || part.refused() || part.stopped()) return;
  cache::KeptPasses kept{{}, part.charges()};
  kept.brought.items.assign(further.items.begin() + static_cast<std::ptrdiff_t>(asked.items_before),
                            further.items.end());
  kept.brought.failures.assign(further.failures.begin() + static_cast<std::ptrdiff_t>(asked.failures_before),
                               further.failures.end());
  layers_->keep_passes({digest, source.promise->size, source.promise->diff_id}, asked.pending, kept);
}

void KeptLayers::prove(const LayerSource& source, const Look& look, const std::string& digest) {
  if (!look.stamp || look.stamp->changed + kSettled > start_) return;
  const auto now = source.stamp();
  if (now && now->text == look.stamp->text) layers_->prove(now->text, digest);
}

}  // namespace pratique::scan
