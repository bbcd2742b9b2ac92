// The policies of a command: which of them the user named, read and asked.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli.h"
#include "look.h"
#include "policy/ask_rules.h"
#include "policy/rego/ask.h"
#include "policy/rego/file.h"
#include "policy/settings.h"
#include "report/policies.h"
#include "run_plan.h"
#include "teller.h"

namespace pratique::app {

struct PolicyWords {
  // --policy-bundle, --policy-file, --policy-dir: references, files or addresses, folders.
  std::vector<std::string> bundles, files, folders;
  // --policy-config: a file or an address.
  std::string config;
  // --only-policy.
  std::vector<std::string> only;
  // --with: files or addresses, with "#NAME" behind where a service is named.
  std::vector<std::string> with;
};
// Adds these options to a command that asks policies.
void add_policies(CLI::App& command, PolicyWords& words);

struct ChosenPolicies {
  // The built-in ones; none where files or folders are named.
  std::vector<std::unique_ptr<policy::PolicyRule>> rules;
  std::vector<policy::RegoPolicy> rego;
  policy::PolicySettings settings;
  policy::OnlyPolicies only;
  std::vector<NamedRunFile> run_files;
  // Names of all, whether or not they are asked.
  std::vector<std::string> names() const;
};
// Reads what the words and the section `policies:` of the file of settings (`settings_file`: --config) say; before the image,
// which may be far away. Files, folders and bundles turn the built-in policies off, as Docker Scout has it; a bundle of built-in
// ones brings them back. Errors: kUsage for names that there are not; those of reading, of bundles and of policies_in().
Result<ChosenPolicies> read_policies(const PolicyWords& words, const std::string& settings_file,
                                     const CommonOptions& options, const Teller& teller);
// The files of Rego that files and folders name, sorted by path; tests among them only where `tests`.
Result<std::vector<policy::RegoFile>> read_rego_files(const std::vector<std::string>& files,
                                                      const std::vector<std::string>& folders,
                                                      const CommonOptions& options);

// Asked of one image, with the score that they make. Statements beside it are looked at only where a policy of Rego is asked.
// Errors: those of ask_rules() and ask_rego().
Result<report::PolicyResults> ask_policies(const ChosenPolicies& chosen, const JudgedScan& looked,
                                           Teller& teller);

}  // namespace pratique::app
