// Builds that a publisher of images makes himself and names by a purl type of his own: Bitnami's (pkg:bitnami/NAME in
// their images' SPDX files), Docker's hardened images (pkg:dhi/NAME), Homebrew's formulae (pkg:brew/NAME).
#include "match/matcher.h"
#include "model/ecosystem.h"

namespace pratique::match {
namespace {

// Homebrew's advisories are about the formulae of its own tap.
std::string refusal_of(const model::Purl& purl) {
  const bool of_another =
      purl.type == "brew" && !purl.name_space.empty() && purl.name_space != "homebrew/core";
  return of_another ? "a formula of another tap than Homebrew's own" : std::string();
}

class Bitnami final : public Matcher {
 public:
  std::string_view name() const override { return "bitnami"; }
  bool handles(const model::Component& component) const override {
    const auto& row = model::ecosystem_of_type(component.purl.type);
    return row.installs == model::Installs::kOther && row.unit == model::Unit::kName;
  }

  Question ask(const model::Component& component, const model::Subject&) const override {
    const auto& row = model::ecosystem_of_type(component.purl.type);
    return {.ecosystem = std::string(row.osv),
            .label = std::string(row.name),
            .name = component.purl.name,
            .version = component.purl.version,
            .rule = "exact-name: " + std::string(row.name),
            .distribution = true,
            .refusal = refusal_of(component.purl)};
  }
};

}  // namespace

std::unique_ptr<Matcher> make_bitnami() { return std::make_unique<Bitnami>(); }

}  // namespace pratique::match
