// The files in which other scanners are told what to be silent about, read as those read them:
//   .trivyignore        an id a line, "exp:2026-12-31" behind it, "#" comments (Trivy's docs, "Filtering")
//   .trivyignore.yaml   vulnerabilities: [{id, paths, purls, expired_at, statement}]
//   .grype.yaml         ignore: [{vulnerability, reason, fix-state, package: {name, version, type, location}}] (Grype's README)
//   osv-scanner.toml    [[IgnoredVulns]] id, ignoreUntil, reason; [[PackageOverrides]] (OSV-Scanner's docs, "Configuration")
// What such a rule asks for and we cannot tell makes it a fault: it would close more than was meant.
#include <array>

#include "base/text.h"
#include "codec/toml.h"
#include "config/settings.h"
#include "vex/exception_rule.h"

namespace pratique::vex {

namespace {

using codec::Toml;
using codec::Yaml;

void add_fault(ExceptionFile& into, std::uint64_t line, std::string why) {
  if (into.faults.size() < kMaxExceptions)
    into.faults.push_back({.file = into.file, .line = line, .why = std::move(why)});
}

void add_rule(ExceptionFile& into, ExceptionRule rule) {
  if (into.rules.size() >= kMaxExceptions) return add_fault(into, rule.line, "over 20,000 rules");
  rule.file = into.file;
  into.rules.push_back(std::move(rule));
}

// They compare with the time now, so that "exp:2026-12-31" is over when that day begins.
bool read_expiry(std::string_view text, ExceptionRule& rule) {
  const auto day = text.substr(0, 10);
  if (!is_day(day)) return false;
  rule.expiry = day;
  rule.until = true;
  return true;
}

// An id is all that ignores a vulnerability: lines of licences, secrets and misconfigurations ("AVD-AWS-0001", "DS002",
// "generic-unwanted-rule") have ids of the same look, and match no finding.
void read_trivyignore(std::string_view text, ExceptionFile& into) {
  std::uint64_t number = 0;
  for (auto line : base::lines(text)) {
    ++number;
    if (const auto hash = line.find('#'); hash != std::string_view::npos) line = line.substr(0, hash);
    const auto words = base::words(line);
    if (words.empty()) continue;
    ExceptionRule rule{.ids = {std::string(words[0])}, .line = number};
    bool sound = true;
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (words[i].starts_with("exp:")) sound = sound && read_expiry(words[i].substr(4), rule);
    }
    if (!sound) {
      add_fault(into, number, "no day behind exp:, so that nobody knows how long it holds");
      continue;
    }
    add_rule(into, std::move(rule));
  }
}

Result<codec::YamlDocument> yaml_of(std::string_view text, const std::string& file) {
  auto document = codec::YamlDocument::parse(text, kMaxIgnoreFile);
  if (document) return document;
  auto error = std::move(document).error();
  error.kind = ErrorKind::kUsage;
  return tl::unexpected(std::move(error).in(file));
}

void read_trivy_entry(Yaml entry, ExceptionFile& into) {
  ExceptionRule rule{.line = entry.line()};
  bool sound = true;
  entry.each_entry([&](Yaml key, Yaml value) {
    const auto name = key.text();
    if (name == "id") {
      rule.ids = {std::string(value.text())};
    } else if (name == "paths") {
      value.each([&](Yaml path) { rule.paths.emplace_back(path.text()); });
    } else if (name == "purls") {
      value.each([&](Yaml purl) { rule.purls.emplace_back(purl.text()); });
    } else if (name == "statement") {
      rule.justification = value.text();
    } else if (name == "expired_at") {
      sound = sound && read_expiry(value.text(), rule);
    } else {
      sound = false;
    }
  });
  if (!sound || rule.ids.empty() || rule.ids[0].empty())
    return add_fault(into, entry.line(), "no id, no day, or a member that is not known");
  add_rule(into, std::move(rule));
}

Result<void> read_trivyignore_yaml(std::string_view text, ExceptionFile& into) {
  PQ_TRY(const auto document, yaml_of(text, into.file));
  document.root()["vulnerabilities"].each([&](Yaml entry) { read_trivy_entry(entry, into); });
  return {};
}

// Grype's package types that differ from purl's.
std::string grype_type(std::string_view type) {
  static constexpr std::array<std::array<std::string_view, 2>, 8> kTypes = {{{"go-module", "golang"},
                                                                             {"java-archive", "maven"},
                                                                             {"python", "pypi"},
                                                                             {"rust-crate", "cargo"},
                                                                             {"php-composer", "composer"},
                                                                             {"dotnet", "nuget"},
                                                                             {"alpm", "alpm"},
                                                                             {"portage", "ebuild"}}};
  for (const auto& [theirs, ours] : kTypes) {
    if (type == theirs) return std::string(ours);
  }
  return std::string(type);
}

// False: a member that we cannot hold to.
bool read_grype_package(Yaml package, ExceptionRule& rule) {
  bool sound = true;
  package.each_entry([&](Yaml key, Yaml value) {
    const auto name = key.text();
    if (value.text().empty()) return;
    if (name == "name") {
      rule.name = value.text();
    } else if (name == "version") {
      rule.version = value.text();
    } else if (name == "type") {
      rule.type = grype_type(value.text());
    } else if (name == "location") {
      rule.paths = {std::string(value.text().starts_with('/') ? value.text().substr(1) : value.text())};
    } else {
      sound = false;
    }
  });
  return sound;
}

void read_grype_rule(Yaml entry, ExceptionFile& into) {
  ExceptionRule rule{.with_aliases = false, .line = entry.line()};
  std::string unknown;
  entry.each_entry([&](Yaml key, Yaml value) {
    const auto name = key.text();
    if (name == "vulnerability") {
      if (!value.text().empty()) rule.ids = {std::string(value.text())};
    } else if (name == "include-aliases") {
      rule.with_aliases = value.boolean().value_or(false);
    } else if (name == "reason") {
      rule.justification = value.text();
    } else if (name == "fix-state") {
      rule.fix_state = value.text();
      if (rule.fix_state == "wont-fix" || rule.fix_state == "unknown")
        unknown = "fix-state " + rule.fix_state;
    } else if (name == "package") {
      if (!read_grype_package(value, rule)) unknown = "a member of package";
    } else if (!value.text().empty()) {
      unknown = name;
    }
  });
  const bool empty = rule.ids.empty() && rule.name.empty() && rule.version.empty() && rule.type.empty() &&
                     rule.paths.empty() && rule.fix_state.empty();
  if (!unknown.empty())
    return add_fault(into, entry.line(), "asks for " + unknown + ", which cannot be told here");
  if (empty) return add_fault(into, entry.line(), "a rule that would ignore everything");
  add_rule(into, std::move(rule));
}

Result<void> read_grype(std::string_view text, ExceptionFile& into) {
  PQ_TRY(const auto document, yaml_of(text, into.file));
  document.root()["ignore"].each([&](Yaml entry) { read_grype_rule(entry, into); });
  return {};
}

// TOML's dates are no texts, and toml++ hands none on: what stands behind the key is looked up in the text of its table.
struct TomlTable {
  std::uint64_t line = 0;
  std::string until;
};

// One for each "[[NAME]]" header, in order.
std::vector<TomlTable> tables_of(std::string_view text, std::string_view header, std::string_view key) {
  std::vector<TomlTable> tables;
  bool inside = false;
  std::uint64_t number = 0;
  for (const auto whole : base::lines(text)) {
    ++number;
    const auto line = base::trim(whole);
    if (line.starts_with('[')) {
      inside = line.starts_with("[[") && base::trim(line.substr(2, line.find(']') - 2)) == header;
      if (inside) tables.push_back({.line = number, .until = {}});
    } else if (inside && line.starts_with(key)) {
      const auto parts = base::cut(line, "=");
      if (parts && base::trim(parts->before) == key) tables.back().until = base::trim(parts->after);
    }
  }
  return tables;
}

// OSV's ecosystems that have another purl type than their small letters.
std::string osv_type(std::string_view ecosystem) {
  static constexpr std::array<std::array<std::string_view, 2>, 6> kTypes = {{{"Go", "golang"},
                                                                             {"PyPI", "pypi"},
                                                                             {"crates.io", "cargo"},
                                                                             {"RubyGems", "gem"},
                                                                             {"Packagist", "composer"},
                                                                             {"Alpine", "apk"}}};
  for (const auto& [theirs, ours] : kTypes) {
    if (ecosystem == theirs) return std::string(ours);
  }
  return ecosystem == "Debian" || ecosystem == "Ubuntu" ? "deb" : base::to_lower(ecosystem);
}

bool read_until(Toml value, const std::vector<TomlTable>& tables, std::size_t index, ExceptionRule& rule) {
  if (index < tables.size()) rule.line = tables[index].line;
  if (!value) return true;
  if (value.is_string()) return read_expiry(value.text(), rule);
  return index < tables.size() && read_expiry(tables[index].until, rule);
}

void read_override(Toml entry, const std::vector<TomlTable>& tables, std::size_t index, ExceptionFile& into) {
  ExceptionRule rule;
  const bool ignored =
      entry["ignore"].boolean().value_or(false) || entry["vulnerability"]["ignore"].boolean().value_or(false);
  if (!ignored) return;
  rule.name = entry["name"].text();
  rule.version = entry["version"].text();
  rule.type = osv_type(entry["ecosystem"].text());
  rule.justification = entry["reason"].text();
  if (!read_until(entry["effectiveUntil"], tables, index, rule))
    return add_fault(into, rule.line, "no day in effectiveUntil");
  if (!entry["group"].text().empty())
    return add_fault(into, rule.line, "asks for a group, which cannot be told here");
  if (rule.name.empty() && rule.type.empty())
    return add_fault(into, rule.line, "a rule that would ignore everything");
  add_rule(into, std::move(rule));
}

Result<void> read_osv(std::string_view text, ExceptionFile& into) {
  auto document = codec::TomlDocument::parse(text, kMaxIgnoreFile);
  if (!document) {
    auto error = std::move(document).error();
    error.kind = ErrorKind::kUsage;
    return tl::unexpected(std::move(error).in(into.file));
  }
  const auto ids = tables_of(text, "IgnoredVulns", "ignoreUntil");
  std::size_t index = 0;
  document->root()["IgnoredVulns"].each([&](Toml entry) {
    ExceptionRule rule{.ids = {std::string(entry["id"].text())}};
    rule.justification = entry["reason"].text();
    const bool sound = read_until(entry["ignoreUntil"], ids, index++, rule);
    if (!sound || rule.ids[0].empty()) return add_fault(into, rule.line, "no id, or no day in ignoreUntil");
    add_rule(into, std::move(rule));
  });
  const auto overrides = tables_of(text, "PackageOverrides", "effectiveUntil");
  index = 0;
  document->root()["PackageOverrides"].each(
      [&](Toml entry) { read_override(entry, overrides, index++, into); });
  return {};
}

}  // namespace

const std::vector<std::string>& usual_ignore_files() {
  static const std::vector<std::string> kAll = {".trivyignore", ".trivyignore.yaml", ".grype.yaml",
                                                "osv-scanner.toml"};
  return kAll;
}

Result<ExceptionFile> read_ignore_file(std::string_view text, const std::string& file) {
  if (text.size() > kMaxIgnoreFile) return base::fail(ErrorKind::kUsage, "larger than 4 MiB", {.file = file});
  ExceptionFile read{.file = file, .rules = {}, .faults = {}};
  const auto name = base::to_lower(base::base_name(file));
  if (name.ends_with(".toml")) {
    PQ_CHECK(read_osv(text, read));
  } else if (name.ends_with(".yaml") || name.ends_with(".yml")) {
    // Grype's may have any name and is told by its member.
    PQ_TRY(const auto document, yaml_of(text, file));
    PQ_CHECK(document.root()["ignore"] && !document.root()["vulnerabilities"]
                 ? read_grype(text, read)
                 : read_trivyignore_yaml(text, read));
  } else {
    read_trivyignore(text, read);
  }
  return read;
}

}  // namespace pratique::vex
