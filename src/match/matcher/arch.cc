// Arch Linux: vulnerability groups speak of packages as pacman installs them. It rolls, so there are no releases.
#include "match/matcher.h"
#include "model/ecosystem.h"

namespace pratique::match {
namespace {

class Arch final : public Matcher {
 public:
  std::string_view name() const override { return "arch"; }
  bool handles(const model::Component& component) const override {
    const auto& row = model::ecosystem_of(component.purl);
    return row.type == "alpm" && row.unit == model::Unit::kBinary;
  }

  Question ask(const model::Component& component, const model::Subject&) const override {
    const auto& row = model::ecosystem_of(component.purl);
    Question question{
        .ecosystem = std::string(row.osv), .label = std::string(row.name), .distribution = true};
    question.name = component.purl.name;
    question.version = component.purl.version;
    // As makepkg leaves it, where a package was built by hand, most often from the user repository.
    if (component.supplier == "Unknown Packager")
      question.built_by = "built by hand, not by the distribution";
    question.rule = "distro-binary: " + question.name + " " + question.version + " (alpm)";
    return question;
  }
};

}  // namespace

std::unique_ptr<Matcher> make_arch() { return std::make_unique<Arch>(); }

}  // namespace pratique::match
