#include "run_plan.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/nearest.h"
#include "base/text.h"
#include "oci/reference.h"

namespace pratique::app {

namespace {

using policy::RunService;

bool is_called(const RunService& service, const std::string& name) {
  return service.short_name == name || (!service.workload.empty() && service.workload == name) ||
         service.workload + "/" + service.short_name == name;
}

// Of the image as it was named; empty: a path, or no name at all.
std::string repository_named(const std::string& word) {
  const auto reference = oci::parse_reference(word);
  return reference ? oci::repository_of(*reference) : std::string();
}

bool runs(const RunService& service, const model::Subject& subject, const std::string& repository) {
  const auto reference = oci::parse_reference(service.image);
  if (!reference) return false;
  if (!reference->digest.empty() && reference->digest == subject.digest) return true;
  return !repository.empty() && oci::repository_of(*reference) == repository;
}

}  // namespace

RunPlace run_place(const std::string& word) {
  const auto at = word.rfind('#');
  std::error_code error;
  if (at == word.npos || std::filesystem::exists(word, error)) return {word, {}};
  return {word.substr(0, at), word.substr(at + 1)};
}

Result<void> check_name(const NamedRunFile& file) {
  if (file.name.empty()) return {};
  std::set<std::string> sorted;
  for (const auto& service : file.file.services) {
    if (is_called(service, file.name)) return {};
    sorted.insert(service.short_name);
  }
  const std::vector<std::string> names(sorted.begin(), sorted.end());
  return base::fail(ErrorKind::kUsage,
                    "no service or container \"" + file.name + "\"" + base::did_you_mean(file.name, names),
                    Where{.file = file.file.file});
}

policy::RunPlan plan_of(const std::vector<NamedRunFile>& files, const model::Subject& subject) {
  policy::RunPlan plan;
  const auto repository = repository_named(subject.name);
  bool named = false;
  for (const auto& one : files) {
    for (const auto& service : one.file.services) {
      const bool wanted =
          one.name.empty() ? runs(service, subject, repository) : is_called(service, one.name);
      (wanted ? plan.services : plan.others).push_back(service);
      named = named || (wanted && !one.name.empty());
    }
  }
  if (!plan.services.empty()) {
    plan.chosen_by = named ? "services by the name that was given" : "services by their image";
    return plan;
  }
  const auto first = std::ranges::find(plan.others, true, &RunService::built);
  if (first == plan.others.end() ||
      std::count_if(first, plan.others.end(), [](auto& one) { return one.built; }) != 1)
    return plan;
  plan.services.push_back(std::move(*first));
  plan.others.erase(first);
  plan.chosen_by = "the only service that its file builds";
  return plan;
}

}  // namespace pratique::app
