// What a go.mod requires of a module: a version or a later one of the same major version, which the module's path names.
// Source: Go Modules Reference, "Minimal version selection", "Module paths".
#include "fix/requirement.h"
#include "version/order.h"

namespace pratique::fix::requirements {

namespace {

class GoLanguage final : public RequirementLanguage {
 public:
  std::string_view name() const override { return "go"; }
  std::string_view purl_type() const override { return "golang"; }
  std::string compatible(std::string_view version) const override { return with_v(version); }

  Result<Admission> admission(std::string_view requirement, std::string_view version) const override {
    PQ_CHECK(check(requirement));
    PQ_CHECK(check(version));
    const auto& order = *version::find_order("go");
    return order.compare(with_v(version), with_v(requirement)) < 0 ? Admission::kOlder : Admission::kAdmitted;
  }
  Result<MovedRequirement> moved(std::string_view requirement, std::string_view to) const override {
    PQ_CHECK(check(requirement));
    PQ_CHECK(check(to));
    return MovedRequirement{.text = with_v(to)};
  }

 private:
  static std::string with_v(std::string_view version) {
    return (version.starts_with('v') ? "" : "v") + std::string(version);
  }
  static Result<void> check(std::string_view version) {
    if (version.size() > kMaxRequirement) return base::over_limit("a requirement of more than 4,096 bytes");
    if (version::find_order("go")->valid(with_v(version))) return {};
    return base::invalid("no version: " + std::string(version.substr(0, 80)));
  }
};

}  // namespace

std::unique_ptr<RequirementLanguage> make_go() { return std::make_unique<GoLanguage>(); }

}  // namespace pratique::fix::requirements
