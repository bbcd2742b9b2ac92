// A hostile layer, from its tar to the components of the inventory: every extractor, links, further passes
// and assembly.
#include <cstdint>
#include <cstring>
#include <map>
#include <string>

#include "scan/assemble.h"
#include "scan/further.h"
#include "scan/layers.h"

namespace {

using namespace pratique;

constexpr std::size_t kBlock = 512, kChecksum = 148, kChecksumBytes = 8, kMagic = 257;

// Makes the checksums of all headers right (POSIX.1-2017 pax, "ustar Interchange Format"): a mutated one
// would otherwise end the reading at once.
std::string with_checksums(std::string tar) {
  for (std::size_t at = 0; at + kBlock <= tar.size(); at += kBlock) {
    char* header = tar.data() + at;
    if (std::memcmp(header + kMagic, "ustar", 5) != 0) continue;
    std::memset(header + kChecksum, ' ', kChecksumBytes);
    unsigned sum = 0;
    for (std::size_t i = 0; i < kBlock; ++i) sum += static_cast<unsigned char>(header[i]);
    for (std::size_t digit = 6; digit-- > 0; sum >>= 3)
      header[kChecksum + digit] = static_cast<char>('0' + (sum & 7));
    header[kChecksum + 6] = '\0';
  }
  return tar;
}

class MemoryLayer : public scan::LayerSource {
 public:
  explicit MemoryLayer(const std::string& tar) : tar_(tar) {
    name = diff_id = "sha256:0";
    form = sandbox::StoredForm::kTar;
  }
  Result<sandbox::Stored> open() override {
    return sandbox::Stored{.bytes = codec::from_memory(base::as_bytes(tar_))};
  }

 private:
  const std::string& tar_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const extract::Catalogue catalogue(extract::all_extractors());
  const auto tar = with_checksums(std::string(reinterpret_cast<const char*>(data), size));
  std::vector<std::unique_ptr<scan::LayerSource>> sources;
  sources.push_back(std::make_unique<MemoryLayer>(tar));
  base::Meter meter;
  auto read = scan::read_layers(sources, catalogue, 1, false, {}, meter);
  if (!read) return 0;
  // The same layer twice: every whiteout has something to hide.
  const scan::ImageView view(std::move(read->layers), {0, 0});
  auto names = scan::settle_names(view, catalogue, meter);
  scan::read_further(view, sources, catalogue, meter, names);
  model::Inventory inventory;
  scan::assemble(view, names, catalogue, meter, inventory);
  model::normalise(inventory);
  return 0;
}
