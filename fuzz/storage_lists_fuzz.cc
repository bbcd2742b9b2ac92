// oci/engine/containers_storage: images.json and layers.json. What comes out may become part of a path, so it
// must be nothing but an id.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crypto/digest.h"
#include "oci/engine/containers_storage.h"

using namespace pratique;

static void check(const std::string& id, bool may_lack) {
  if (may_lack && id.empty()) return;
  if (!crypto::is_sha256("sha256:" + id)) std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto images = oci::engine::parse_storage_images(text)) {
    for (const auto& image : *images) {
      check(image.id, false);
      check(image.top_layer, true);
    }
  }
  if (const auto layers = oci::engine::parse_storage_layers(text)) {
    for (const auto& layer : *layers) {
      check(layer.id, false);
      check(layer.parent, true);
    }
  }
  return 0;
}
