// Any bytes as a library file of official images, and as an archive of such: read or refused, and tags are tags.
#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "bases/library.h"
#include "bases/line.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto images = bases::read_library_file(text, "image");
  if (images) {
    for (const auto& one : *images) {
      if ((one.tags.empty() && images->size() > 1) || one.architectures.empty()) std::abort();
      for (const auto& tag : one.tags) {
        const auto newest = bases::newest_of_line(tag, one.tags);
        if (newest == tag || std::ranges::any_of(tag, base::is_space)) std::abort();
      }
      if (one.tags.size() > 200) break;
    }
  }
  (void)bases::read_library_bytes(text, "library/image");
  return 0;
}
