#include "report/licenses.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "licence/obligations.h"
#include "model/ecosystem.h"
#include "report/ways.h"

namespace pratique::report {

namespace {

using licence::Category;
using licence::SingleLicence;

// Adds what it does not hold yet; the order of the first stays.
void add_once(std::vector<std::string>& to, const std::vector<std::string>& texts) {
  for (const auto& text : texts) {
    if (std::ranges::find(to, text) == to.end()) to.push_back(text);
  }
}

void read(const model::Component& component, LicensedPackage& package) {
  add_once(package.stated, component.licenses);
  const auto& details = *component.details;
  if (package.concluded.empty()) package.concluded = details.license;
  package.found.insert(package.found.end(), details.found_licenses.begin(), details.found_licenses.end());
}

void settle(LicensedPackage& package, const licence::LicenceRules& rules) {
  auto& found = package.found;
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::vector<licence::FileLicence> files;
  files.reserve(found.size());
  for (const auto& one : found) files.push_back({one.expression, one.likeness});
  package.licence = licence::effective(package.concluded, package.stated, files);
  const auto& expression = package.licence.expression;
  package.category = licence::category_of(expression);
  if (rules.empty()) return;
  package.denied = rules.denied(expression);
  if (package.denied.empty() && rules.denies(expression)) package.denied.emplace_back();
  package.blind = rules.is_blind(expression);
}

// Whether there is an expression of its licences that does without this one.
bool is_choice(const std::string& expression, const SingleLicence& single) {
  return !licence::holds_for(expression, [&](std::string_view id, std::string_view exception) {
    return id == single.id && exception == single.exception;
  });
}

std::string text_of(const LicensedPackage& package, const SingleLicence& single) {
  for (const auto& [reference, text] : package.licence.references) {
    if (reference == single.id) return text;
  }
  return {};
}

void add_to_groups(const LicensedPackage& package, std::size_t number,
                   std::map<SingleLicence, LicenceGroup>& groups) {
  auto singles = licence::singles_of(package.licence.expression);
  if (singles.empty()) singles.emplace_back();
  for (auto& single : singles) {
    auto& group = groups[single];
    if (group.members.empty()) group.category = licence::category_of(single.id, single.exception);
    if (group.text.empty()) group.text = text_of(package, single);
    group.members.push_back({number, !single.id.empty() && is_choice(package.licence.expression, single)});
    group.licence = std::move(single);
  }
}

std::size_t place_of(Category category) {
  return static_cast<std::size_t>(std::ranges::find(kShownCategories, category) - kShownCategories.begin());
}

void count(Licenses& document) {
  std::vector<std::set<Category>> of(document.packages.size());
  for (const auto& group : document.groups) {
    ++document.counts.at(static_cast<std::size_t>(group.category)).licences;
    for (const auto& member : group.members) {
      if (!member.choice) of[member.package].insert(group.category);
    }
  }
  for (std::size_t i = 0; i < of.size(); ++i) {
    if (of[i].empty()) of[i].insert(document.packages[i].category);
    for (const auto category : of[i]) ++document.counts.at(static_cast<std::size_t>(category)).packages;
  }
}

}  // namespace

Licenses licenses_of(const model::Inventory& inventory, const licence::LicenceRules& rules) {
  Licenses document{.inventory = inventory, .rules = rules};
  using Key = std::tuple<std::string, model::PackageKey>;
  std::map<Key, LicensedPackage> packages;
  for (std::size_t i = 0; i < inventory.components.size(); ++i) {
    const auto& component = inventory.components[i];
    auto& package = packages[{model::display_name(component.purl), model::package_of(component)}];
    package.components.push_back(i);
    read(component, package);
  }
  std::map<SingleLicence, LicenceGroup> groups;
  document.packages.reserve(packages.size());
  for (auto& [key, package] : packages) {
    settle(package, rules);
    add_to_groups(package, document.packages.size(), groups);
    document.packages.push_back(std::move(package));
  }
  for (auto& [single, group] : groups) document.groups.push_back(std::move(group));
  std::ranges::stable_sort(document.groups, [](const LicenceGroup& a, const LicenceGroup& b) {
    return std::tuple(place_of(a.category), b.members.size()) <
           std::tuple(place_of(b.category), a.members.size());
  });
  count(document);
  return document;
}

std::string licence_text(const SingleLicence& licence) {
  return licence.id.empty() ? "no licence known" : licence::to_string(licence);
}

std::vector<std::string> evidence_lines(const LicensedPackage& package) {
  std::vector<std::string> lines;
  if (!package.concluded.empty()) lines.push_back("concluded: " + package.concluded);
  for (const auto& text : package.stated) lines.push_back("stated: " + text);
  for (const auto& one : package.found) {
    const auto where = one.path.empty() ? std::string() : " in " + one.path;
    lines.push_back(one.likeness == 0 ? "named: " + one.expression + where
                                      : "text: " + one.expression + " (" + std::to_string(one.likeness) +
                                            " % alike)" + where);
  }
  return lines;
}

const char* to_string(LicenceGate::Outcome outcome) {
  switch (outcome) {
    case LicenceGate::Outcome::kPassed:
      return "passed";
    case LicenceGate::Outcome::kFailed:
      return "failed";
    case LicenceGate::Outcome::kBlind:
      return "blind";
  }
  return "passed";
}

LicenceGate decide(const Licenses& document) {
  LicenceGate gate;
  if (document.rules.empty()) return gate;
  std::size_t blind = 0;
  for (const auto& package : document.packages) {
    blind += package.blind ? 1 : 0;
    if (package.denied.empty()) continue;
    auto text = name_and_version(document.inventory.components[package.components.front()]) + " (";
    for (const auto& one : package.denied)
      text += (&one == &package.denied.front() ? "" : ", ") + licence_text(one);
    gate.denied.push_back(text + ")");
  }
  const auto unread = std::ranges::count_if(document.inventory.notes,
                                            [](const model::Note& note) { return note.incomplete; });
  if (document.packages.empty()) gate.blind.emplace_back("there are no packages");
  if (blind > 0) {
    gate.blind.push_back("of " + std::to_string(blind) + (blind == 1 ? " package" : " packages") +
                         " nobody knows the licence (--deny unknown or --allow unknown decides on them)");
  }
  if (unread > 0 && !document.ignore_unread) {
    gate.blind.push_back(std::to_string(unread) + (unread == 1 ? " thing" : " things") +
                         " could not be read (see the notes of the report)");
  }
  if (!gate.denied.empty())
    gate.outcome = LicenceGate::Outcome::kFailed;
  else if (!gate.blind.empty())
    gate.outcome = LicenceGate::Outcome::kBlind;
  return gate;
}

}  // namespace pratique::report
