// An archive of an image, as a file or as what an engine sends: its names, the image in it, and every file of it opened
// again. The first byte says how many bytes come at a time: that changes nothing.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "oci/image.h"
#include "support/dripping.h"

namespace {

using namespace pratique;

struct Outcome {
  bool is_archive = false, has_image = false;
  std::string manifest;
  bool operator==(const Outcome&) const = default;
};

Outcome read(const std::string& bytes, std::size_t step) {
  base::Meter meter;
  oci::PassingArchive archive;
  archive.open = [&]() -> Result<std::unique_ptr<codec::ByteSource>> {
    return std::make_unique<testing::Dripping>(bytes, step);
  };
  archive.passing = [](const oci::PassingFile& file, codec::ByteSource& content) {
    const auto all = codec::read_all(content, file.size);
    if (all && all->size() > file.size) std::abort();
  };
  const auto store = oci::open_passing(std::move(archive), meter);
  if (!store) return {};
  (void)oci::form_of(**store);
  const auto image = oci::load_image(**store, {});
  if (!image) return {.is_archive = true, .has_image = false, .manifest = ""};
  for (const auto& layer : image->layers) {
    const auto source = (*store)->open(layer.file);
    if (source) (void)codec::read_all(**source, 1 << 20);
  }
  return {.is_archive = true, .has_image = true, .manifest = image->manifest_digest};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (read(bytes, data[0] % 64 + 1) != read(bytes, 1 << 16)) std::abort();
  return 0;
}
