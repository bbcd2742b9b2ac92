// The table of ecosystems: what the program knows of each family of packages, in one row. A purl type has one
// row; a distribution has one of its own below the row of its type, and takes from there what it does not
// say.
//
// Whoever teaches the program a new ecosystem adds a row to ecosystem_rows.cc and nothing else anywhere: what
// is a system, how a name is shown, which order compares versions, which advisories are asked, what people
// call it, how a purl is normalised all follow (docs/adding/ecosystem.md).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/purl.h"

namespace pratique::model {

// What installs the packages of a type.
enum class Installs {
  kOther,     // people, a model hub: neither of the two
  kNone,      // nothing: an image, or a repository of sources, holds packages and is none
  kSystem,    // a distribution's package manager: packages belong to a release, and own files
  kLanguage,  // a language's package manager
};

// What a purl type wants of its parts (purl-spec, types/*-definition.json).
enum class Presence { kOptional, kRequired, kProhibited };
enum class Letters { kKept, kLower, kUpper };
struct PurlRules {
  Presence name_space = Presence::kOptional;
  Letters name_space_case = Letters::kKept;
  Letters name_case = Letters::kKept;
  Letters version_case = Letters::kKept;
  // The namespace is one segment, the name all that follow, its slashes not encoded.
  bool name_is_path = false;
};

// How one ecosystem spells the name of one package in several ways.
enum class Spelling {
  kOne,    // as it is
  kLower,  // upper and lower case are the same
  kPep503  // PEP 503: lower case, and runs of "-_." are one "-"
};

// What the releases of a distribution are called in OSV's ecosystem, after the colon.
enum class Releases {
  kAsWritten,
  kNone,       // nothing: it has no releases, its packages roll
  kMajor,      // "9" of "9.2"
  kDebian,     // the same, but 3.0 and 3.1 were releases of their own
  kAlpine,     // "v3.18" of "3.18.4"; "edge"
  kUbuntu,     // "22.04" of "22.04:LTS"
  kAmazon,     // "2023" of "2023.6.20241010"; "2018.03" of every release of Amazon Linux 1
  kNamed,      // the name without its first word, and the number: "Linux Enterprise Micro 5.5"
  kOpenEuler,  // with the update that only words tell: "22.03-LTS-SP3"
  kOpenSuse,   // "Leap 15.6" of "15.6", "Tumbleweed" of a day
  kRedHat,     // "9" of "9.4" and of its products for it: "rhel_eus:9.4::baseos", "openshift:4.15::el9"
  kSuse,       // "15.6" of its products for it: "Linux Enterprise Module for Basesystem 15 SP6"
};

// What a distribution's advisories are written about; what the program can judge by them.
enum class Unit {
  kNone,    // nobody judges by them yet
  kName,    // the name of the package
  kSource,  // its source package
  kBinary,  // the package as it is built and installed
  kEither,  // one or the other, as each feed has it: where it is the source, its architecture is "src"
};

// How many advisories make a database of the ecosystem. Fewer than `sample` are somebody's test data; a feed
// that says it is complete and has fewer than `complete` is not believed: about a third of what the
// ecosystem's own database had in 2026.
struct Fewest {
  std::uint64_t sample = 10, complete = 10;
};

struct Ecosystem {
  // Of its purls.
  std::string_view type;
  // A distribution: the namespace of its purls, its ID in os-release(5).
  std::string_view vendor = {};
  // For people: "PyPI", "AlmaLinux"; empty: the type itself.
  std::string_view name = {};
  Installs installs = Installs::kOther;

  // Versions and names.
  // Stem of a file in version/scheme/; empty: nobody compares them.
  std::string_view order = {};
  // Between namespace and name, as its users write it.
  std::string_view separator = "/";
  // A purl's subpath belongs to the name of the package, as of Go's modules.
  bool subpath_is_name = false;
  // Where its packages come from unless something else is said.
  std::string_view registry = {};
  // Of a type's own row.
  PurlRules purl = {};

  // Advisories. `osv`: OSV schema, "Defined Ecosystems", without a release.
  std::string_view osv = {};
  // Another spelling that is met.
  std::string_view osv_also = {};
  // The distribution whose advisories count for it, by vendor; empty: its own.
  std::string_view judged_as = {};
  Unit unit = Unit::kNone;
  Spelling spelling = Spelling::kOne;
  Fewest fewest = {};

  // Distributions.
  Releases releases = Releases::kAsWritten;
  // VERSION_ID is "12" where others say "12.5".
  bool major_only = false;
  // "bookworm=12 …".
  std::string_view codenames = {};
  // ID_LIKE, for systems that have a release file only.
  std::string_view like = {};
  // Words that tell it in the first line of a release file.
  std::string_view release_file = {};
  // Its product at endoflife.date.
  std::string_view lifecycle = {};
  // Hosts of its maintainers' mail addresses; of rpm's, first words of vendors that are not its own name's
  // (model/builder.h).
  std::string_view maintainers = {};

  // What else people call it, space-separated, lower case.
  std::string_view words = {};
};

// Every row, sorted by type and vendor; the row of a type stands before those of its distributions.
std::span<const Ecosystem> ecosystems();

// The row of a type; for a type that has none, a row that allows everything and knows nothing.
const Ecosystem& ecosystem_of_type(std::string_view type);
// The row of the distribution that the purl names, by its ID or another spelling of it ("redhat"), else that of its type.
const Ecosystem& ecosystem_of(const Purl& purl);
// The distribution of that os-release ID; nullptr when there is none.
const Ecosystem* distribution(std::string_view id);
// The distribution that other tools call so: by ID, by another spelling of it ("alma", "amazon") or by its name ("SUSE
// Linux Enterprise Server"), without case; nullptr when there is none.
const Ecosystem* distribution_called(std::string_view text);
// The distribution of that purl type that has a release of that codename ("deb", "jammy": Ubuntu); nullptr when there is
// none.
const Ecosystem* distribution_of_codename(std::string_view type, std::string_view codename);
// The row that has this name in OSV's schema, given without a release; nullptr when there is none.
const Ecosystem* ecosystem_of_osv(std::string_view family);

// Whether packages of the type belong to a distribution.
bool is_system(std::string_view type);
// Name of the version order: the row's own, or that of its type; "" when there is none.
std::string_view order_of(const Ecosystem& ecosystem);
// "12" of Debian's "bookworm" (also "Bookworm"); what is no codename of the distribution, as it is.
std::string_view number_of_codename(const Ecosystem& ecosystem, std::string_view release);
// A release in the spelling of OSV's ecosystems: "12" of Debian's "bookworm" and "12.4", "v3.18" of Alpine's
// "3.18.4", "9" of AlmaLinux' "9.2".
std::string canonical_release(const Ecosystem& ecosystem, std::string_view release);
// One spelling for all that the ecosystem takes for the same name.
std::string canonical_name(const Ecosystem& ecosystem, std::string_view name);

// As users of the ecosystem call the package: "@babel/core", "org.slf4j:slf4j-api"; "curl", for a
// distribution's name is the same on every line and says nothing.
std::string display_name(const Purl& purl);

// The type that people mean by a word: its own name, a distribution's, OSV's or an everyday one ("go", "pip",
// "debian", "jar"; case does not matter). Nothing for words that name no type.
std::optional<std::string_view> type_named(std::string_view word);
// Every word that type_named() takes, lower case, sorted, each once: for "did you mean".
std::vector<std::string> type_words();

}  // namespace pratique::model
