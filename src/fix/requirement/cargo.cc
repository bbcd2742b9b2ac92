// Cargo's version requirements. Source: the Cargo Book, "Specifying Dependencies".
#include "base/text.h"
#include "fix/semver_language.h"

namespace pratique::fix::requirements {

namespace {

// Cargo's own limit (semver::VersionReq).
constexpr std::size_t kMaxConditions = 32;

class CargoLanguage final : public SemverLanguage {
 public:
  std::string_view name() const override { return "cargo"; }
  std::string compatible(std::string_view version) const override { return std::string(version); }

 protected:
  std::string_view separator() const override { return ", "; }
  // A version alone is a caret requirement.
  std::string_view caret() const override { return ""; }

  Result<std::vector<Conditions>> parse(std::string_view text) const override {
    std::vector<Conditions> out(1);
    for (std::size_t at = 0;;) {
      bool comma = out.back().empty();
      for (; at < text.size() && (base::is_space(text[at]) || (text[at] == ',' && !comma)); ++at)
        comma = comma || text[at] == ',';
      if (at == text.size()) break;
      if (!comma) return base::invalid("conditions without a comma: " + std::string(text.substr(0, 80)));
      if (out.back().size() == kMaxConditions)
        return base::over_limit("a requirement of more than 32 conditions");
      PQ_TRY(auto one, take(text, at, ",", Condition::Kind::kCompatible));
      if (one.op == "==" || one.op == "~>" || one.version.front() == 'v')
        return base::invalid("no requirement of Cargo: " + std::string(text.substr(0, 80)));
      out.back().push_back(one);
    }
    if (out.back().empty()) return base::invalid("an empty requirement");
    return out;
  }
};

}  // namespace

std::unique_ptr<RequirementLanguage> make_cargo() { return std::make_unique<CargoLanguage>(); }

}  // namespace pratique::fix::requirements
