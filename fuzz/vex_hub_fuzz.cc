// Repositories of VEX documents: manifests, indexes, archives.
#include <cstdint>
#include <string_view>

#include "vex/hub.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique::vex;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)read_hub_manifest(text);
  const auto index = read_hub_index(text);
  if (index && *index) {
    for (const auto& path : (*index)->documents) {
      if (path.empty() || path.front() == '/' || ("/" + path + "/").find("/../") != path.npos)
        __builtin_trap();
    }
  }
  if (!may_be_archive(text)) return 0;
  auto files = unpack_documents(text);
  if (!files) return 0;
  for (const auto& [path, content] : *files) {
    if (("/" + path + "/").find("/../") != path.npos) __builtin_trap();
  }
  rooted(*std::move(files), "");
  return 0;
}
