#include "version/text_order.h"

#include <algorithm>

namespace pratique::version {

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), base::is_digit);
}

bool is_zero(std::string_view digits) { return digits.find_first_not_of('0') == std::string_view::npos; }

// Without leading zeros, more digits are more, and equally many compare as text.
std::weak_ordering compare_numbers(std::string_view a, std::string_view b) {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

std::weak_ordering compare_ignoring_case(std::string_view a, std::string_view b) {
  const auto common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const auto left = static_cast<unsigned char>(lower(a[i]));
    const auto right = static_cast<unsigned char>(lower(b[i]));
    if (left != right) return left <=> right;
  }
  return a.size() <=> b.size();
}

std::weak_ordering compare_dotted(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    const auto order = compare_numbers(take_digits(a), take_digits(b));
    if (order != 0) return order;
    take_char(a, '.');
    take_char(b, '.');
  }
  return std::weak_ordering::equivalent;
}

std::weak_ordering compare_number_lists(std::string_view a, std::string_view b) {
  const auto is_other = [](char c) { return !base::is_digit(c); };
  for (;;) {
    take_while(a, is_other);
    take_while(b, is_other);
    if (a.empty() || b.empty()) return b.empty() <=> a.empty();
    if (const auto order = compare_numbers(take_digits(a), take_digits(b)); order != 0) return order;
  }
}

std::string_view without_v(std::string_view text) {
  const bool has_v = text.size() > 1 && lower(text[0]) == 'v' && base::is_digit(text[1]);
  return has_v ? text.substr(1) : text;
}

namespace {

class FunctionOrder final : public Order {
 public:
  using Valid = bool (*)(std::string_view);
  using Compare = std::weak_ordering (*)(std::string_view, std::string_view);
  FunctionOrder(std::string_view name, Valid is_valid, Compare comparison, const Uses& uses)
      : name_(name),
        valid_(is_valid),
        comparable_(uses.comparable != nullptr ? uses.comparable : is_valid),
        bounds_(uses.bounds != nullptr ? uses.bounds : comparable_),
        compare_(comparison),
        compare_bound_(uses.compare_bound != nullptr ? uses.compare_bound : comparison),
        same_(uses.same) {}

  std::string_view name() const override { return name_; }
  bool valid(std::string_view version) const override { return valid_(version); }
  bool comparable(std::string_view version) const override {
    return !is_commit(version) && comparable_(version);
  }
  bool bounds(std::string_view text) const override { return !is_commit(text) && bounds_(text); }
  std::weak_ordering compare(std::string_view a, std::string_view b) const override { return compare_(a, b); }

  std::weak_ordering compare_bound(std::string_view version, std::string_view bound) const override {
    return compare_bound_(version, bound);
  }
  bool same(std::string_view version, std::string_view listed) const override {
    return same_ != nullptr ? same_(version, listed) : compare_bound_(version, listed) == 0;
  }

 private:
  std::string_view name_;
  Valid valid_, comparable_, bounds_;
  Compare compare_, compare_bound_;
  bool (*same_)(std::string_view, std::string_view);
};

}  // namespace

std::unique_ptr<Order> make_order(std::string_view name, bool (*valid)(std::string_view),
                                  std::weak_ordering (*compare)(std::string_view, std::string_view),
                                  const Uses& uses) {
  return std::make_unique<FunctionOrder>(name, valid, compare, uses);
}

EvrText split_evr(std::string_view text) {
  EvrText parts;
  auto rest = text;
  const auto digits = take_digits(rest);
  if (take_char(rest, ':')) {
    parts.epoch = digits;
    text = rest;
  }
  const auto hyphen = text.rfind('-');
  parts.has_release = hyphen != std::string_view::npos;
  parts.version = text.substr(0, hyphen);
  if (parts.has_release) parts.release = text.substr(hyphen + 1);
  return parts;
}

}  // namespace pratique::version
