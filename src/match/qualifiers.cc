#include "match/qualifiers.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/ecosystem.h"
#include "model/platform.h"

namespace pratique::match {

namespace {

// What dpkg, rpm and apk call a package that is the same on every processor, and rpm one that is not built.
constexpr std::array<std::string_view, 6> kEvery{"all", "any", "noarch", "none", "src", "source"};

bool is_every(std::string_view text) { return std::find(kEvery.begin(), kEvery.end(), text) != kEvery.end(); }

// Go's names, without variants: advisories do not tell them apart. "x86" and rpm's i386 to i686 are one.
std::string architecture_of(std::string_view text) {
  const auto lower = base::to_lower(text);
  const bool intel = lower == "x86" || (lower.size() == 4 && lower[0] == 'i' && lower.ends_with("86"));
  if (intel) return "386";
  if (lower.starts_with("armv7") || lower.starts_with("armhf")) return "arm";
  return model::normal({.os = "linux", .architecture = lower, .variant = {}}).architecture;
}

bool names_architecture(advisory::TextList list, std::string_view wanted) {
  return list.empty() || std::any_of(list.begin(), list.end(), [&](std::string_view each) {
           return is_every(base::to_lower(each)) || architecture_of(each) == wanted;
         });
}

// Rust's and Go's names of systems; "unix" is every one but Windows (Rust reference, "target_family").
bool names_system(advisory::TextList list, std::string_view wanted) {
  return list.empty() || std::any_of(list.begin(), list.end(), [&](std::string_view each) {
           const auto system = model::normal({.os = std::string(each), .architecture = {}, .variant = {}}).os;
           return system == wanted || (system == "unix" && wanted != "windows");
         });
}

std::string qualifier(const model::Component& component, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    const auto found = component.purl.qualifiers.find(key);
    if (found != component.purl.qualifiers.end()) return base::to_lower(found->second);
  }
  return {};
}

// Operating system and processor of Details::built_for.
std::pair<std::string, std::string> built_for(const model::Component& component) {
  const auto& text = component.details->built_for;
  const auto slash = text.find('/');
  if (slash == std::string::npos) return {};
  return {text.substr(0, slash), text.substr(slash + 1)};
}

// May be one of kEvery.
std::string architecture_of(const model::Component& component, const model::Subject& subject) {
  auto own = qualifier(component, {"arch", "goarch"});
  if (own.empty()) own = built_for(component).second;
  return own.empty() ? subject.platform.architecture : own;
}

// The distributions of the table of ecosystems are all Linux'.
std::string system_of(const model::Component& component, const model::Subject& subject) {
  auto own = qualifier(component, {"goos"});
  if (own.empty()) own = built_for(component).first;
  if (!own.empty()) return own;
  const auto& platform = subject.platform.os;
  if (!platform.empty()) return model::normal(subject.platform).os;
  const bool linux = !subject.distro.id.empty() || model::is_system(component.purl.type);
  return linux ? "linux" : "";
}

}  // namespace

Relevance holds_for(const advisory::AffectedView& affected, const model::Component& component,
                    const model::Subject& subject) {
  auto answer = Relevance::kYes;
  if (!affected.architectures.empty()) {
    const auto own = architecture_of(component, subject);
    if (!is_every(own) && !names_architecture(affected.architectures, architecture_of(own))) {
      if (!own.empty()) return Relevance::kOtherArchitecture;
      answer = Relevance::kUnknownArchitecture;
    }
  }
  if (!affected.systems.empty()) {
    const auto own = system_of(component, subject);
    if (own.empty()) answer = Relevance::kUnknownSystem;
    if (!own.empty() && !names_system(affected.systems, own)) return Relevance::kOtherSystem;
  }
  return answer;
}

bool is_in_build(const advisory::PartView& part, const model::Component& component,
                 const model::Subject& subject) {
  const advisory::AffectedView only{.architectures = part.architectures, .systems = part.systems};
  const auto relevance = holds_for(only, component, subject);
  return relevance != Relevance::kOtherArchitecture && relevance != Relevance::kOtherSystem;
}

Compared compared_by(Relevance why, const advisory::AffectedView& affected, const model::Component& component,
                     const model::Subject& subject) {
  const bool architecture = why == Relevance::kOtherArchitecture || why == Relevance::kUnknownArchitecture;
  const auto& list = architecture ? affected.architectures : affected.systems;
  return {.ours = architecture ? architecture_of(component, subject) : system_of(component, subject),
          .theirs = base::join(std::vector<std::string>(list.begin(), list.end()), ", ")};
}

}  // namespace pratique::match
