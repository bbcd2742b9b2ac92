// Packages of language ecosystems: exact name in the ecosystem of their purl type.
#include "base/text.h"
#include "match/matcher.h"
#include "model/ecosystem.h"
#include "model/unpublished.h"
#include "version/go_release.h"

namespace pratique::match {
namespace {

bool is_judged(const model::Ecosystem& ecosystem) {
  return ecosystem.installs == model::Installs::kLanguage && ecosystem.unit == model::Unit::kName;
}

// Versions of the toolchain come with words around them, and a program's own module may have none.
std::string version_of(const model::Component& component) {
  const auto& purl = component.purl;
  if (purl.type != "golang") return purl.version;
  if (purl.name_space.empty() && (purl.name == "stdlib" || purl.name == "toolchain"))
    return version::go_release(purl.version);
  const bool unknown = version::is_no_go_version(purl.version) ||
                       (component.is_main && version::is_untagged_go_commit(purl.version));
  return unknown ? std::string() : purl.version;
}

// As far as whoever installed it wrote down where it is from.
std::string unpublished(std::string_view origin) {
  const auto colon = origin.find(": ");
  const std::string what(colon == std::string_view::npos ? origin : origin.substr(colon + 2));
  switch (model::unpublished_of(origin)) {
    case model::Unpublished::kFolder:
      return "installed from a folder (" + what + "), not from a registry";
    case model::Unpublished::kRepository:
      return "from a repository of sources (" + what + "), not from a registry";
    case model::Unpublished::kPrivate:
      return "a private package that only may share a name with a registry's: " + what;
    case model::Unpublished::kReplaced:
      return "a default gem in whose place another version is loaded, " + what;
    case model::Unpublished::kNo:
      break;
  }
  return {};
}

// Why its name says nothing of what its registry's advisories are about.
std::string refusal_of(const model::Component& component) {
  const auto& purl = component.purl;
  if (purl.type == "maven" && purl.name_space.empty()) return "group of a Maven artifact is unknown";
  if (purl.type == "cpan" && base::contains(purl.name, "::"))
    return "a Perl module, of which nothing tells the distribution that advisories name";
  // A member of a workspace, or what a lock file takes from a folder: that a registry has the name as well says nothing of
  // it. Not so a program's root, which may have been installed from there, and a module of Go, whose name is an address.
  const bool lies_beside = component.is_main && component.evidence == model::Evidence::kDeclared;
  if (lies_beside && purl.type != "golang") return "the project's own package, which comes from no registry";
  return unpublished(component.details->origin);
}

class Language final : public Matcher {
 public:
  std::string_view name() const override { return "language"; }
  bool handles(const model::Component& component) const override {
    return is_judged(model::ecosystem_of_type(component.purl.type));
  }

  Question ask(const model::Component& component, const model::Subject&) const override {
    const auto& purl = component.purl;
    const auto& ecosystem = model::ecosystem_of_type(purl.type);
    Question question{.label = std::string(ecosystem.name), .version = version_of(component)};
    question.name = model::canonical_name(ecosystem, model::display_name(purl));
    question.rule = "exact-name: " + question.label;
    // Of a distribution the author is no part of the name (purl-spec, types/cpan-definition.json).
    if (purl.type == "cpan") question.name = purl.name;
    question.refusal = refusal_of(component);
    if (question.refusal.empty()) question.ecosystem = ecosystem.osv;
    return question;
  }

  // An advisory about one platform ("jruby") says nothing of gems built for another, or for none.
  Relevance relevance(const model::Component& component,
                      const advisory::AffectedView& affected) const override {
    if (affected.platform.empty() || affected.platform == "ruby") return Relevance::kYes;
    const auto built_for = component.purl.qualifiers.find("platform");
    const bool same =
        built_for != component.purl.qualifiers.end() && base::contains(built_for->second, affected.platform);
    return same ? Relevance::kYes : Relevance::kOtherPlatform;
  }
  Compared compared(const model::Component& component,
                    const advisory::AffectedView& affected) const override {
    const auto built_for = component.purl.qualifiers.find("platform");
    return {.ours = built_for == component.purl.qualifiers.end() ? "" : built_for->second,
            .theirs = std::string(affected.platform)};
  }
};

}  // namespace

std::unique_ptr<Matcher> make_language() { return std::make_unique<Language>(); }

}  // namespace pratique::match
