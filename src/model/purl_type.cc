#include "model/purl_type.h"

#include <algorithm>

#include "base/text.h"
#include "model/ecosystem.h"

namespace pratique::model {

namespace {

using enum Presence;
using enum Letters;

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), base::is_digit);
}
bool is_zero(std::string_view text) {
  return !text.empty() && text.find_first_not_of('0') == std::string_view::npos;
}

void change_case(std::string& part, Letters letters) {
  if (letters == kLower) part = base::to_lower(part);
  if (letters == kUpper) {
    for (char& c : part) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  }
}

// pub: "The only allowed characters are [a-z0-9_]"; everything else becomes an underscore, byte by byte.
bool is_pub_character(char c) { return base::is_digit(c) || (c >= 'a' && c <= 'z') || c == '_'; }

// "codeberg.org/forgejo" and "runner" are "codeberg.org" and "forgejo/runner".
void split_at_first_segment(Purl& purl) {
  const auto whole = purl.name_space + "/" + purl.name;
  std::string path;
  for (const auto segment : base::split(whole, '/')) {
    if (segment.empty()) continue;
    if (!path.empty()) path += '/';
    path += segment;
  }
  const auto halves = base::cut(path, "/");
  if (!halves) return;
  purl.name_space = halves->before;
  purl.name = halves->after;
}

// On these hosts a repository's name is the same in any case; on a git host in general it is not.
bool folds_case(std::string_view name_space) {
  const auto host = base::to_lower(name_space.substr(0, name_space.find('/')));
  return host == "github" || host == "github.com" || host == "bitbucket.org";
}

// Model names of Databricks servers are the same in any case, those of Azure ML are not
// (mlflow-definition.json).
bool is_databricks(const Purl& purl) {
  const auto found = purl.qualifiers.find("repository_url");
  return found != purl.qualifiers.end() && base::contains(found->second, "azuredatabricks.net");
}

// The epoch once, where the definition of the type has it: rpm as a qualifier ("epoch=1"), dpkg's before the version.
// Other tools write it in either place or in both; the version's own counts.
void settle_epoch(Purl& purl) {
  const bool rpm = purl.type == "rpm";
  if (!rpm && purl.type != "deb" && purl.type != "opkg") return;
  const auto own = epoch_of(purl.version);
  const auto qualifier = purl.qualifiers.find("epoch");
  const bool qualified = qualifier != purl.qualifiers.end() && is_number(qualifier->second);
  if (rpm && !own.empty()) {
    purl.qualifiers.insert_or_assign("epoch", std::string(own));
    purl.version.erase(0, own.size() + 1);
  } else if (!rpm && qualified) {
    if (own.empty() && !is_zero(qualifier->second) && !purl.version.empty())
      purl.version.insert(0, qualifier->second + ":");
    purl.qualifiers.erase(qualifier);
  }
  const auto settled = purl.qualifiers.find("epoch");
  if (settled != purl.qualifiers.end() && is_zero(settled->second)) purl.qualifiers.erase(settled);
}

// "@scope/name": a scope that was encoded twice ("%2540scope"), lacks its "@", or stands in the name with its slash
// encoded. No name of npm has a slash but that one.
void settle_scope(Purl& purl) {
  if (purl.name_space.empty()) {
    for (const auto* slash : {"%2F", "%2f"}) {
      if (const auto at = purl.name.find(slash); at != std::string::npos) purl.name.replace(at, 3, "/");
    }
    const auto halves = base::cut(purl.name, "/");
    if (!halves || halves->before.empty() || halves->after.empty()) return;
    purl.name_space = std::string(halves->before);
    purl.name = std::string(halves->after);
  }
  auto& scope = purl.name_space;
  if (scope.starts_with("%40")) scope.replace(0, 3, "@");
  if (!scope.starts_with('@')) scope.insert(0, "@");
}

// "group:artifact" as its users write it, or with its slash encoded.
void settle_group(Purl& purl) {
  const auto at = purl.name.find_first_of(":/");
  if (!purl.name_space.empty() || at == std::string::npos || at == 0 || at + 1 == purl.name.size()) return;
  purl.name_space = purl.name.substr(0, at);
  purl.name.erase(0, at + 1);
}

// Hexadecimal with the letters a to p for its digits: the hash of the extension's key.
bool is_chrome_extension_id(std::string_view name) {
  return name.size() == 32 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'p'; });
}

// One to four numbers joined by dots.
bool is_chrome_version(std::string_view version) {
  const auto parts = base::split(version, '.');
  return parts.size() <= 4 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return !part.empty() && std::all_of(part.begin(), part.end(), base::is_digit);
         });
}

}  // namespace

std::string_view epoch_of(std::string_view version) {
  const auto halves = base::cut(version, ":");
  return halves && is_number(halves->before) && !halves->after.empty() ? halves->before : std::string_view();
}

// The order matters for mlflow and git only, which look at other parts than the one they change.
void normalise_for_type(Purl& purl) {
  const auto& rules = ecosystem_of_type(purl.type).purl;
  change_case(purl.name_space, rules.name_space_case);
  change_case(purl.name, rules.name_case);
  change_case(purl.version, rules.version_case);
  // pypi: PEP 503 also folds runs and dots, but the purl definition does not, and two spellings of one purl
  // would not meet. hackage asks for "kebab-case".
  if (purl.type == "pypi" || purl.type == "hackage")
    std::replace(purl.name.begin(), purl.name.end(), '_', '-');
  if (purl.type == "pub") {
    std::replace_if(purl.name.begin(), purl.name.end(), [](char c) { return !is_pub_character(c); }, '_');
  }
  if (purl.type == "npm" && (!purl.name_space.empty() || purl.name.find_first_of("/%") != std::string::npos))
    settle_scope(purl);
  if (purl.type == "maven") settle_group(purl);
  settle_epoch(purl);
  if (purl.type == "mlflow" && is_databricks(purl)) change_case(purl.name, kLower);
  if (rules.name_is_path) split_at_first_segment(purl);
  if (purl.type == "git" && folds_case(purl.name_space)) {
    change_case(purl.name_space, kLower);
    change_case(purl.name, kLower);
  }
}

Result<void> check_for_type(const Purl& purl) {
  const auto& rules = ecosystem_of_type(purl.type).purl;
  if (rules.name_space == kRequired && purl.name_space.empty())
    return base::invalid(purl.type + " purl without namespace");
  if (rules.name_space == kProhibited && !purl.name_space.empty())
    return base::invalid(purl.type + " purl with a namespace");
  if (purl.type == "chrome-extension") {
    if (!is_chrome_extension_id(purl.name))
      return base::invalid("chrome-extension name is not 32 letters a to p");
    if (!purl.version.empty() && !is_chrome_version(purl.version)) {
      return base::invalid("chrome-extension version is not one to four numbers");
    }
  }
  // A CPAN distribution ("URI-PackageURL") is meant, not one of its modules ("URI::PackageURL").
  if (purl.type == "cpan" && base::contains(purl.name, "::")) return base::invalid("cpan name is a module's");
  if (purl.type == "julia" && !purl.qualifiers.contains("uuid"))
    return base::invalid("julia purl without uuid");
  // A SWID tag is known by its tag_id, a Julia package by its UUID: names alone are not unique there.
  if (purl.type == "swid" && !purl.qualifiers.contains("tag_id"))
    return base::invalid("swid purl without tag_id");
  return {};
}

}  // namespace pratique::model
