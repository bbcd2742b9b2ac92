#include "scan/kept_image.h"

#include <algorithm>

namespace pratique::scan {

KeptImage::KeptImage(cache::Folder* folder, const extract::Catalogue& catalogue,
                     const std::vector<std::unique_ptr<LayerSource>>& sources,
                     const std::vector<std::size_t>& positions, const model::Platform& platform)
    : layers_(folder, catalogue), sources_(sources) {
  const bool keeps = folder != nullptr && std::ranges::all_of(sources, [](const auto& source) {
                       return source->promise && !source->passed;
                     });
  if (!keeps) return;
  images_.emplace(*folder, catalogue);
  key_ = {.layers = {}, .positions = positions, .platform = platform};
  for (const auto& source : sources) key_.layers.push_back(KeptLayers::key_of(*source));
}

std::optional<model::Inventory> KeptImage::find(base::Meter& meter) {
  const auto is_proven = [&](const auto& source) { return layers_.is_proven(*source); };
  if (!images_ || !std::ranges::all_of(sources_, is_proven)) return std::nullopt;
  auto kept = images_->find(key_);
  if (!kept || !meter.charge(kept->charges)) return std::nullopt;
  return std::move(kept->assembled);
}

std::vector<std::string> KeptImage::digests() const {
  std::vector<std::string> all;
  for (const auto& layer : key_.layers) all.push_back(layer.digest);
  return all;
}

void KeptImage::keep(const model::Inventory& assembled, const ReadLayers& read, std::size_t passes,
                     const base::Charges& before, const base::Meter& meter) {
  if (!images_ || !read.kept || passes > 0 || read.digests != digests()) return;
  if (meter.refused() || !meter.reached().empty()) return;
  auto charges = meter.charges();
  for (std::size_t i = 0; i < charges.size(); ++i) {
    // Of windows the most at one time counts, which is no sum.
    if (static_cast<base::Account>(i) != base::Account::kWindows) charges[i] -= before[i];
  }
  images_->keep(key_, {assembled, charges});
}

}  // namespace pratique::scan
