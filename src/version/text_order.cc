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
  FunctionOrder(std::string_view name, Valid is_valid, Compare comparison)
      : name_(name), valid_(is_valid), compare_(comparison) {}

  std::string_view name() const override { return name_; }
  bool valid(std::string_view version) const override { return valid_(version); }
  std::weak_ordering compare(std::string_view a, std::string_view b) const override { return compare_(a, b); }

 private:
  std::string_view name_;
  Valid valid_;
  Compare compare_;
};

}  // namespace

std::unique_ptr<Order> make_order(std::string_view name, bool (*valid)(std::string_view),
                                  std::weak_ordering (*compare)(std::string_view, std::string_view)) {
  return std::make_unique<FunctionOrder>(name, valid, compare);
}

}  // namespace pratique::version
