// Compose files and Kubernetes manifests: as a whole, and Compose's interpolation.
#include <cstdint>
#include <string_view>

#include "policy/run_config/yaml_view.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique::policy;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)read_run_file(text, "compose.yaml");
  bool open = false;
  (void)interpolated(text.substr(0, 4096), open);
  return 0;
}
