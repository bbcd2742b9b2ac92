#include "extract/lang/python/marker.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
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
                                                  {"extra", "", true},
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
  std::string_view text;
  bool known = true;
  bool is_version = false;
};

Holds from_bool(bool value) { return value ? Holds::kYes : Holds::kNo; }

// By the order of versions; "~=" is a range of its own, which no marker in use needs.
Holds compare_versions(std::string_view left, std::string_view op, std::string_view right) {
  const auto* order = version::find_order("pep440");
  if (!order->valid(left) || !order->valid(right)) return Holds::kPerhaps;
  const auto result = order->compare(left, right);
  if (op == "<") return from_bool(result < 0);
  if (op == "<=") return from_bool(result <= 0);
  if (op == ">") return from_bool(result > 0);
  if (op == ">=") return from_bool(result >= 0);
  return Holds::kPerhaps;
}

Holds compare(const Operand& left, std::string_view op, const Operand& right) {
  if (!left.known || !right.known) return Holds::kPerhaps;
  if (op == "in") return from_bool(base::contains(right.text, left.text));
  if (op == "not in") return from_bool(!base::contains(right.text, left.text));
  const bool versions = left.is_version || right.is_version;
  const bool same =
      versions ? version::find_order("pep440")->compare(left.text, right.text) == 0 : left.text == right.text;
  if (base::contains(left.text, "*") || base::contains(right.text, "*")) return Holds::kPerhaps;
  if (op == "==" || op == "===") return from_bool(same);
  if (op == "!=") return from_bool(!same);
  return versions ? compare_versions(left.text, op, right.text) : Holds::kPerhaps;
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
      const Operand found{rest_.substr(1, end - 1)};
      rest_.remove_prefix(end + 1);
      return found;
    }
    const auto name = word();
    const auto variable = std::ranges::find(kVariables, name, &Variable::name);
    if (variable == kVariables.end()) return std::nullopt;
    rest_.remove_prefix(name.size());
    if (name == "python_version" && !environment_.python.empty())
      return Operand{.text = environment_.python, .is_version = true};
    return Operand{.text = variable->value, .known = variable->known};
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
