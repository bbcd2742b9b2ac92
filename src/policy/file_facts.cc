#include "policy/file_facts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/glob.h"

namespace pratique::policy {

namespace {

constexpr const char *kBase = "ignore_base_images", *kPackages = "ignore_packages", *kPaths = "ignored_paths";

bool is_of_base(const model::Subject& subject, const model::FileFact& fact) {
  if (!model::knows_own_layers(subject)) return false;
  const auto layer = model::layer_number(subject, fact.location.layer);
  return layer && model::base_of_layer(subject, *layer);
}

std::optional<std::uint32_t> number_of(std::string_view text) {
  const auto number = base::to_uint(text);
  if (!number || *number > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

}  // namespace

std::vector<RuleSetting> file_fact_settings() {
  return {{kBase, SettingKind::kFlag, true, "leave out what a base image brought"},
          {kPackages, SettingKind::kFlag, true, "leave out what the distribution's packages installed"},
          {kPaths, SettingKind::kTexts, codec::JsonArray(),
           "paths to leave out, * for any signs (usr/bin/sudo)"}};
}

std::vector<model::FileFact> select_facts(const PolicySubject& subject,
                                          const std::vector<model::FileFactKind>& kinds,
                                          const RuleConfig& config) {
  const bool no_base = config.flag(kBase), no_packages = config.flag(kPackages);
  const auto ignored = config.texts(kPaths);
  std::vector<model::FileFact> all;
  for (const auto& one : subject.inventory.observations) {
    auto fact = model::file_fact(one);
    if (!fact || std::ranges::find(kinds, fact->kind) == kinds.end()) continue;
    if (no_packages && !fact->package.empty()) continue;
    if (no_base && is_of_base(subject.inventory.subject, *fact)) continue;
    if (matches_any(ignored, fact->location.path)) continue;
    all.push_back(*std::move(fact));
  }
  return all;
}

Violation violation_of(const model::FileFact& fact, std::string message, std::string remediation) {
  Violation violation{.message = std::move(message), .remediation = std::move(remediation)};
  auto& detail = violation.detail;
  detail["path"] = codec::view(fact.location.path);
  if (!fact.location.layer.empty()) detail["layer"] = codec::view(fact.location.layer);
  detail["mode"] = codec::view(fmt::format("{:04o}", fact.mode));
  detail["owner"] = codec::view(fmt::format("{}:{}", fact.uid, fact.gid));
  if (!fact.capabilities.empty()) detail["capabilities"] = codec::view(fact.capabilities);
  if (!fact.package.empty()) detail["purl"] = codec::view(fact.package);
  return violation;
}

PolicyOutcome facts_unknown() {
  return PolicyOutcome::no_data("nothing is known of the modes and owners of files", "name the image itself");
}

PolicyOutcome fact_outcome(const PolicySubject& subject, std::vector<Violation> violations,
                           std::string reason) {
  if (!violations.empty()) {
    auto outcome = PolicyOutcome::of(std::move(violations));
    outcome.reason = std::move(reason);
    return outcome;
  }
  const auto unread = std::ranges::find_if(subject.inventory.notes, &model::Note::incomplete);
  if (unread != subject.inventory.notes.end())
    return PolicyOutcome::no_data("not everything could be read: " + unread->message,
                                  "look at the notes of `pratique sbom`");
  return PolicyOutcome::pass(std::move(reason));
}

std::string base_remark(const PolicySubject& subject, const RuleConfig& config) {
  const auto& about = subject.inventory.subject;
  const bool unknown =
      config.flag(kBase) && about.kind == model::SubjectKind::kImage && !model::knows_own_layers(about);
  return unknown ? "which layers are the base image's is not known, so all were looked at" : "";
}

// image-spec config.md, "User"; where it names no group, it is the account's and those that etc/group adds, and 0 without an
// account (runc's libcontainer/user).
RunningUser running_user(const model::Inventory& inventory) {
  const auto user = base::trim(inventory.subject.config.user);
  const auto colon = user.find(':');
  RunningUser out{.name = std::string(user.substr(0, colon))};
  out.uid = out.name.empty() || out.name == "root" ? 0u : number_of(out.name);
  for (const auto& one : inventory.observations) {
    auto account = model::account_fact(one);
    if (!account || (account->name != out.name && (!out.uid || account->uid != *out.uid))) continue;
    out.uid = account->uid;
    out.account = std::move(account);
    break;
  }
  if (colon != user.npos) {
    if (const auto group = number_of(user.substr(colon + 1))) out.groups.emplace({*group});
  } else if (out.account) {
    out.groups.emplace(out.account->groups);
    out.groups->push_back(out.account->gid);
  } else if (out.uid) {
    out.groups.emplace({0u});
  } else {
    out.groups.emplace();  // an account that is not told owns nothing
  }
  return out;
}

}  // namespace pratique::policy
