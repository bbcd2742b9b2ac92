// Java runtimes (JEP 223 and JEP 322, "version-string scheme"; before Java 9 Oracle's "1.8.0_352-b08"). One release has
// many spellings, which are all equal here: 1.8.0_352-b08, 8u352, 8.0.352, NVD's "1.8.0:update_352" and "8:update352";
// 17.0.5+8 and 17.0.5_8. The build does not count, but what a vendor puts behind the update does (8u352 < 8.0.352.1), and
// early access ("17-ea") lies below its release.
#include <algorithm>
#include <array>

#include "version/text_order.h"

namespace pratique::version {
namespace {

constexpr std::size_t kNumbers = 8;          // Corretto has five
constexpr std::size_t kUpdate = 2;           // place of the update
constexpr std::string_view kFirstNew = "9";  // the first that JEP 223 numbers

struct Release {
  std::array<std::string_view, kNumbers> numbers{};
  bool early = false;
  bool is_one = false;
};

// "-ea", "-internal", "-beta": not yet released; "-b08" is a build and "-LTS" a promise.
bool is_early(std::string_view rest) {
  return base::contains(rest, "-ea") || base::contains(rest, "-internal") || base::contains(rest, "-beta");
}

// The word by which old versions name their update.
bool take_update(std::string_view& text) {
  auto rest = text;
  if (take_char(rest, ':') || take_char(rest, '_')) {
    take_while(rest, [](char c) { return base::is_alpha(c) || c == '_'; });
  } else if (!take_char(rest, 'u')) {
    return false;
  }
  if (rest.empty() || !base::is_digit(rest.front())) return false;
  text = rest;
  return true;
}

bool is_old(std::string_view feature) { return compare_numbers(feature, kFirstNew) < 0; }

Release read(std::string_view text) {
  for (const auto* word : {"jdk-", "jdk", "jre-", "jre"}) {
    if (text.starts_with(word)) text.remove_prefix(std::string_view(word).size());
  }
  // "1.8.0" is 8.0; Java 1 itself is "1.0" and "1.1".
  if (text.size() > 2 && text.starts_with("1.") && base::is_digit(text[2])) text.remove_prefix(2);
  Release out;
  for (std::size_t place = 0; place < kNumbers; ++place) {
    const auto digits = take_digits(text);
    if (digits.empty()) break;
    out.is_one = true;
    out.numbers[place] = digits;
    if (place <= kUpdate && is_old(out.numbers[0]) && take_update(text)) {
      out.numbers[kUpdate] = take_digits(text);
      place = kUpdate;
    }
    if (!take_char(text, '.')) break;
  }
  out.early = is_early(text);
  return out;
}

bool valid(std::string_view text) { return !is_commit(text) && read(text).is_one; }

std::weak_ordering compare(std::string_view left, std::string_view right) {
  const auto a = read(left), b = read(right);
  if (a.is_one != b.is_one) return a.is_one <=> b.is_one;
  if (!a.is_one) return left <=> right;
  for (std::size_t i = 0; i < kNumbers; ++i) {
    if (const auto order = compare_numbers(a.numbers[i], b.numbers[i]); order != 0) return order;
  }
  return b.early <=> a.early;
}

}  // namespace

std::unique_ptr<Order> make_jvm() { return make_order("jvm", valid, compare); }

}  // namespace pratique::version
