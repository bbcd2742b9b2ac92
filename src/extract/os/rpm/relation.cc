#include "extract/os/rpm/relation.h"

#include <string>

#include "base/text.h"

namespace pratique::extract::os {

namespace {

// rpmsenseFlags of rpmds.h.
constexpr std::uint32_t kLess = 1 << 1, kGreater = 1 << 2, kEqual = 1 << 3;
constexpr std::uint32_t kMissingOk = 1 << 19, kRpmLib = 1 << 24;

Compare compare_of(std::uint32_t flags) {
  switch (flags & (kLess | kGreater | kEqual)) {
    case kLess:
      return Compare::kLess;
    case kLess | kEqual:
      return Compare::kLessOrEqual;
    case kEqual:
      return Compare::kEqual;
    case kGreater | kEqual:
      return Compare::kGreaterOrEqual;
    case kGreater:
      return Compare::kGreater;
    default:
      return Compare::kAny;
  }
}

Compare compare_of(std::string_view sign) {
  std::uint32_t flags = 0;
  for (const char c : sign) flags |= c == '<' ? kLess : c == '>' ? kGreater : c == '=' ? kEqual : 0;
  return compare_of(flags);
}

// "name" or "name >= 1.2", from the words of a boolean dependency; `at` moves behind it.
Capability operand(const std::vector<std::string_view>& words, std::size_t& at) {
  Capability one{.name = words[at++]};
  if (at + 1 < words.size() && words[at].find_first_not_of("<=>") == std::string_view::npos) {
    one.compare = compare_of(words[at]);
    one.version = words[at + 1];
    at += 2;
  }
  return one;
}

// Of "(a if b)" a is told if something is called b, which the resolver knows only at the end: it is an edge where both
// are there, and none where a is not, so that b need not be asked for. "(a with b)" is one package that offers both:
// the first says which.
void add_boolean(std::string_view text, Resolver& resolver) {
  const auto inside = text.substr(1, text.size() - 2);
  const auto words = base::words(inside);
  std::vector<Capability> operands;
  std::string_view join;
  for (std::size_t at = 0; at < words.size(); ++at) {
    operands.push_back(operand(words, at));
    if (at == words.size()) break;
    if (!join.empty() && words[at] != join) return;
    join = words[at];
  }
  if (join == "or") {
    resolver.need(operands);
  } else if (join == "and") {
    for (const auto& one : operands) resolver.need(one);
  } else if (!operands.empty() && (join.empty() || join == "with" || join == "if")) {
    resolver.need(operands.front());
  }
}

bool is_nested(std::string_view text) {
  // Parentheses are part of names, "libc.so.6(GLIBC_2.34)(64bit)"; those that open a word are not.
  return base::contains(text.substr(1), " (") || text.starts_with("((") || !text.ends_with(')');
}

}  // namespace

void add_package(const RpmHeader& header, Resolver& resolver) {
  auto version = std::to_string(header.epoch.value_or(0)) + ":" + std::string(header.version);
  if (!header.release.empty()) version.append("-").append(header.release);
  resolver.add_package(header.name, version);
  const auto& offers = header.offers;
  for (std::size_t i = 0; i < offers.names.size(); ++i) {
    const bool exact = compare_of(offers.flags[i]) == Compare::kEqual;
    resolver.offer({.name = offers.names[i], .version = exact ? offers.versions[i] : std::string_view()});
  }
  const auto& needs = header.needs;
  for (std::size_t i = 0; i < needs.names.size(); ++i) {
    const auto name = needs.names[i];
    if ((needs.flags[i] & (kRpmLib | kMissingOk)) != 0 || name.starts_with("rpmlib(")) continue;
    if (!name.starts_with('(')) {
      resolver.need({.name = name, .compare = compare_of(needs.flags[i]), .version = needs.versions[i]});
    } else if (!is_nested(name)) {
      add_boolean(name, resolver);
    }
  }
}

}  // namespace pratique::extract::os
