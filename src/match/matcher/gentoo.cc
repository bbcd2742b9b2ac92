// Gentoo: its advisories speak of ebuilds of Gentoo's own repository by category and name, some of one slot only
// ("dev-lang/php:7.4"); it rolls, so there are no releases. Distributions that are made of it, and overlays, have ebuilds of
// their own that share these names.
#include "match/matcher.h"
#include "match/release.h"
#include "model/ecosystem.h"

namespace pratique::match {
namespace {

constexpr std::string_view kId = "gentoo";

class Gentoo final : public Matcher {
 public:
  std::string_view name() const override { return kId; }
  bool handles(const model::Component& component) const override { return component.purl.type == "ebuild"; }

  Question ask(const model::Component& component, const model::Subject& subject) const override {
    const auto& purl = component.purl;
    Question question{.ecosystem = "Gentoo", .label = "Gentoo", .distribution = true};
    const auto distro = distro_of(component, subject);
    if (!distro.empty() && distro != kId) {
      question.refusal = "packages of " + to_label({distro, ""}) + " are not Gentoo's";
    } else if (!component.details->origin.empty()) {
      question.refusal = "Gentoo's advisories are not about the repository " + component.details->origin;
    } else if (purl.name_space.empty() || purl.name_space == kId) {
      question.refusal = "category of a Gentoo package is unknown";
    }
    if (!question.refusal.empty()) question.ecosystem.clear();
    question.name = purl.name_space + "/" + purl.name;
    question.version = purl.version;
    question.rule = "distro-source: " + question.name + " " + question.version + " (ebuild)";
    if (const auto slot = purl.qualifiers.find("slot");
        slot != purl.qualifiers.end() && !slot->second.empty())
      question.also = question.name + ":" + slot->second;
    return question;
  }

 private:
  // "gentoo" of "gentoo-2.15".
  static std::string distro_of(const model::Component& component, const model::Subject& subject) {
    const auto said = component.purl.qualifiers.find("distro");
    if (said == component.purl.qualifiers.end())
      return component.details->root.empty() ? subject.distro.id : std::string();
    return said->second.substr(0, said->second.find('-'));
  }
};

}  // namespace

std::unique_ptr<Matcher> make_gentoo() { return std::make_unique<Gentoo>(); }

}  // namespace pratique::match
