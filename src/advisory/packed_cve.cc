#include "advisory/packed_cve.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr std::uint64_t kFirstYear = 1990, kYears = 64;
constexpr std::string_view kPrefix = "CVE-";
constexpr std::size_t kYearDigits = 4, kLeastDigits = 4, kMostDigits = 12;

}  // namespace

std::optional<CveParts> cve_parts(std::string_view id) {
  if (!id.starts_with(kPrefix)) return std::nullopt;
  const auto year_text = id.substr(kPrefix.size(), kYearDigits);
  const auto rest = id.substr(std::min(id.size(), kPrefix.size() + kYearDigits));
  if (rest.empty() || rest.front() != '-') return std::nullopt;
  const auto digits = rest.substr(1);
  if (digits.size() < kLeastDigits || digits.size() > kMostDigits) return std::nullopt;
  if (digits.size() > kLeastDigits && digits.front() == '0') return std::nullopt;
  const auto year = base::to_uint(year_text), sequence = base::to_uint(digits);
  if (!year || !sequence || *year < kFirstYear || *year >= kFirstYear + kYears) return std::nullopt;
  return CveParts{*year, *sequence};
}

std::optional<std::uint64_t> packed_cve(std::string_view id) {
  const auto parts = cve_parts(id);
  if (!parts) return std::nullopt;
  return 1 + parts->number * kYears + (parts->year - kFirstYear);
}

// By hand: a look-up does it for every id of every erratum that names the package.
std::string_view cve_of(std::uint64_t packed, base::Arena& arena) {
  const auto number = packed == 0 ? 0 : packed - 1;
  std::array<char, 40> text;
  auto* at = text.data() + text.size();
  auto* const end = at;
  const auto put = [&](std::uint64_t value, std::size_t least) {
    for (std::size_t digits = 0; value > 0 || digits < least; ++digits, value /= 10)
      *--at = static_cast<char>('0' + value % 10);
  };
  put(number / kYears, kLeastDigits);
  *--at = '-';
  put(kFirstYear + number % kYears, kYearDigits);
  at -= kPrefix.size();
  std::copy(kPrefix.begin(), kPrefix.end(), at);
  return arena.copy({at, static_cast<std::size_t>(end - at)});
}

}  // namespace pratique::advisory
