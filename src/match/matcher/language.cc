// Packages of language ecosystems: exact name in the ecosystem of their purl type.
#include <algorithm>
#include <array>

#include "advisory/ecosystem.h"
#include "base/text.h"
#include "match/matcher.h"

namespace pratique::match {
namespace {

struct Ecosystem {
  std::string_view purl_type;
  std::string_view name;       // OSV schema, "Defined ecosystems"
  std::string_view separator;  // between the purl's namespace and name
};
constexpr std::array<Ecosystem, 8> kEcosystems = {{
    {"cargo", "crates.io", ""},
    {"composer", "Packagist", "/"},
    {"gem", "RubyGems", ""},
    {"golang", "Go", "/"},
    {"maven", "Maven", ":"},
    {"npm", "npm", "/"},
    {"nuget", "NuGet", ""},
    {"pypi", "PyPI", ""},
}};

const Ecosystem* ecosystem_of(const model::Component& component) {
  const auto found = std::find_if(kEcosystems.begin(), kEcosystems.end(), [&](const auto& ecosystem) {
    return ecosystem.purl_type == component.purl.type;
  });
  return found == kEcosystems.end() ? nullptr : found;
}

// First words of RubyGems platforms (Gem::Platform: CPU, or an engine or system without one).
constexpr std::array<std::string_view, 18> kGemPlatforms = {
    "aarch64", "amd64",   "arm",     "arm64",   "dalvik", "darwin",    "i386", "i686", "java",
    "jruby",   "mingw32", "mswin32", "ppc64le", "s390x",  "universal", "x64",  "x86",  "x86_64"};

// "1.15.4-x86_64-linux" is version 1.15.4 built for a platform; in "1.0-beta" the dash is the version's own.
std::string_view without_platform(std::string_view version) {
  const auto dash = version.find('-');
  if (dash == std::string_view::npos) return version;
  const auto rest = version.substr(dash + 1);
  const auto word = rest.substr(0, rest.find('-'));
  const bool platform = std::find(kGemPlatforms.begin(), kGemPlatforms.end(), word) != kGemPlatforms.end();
  return platform ? version.substr(0, dash) : version;
}

class Language final : public Matcher {
 public:
  std::string_view name() const override { return "language"; }
  bool handles(const model::Component& component) const override {
    return ecosystem_of(component) != nullptr;
  }

  Question ask(const model::Component& component, const model::Subject&) const override {
    const auto& purl = component.purl;
    const auto* ecosystem = ecosystem_of(component);
    Question question{.label = std::string(ecosystem->name), .version = purl.version};
    question.name =
        purl.name_space.empty() ? purl.name : purl.name_space + std::string(ecosystem->separator) + purl.name;
    question.name = advisory::canonical_name(ecosystem->name, question.name);
    if (purl.type == "gem") question.version = without_platform(purl.version);
    question.rule = "exact-name: " + question.label;
    if (purl.type == "maven" && purl.name_space.empty()) {
      question.refusal = "group of a Maven artifact is unknown";
    } else {
      question.ecosystem = ecosystem->name;
    }
    return question;
  }

  // An advisory about one platform ("jruby") says nothing of gems built for another, or for none.
  Relevance relevance(const model::Component& component, const advisory::Affected& affected) const override {
    if (affected.platform.empty() || affected.platform == "ruby") return Relevance::kYes;
    const auto built_for = component.purl.qualifiers.find("platform");
    const bool same =
        built_for != component.purl.qualifiers.end() && base::contains(built_for->second, affected.platform);
    return same ? Relevance::kYes : Relevance::kNo;
  }
};

}  // namespace

std::unique_ptr<Matcher> make_language() { return std::make_unique<Language>(); }

}  // namespace pratique::match
