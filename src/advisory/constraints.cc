#include "advisory/constraints.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr std::size_t kMaxConditions = 1'000;  // of one text; real ones have a dozen

// One end of a set of versions.
struct Bound {
  std::string version;
  bool inclusive = false;
  // The end is made by us of a shorthand ("1.x"): no version that was published.
  bool made = false;
};
struct Span {
  std::optional<Bound> from, to;
};

struct Condition {
  std::string_view op, version;
};

bool is_operator(char c) { return c == '<' || c == '>' || c == '=' || c == '!' || c == '~' || c == '^'; }
bool is_between(char c) { return c == ' ' || c == ',' || c == '\t' || c == '\n' || c == '\r'; }

// ">= 1.0, <2" → {">=", "1.0"}, {"<", "2"}.
Result<std::vector<Condition>> conditions(std::string_view text) {
  std::vector<Condition> out;
  const auto skip = [&](auto is) {
    std::size_t n = 0;
    while (n < text.size() && is(text[n])) ++n;
    const auto taken = text.substr(0, n);
    text.remove_prefix(n);
    return taken;
  };
  for (;;) {
    skip(is_between);
    if (text.empty()) return out;
    Condition one{.op = skip(is_operator), .version = {}};
    skip([](char c) { return is_between(c) && c != ','; });
    one.version = skip([](char c) { return !is_between(c) && !is_operator(c); });
    if (one.version.empty()) return base::invalid("a condition without a version: " + std::string(one.op));
    if (out.size() == kMaxConditions) return base::over_limit("more than 1,000 conditions");
    out.push_back(one);
  }
}

// What npm reads of a version that may be short: "v1.2.x" has two numbers.
struct Short {
  std::vector<std::uint64_t> numbers;
  std::string rest;  // "-beta.1"
};
Result<Short> read_short(std::string_view text) {
  Short out;
  while (!text.empty() && (text.front() == 'v' || text.front() == '=')) text.remove_prefix(1);
  const auto core = text.substr(0, text.find_first_of("-+"));
  for (const auto part : base::split(core, '.')) {
    if (part == "x" || part == "X" || part == "*") break;
    const auto number = base::to_uint(part);
    if (!number || *number == UINT64_MAX || out.numbers.size() == 3)
      return base::invalid("not a version: " + std::string(text));
    out.numbers.push_back(*number);
  }
  if (out.numbers.size() == 3) out.rest = text.substr(core.size());
  return out;
}

std::string written(std::vector<std::uint64_t> numbers, std::string_view rest = {}) {
  numbers.resize(3);
  std::string out;
  for (const auto number : numbers) out += (out.empty() ? "" : ".") + std::to_string(number);
  return out += rest;
}

// The first version behind all that begin with the first `keep` numbers; "-0" is before every prerelease of it.
Bound behind(std::vector<std::uint64_t> numbers, std::size_t keep) {
  numbers.resize(keep);
  ++numbers.back();
  return {.version = written(std::move(numbers), "-0"), .inclusive = false, .made = true};
}

// node-semver, "Caret ranges": the first number that is not 0 may not change.
std::size_t caret(const std::vector<std::uint64_t>& numbers) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] != 0) return i + 1;
  }
  return numbers.size();
}

Result<Span> npm_span(const Condition& one) {
  PQ_TRY(const auto version, read_short(one.version));
  const auto& numbers = version.numbers;
  if (numbers.empty()) return Span{};  // "*", "x"
  const bool whole = numbers.size() == 3;
  const Bound at{.version = written(numbers, version.rest), .inclusive = true};
  const auto& op = one.op;
  if (op == "^") return Span{at, behind(numbers, caret(numbers))};
  if (op == "~" || op == "~>") return Span{at, behind(numbers, std::min<std::size_t>(numbers.size(), 2))};
  if (op == ">=") return Span{at, {}};
  if (op == "<") return Span{{}, Bound{at.version, false}};
  if (op == "<=") return Span{{}, whole ? at : behind(numbers, numbers.size())};
  if (op == ">")
    return Span{whole ? Bound{at.version, false} : Bound{behind(numbers, numbers.size()).version, true, true},
                {}};
  if (op.empty() || op == "=" || op == "==") return Span{at, whole ? at : behind(numbers, numbers.size())};
  return base::invalid("unknown operator " + std::string(op));
}

// "~> 1.2.3", "~= 1.4.2": up to the next of the last number but one.
Result<Span> pessimistic(std::string_view version) {
  std::vector<std::uint64_t> numbers;
  for (const auto part : base::split(version.substr(0, version.find_first_of("-+")), '.')) {
    const auto number = base::to_uint(part);
    if (!number || *number == UINT64_MAX) break;
    numbers.push_back(*number);
  }
  if (numbers.empty()) return base::invalid("not a version: " + std::string(version));
  if (numbers.size() > 1) numbers.pop_back();
  ++numbers.back();
  std::string end;
  for (const auto number : numbers) end += (end.empty() ? "" : ".") + std::to_string(number);
  return Span{Bound{std::string(version), true}, Bound{end, false, true}};
}

Result<Span> list_span(const Condition& one) {
  const std::string version(one.version);
  const auto& op = one.op;
  if (version == "*") return Span{};
  if (version == "-") return base::invalid("not a version: -");
  if (op.empty() || op == "=" || op == "==") return Span{Bound{version, true}, Bound{version, true}};
  if (op == ">=") return Span{Bound{version, true}, {}};
  if (op == ">") return Span{Bound{version, false}, {}};
  if (op == "<") return Span{{}, Bound{version, false}};
  if (op == "<=") return Span{{}, Bound{version, true}};
  if (op == "~>" || op == "~=") return pessimistic(version);
  return base::invalid("unknown operator " + std::string(op));
}

class Spans {
 public:
  Spans(Dialect dialect, Ends ends, const version::Order* order)
      : dialect_(dialect), ends_(ends), order_(order) {}

  // One alternative: what meets all of its conditions.
  Result<void> add(std::string_view alternative, std::vector<Range>& out) const {
    PQ_TRY(auto all, conditions(alternative));
    if (all.empty()) return base::invalid("a range without a condition");
    std::vector<std::string> without;
    Span span;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].op == "!=") {
        without.emplace_back(all[i].version);
        continue;
      }
      const bool hyphen = dialect_ == Dialect::kNpm && i + 2 < all.size() && all[i + 1].version == "-";
      PQ_TRY(const auto next, hyphen ? hyphenated(all[i], all[i + 2]) : span_of(all[i]));
      if (hyphen) i += 2;
      PQ_CHECK(narrow(span, next));
    }
    if (is_empty(span)) return {};
    give(std::move(span), std::move(without), out);
    return {};
  }
  Range range(const Span& span) const {
    Range out{.introduced = "0"};
    if (span.from) {
      out.introduced = span.from->version;
      out.after_introduced = !span.from->inclusive;
    }
    if (!span.to) return out;
    const bool fix = ends_ == Ends::kAreFixes && !span.to->inclusive && !span.to->made;
    (fix ? out.fixed : out.last_affected) = span.to->version;
    out.before_last_affected = !fix && !span.to->inclusive;
    return out;
  }

 private:
  Result<Span> span_of(const Condition& one) const {
    return dialect_ == Dialect::kNpm ? npm_span(one) : list_span(one);
  }
  static Result<Span> hyphenated(Condition from, Condition to) {
    from.op = ">=", to.op = "<=";
    PQ_TRY(auto span, npm_span(from));
    PQ_TRY(const auto end, npm_span(to));
    span.to = end.to;
    return span;
  }

  // The higher beginning, the lower end.
  Result<void> narrow(Span& span, const Span& next) const {
    PQ_CHECK(narrow(span.from, next.from, true));
    return narrow(span.to, next.to, false);
  }
  Result<void> narrow(std::optional<Bound>& bound, const std::optional<Bound>& next, bool beginning) const {
    if (!next) return {};
    if (!bound) {
      bound = next;
      return {};
    }
    if (order_ == nullptr) return base::invalid("two ends on one side, of versions without an order");
    const auto by_version = order_->compare(next->version, bound->version);
    const bool tighter = beginning ? by_version > 0 : by_version < 0;
    if (tighter || (by_version == 0 && !next->inclusive)) bound = next;
    return {};
  }
  bool is_empty(const Span& span) const {
    if (order_ == nullptr || !span.from || !span.to) return false;
    const auto by_version = order_->compare(span.from->version, span.to->version);
    return by_version > 0 || (by_version == 0 && !(span.from->inclusive && span.to->inclusive));
  }

  // "!= 1.2" parts a range in two.
  void give(Span span, std::vector<std::string> without, std::vector<Range>& out) const {
    if (order_ != nullptr) {
      std::sort(without.begin(), without.end(),
                [&](const auto& a, const auto& b) { return order_->compare(a, b) < 0; });
    }
    for (auto& version : without) {
      Span before{span.from, Bound{version, false, true}};
      if (!is_empty(before)) out.push_back(range(before));
      span.from = Bound{std::move(version), false};
    }
    if (!is_empty(span)) out.push_back(range(span));
  }

  Dialect dialect_;
  Ends ends_;
  const version::Order* order_;
};

// "[1.0,2.0)" at the beginning of `text`, which loses it.
Result<Span> take_interval(std::string_view& text) {
  const auto whole = std::string(text);
  const bool from_inclusive = text.front() == '[';
  if (!from_inclusive && text.front() != '(') return base::invalid("not an interval: " + whole);
  const auto end = text.find_first_of(")]", 1);
  if (end == std::string_view::npos) return base::invalid("an interval that does not end: " + whole);
  const bool to_inclusive = text[end] == ']';
  const auto inside = base::trim(text.substr(1, end - 1));
  text.remove_prefix(end + 1);
  const auto comma = inside.find(',');
  const std::string from(base::trim(inside.substr(0, comma)));
  if (comma == std::string_view::npos) {
    if (from.empty() || !from_inclusive || !to_inclusive) return base::invalid("not an interval: " + whole);
    return Span{Bound{from, true}, Bound{from, true}};
  }
  const std::string to(base::trim(inside.substr(comma + 1)));
  if (to.find(',') != std::string::npos) return base::invalid("not an interval: " + whole);
  Span span;
  if (!from.empty()) span.from = Bound{from, from_inclusive};
  if (!to.empty()) span.to = Bound{to, to_inclusive};
  return span;
}

bool has_no_fix(const Range& range) { return range.fixed.empty(); }

}  // namespace

Result<std::vector<Range>> ranges_of_constraint(std::string_view text, Dialect dialect, Ends ends,
                                                const version::Order* order) {
  std::vector<Range> out;
  const Spans spans(dialect, ends, order);
  if (dialect == Dialect::kIntervals) {
    const auto between = [](char c) { return is_between(c) || c == '|'; };
    for (;;) {
      while (!text.empty() && between(text.front())) text.remove_prefix(1);
      if (text.empty()) break;
      PQ_TRY(const auto span, take_interval(text));
      if (out.size() == kMaxConditions) return base::over_limit("more than 1,000 intervals");
      out.push_back(spans.range(span));
    }
  } else {
    for (std::string_view rest = text;;) {
      const auto bar = rest.find("||");
      PQ_CHECK(spans.add(rest.substr(0, bar), out));
      if (bar == std::string_view::npos) break;
      if (out.size() > kMaxConditions) return base::over_limit("more than 1,000 ranges");
      rest.remove_prefix(bar + 2);
    }
  }
  // Nobody publishes an advisory of nothing: what looks like it is a slip, and must not be taken for "not affected".
  if (out.empty()) return base::invalid("a range that holds no version: " + std::string(text));
  return out;
}

void add_fixes(const std::vector<std::string>& fixes, const version::Order* order,
               std::vector<Range>& ranges) {
  if (order == nullptr) return;
  for (auto& range : ranges) {
    if (!has_no_fix(range)) continue;
    const std::string* best = nullptr;
    for (const auto& fix : fixes) {
      if (!order->bounds(fix)) continue;
      const auto& end = range.last_affected.empty() ? range.introduced : range.last_affected;
      const auto past = end.empty() || end == "0" ? std::weak_ordering::greater : order->compare(fix, end);
      const bool above = past > 0 || (past == 0 && range.before_last_affected);
      if (above && (best == nullptr || order->compare(fix, *best) < 0)) best = &fix;
    }
    if (best == nullptr) continue;
    range.fixed = *best;
    range.last_affected.clear();
    range.before_last_affected = false;
  }
}

}  // namespace pratique::advisory
