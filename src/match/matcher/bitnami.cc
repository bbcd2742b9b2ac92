// Bitnami's own builds, told by pkg:bitnami/NAME in their images' SPDX files.
#include "match/matcher.h"

namespace pratique::match {
namespace {

class Bitnami final : public Matcher {
 public:
  std::string_view name() const override { return "bitnami"; }
  bool handles(const model::Component& component) const override { return component.purl.type == "bitnami"; }

  Question ask(const model::Component& component, const model::Subject&) const override {
    return {.ecosystem = "Bitnami",
            .label = "Bitnami",
            .name = component.purl.name,
            .version = component.purl.version,
            .rule = "exact-name: Bitnami",
            .distribution = true,
            .refusal = {}};
  }
};

}  // namespace

std::unique_ptr<Matcher> make_bitnami() { return std::make_unique<Bitnami>(); }

}  // namespace pratique::match
