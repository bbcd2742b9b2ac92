// dpkg: deb-version(7) and Debian Policy §5.6.12. [epoch:]upstream[-revision]; a missing epoch or revision
// counts as zero.
#include "version/text_order.h"

namespace pratique::version {
namespace {

// dpkg keeps the epoch in an int.
constexpr std::string_view kMaxEpoch = "2147483647";

struct Parts {
  std::string_view epoch, upstream, revision;
  bool has_colon = false, has_revision = false;
};

// The epoch ends at the first colon, the revision starts after the last hyphen. What stands before the colon
// but is not a number belongs to the upstream version, so that any text has an order.
Parts split(std::string_view text) {
  Parts parts;
  text = base::trim(text);
  const auto colon = text.find(':');
  if (colon != std::string_view::npos && is_number(text.substr(0, colon))) {
    parts.has_colon = true;
    parts.epoch = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  const auto hyphen = text.rfind('-');
  parts.has_revision = hyphen != std::string_view::npos;
  parts.upstream = text.substr(0, hyphen);
  if (parts.has_revision) parts.revision = text.substr(hyphen + 1);
  return parts;
}

// "~" sorts before the end of a part, letters before all other bytes.
int weight(std::string_view text, std::size_t at) {
  if (at >= text.size() || base::is_digit(text[at])) return 0;
  if (text[at] == '~') return -1;
  const int byte = static_cast<unsigned char>(text[at]);
  return base::is_alpha(text[at]) ? byte : byte + 256;
}

// Alternates between a run without digits, compared by weight, and a run of digits, compared by value.
std::weak_ordering compare_part(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    std::size_t i = 0;
    for (;; ++i) {
      const int left = weight(a, i);
      const int right = weight(b, i);
      if (left != right) return left <=> right;
      if (left == 0) break;
    }
    a.remove_prefix(i);
    b.remove_prefix(i);
    const auto order = compare_numbers(take_digits(a), take_digits(b));
    if (order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

std::weak_ordering compare(std::string_view left, std::string_view right) {
  const auto a = split(left);
  const auto b = split(right);
  if (const auto order = compare_numbers(a.epoch, b.epoch); order != 0) return order;
  if (const auto order = compare_part(a.upstream, b.upstream); order != 0) return order;
  return compare_part(a.revision, b.revision);
}

bool only(std::string_view text, std::string_view punctuation) {
  for (const char c : text) {
    if (!base::is_alnum(c) && punctuation.find(c) == std::string_view::npos) return false;
  }
  return true;
}

// dpkg --validate-version: the upstream version starts with a digit; a colon is allowed in it only behind an
// epoch.
bool valid(std::string_view text) {
  const auto parts = split(text);
  if (parts.upstream.empty() || !base::is_digit(parts.upstream.front())) return false;
  if (parts.has_revision && parts.revision.empty()) return false;
  if (compare_numbers(parts.epoch, kMaxEpoch) > 0) return false;
  return only(parts.upstream, parts.has_colon ? "-+.~:" : "-+.~") && only(parts.revision, "+.~");
}

}  // namespace

std::unique_ptr<Order> make_deb() { return make_order("deb", valid, compare); }

}  // namespace pratique::version
