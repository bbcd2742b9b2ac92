#include "advisory/row_keys.h"

#include <xxhash.h>

#include <string>

#include "advisory/packed_cve.h"

namespace pratique::advisory {

namespace {

// Room is left at the end for rows whose number is taken.
constexpr int kHashBits = 62;
constexpr std::int64_t kOthers = std::int64_t{1} << kHashBits;

std::int64_t number_of(std::string_view text) {
  return static_cast<std::int64_t>(XXH3_64bits(text.data(), text.size()) >> (64 - kHashBits));
}

}  // namespace

std::int64_t package_key(std::string_view ecosystem, std::string_view name) {
  std::string both(ecosystem);
  both += '\0';
  return number_of(both.append(name));
}

std::int64_t vulnerability_key(std::string_view id) {
  const auto cve = cve_parts(id);
  if (!cve) return kOthers + number_of(id) / 2;
  constexpr int kNumberBits = 40;  // twelve digits
  return static_cast<std::int64_t>(cve->year << kNumberBits | cve->number);
}

}  // namespace pratique::advisory
