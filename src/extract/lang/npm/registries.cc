#include "extract/lang/npm/registries.h"

#include <map>
#include <string>

#include "base/text.h"
#include "extract/lang/npm/place.h"
#include "extract/lang/support/packages.h"
#include "model/ecosystem.h"
#include "model/redact.h"
#include "model/unpublished.h"

namespace pratique::extract::npm {

namespace {

constexpr std::size_t kMaxScopes = 1'000;

// A value may stand in quotes, as in any ini file.
std::string_view unquoted(std::string_view text) {
  text = base::trim(text);
  const bool quoted =
      text.size() > 1 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// The folder for whose packages the file counts: "app/"; "" for all of the image.
std::string reach_of(std::string_view path) {
  const auto folder = base::folder_of(path);
  const bool users = folder == "root" || base::folder_of(folder) == "home";
  if (base::base_name(path) == "npmrc" || users || folder.empty()) return {};
  return std::string(folder) + "/";
}

}  // namespace

bool is_own_registry(std::string_view address) {
  const auto rest = [](std::string_view text) {
    const auto at = text.find("://");
    if (at != std::string_view::npos) text.remove_prefix(at + 3);
    while (text.ends_with('/')) text.remove_suffix(1);
    return text;
  };
  return rest(address) == rest(model::ecosystem_of_type("npm").registry) ||
         rest(address) == "registry.yarnpkg.com";
}

bool is_settings(std::string_view path) {
  const auto name = base::base_name(path);
  if (name == "npmrc") return base::base_name(base::folder_of(path)) == "etc";
  return name == ".npmrc" && locate(path).place == lang::Place::kElsewhere;
}

Record read_settings(std::string_view text) {
  constexpr std::string_view kKey = ":registry";
  Record record{.kind = RecordKind::kOrigins};
  std::map<std::string, std::string> scopes;  // of two lines about one the last counts
  for (const auto line : base::lines(text)) {
    const auto halves = base::cut(line, "=");
    if (!halves) continue;
    const auto key = unquoted(halves->before), value = unquoted(halves->after);
    if (!key.starts_with('@') || !key.ends_with(kKey) || value.empty()) continue;
    const auto scope = key.substr(0, key.size() - kKey.size());
    if (scope.find_first_of(" \t/:") != std::string_view::npos || scope.size() > lang::kMaxIdentity) continue;
    if (scopes.size() >= kMaxScopes) break;
    scopes[std::string(scope)] = value;
  }
  std::string lines;
  for (const auto& [scope, address] : scopes) {
    if (!is_own_registry(address))
      lines += scope + " " + lang::descriptive(model::redact_text(address).text) + "\n";
  }
  if (!lines.empty()) record.database.edit().log = std::move(lines);
  return record;
}

void mark_private_scopes(const Records& records, const std::vector<lang::Placed>& packages, Assembly& out) {
  for (const auto& settings : records.present) {
    if (settings.record->kind != RecordKind::kOrigins) continue;
    std::map<std::string, std::string, std::less<>> registries;
    for (const auto line : base::lines(settings.record->database->log)) {
      if (const auto halves = base::cut(line, " ")) registries.emplace(halves->before, halves->after);
    }
    if (registries.empty()) continue;
    const auto reach = reach_of(settings.path);
    for (const auto& [found, number] : packages) {
      auto& component = out.components[number];
      const auto known = registries.find(component.purl.name_space);
      if (known == registries.end() || component.purl.type != "npm" || !found->path.starts_with(reach))
        continue;
      auto& origin = component.details.edit().origin;
      if (!origin.empty()) continue;
      origin = model::unpublished_text(model::Unpublished::kPrivate, "its scope comes from " + known->second +
                                                                         ", as " + settings.path + " says");
    }
  }
}

}  // namespace pratique::extract::npm
