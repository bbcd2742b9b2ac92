// A finding: one vulnerability in one component, with its derivation.
#pragma once

#include <string>
#include <vector>

#include "advisory/advisory.h"
#include "advisory/database.h"
#include "model/inventory.h"

namespace pratique::match {

// What one source said about this component.
struct Evidence {
  std::string advisory;   // "DSA-5417-1"
  std::string source;     // feed name
  std::string ecosystem;  // "Debian:12"
  std::string range;      // human form: ">=1.0.0,<1.2.3", "<1.2.12-r2", "=1.2.0"
  std::string fixed;      // first fixed version above the component's; empty: none known
  std::string rule;       // which matcher, on what: "distro-source: openssl 3.0.9-1 (deb)", "exact-name: npm"
};

struct Finding {
  std::string id;                    // preferred id of the alias group: CVE first
  std::vector<std::string> aliases;  // sorted
  advisory::Severity severity = advisory::Severity::kUnspecified;
  advisory::Rating rating;    // the one that decided the severity
  std::size_t component = 0;  // index into Inventory::components
  std::string fixed;          // of the evidence that decided; empty: no fix known
  std::string range;
  std::string source;
  std::string rule;
  std::vector<Evidence> evidence;  // all sources, the deciding one first
  std::string
      category;  // of the deciding advisory ("malicious", "unsound", "regression"); empty: a vulnerability
  std::string summary;  // empty until describe() has been called
  std::vector<std::string> cwes;
  std::string kev_added;
};

// Why a component has no verdict: never "0 vulnerabilities" by omission.
struct Unjudged {
  std::string reason;  // "no advisory data for Alpine 3.14", "covered by the owning OS package", …
  std::string ecosystem;
  std::size_t components = 0;
  // Whether the verdict lacks something because of it (then `notes` says so too); a package that is judged
  // through its OS package, or that no advisory names, is not judged itself but leaves no gap.
  bool blind = false;
};

struct Judgement {
  std::vector<Finding> findings;   // sorted by component, severity (worst first), id
  std::vector<model::Note> notes;  // "no-advisory-data" and the like
  std::vector<Unjudged> unjudged;
  std::vector<advisory::Coverage> coverage;  // of the ecosystems that the inventory has
  // Indices of the components that were not compared with advisories, for whatever reason; ascending.
  std::vector<std::size_t> unjudged_components;
  std::string database;  // fingerprint; empty when there was no database
};

// Judges every component. Owned language packages (Component::owner) are not matched. Pure but for reading
// `database`.
Result<Judgement> judge(const model::Inventory& inventory, const advisory::Database& database);
// Reads the summaries of findings that will be shown; they are packed, and most findings never show theirs.
Result<void> describe(std::vector<Finding>& findings, const advisory::Database& database);
// The judgement when there is no database: nothing matched, and a note that says so and how to get one.
Judgement judge_without_database(const model::Inventory& inventory, const std::string& why);

}  // namespace pratique::match
