// A file that may hold or name licences, by itself and as the extractor reads it: what is found lies in it, in order, and
// is an expression. The same bytes as an index of texts: refused, or safe to ask.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "extract/extractor.h"
#include "licence/expression.h"
#include "licence/recognise.h"
#include "licence/text_index.h"
#include "licence/text_match.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_license_file();
}

namespace {

using namespace pratique;

void check_matches(std::string_view text) {
  std::size_t last = 0;
  for (const auto& match : licence::match_text(text)) {
    const bool inside = match.begin >= last && match.begin < match.end && match.end <= text.size();
    if (!inside || match.ids.empty()) std::abort();
    if (match.likeness < licence::kLeastLikeness || match.likeness > 100) std::abort();
    last = match.end;
  }
}

void check_recognised(std::string_view text) {
  std::size_t named = 0, matched = 0;
  for (const auto& one : licence::recognise(text)) {
    if (!licence::is_expression(one.expression)) std::abort();
    if (one.likeness != 0 && (one.likeness < licence::kLeastLikeness || one.likeness > 100)) std::abort();
    ++(one.likeness == 0 ? named : matched);
  }
  if (named > licence::kMaxNamed || matched > licence::kMaxTextMatches) std::abort();
}

void check_index(std::string_view bytes) {
  const auto index = licence::TextIndex::over(bytes);
  if (!index) return;
  for (const std::uint32_t hash : {0U, 0x01234567U, 0x7fffffffU, 0xffffffffU}) {
    const auto pair = index->find(hash);
    if (pair < 0) continue;
    index->each_licence(pair, [&](std::uint16_t licence) {
      if (licence >= index->size()) std::abort();
    });
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_matches(text);
  check_recognised(text);
  check_index(text);
  static const auto extractor = extract::make_license_file();
  (void)extractor->parse(extract::FileView("opt/app/LICENSE", base::as_bytes(text)));
  return 0;
}
