// What apt keeps of repositories: a list says the same in pieces of any size and comes back from its text, and so do
// releases and sources.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "codec/lz4.h"
#include "extract/os/deb/apt_lists.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  using namespace pratique::extract::os;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  AptListReader whole, pieces;
  whole.feed(text);
  for (std::size_t at = 0; at < size; at += 7) pieces.feed(text.substr(at, 7));
  const auto list = whole.finish();
  if (list.packages != pieces.finish().packages) std::abort();
  if (list_of_text(to_text(list)).packages != list.packages) std::abort();
  list_of_text(text);
  const auto release = parse_apt_release(text);
  if (to_text(release_of_text(to_text(release))) != to_text(release)) std::abort();
  for (const bool paragraphs : {false, true}) {
    const auto sources = to_text(parse_apt_sources(text, paragraphs));
    if (to_text(sources_of_text(sources)) != sources) std::abort();
  }
  source_of_stem(text);
  const auto unpacked = codec::unpacked_lz4(codec::from_memory(base::as_bytes(text)));
  for (std::size_t count = 0; count < 64; ++count) {
    const auto piece = unpacked->next();
    if (!piece || piece->empty()) break;
  }
  return 0;
}
