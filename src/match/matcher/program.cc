// Programs that no package manager recorded ("pkg:generic/nginx": binary classifiers and SBOMs name them so), by the CPEs of
// NVD's configurations, and by their projects' own advisories where there are such.
//
// Problem: a CPE is nobody's package name, and guessing one from a name is how scanners raise most of their false alarms.
// So nothing is guessed: a program is one of a table (match/programs.h) or states its CPE; only products that advisories
// name count; what is said of an extension for another system, of another edition or of a combination with something
// that is not here is not about it; and what is found is marked as low confidence and fails no gate unless that is asked for.
#include <algorithm>

#include "advisory/cpe.h"
#include "base/text.h"
#include "match/confidence.h"
#include "match/matcher.h"
#include "match/programs.h"

namespace pratique::match {
namespace {

// The attributes behind the versions, as in Affected::platform.
enum Attribute : std::size_t { kEdition, kLanguage, kSoftwareEdition, kTargetSoftware, kTargetHardware };

bool is_open(std::string_view attribute) { return attribute.empty() || attribute == "*" || attribute == "-"; }

// What an attribute may say of a program in a container all the same: Node.js' long-term releases are releases.
bool fits(std::size_t attribute, std::string_view text) {
  const auto any_of = [&](std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
  };
  if (is_open(text)) return true;
  if (attribute == kSoftwareEdition) return any_of({"lts", "community", "open_source"});
  if (attribute == kTargetSoftware) return any_of({"linux", "linux_kernel", "unix"});
  return attribute == kTargetHardware && any_of({"x64", "x86", "arm64"});
}

// The first attribute that is about something else; empty: none.
std::string_view other_attribute(std::string_view platform) {
  std::size_t attribute = 0;
  for (const auto text : base::split(platform, ':')) {
    if (!fits(attribute++, text)) return text;
  }
  return {};
}

// "cpe:2.3:o:linux:linux_kernel:-:…[1,2)": every container has a kernel, though not a certain version of it.
bool is_there(std::string_view alternatives) {
  for (const auto one : base::words(alternatives)) {
    const auto text = one.substr(0, one.find_first_of("[("));
    const auto cpe = advisory::parse_cpe(text);
    if (cpe && cpe->part == "o" && cpe->product == "linux_kernel" && is_open(cpe->version) &&
        text.size() == one.size())
      return true;
  }
  return false;
}

// NVD's "negate", as advisory/cpe.cc writes it: affected unless one of these is there.
bool is_met(std::string_view condition) {
  return condition.starts_with('!') ? !is_there(condition.substr(1)) : is_there(condition);
}

std::string missing_of(const advisory::AffectedView& affected) {
  const auto missing = std::find_if_not(affected.only_with.begin(), affected.only_with.end(), is_met);
  if (missing == affected.only_with.end()) return {};
  return missing->starts_with('!') ? "only without " + std::string(missing->substr(1))
                                   : "only together with " + std::string(*missing);
}

class ProgramMatcher final : public Matcher {
 public:
  std::string_view name() const override { return "program"; }
  bool handles(const model::Component& component) const override { return component.purl.type == "generic"; }

  Question ask(const model::Component& component, const model::Subject&) const override {
    const auto products = products_of(component);
    if (products.empty())
      return {.refusal = "a program is judged only where it is known or states the CPE of an application"};
    return of_product(component, products.front());
  }

  std::vector<Question> ask_also(const model::Component& component, const model::Subject&) const override {
    std::vector<Question> all;
    const auto products = products_of(component);
    for (std::size_t i = 1; i < products.size(); ++i) all.push_back(of_product(component, products[i]));
    const auto* known = program_called(component.purl.name);
    if (known != nullptr && !known->ecosystem.empty()) {
      all.push_back({.ecosystem = std::string(known->ecosystem),
                     .label = std::string(known->ecosystem),
                     .name = std::string(known->package),
                     .version = version_of(component),
                     .rule = "project: " + std::string(known->ecosystem)});
    }
    return all;
  }

  Relevance relevance(const model::Component&, const advisory::AffectedView& affected) const override {
    const bool other = !other_attribute(affected.platform).empty() || !missing_of(affected).empty();
    return other ? Relevance::kOtherPlatform : Relevance::kYes;
  }
  Compared compared(const model::Component&, const advisory::AffectedView& affected) const override {
    const auto attribute = other_attribute(affected.platform);
    return {.ours = {}, .theirs = attribute.empty() ? missing_of(affected) : std::string(attribute)};
  }

 private:
  // A CPE alone may have it.
  static std::string version_of(const model::Component& component) {
    if (!component.purl.version.empty()) return component.purl.version;
    for (const auto& text : component.details->cpes) {
      const auto cpe = advisory::parse_cpe(text);
      if (cpe && cpe->part == "a") return advisory::version_of(*cpe);
    }
    return {};
  }

  static Question of_product(const model::Component& component, const std::string& product) {
    const auto* known = program_called(component.purl.name);
    return {.ecosystem = std::string(advisory::kCpeEcosystem),
            .label = "CPE " + product.substr(2),
            .name = product,
            .version = version_of(component),
            .rule = std::string(kCpeRule) + product.substr(2),
            .order = known == nullptr ? "cpe" : known->order,
            .must_be_named = true};
  }
};

}  // namespace

std::unique_ptr<Matcher> make_program() { return std::make_unique<ProgramMatcher>(); }

}  // namespace pratique::match
