#include "extract/lang/python/marker.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "model/ecosystem.h"
#include "version/order.h"

namespace pratique::extract::python {
namespace {

constexpr int kMaxDepth = 32;

// Values that every Linux image has. The names with a dot are those of before PEP 508, which pip still takes.
struct Variable {
  std::string_view name;
  std::string_view value = {};
  bool known = false;
};
constexpr std::array<Variable, 18> kVariables = {{{"os_name", "posix", true},
                                                  {"os.name", "posix", true},
                                                  {"sys_platform", "linux", true},
                                                  {"sys.platform", "linux", true},
                                                  {"platform_system", "Linux", true},
                                                  {"extra"},
                                                  {"implementation_name"},
                                                  {"implementation_version"},
                                                  {"platform_machine"},
                                                  {"platform.machine"},
                                                  {"platform_python_implementation"},
                                                  {"platform.python_implementation"},
                                                  {"python_implementation"},
                                                  {"platform_release"},
                                                  {"platform_version"},
                                                  {"platform.version"},
                                                  {"python_full_version"},
                                                  {"python_version"}}};

struct Operand {
  std::string text;
  bool known = true;
  bool is_version = false;
  bool is_extra = false;
  // The highest version that it may be, where it is known in part only.
  std::string most = {};
};

Holds from_bool(bool value) { return value ? Holds::kYes : Holds::kNo; }

// Whether 3.11 begins with 3, or 3.11.2 with 3.11.
bool begins_with(std::string_view version, std::string_view release) {
  return version.starts_with(release) && (version.size() == release.size() || version[release.size()] == '.');
}

// "~= 3.8" is 3.8 or later of release 3 (PEP 440, "Compatible release").
bool is_compatible(std::string_view version, std::string_view wanted) {
  const auto last = wanted.rfind('.');
  return last != std::string_view::npos && begins_with(version, wanted.substr(0, last)) &&
         version::find_order("pep440")->compare(version, wanted) >= 0;
}

// By the order of versions; "== 3.*" looks at the beginning only.
Holds compare_versions(std::string_view left, std::string_view op, std::string_view right) {
  const auto* order = version::find_order("pep440");
  if (right.ends_with(".*") && (op == "==" || op == "!=")) {
    const bool same = begins_with(left, right.substr(0, right.size() - 2));
    return from_bool(same == (op == "=="));
  }
  if (!order->valid(left) || !order->valid(right)) return Holds::kPerhaps;
  if (op == "~=") return from_bool(is_compatible(left, right));
  const auto result = order->compare(left, right);
  if (op == "==" || op == "===") return from_bool(result == 0);
  if (op == "!=") return from_bool(result != 0);
  if (op == "<") return from_bool(result < 0);
  if (op == "<=") return from_bool(result <= 0);
  if (op == ">") return from_bool(result > 0);
  if (op == ">=") return from_bool(result >= 0);
  return Holds::kPerhaps;
}

// Of a version that is known in part, what holds of the lowest and of the highest.
Holds compare_versions(const Operand& left, std::string_view op, const Operand& right) {
  const auto low = compare_versions(left.text, op, right.text);
  if (left.most.empty() && right.most.empty()) return low;
  const auto high = compare_versions(left.most.empty() ? std::string_view(left.text) : left.most, op,
                                     right.most.empty() ? std::string_view(right.text) : right.most);
  return low == high ? low : Holds::kPerhaps;
}

Holds compare(const Operand& left, std::string_view op, const Operand& right) {
  if (!left.known || !right.known) return Holds::kPerhaps;
  const bool in_part = !left.most.empty() || !right.most.empty();
  if (op == "in" || op == "not in") {
    return in_part ? Holds::kPerhaps : from_bool(base::contains(right.text, left.text) == (op == "in"));
  }
  if (left.is_version || right.is_version) return compare_versions(left, op, right);
  const auto named = [&](const Operand& one) {
    const bool extra = left.is_extra || right.is_extra;
    return extra ? model::canonical_name(model::ecosystem_of_type("pypi"), one.text) : one.text;
  };
  if (op == "==" || op == "===") return from_bool(named(left) == named(right));
  if (op == "!=") return from_bool(named(left) != named(right));
  return Holds::kPerhaps;
}

// marker_or = marker_and *("or" marker_and); marker_and = marker_expr *("and" marker_expr);
// marker_expr = "(" marker_or ")" / operand op operand
class Parser {
 public:
  Parser(std::string_view text, const MarkerEnvironment& environment)
      : rest_(text), environment_(environment) {}

  std::optional<Holds> whole() {
    const auto found = either(0);
    skip_blanks();
    return rest_.empty() ? found : std::nullopt;
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && base::is_space(rest_.front())) rest_.remove_prefix(1);
  }
  bool take(std::string_view text) {
    skip_blanks();
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  static bool is_word_char(char c) { return base::is_alnum(c) || c == '_' || c == '.'; }
  std::string_view word() {
    skip_blanks();
    std::size_t end = 0;
    while (end < rest_.size() && is_word_char(rest_[end])) ++end;
    return rest_.substr(0, end);
  }
  bool take_word(std::string_view wanted) { return word() == wanted && take(wanted); }

  std::optional<Holds> either(int depth) {
    auto found = both(depth);
    while (found && take_word("or")) {
      const auto next = both(depth);
      if (!next) return std::nullopt;
      found = std::max(*found, *next);
    }
    return found;
  }

  std::optional<Holds> both(int depth) {
    auto found = expression(depth);
    while (found && take_word("and")) {
      const auto next = expression(depth);
      if (!next) return std::nullopt;
      found = std::min(*found, *next);
    }
    return found;
  }

  std::optional<Holds> expression(int depth) {
    if (depth > kMaxDepth) return std::nullopt;
    if (take("(")) {
      const auto inner = either(depth + 1);
      return inner && take(")") ? inner : std::nullopt;
    }
    const auto left = operand();
    const auto op = operation();
    const auto right = op.empty() ? std::nullopt : operand();
    if (!left || !right) return std::nullopt;
    return compare(*left, op, *right);
  }

  std::optional<Operand> operand() {
    skip_blanks();
    if (rest_.starts_with('"') || rest_.starts_with('\'')) {
      const auto end = rest_.find(rest_.front(), 1);
      if (end == std::string_view::npos) return std::nullopt;
      const Operand found{.text = std::string(rest_.substr(1, end - 1))};
      rest_.remove_prefix(end + 1);
      return found;
    }
    const auto name = word();
    const auto variable = std::ranges::find(kVariables, name, &Variable::name);
    if (variable == kVariables.end()) return std::nullopt;
    rest_.remove_prefix(name.size());
    return value_of(*variable);
  }

  Operand value_of(const Variable& variable) const {
    const auto name = variable.name;
    const std::string python(environment_.python), implementation(environment_.implementation);
    if (name == "extra") return {.text = std::string(environment_.extra), .is_extra = true};
    if (name == "python_version" && !python.empty()) return {.text = python, .is_version = true};
    if (name == "python_full_version" && !python.empty())
      return {.text = python + ".0", .is_version = true, .most = python + ".999"};
    if (base::contains(name, "machine") && !environment_.machine.empty())
      return {.text = std::string(environment_.machine)};
    if (name == "implementation_name" && !implementation.empty()) return {.text = implementation};
    if (name.ends_with("python_implementation") && !implementation.empty())
      return {.text = implementation == "pypy" ? "PyPy" : "CPython"};
    return {.text = std::string(variable.value), .known = variable.known};
  }

  std::string_view operation() {
    for (const std::string_view op : {"===", "==", "!=", "<=", ">=", "~=", "<", ">"}) {
      if (take(op)) return op;
    }
    if (take_word("in")) return "in";
    return take_word("not") && take_word("in") ? "not in" : "";
  }

  std::string_view rest_;
  const MarkerEnvironment& environment_;
};

}  // namespace

std::optional<Holds> holds(std::string_view marker, const MarkerEnvironment& environment) {
  return Parser(marker, environment).whole();
}

}  // namespace pratique::extract::python
