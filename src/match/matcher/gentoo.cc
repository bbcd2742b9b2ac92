// Gentoo: GLSAs speak of packages as portage installs them, CATEGORY/NAME, all of them or those of one slot
// ("dev-lang/php:7.4"). It rolls, so there are no releases; its versions have apk's order (PMS §3.3).
#include "base/text.h"
#include "match/matcher.h"
#include "model/ecosystem.h"

namespace pratique::match {
namespace {

// "7.4" of "7.4/7.4": what follows names the interface, of which advisories do not speak (PMS §8.3.3).
std::string slot_of(const model::Component& component) {
  const auto slot = component.purl.qualifiers.find("slot");
  return slot == component.purl.qualifiers.end() ? std::string()
                                                 : slot->second.substr(0, slot->second.find('/'));
}

// "gentoo" is its own tree; overlays have names of their own, and packages that only look like Gentoo's.
std::string overlay_of(const model::Component& component) {
  const auto& origin = component.details->origin;
  return origin == "gentoo" ? std::string() : origin;
}

class Gentoo final : public Matcher {
 public:
  std::string_view name() const override { return "gentoo"; }
  bool handles(const model::Component& component) const override { return component.purl.type == "ebuild"; }

  Question ask(const model::Component& component, const model::Subject&) const override {
    Question question{.ecosystem = "Gentoo", .label = "Gentoo", .distribution = true};
    const auto& purl = component.purl;
    question.name = purl.name_space.empty() ? purl.name : purl.name_space + "/" + purl.name;
    question.version = purl.version;
    const auto slot = slot_of(component);
    if (!slot.empty()) question.also = question.name + ":" + slot;
    question.rule = "distro-binary: " + question.name + (slot.empty() ? "" : ":" + slot) + " " +
                    question.version + " (ebuild)";
    if (const auto overlay = overlay_of(component); !overlay.empty())
      question.built_by = "built from the overlay " + overlay + ", not from Gentoo's own tree";
    return question;
  }
};

}  // namespace

std::unique_ptr<Matcher> make_gentoo() { return std::make_unique<Gentoo>(); }

}  // namespace pratique::match
