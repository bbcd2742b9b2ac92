#include "scan/image_view.h"

namespace pratique::scan {

static layer::Stack stack_of(const std::vector<ReadLayer>& layers,
                             const std::vector<std::size_t>& positions) {
  std::vector<std::shared_ptr<const layer::LayerIndex>> indexes;
  for (const auto layer : positions) indexes.push_back(layers[layer].analysis->content.index);
  return layer::Stack(std::move(indexes));
}

ImageView::ImageView(std::vector<ReadLayer> layers, std::vector<std::size_t> positions)
    : layers_(std::move(layers)), positions_(std::move(positions)), stack_(stack_of(layers_, positions_)) {}

std::optional<ImageFile> ImageView::file(std::string_view path) const {
  const auto place = stack_.file(path);
  if (!place) return std::nullopt;
  return ImageFile{place->layer, positions_[place->layer],
                   stack_.layer(place->layer).number_of(place->entry)};
}

std::string ImageView::layer_of(std::string_view path) const {
  const auto resolved = stack_.resolve(path);
  const auto place = resolved ? stack_.find(*resolved) : std::nullopt;
  return place ? at(place->layer).diff_id : "";
}

}  // namespace pratique::scan
