// What one advisory says of one package: which versions, in which state, and for whom that holds.
#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace pratique::advisory {

// A set of versions: from `introduced` (inclusive; "" or "0" = from the first) up to `fixed` (exclusive) or
// `last_affected` (inclusive); with neither, all later ones (OSV schema, "affected[].ranges[]").
struct Range {
  std::string introduced;
  std::string fixed;
  std::string last_affected;
  // The range begins above `introduced`, not at it. OSV cannot say this; ruby-advisory-db does ("unaffected:
  // <= 1.2").
  bool after_introduced = false;
  // The range ends below `last_affected`, not at it, without anybody saying that this is a fix: OSV's "limit", and
  // GitHub's "last known affected: < 1.2".
  bool before_last_affected = false;
  auto operator<=>(const Range&) const = default;
};

// What the database that a record comes from knows of an ecosystem; the larger knows more.
enum class Extent : unsigned char {
  kSample,      // somebody's selection: what it finds is true, what it does not name says nothing
  kUndeclared,  // nobody says
  kFixesOnly,   // every vulnerability once it is fixed; those without a fix are not in it (errata)
  kComplete     // every vulnerability that is public
};
const char* to_string(Extent extent);  // "sample", "undeclared", "fixes-only", "complete"

enum class Severity { kUnspecified, kLow, kMedium, kHigh, kCritical };
const char* to_string(Severity severity);  // "CRITICAL", …, "UNSPECIFIED"

// The state of the versions that an Affected names. Only kAffected can make a finding. The words are those of
// VEX (CSAF 2.0 §3.2.3.9 "product_status"). Numbers are the database's: never changed, only added to.
enum class Status : unsigned char {
  kAffected = 0,
  kFixed = 1,               // these versions have the fix
  kNotAffected = 2,         // these never had the defect, or it cannot be reached in them
  kUnderInvestigation = 3,  // nobody knows yet
};
const char* to_string(Status status);  // "affected", "fixed", "not affected", "under investigation"

// Why an affected package has no fix and perhaps never gets one, in the publishers' own distinctions. The
// numbers are the database's.
enum class Reason : unsigned char {
  kNone = 0,          // a fix is there, or nobody says why none is
  kNoDsa = 1,         // Debian: too small for an advisory of its own
  kPostponed = 2,     // Debian: goes with the next advisory
  kIgnored = 3,       // Debian, Ubuntu: looked at and left
  kWillNotFix = 4,    // Red Hat: "Will not fix"
  kEndOfLife = 5,     // no longer maintained: Debian <end-of-life>, Red Hat "Out of support scope"
  kUndetermined = 6,  // Debian: not enough is known to say more
  kNeedsTriage = 7,   // Ubuntu: nobody has looked yet
  kDeferred = 8,      // Red Hat, Ubuntu: later
};
const char* to_string(Reason reason);  // "", "no-dsa", "postponed", …, "end of life", "needs triage"

// A part of a package in which the defect is: code that does not use it is not affected.
struct Part {
  // Go: import path; Rust: empty.
  std::string path;
  // Functions and methods; empty: all of them.
  std::vector<std::string> symbols;
  // As Affected::systems.
  std::vector<std::string> systems;
  // As Affected::architectures.
  std::vector<std::string> architectures;
  auto operator<=>(const Part&) const = default;
};

// One package. A version is in its state when it lies in a range or is listed (union).
struct Affected {
  // OSV's ecosystem name with its release: "npm", "PyPI", "Go", "crates.io", "Maven", "RubyGems",
  // "Packagist", "NuGet", "Alpine:v3.18", "Debian:12", "AlmaLinux:9", "Bitnami".
  std::string ecosystem;
  // In the ecosystem's own spelling, normalised: Maven "group:artifact", npm "@scope/name", PyPI lower-case
  // with "-", distributions the source package.
  std::string name;
  // Name of the version::Order to compare with.
  std::string order;
  std::vector<Range> ranges;
  // Listed one by one, besides the ranges.
  std::vector<std::string> versions;

  Status status = Status::kAffected;
  Reason reason = Reason::kNone;
  // The source's sentence: "Minor issue", "vulnerable code not present".
  std::string reason_text;
  // Day on which the fix was published, "2026-03-01"; may be empty.
  std::string fixed_on;

  // For whom it holds. Each empty: for everyone.
  // rpm modularity "name:stream".
  std::string module;
  // Gems: the only platform that is affected ("jruby").
  std::string platform;
  // As the source spells them: "x86_64", "amd64".
  std::vector<std::string> architectures;
  // Operating systems: "linux", "windows", "darwin".
  std::vector<std::string> systems;
  // Products that ship it: "cpe:/a:redhat:enterprise_linux:9::appstream".
  std::vector<std::string> cpes;
  // Only together with other products: of each text, CPEs with a blank between them, one must be there, perhaps within an
  // interval of versions, "cpe:2.3:o:…[1.2,2)" (NVD's configurations that join nodes by AND). A text that begins with "!"
  // is met where none is there (NVD's "negate").
  std::vector<std::string> only_with;
  // "rhel-9-for-x86_64-appstream-rpms".
  std::string repository;
  // What must be subscribed to for the fix: "esm-apps", "eus".
  std::string channel;

  // The source's rating of this package in this release, where it gives one besides the record's.
  Severity severity = Severity::kUnspecified;
  // As written: "Important", "negligible", "unimportant".
  std::string severity_word;
  // CVSS; may be empty.
  std::string severity_vector;

  // In which the defect is; empty: nobody says.
  std::vector<Part> parts;

  // What the record's database is for this ecosystem. Goes into the coverage, not into look-ups.
  Extent extent = Extent::kUndeclared;

  // Everything but the extent, of which records that differ in nothing else take the larger. First where it
  // is, so that what is sorted by it stands by package.
  auto key() const {
    return std::tie(ecosystem, name, module, platform, ranges, versions, order, status, reason, reason_text,
                    fixed_on, architectures, systems, cpes, only_with, repository, channel, severity,
                    severity_word, severity_vector, parts);
  }
};

}  // namespace pratique::advisory
