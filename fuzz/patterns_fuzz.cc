// The search of passing bytes: wherever they are cut, the same hits, and those that a search for each text alone
// finds; and the scanner of banners over whatever calls itself an ELF file.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "extract/catalogue.h"
#include "extract/extractor.h"
#include "extract/stream/patterns.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_banner();
}

using namespace pratique;

namespace {

struct Told {
  std::uint64_t offset;
  std::size_t pattern, at;
  std::string around;
  bool operator==(const Told&) const = default;
};

std::vector<Told> told(const extract::Patterns& patterns, base::Bytes bytes, std::size_t step) {
  std::vector<Told> out;
  extract::PatternStream stream(patterns, [&](const extract::PatternHit& hit) {
    out.push_back({hit.offset, hit.pattern, hit.at, std::string(hit.around)});
  });
  if (!stream.start(0)) std::abort();
  for (std::size_t from = 0; from < bytes.size(); from += step) {
    if (!stream.feed(bytes.subspan(from, std::min(step, bytes.size() - from)))) std::abort();
  }
  stream.finish();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  (void)extract::make_banner()->parse(extract::FileView("bin/a", bytes));
  // Not any texts: of few and short ones the library misses some (streams_test.cc).
  static const extract::Catalogue catalogue(extract::all_extractors());
  const auto& patterns = catalogue.streams().patterns();
  const auto& texts = patterns.texts();
  const auto whole = told(patterns, bytes, bytes.size() + 1);
  for (const std::size_t step : {1, 3, 64, 200}) {
    if (told(patterns, bytes, step) != whole) std::abort();
  }
  std::size_t plainly = 0;
  for (const auto& text : texts) {
    const auto all = base::as_text(bytes);
    for (auto at = all.find(text); at != all.npos; at = all.find(text, at + 1)) ++plainly;
  }
  if (plainly != whole.size()) std::abort();
  for (const auto& one : whole) {
    const auto& text = texts[one.pattern];
    if (!std::string_view(one.around).substr(one.at).starts_with(text)) std::abort();
    if (one.around != base::as_text(bytes.subspan(one.offset - one.at, one.around.size()))) std::abort();
  }
  return 0;
}
