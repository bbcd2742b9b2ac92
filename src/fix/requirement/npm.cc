// npm's ranges. Source: node-semver, README "Ranges" and "Range Grammar"; package.json, "dependencies", for what is none.
#include "base/text.h"
#include "fix/semver_language.h"

namespace pratique::fix::requirements {

namespace {

constexpr std::size_t kMaxConditions = 200;

class NpmLanguage final : public SemverLanguage {
 public:
  std::string_view name() const override { return "npm"; }
  std::string compatible(std::string_view version) const override { return "^" + std::string(version); }

 protected:
  std::string_view separator() const override { return " "; }

  Result<std::vector<Conditions>> parse(std::string_view text) const override {
    std::vector<Conditions> out(1);
    std::size_t at = 0, count = 0;
    for (;;) {
      while (at < text.size() && base::is_space(text[at])) ++at;
      const bool ends = at == text.size();
      if (ends || text.substr(at).starts_with("||")) {
        // Nothing is everything.
        if (out.back().empty())
          out.back().push_back({.kind = Condition::Kind::kAny, .at = at, .version_at = at});
        if (ends) return out;
        at += 2;
        out.emplace_back();
        continue;
      }
      if (++count > kMaxConditions) return base::over_limit("a range of more than 200 conditions");
      PQ_TRY(auto one, take(text, at, "|", Condition::Kind::kExact));
      if (is_hyphen(text, at)) {
        if (!one.op.empty()) return base::invalid("an operator in a range with a hyphen");
        one.kind = Condition::Kind::kAtLeast;
        out.back().push_back(one);
        at = text.find('-', at) + 1;
        while (at < text.size() && base::is_space(text[at])) ++at;
        PQ_TRY(auto end, take(text, at, "|", Condition::Kind::kExact));
        if (!end.op.empty()) return base::invalid("an operator in a range with a hyphen");
        end.kind = Condition::Kind::kAtMost;
        out.back().push_back(end);
        continue;
      }
      out.back().push_back(one);
    }
  }

 private:
  // "1.0 - 2.0": blanks on both sides.
  static bool is_hyphen(std::string_view text, std::size_t at) {
    const auto rest = text.substr(at);
    const auto next = rest.find_first_not_of(" \t\r\n");
    return next != rest.npos && next > 0 && rest[next] == '-' && next + 1 < rest.size() &&
           base::is_space(rest[next + 1]);
  }
};

}  // namespace

std::unique_ptr<RequirementLanguage> make_npm() { return std::make_unique<NpmLanguage>(); }

}  // namespace pratique::fix::requirements
