#include "extract/lang/npm/registries.h"

#include <map>
#include <string>

#include "base/text.h"
#include "codec/yaml.h"
#include "extract/lang/npm/place.h"
#include "extract/lang/support/packages.h"
#include "model/ecosystem.h"
#include "model/redact.h"
#include "model/unpublished.h"

namespace pratique::extract::npm {

namespace {

constexpr std::size_t kMaxScopes = 1'000;
constexpr std::string_view kBerry = ".yarnrc.yml", kClassic = ".yarnrc";
// Of npm's and Yarn 1's keys: "@corp:registry".
constexpr std::string_view kKey = ":registry";
using Scopes = std::map<std::string, std::string>;  // of two lines about one the last counts

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
  const bool named = name == ".npmrc" || name == kClassic || name == kBerry;
  return named && locate(path).place == lang::Place::kElsewhere;
}

namespace {

// What a variable names is known where the settings have a word for it being unset: "${REGISTRY:-https://npm.corp.example}",
// or "${REGISTRY-…}". "": it is not known.
std::string_view without_variable(std::string_view value) {
  if (!base::contains(value, "${")) return value;
  if (!value.starts_with("${") || !value.ends_with('}')) return {};
  const auto inner = value.substr(2, value.size() - 3);
  const auto dash = inner.find('-');
  return dash == std::string_view::npos || base::contains(inner, "${") ? std::string_view()
                                                                       : inner.substr(dash + 1);
}

void add_scope(std::string_view scope, std::string_view address, Scopes& scopes) {
  address = without_variable(address);
  const bool is_scope = scope.size() > 1 && scope.find_first_of(" \t/:\n\r") == std::string_view::npos;
  if (!is_scope || scope.size() > lang::kMaxIdentity || address.empty() || scopes.size() >= kMaxScopes)
    return;
  scopes[std::string(scope)] = address;
}

// Yarn 1 has a blank between key and value, npm "=".
Scopes scopes_of_lines(std::string_view text, std::string_view between) {
  Scopes scopes;
  for (const auto line : base::lines(text)) {
    const auto halves = base::cut(base::trim(line), between);
    if (!halves) continue;
    const auto key = unquoted(halves->before);
    if (key.starts_with('@') && key.ends_with(kKey))
      add_scope(key.substr(0, key.size() - kKey.size()), unquoted(halves->after), scopes);
  }
  return scopes;
}

Result<Scopes> scopes_of_berry(std::string_view text) {
  PQ_TRY(const auto document, codec::YamlDocument::parse(text));
  Scopes scopes;
  if (document.size() == 0) return scopes;
  document.root(0)["npmScopes"].each_member([&](std::string_view name, codec::Yaml settings) {
    add_scope("@" + std::string(name), settings["npmRegistryServer"].text(), scopes);
  });
  return scopes;
}

}  // namespace

Result<Record> read_settings(std::string_view path, std::string_view text) {
  Record record{.kind = RecordKind::kOrigins};
  Scopes scopes;
  const auto name = base::base_name(path);
  if (name == kBerry) {
    PQ_TRY(scopes, scopes_of_berry(text));
  } else {
    scopes = scopes_of_lines(text, name == kClassic ? " " : "=");
  }
  std::string lines;
  for (const auto& [scope, address] : scopes) {
    if (!is_own_registry(address))
      lines += scope + " " + lang::descriptive(model::redact_text(address).text) + "\n";
  }
  if (!lines.empty()) record.database.edit().log = std::move(lines);
  return record;
}

void mark_private_scopes(const Records& records, std::size_t first, Assembly& out) {
  for (const auto& settings : records.present) {
    if (settings.record->kind != RecordKind::kOrigins) continue;
    std::map<std::string, std::string, std::less<>> registries;
    for (const auto line : base::lines(settings.record->database->log)) {
      if (const auto halves = base::cut(line, " ")) registries.emplace(halves->before, halves->after);
    }
    if (registries.empty()) continue;
    const auto reach = reach_of(settings.path);
    for (auto number = first; number < out.components.size(); ++number) {
      auto& component = out.components[number];
      const auto known = registries.find(component.purl.name_space);
      if (known == registries.end() || component.purl.type != "npm" || !component.details->origin.empty() ||
          component.locations.empty() || !component.locations.front().path.starts_with(reach))
        continue;
      component.details.edit().origin =
          model::unpublished_text(model::Unpublished::kPrivate, "its scope comes from " + known->second +
                                                                    ", as " + settings.path + " says");
    }
  }
}

}  // namespace pratique::extract::npm
