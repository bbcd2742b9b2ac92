#include "policies.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "attest/find.h"
#include "base/nearest.h"
#include "base/text.h"
#include "base_updates.h"
#include "codec/stream.h"
#include "config/settings.h"
#include "image.h"
#include "match/advisories.h"
#include "oci/reference.h"
#include "policy_bundle.h"
#include "quality_gate.h"
#include "web.h"

namespace pratique::app {

namespace {

namespace fs = std::filesystem;

Result<std::string> text_of(const std::string& place, const CommonOptions& options, std::uint64_t most) {
  if (is_web_address(place)) return fetched(place, options, most);
  PQ_TRY(const auto source, codec::open_file(place));
  auto text = codec::read_all(*source, most);
  if (!text) return tl::unexpected(std::move(text).error().in(place));
  return text;
}

// Links are not followed: they may lead anywhere and in circles.
Result<void> add_folder(const std::string& folder, std::vector<std::string>& into) {
  std::error_code failed;
  if (!fs::is_directory(folder, failed))
    return base::fail(ErrorKind::kNotFound, "no such folder", Where{.file = folder});
  std::vector<std::string> found;
  for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, failed),
       end;
       at != end && !failed; at.increment(failed)) {
    if (at->is_symlink() || !at->is_regular_file(failed) || at->path().extension() != ".rego") continue;
    found.push_back(at->path().string());
    if (found.size() > policy::kMaxRegoFiles)
      return base::fail(ErrorKind::kLimit, "too many files of Rego", Where{.file = folder});
  }
  if (failed) return base::fail(ErrorKind::kIo, failed.message(), Where{.file = folder});
  std::sort(found.begin(), found.end());
  into.insert(into.end(), found.begin(), found.end());
  return {};
}

Result<policy::PolicySettings> settings_of_team(const std::string& settings_file) {
  const auto place = config::settings_place(settings_file, net::system_environment);
  if (place.empty()) return policy::PolicySettings();
  PQ_TRY(const auto file, config::SettingsFile::read(place));
  return policy::PolicySettings::read(file.section("policies"), place);
}

Result<policy::PolicySettings> settings_named(const PolicyWords& words, const CommonOptions& options) {
  if (words.config.empty()) return policy::PolicySettings();
  PQ_TRY(const auto text, text_of(words.config, options, policy::kMaxPolicySettingsBytes));
  return policy::PolicySettings::parse(text, words.config);
}

Result<void> check_only(const ChosenPolicies& chosen) {
  const auto names = chosen.names();
  for (const auto& name : chosen.only) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      return base::fail(ErrorKind::kUsage, "no policy \"" + name + "\"" + base::did_you_mean(name, names));
  }
  return {};
}

Result<void> add_rego(std::vector<policy::RegoFile> files, const std::string& origin,
                      ChosenPolicies& chosen) {
  PQ_TRY(auto policies, policy::policies_in(std::move(files), origin));
  std::move(policies.begin(), policies.end(), std::back_inserter(chosen.rego));
  return {};
}

Result<void> add_bundles(const PolicyWords& words, const CommonOptions& options, const Teller& teller,
                         ChosenPolicies& chosen) {
  for (const auto& reference : words.bundles) {
    PQ_TRY(auto bundle, pull_policies(reference, options));
    teller.detail("Policies of " + reference + ": " + bundle.digest +
                  (bundle.cached ? ", from the cache" : ""));
    if (bundle.built_in && chosen.rules.empty()) chosen.rules = policy::all_rules();
    if (!bundle.files.empty())
      PQ_CHECK(add_rego(std::move(bundle.files), reference + "@" + bundle.digest, chosen));
  }
  return {};
}

Result<void> check_doubles(const ChosenPolicies& chosen) {
  auto names = chosen.names();
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) return {};
  return base::fail(ErrorKind::kUsage,
                    "two policies are called " + *twice + "; name one of their places only");
}

Result<std::vector<NamedRunFile>> read_run_files(const PolicyWords& words, const CommonOptions& options,
                                                 const Teller& teller) {
  std::vector<NamedRunFile> all;
  for (const auto& word : words.with) {
    auto place = run_place(word);
    PQ_TRY(const auto text, text_of(place.file, options, policy::kMaxRunFile));
    PQ_TRY(auto file, policy::read_run_file(text, place.file));
    for (const auto& unread : file.unread)
      teller.loud(place.file + ": line " + std::to_string(unread.line) + ": not read: " + unread.text);
    all.push_back({std::move(file), std::move(place.name)});
    PQ_CHECK(check_name(all.back()));
  }
  return all;
}

Result<std::string> canonical_name(std::string_view word) {
  PQ_TRY(const auto reference, oci::parse_reference(word));
  return oci::repository_of(reference);
}

// Statements about the image, as they lie beside it. False: it was not looked.
bool add_statements(const CommonOptions& options, Teller& teller,
                    std::vector<policy::AttachedStatement>& into) {
  const auto image = open_named(options, teller);
  if (!image || !image->open.neighbours) return false;
  auto& neighbours = *image->open.neighbours;
  const auto finds = attest::find(neighbours, *image->open.image, attest::SearchReach::kAll);
  attest::ImageIdentity identity(neighbours, *image->open.image);
  std::vector<model::Note> notes = finds.notes;
  bool all_read = true;
  for (const auto& found : finds.all) {
    if (found.content == attest::Content::kSignature) continue;
    const auto loaded = attest::load(neighbours, identity, found, notes);
    if (!loaded) {
      teller.loud("An attestation was not read for policies: " + found.blob.digest + ": " +
                  loaded.error().what);
      all_read = false;
      continue;
    }
    for (const auto& one : *loaded) {
      if (!one.about) continue;
      const bool is_document = found.content == attest::Content::kSbom;
      into.push_back({.predicate_type = one.predicate_type(),
                      .digest = found.blob.digest,
                      .place = attest::to_string(found.place),
                      .text = is_document ? "{\"predicate\":" + one.document + "}" : one.statement.text});
    }
  }
  return all_read;
}

// The rule of that name, if it is asked.
const policy::PolicyRule* asked_rule(const ChosenPolicies& chosen, std::string_view name) {
  for (const auto& rule : chosen.rules) {
    const auto about = rule->about();
    if (about.name == name && policy::is_asked(about, rule->usually_enabled(), chosen.settings, chosen.only))
      return rule.get();
  }
  return nullptr;
}

Result<std::optional<policy::QualityGate>> quality_gate(const ChosenPolicies& chosen,
                                                        const model::Subject& subject,
                                                        const CommonOptions& options) {
  const auto* rule = asked_rule(chosen, policy::kQualityGatePolicy);
  if (rule == nullptr) return std::nullopt;
  const std::string name(policy::kQualityGatePolicy);
  const auto* setting = chosen.settings.find(name);
  PQ_TRY(const auto config,
         policy::RuleConfig::make(name, rule->settings(),
                                  setting == nullptr ? codec::JsonObject() : setting->config));
  return ask_quality_gate(config, subject, options);
}

Result<std::optional<match::NewestAnswer>> newest(const ChosenPolicies& chosen, const JudgedScan& looked) {
  if (!looked.database || asked_rule(chosen, "outdated-packages") == nullptr) return std::nullopt;
  return match::newest_named(looked.inventory(), *match::advisories_of(*looked.database));
}

}  // namespace

void add_policies(CLI::App& command, PolicyWords& words) {
  add_list(command, "--policy-bundle", words.bundles, "Policies of a registry, cached by digest")
      ->type_name("REF");
  add_list(command, "--policy-file", words.files, "A policy of Rego: a file or an address")
      ->type_name("FILE");
  add_list(command, "--policy-dir", words.folders, "All policies of Rego below a folder")->type_name("DIR");
  command.add_option("--policy-config", words.config, "Settings of policies: JSON, a file or address")
      ->type_name("FILE");
  add_list(command, "--only-policy", words.only, "Only these policies, by name")->type_name("NAME");
  add_list(command, "--with", words.with, "How it is run: a Compose file or Kubernetes manifests")
      ->type_name("FILE[#NAME]");
}

std::vector<std::string> ChosenPolicies::names() const {
  std::vector<std::string> all;
  for (const auto& rule : rules) all.push_back(rule->about().name);
  for (const auto& one : rego) all.push_back(one.about.name);
  return all;
}

Result<std::vector<policy::RegoFile>> read_rego_files(const std::vector<std::string>& files,
                                                      const std::vector<std::string>& folders,
                                                      const CommonOptions& options) {
  std::vector<std::string> paths = files;
  for (const auto& folder : folders) PQ_CHECK(add_folder(folder, paths));
  std::vector<policy::RegoFile> all;
  for (const auto& path : paths) {
    PQ_TRY(auto text, text_of(path, options, policy::kMaxRegoFile));
    all.push_back({.path = path, .text = std::move(text)});
  }
  return all;
}

Result<ChosenPolicies> read_policies(const PolicyWords& words, const std::string& settings_file,
                                     const CommonOptions& options, const Teller& teller) {
  ChosenPolicies chosen{.only = words.only};
  PQ_TRY(chosen.settings, settings_of_team(settings_file));
  PQ_TRY(const auto named, settings_named(words, options));
  chosen.settings.put_over(named);
  const bool own = !words.files.empty() || !words.folders.empty() || !words.bundles.empty();
  if (!own) chosen.rules = policy::all_rules();
  PQ_TRY(auto files, read_rego_files(words.files, words.folders, options));
  if (!files.empty()) PQ_CHECK(add_rego(std::move(files), "", chosen));
  PQ_CHECK(add_bundles(words, options, teller, chosen));
  PQ_CHECK(check_doubles(chosen));
  // A name that nobody has is a slip in the file that is named for this command. The settings of a team may be about policies
  // that this command does not ask.
  auto known = chosen.names();
  for (const auto& rule : policy::all_rules()) known.push_back(rule->about().name);
  PQ_CHECK(named.check_names(known));
  PQ_CHECK(check_only(chosen));
  PQ_TRY(chosen.run_files, read_run_files(words, options, teller));
  return chosen;
}

Result<report::PolicyResults> ask_policies(const ChosenPolicies& chosen, const JudgedScan& looked,
                                           Teller& teller) {
  const auto& inventory = looked.inventory();
  policy::PolicySubject subject{.inventory = inventory, .judgement = looked.judgement};
  std::vector<policy::RegoPolicy> asked;
  for (const auto& one : chosen.rego) {
    if (policy::is_asked(one.about, true, chosen.settings, chosen.only)) asked.push_back(one);
  }
  const bool beside = !asked.empty() || std::ranges::any_of(chosen.rules, [&](const auto& rule) {
    return rule->looks_beside() &&
           policy::is_asked(rule->about(), rule->usually_enabled(), chosen.settings, chosen.only);
  });
  if (beside && inventory.subject.kind == model::SubjectKind::kImage && looked.options.environment.empty()) {
    // An image without a manifest has nothing that a statement beside it could be about.
    subject.looked_beside =
        inventory.subject.digest.empty() || add_statements(looked.options, teller, subject.statements);
  }
  subject.base_today = base_today(looked, teller);
  if (!chosen.run_files.empty()) subject.run = plan_of(chosen.run_files, inventory.subject);
  PQ_TRY(subject.quality_gate, quality_gate(chosen, inventory.subject, looked.options));
  PQ_TRY(subject.newest, newest(chosen, looked));
  PQ_TRY(auto judged, policy::ask_rules(chosen.rules, subject, chosen.settings, chosen.only));
  PQ_TRY(auto rego,
         policy::ask_rego(
             asked, {.subject = subject, .settings = chosen.settings, .canonical_name = canonical_name}));
  std::move(rego.begin(), rego.end(), std::back_inserter(judged));
  policy::sort_policies(judged);
  auto score = policy::score_of(judged);
  return report::PolicyResults{.policies = std::move(judged), .score = std::move(score)};
}

}  // namespace pratique::app
