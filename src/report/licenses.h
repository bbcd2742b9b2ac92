// The document of `licenses`: under which licences the packages of an image stand, where that was read, and which of them
// a team does not want (docs/licences.md).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "licence/effective.h"
#include "licence/rules.h"
#include "report/report.h"

namespace pratique::report {

inline constexpr std::string_view kLicensesSchema = "pratique/licenses/1";

// A package (model::PackageKey) and its licence, by all that its components say.
struct LicensedPackage {
  // Of the inventory, ascending, never empty.
  std::vector<std::size_t> components;
  // Its expression is empty when nobody says anything.
  licence::EffectiveLicence licence;
  licence::Category category = licence::Category::kUnknown;
  // What was read, each once: its own words, what somebody concluded, what its files hold and name.
  std::vector<std::string> stated;
  std::string concluded;
  std::vector<model::FoundLicense> found;
  // The licences that the rules deny it for; of one without a licence one of an empty id.
  std::vector<licence::SingleLicence> denied;
  // Not denied, but nobody knows (licence::LicenceRules::is_blind).
  bool blind = false;
};

// Packages that a licence holds for, or may be chosen for.
struct LicenceGroup {
  // Of an empty id: no licence is known.
  licence::SingleLicence licence;
  licence::Category category = licence::Category::kUnknown;
  // Of a reference: the text that it stands for, where the package said it.
  std::string text;
  struct Member {
    // Into Licenses::packages.
    std::size_t package = 0;
    // Its user may choose another in its place (OR).
    bool choice = false;
  };
  // By name, then version.
  std::vector<Member> members;
};

// How many licences and packages there are of a category. A package counts in each that it has a licence of, in place of
// which none may be chosen, or else in the laxest of its choice.
struct CategoryCount {
  std::size_t licences = 0, packages = 0;
};

struct Licenses {
  const model::Inventory& inventory;
  const licence::LicenceRules& rules;
  // As the words were typed.
  std::vector<std::string> deny{}, allow{};
  // The gate passes what could not be read.
  bool ignore_unread = false;
  // By name, type, namespace, then version.
  std::vector<LicensedPackage> packages{};
  // The strictest category first, of unknown ones last; then those of most packages, then by licence.
  std::vector<LicenceGroup> groups{};
  // In the order of licence::kCategories.
  std::array<CategoryCount, licence::kCategories.size()> counts{};
};

// The inventory and the rules must outlive it.
Licenses licenses_of(const model::Inventory& inventory, const licence::LicenceRules& rules);

// Categories in the order of the groups.
inline constexpr std::array<licence::Category, licence::kCategories.size()> kShownCategories{
    licence::Category::kProprietary,  licence::Category::kNetworkCopyleft, licence::Category::kStrongCopyleft,
    licence::Category::kWeakCopyleft, licence::Category::kPermissive,      licence::Category::kUnknown};

// "GPL-2.0-only WITH Classpath-exception-2.0"; "no licence known".
std::string licence_text(const licence::SingleLicence& licence);
// "stated: \"GPL-3+\"", "text of MIT (98 %) in usr/…/LICENSE", "MIT named in usr/…/README": what was read, a line each. Not
// yet printable.
std::vector<std::string> evidence_lines(const LicensedPackage& package);

// Whether what was asked for holds, and could be seen (docs/exit-codes.md).
struct LicenceGate {
  enum class Outcome { kPassed, kFailed, kBlind };
  Outcome outcome = Outcome::kPassed;
  // "bash 5.2.15 (GPL-3.0-or-later)", by name. Not yet printable.
  std::vector<std::string> denied;
  // Why it cannot see, a clause each.
  std::vector<std::string> blind;
};
const char* to_string(LicenceGate::Outcome outcome);  // "passed", "failed", "blind"
// Without rules: passed.
LicenceGate decide(const Licenses& document);

}  // namespace pratique::report
