// Versions in a POM: "1.2" (what is used unless something nearer asks otherwise; here: that version) and intervals
// "[1.0,2.0)", one or several. Source: Maven, POM Reference, "Dependency Version Requirement Specification".
#include <algorithm>

#include "base/text.h"
#include "fix/list_language.h"
#include "fix/requirement.h"
#include "fix/text_edits.h"
#include "version/order.h"

namespace pratique::fix::requirements {

namespace {

constexpr std::size_t kMaxIntervals = 100;

// "[1.0,2.0)", or a version alone.
struct Interval {
  // Empty: no bound.
  std::string_view from{}, to{};
  // Offsets of the two in the text.
  std::size_t from_at = 0, to_at = 0;
  std::size_t begin = 0, end = 0;
  bool from_inclusive = true, to_inclusive = true;
};

// Blanks cut off both ends of what stands in [from, to).
std::pair<std::size_t, std::string_view> trimmed(std::string_view text, std::size_t from, std::size_t to) {
  while (from < to && base::is_space(text[from])) ++from;
  while (to > from && base::is_space(text[to - 1])) --to;
  return {from, text.substr(from, to - from)};
}

class MavenLanguage final : public RequirementLanguage {
 public:
  std::string_view name() const override { return "maven"; }
  std::string compatible(std::string_view version) const override { return std::string(version); }

  Result<Admission> admission(std::string_view requirement, std::string_view version) const override {
    PQ_TRY(const auto intervals, read(requirement));
    if (!order().comparable(version))
      return base::invalid("no version: " + std::string(version.substr(0, 80)));
    bool all_later = true;
    for (const auto& one : intervals) {
      const bool older = !one.from.empty() && !above(version, one.from, one.from_inclusive);
      const bool newer = !one.to.empty() && !above(one.to, version, one.to_inclusive);
      if (!older && !newer) return Admission::kAdmitted;
      all_later = all_later && older;
    }
    return all_later ? Admission::kOlder : Admission::kNewer;
  }

  Result<MovedRequirement> moved(std::string_view requirement, std::string_view to) const override {
    PQ_TRY(const auto intervals, read(requirement));
    if (!order().comparable(to)) return base::invalid("no version: " + std::string(to.substr(0, 80)));
    const auto& last = intervals.back();
    MovedRequirement out;
    std::vector<TextEdit> edits;
    const auto put = [&](std::size_t at, std::string_view old, std::string text) {
      edits.push_back({.offset = at, .length = old.size(), .text = std::move(text)});
    };
    if (last.from_at == last.to_at) {
      put(last.from_at, last.from, std::string(to));
    } else {
      if (!last.from_inclusive) put(last.begin, "(", "[");
      put(last.from_at, last.from, std::string(to));
      if (!last.to.empty() && !above(last.to, to, last.to_inclusive)) {
        const auto end = last.to_inclusive ? std::string(to) : next_of(last.to, to);
        out.remark = "the upper bound moves from " + std::string(last.to) + " to " + end;
        put(last.to_at, last.to, end);
      }
    }
    auto text = apply_edits(requirement, std::move(edits));
    if (!text) return base::invalid("an interval that overlaps itself");
    const auto tail = requirement.size() - last.end;
    out.text = text->substr(last.begin, text->size() - last.begin - tail);
    if (intervals.size() > 1) out.remark = "takes the place of the intervals " + std::string(requirement);
    if (intervals.size() == 1) out.text = *std::move(text);
    const auto admits = this->admits(out.text, to);
    if (!admits || !*admits)
      return base::fail(ErrorKind::kUnsupported,
                        "cannot be said in the form of \"" + std::string(requirement) + "\"");
    return out;
  }

 private:
  static const version::Order& order() { return *version::find_order("maven"); }
  static bool above(std::string_view a, std::string_view b, bool inclusive) {
    const auto by = order().compare(a, b);
    return by > 0 || (inclusive && by == 0);
  }
  static std::string next_of(std::string_view old, std::string_view to) {
    const auto was = leading_numbers(old);
    auto numbers = leading_numbers(to);
    const auto last = std::ranges::find_if(was.rbegin(), was.rend(), [](auto number) { return number != 0; });
    numbers.resize(static_cast<std::size_t>(std::max<std::ptrdiff_t>(was.rend() - last, 1)));
    ++numbers.back();
    return dotted(std::move(numbers), std::max<std::size_t>(was.size(), 1));
  }

  static Result<std::vector<Interval>> read(std::string_view text) {
    const auto wrong = [&] {
      return base::invalid("no version or interval: " + std::string(text.substr(0, 80)));
    };
    if (text.size() > kMaxRequirement) return base::over_limit("a requirement of more than 4,096 bytes");
    std::vector<Interval> out;
    for (std::size_t at = 0;;) {
      while (at < text.size() && (base::is_space(text[at]) || text[at] == ',')) ++at;
      if (at == text.size()) break;
      if (out.size() == kMaxIntervals) return base::over_limit("a requirement of more than 100 intervals");
      const bool bracket = text[at] == '[' || text[at] == '(';
      Interval one{.begin = at};
      if (!bracket) {
        if (!out.empty() || text.find_first_of("[](),") != text.npos) return wrong();
        std::tie(one.from_at, one.from) = trimmed(text, at, text.size());
        one.to = one.from, one.to_at = one.from_at, one.end = one.from_at + one.from.size();
        if (!order().comparable(one.from)) return wrong();
        out.push_back(one);
        break;
      }
      const auto close = text.find_first_of(")]", at);
      if (close == text.npos) return wrong();
      const auto comma = std::min(text.find(',', at), close);
      one.from_inclusive = text[at] == '[', one.to_inclusive = text[close] == ']';
      std::tie(one.from_at, one.from) = trimmed(text, at + 1, comma);
      std::tie(one.to_at, one.to) =
          comma == close ? std::pair(one.from_at, one.from) : trimmed(text, comma + 1, close);
      if (comma == close && (one.from.empty() || !one.from_inclusive || !one.to_inclusive)) return wrong();
      for (const auto bound : {one.from, one.to}) {
        if (!bound.empty() && (!order().bounds(bound) || bound.find_first_of("[(,") != bound.npos))
          return wrong();
      }
      if (!one.from.empty() && !one.to.empty() && order().compare(one.from, one.to) > 0) return wrong();
      at = one.end = close + 1;
      out.push_back(one);
    }
    if (out.empty()) return wrong();
    return out;
  }
};

}  // namespace

std::unique_ptr<RequirementLanguage> make_maven() { return std::make_unique<MavenLanguage>(); }

}  // namespace pratique::fix::requirements
