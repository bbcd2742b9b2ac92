// What the version schemes share: walking a text run by run, and comparing numbers of any length. Nothing
// here allocates, and everything is linear in the length of its text.
#pragma once

#include <compare>
#include <cstddef>
#include <memory>
#include <string_view>

#include "base/text.h"
#include "version/order.h"

namespace pratique::version {

// Removes from `text` its first `count` bytes and returns them; all of it when it is shorter.
inline std::string_view take(std::string_view& text, std::size_t count) {
  const auto head = text.substr(0, count);
  text.remove_prefix(head.size());
  return head;
}

// Removes and returns the longest head whose bytes all satisfy `wanted`; may be empty.
template <class Predicate>
std::string_view take_while(std::string_view& text, Predicate wanted) {
  std::size_t count = 0;
  while (count < text.size() && wanted(text[count])) ++count;
  return take(text, count);
}

inline std::string_view take_digits(std::string_view& text) { return take_while(text, base::is_digit); }

// Removes one byte when it is `wanted`; tells whether it did.
inline bool take_char(std::string_view& text, char wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(1);
  return true;
}

inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// True for a text of one or more digits.
bool is_number(std::string_view text);
// True for digits that are all zeros, and for the empty text: both count as zero.
bool is_zero(std::string_view digits);

// Orders runs of digits by their value, whatever their length: leading zeros do not count, "" is zero.
std::weak_ordering compare_numbers(std::string_view a, std::string_view b);
// Orders by bytes, with A-Z as a-z.
std::weak_ordering compare_ignoring_case(std::string_view a, std::string_view b);
// Orders "1.2.3"-like lists number by number; the shorter is filled with zeros, so "1" = "1.0".
std::weak_ordering compare_dotted(std::string_view a, std::string_view b);

// Orders the runs of digits of two texts, whatever stands between them; fewer runs are lower, so "1" < "1.0".
std::weak_ordering compare_number_lists(std::string_view a, std::string_view b);

// Removes one leading "v" or "V" that a digit follows.
std::string_view without_v(std::string_view text);

// [epoch:]version[-release], as rpm and pacman write it.
struct EvrText {
  // Digits, or empty.
  std::string_view epoch;
  std::string_view version, release;
  bool has_release = false;
};
// Only a run of digits right before a colon is an epoch: "module+el9:1" has none. An empty epoch counts as zero.
EvrText split_evr(std::string_view text);

// What of Order is not as nearly everywhere: comparable() as valid(), bounds() as comparable(), compare_bound() as
// compare(), same() where compare_bound() says equal. Commits need not be asked for.
struct Uses {
  using Predicate = bool (*)(std::string_view);
  Predicate comparable = nullptr, bounds = nullptr;
  std::weak_ordering (*compare_bound)(std::string_view, std::string_view) = nullptr;
  bool (*same)(std::string_view, std::string_view) = nullptr;
};

// An order made of its functions, which is all that a scheme is.
std::unique_ptr<Order> make_order(std::string_view name, bool (*valid)(std::string_view),
                                  std::weak_ordering (*compare)(std::string_view, std::string_view),
                                  const Uses& uses = {});

}  // namespace pratique::version
