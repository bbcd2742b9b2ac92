#include "sbom/party.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/ecosystem.h"

namespace pratique::sbom {

namespace {

constexpr const char* kUnknown = "unknown";
constexpr std::size_t kMaxWordsOfAName = 4;

// Words that a person's name does not have.
constexpr std::array<std::string_view, 40> kOfOrganisations = {
    "team",        "teams",        "maintainers", "maintainer",  "developers", "devs",      "group",
    "project",     "projects",     "list",        "inc",         "inc.",       "ltd",       "ltd.",
    "llc",         "gmbh",         "ag",          "corp",        "corp.",      "company",   "foundation",
    "corporation", "community",    "authors",     "software",    "systems",    "packagers", "packaging",
    "the",         "contributors", "university",  "institute",   "labs",       "linux",     "debian",
    "ubuntu",      "gnu",          "org",         "association", "hat"};

bool is_organisation(std::string_view name) {
  const auto words = base::words(name);
  return std::any_of(words.begin(), words.end(), [](std::string_view word) {
    auto lower = base::to_lower(word);
    while (lower.ends_with(',')) lower.pop_back();
    return base::is_one_of(lower, kOfOrganisations);
  });
}

// Characters that would end the name in "Person: NAME (mail)" are shown as brackets.
std::string one_line(std::string_view text) {
  return base::replace_all(base::replace_all(base::printable(base::trim(text)), "(", "["), ")", "]");
}

bool is_mail(std::string_view text) {
  const auto halves = base::cut(text, "@");
  return halves && !halves->before.empty() && base::contains(halves->after, ".") &&
         std::all_of(
             text.begin(), text.end(),
             [](char c) { return base::is_alnum(c) || base::contains("@.-_+", std::string_view(&c, 1)); }) &&
         !base::contains(halves->after, "@");
}

std::string label(const model::Subject& subject, const char* name) {
  const auto found = subject.labels.find(name);
  return found == subject.labels.end() ? "" : std::string(base::trim(found->second));
}

}  // namespace

Party party_of(std::string_view stated, bool of_people) {
  Party party;
  auto name = base::trim(stated);
  const auto open = name.rfind('<');
  if (open != name.npos && name.ends_with('>')) {
    const auto mail = base::trim(name.substr(open + 1, name.size() - open - 2));
    if (is_mail(mail)) {
      party.mail = mail;
      name = base::trim(name.substr(0, open));
    }
  }
  party.name = one_line(name.empty() ? std::string_view(party.mail) : name);
  if (party.name.empty()) party.name = kUnknown;
  const auto words = base::words(name).size();
  const bool name_of_some_words = words >= 2 && words <= kMaxWordsOfAName;
  party.person = (!party.mail.empty() ? !name.empty() : of_people && name_of_some_words) &&
                 !is_organisation(name) && !base::contains(name, ",");
  return party;
}

Party supplier_of(const model::Component& component) {
  const bool system = model::is_system(component.purl.type);
  if (!base::trim(component.supplier).empty()) return party_of(component.supplier, !system);
  const auto owner = one_line(component.purl.name_space);
  return {.name = owner.empty() ? kUnknown : owner, .mail = "", .person = false};
}

Party supplier_of(const model::Subject& subject) {
  if (const auto vendor = label(subject, "org.opencontainers.image.vendor"); !vendor.empty())
    return {.name = one_line(vendor), .mail = "", .person = false};
  for (const char* name : {"org.opencontainers.image.authors", "maintainer"}) {
    if (const auto people = label(subject, name); !people.empty()) return party_of(people, true);
  }
  return {.name = kUnknown, .mail = "", .person = false};
}

std::string version_of(const model::Subject& subject) {
  for (const auto& version :
       {subject.digest, subject.config_digest, label(subject, "org.opencontainers.image.version"),
        subject.distro.version_id}) {
    if (!base::trim(version).empty()) return version;
  }
  return kUnknown;
}

}  // namespace pratique::sbom
