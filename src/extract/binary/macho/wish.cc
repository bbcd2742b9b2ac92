#include "extract/binary/macho/wish.h"

#include <algorithm>

#include "binary/macho.h"

namespace pratique::extract::macho {
namespace {

constexpr std::uint64_t kWhole = 4ull << 20;  // of small files everything
constexpr std::uint64_t kStart =
    32 << 10;  // header and load commands; the data that these lead to a further pass brings

}  // namespace

bool is_mach(const layer::Candidate& candidate) { return binary::is_mach(candidate.head); }

layer::Wish wish(const layer::Candidate& candidate) {
  if (!is_mach(candidate)) return layer::Wish::no();
  if (candidate.size <= kWhole) return layer::Wish::whole();
  return layer::Wish::parts({{0, std::min(kStart, candidate.size)}});
}

}  // namespace pratique::extract::macho
