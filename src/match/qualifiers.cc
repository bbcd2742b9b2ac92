#include "match/qualifiers.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/platform.h"

namespace pratique::match {

namespace {

// What dpkg, rpm and apk call a package that is the same on every processor, and rpm one that is not built.
constexpr std::array<std::string_view, 6> kEvery{"all", "any", "noarch", "none", "src", "source"};

// Go's names, without variants: advisories do not tell them apart. "x86" and rpm's i386 to i686 are one.
std::string architecture_of(std::string_view text) {
  const auto lower = base::to_lower(text);
  const bool intel = lower == "x86" || (lower.size() == 4 && lower[0] == 'i' && lower.ends_with("86"));
  if (intel) return "386";
  if (lower.starts_with("armv7") || lower.starts_with("armhf")) return "arm";
  return model::normal({.os = "linux", .architecture = lower, .variant = {}}).architecture;
}

bool names_architecture(advisory::TextList list, std::string_view wanted) {
  const auto is_every = [](std::string_view each) {
    return std::find(kEvery.begin(), kEvery.end(), base::to_lower(each)) != kEvery.end();
  };
  return list.empty() || std::any_of(list.begin(), list.end(), [&](std::string_view each) {
           return is_every(each) || architecture_of(each) == wanted;
         });
}

// Rust's and Go's names of systems; "unix" is every one but Windows (Rust reference, "target_family").
bool names_system(advisory::TextList list, std::string_view wanted) {
  return list.empty() || std::any_of(list.begin(), list.end(), [&](std::string_view each) {
           const auto system = model::normal({.os = std::string(each), .architecture = {}, .variant = {}}).os;
           return system == wanted || (system == "unix" && wanted != "windows");
         });
}

std::string architecture_of(const model::Component& component, const model::Subject& subject) {
  const auto own = component.purl.qualifiers.find("arch");
  const auto text = own == component.purl.qualifiers.end() ? std::string() : base::to_lower(own->second);
  if (text.empty()) return subject.platform.architecture;
  return std::find(kEvery.begin(), kEvery.end(), text) == kEvery.end() ? text : std::string();
}

}  // namespace

Relevance holds_for(const advisory::AffectedView& affected, const model::Component& component,
                    const model::Subject& subject) {
  if (affected.architectures.empty() && affected.systems.empty()) return Relevance::kYes;
  const auto architecture = architecture_of(component, subject);
  if (!architecture.empty() && !names_architecture(affected.architectures, architecture_of(architecture)))
    return Relevance::kOtherArchitecture;
  const auto& system = subject.platform.os;
  const bool known = !system.empty();
  if (known && !names_system(affected.systems, model::normal(subject.platform).os))
    return Relevance::kOtherSystem;
  return Relevance::kYes;
}

Compared compared_by(Relevance why, const advisory::AffectedView& affected, const model::Component& component,
                     const model::Subject& subject) {
  const bool architecture = why == Relevance::kOtherArchitecture;
  const auto& list = architecture ? affected.architectures : affected.systems;
  return {.ours = architecture ? architecture_of(component, subject) : subject.platform.os,
          .theirs = base::join(std::vector<std::string>(list.begin(), list.end()), ", ")};
}

}  // namespace pratique::match
