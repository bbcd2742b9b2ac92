// Gentoo packages: Portage's database of installed ones, var/db/pkg/CATEGORY/NAME-VERSION/ with a file for each thing that is
// known (portage(5), "/var/db/pkg"; versions and names: Package Manager Specification, §3.1–3.3).
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "extract/os/common/file_list.h"
#include "extract/os/common/folder_db.h"
#include "version/order.h"

namespace pratique::extract {

namespace {

using namespace os;

constexpr std::string_view kDatabase = "var/db/pkg";
constexpr std::string_view kMain = "PF", kContents = "CONTENTS";
// Where packages come from that Gentoo's advisories are about.
constexpr std::string_view kOwnRepository = "gentoo";
constexpr std::size_t kMaxWord = 1024;
constexpr std::size_t kMaxText = 64 << 10;

// Files of one line each that say something of the package.
constexpr std::array<std::string_view, 5> kFacts = {"DESCRIPTION", "HOMEPAGE", "LICENSE", "SLOT",
                                                    "repository"};

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kMaxWord && std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
  });
}

struct NameAndVersion {
  std::string_view name, version;
};

// "php-7.4.33-r1": a name may hold hyphens and digits, but no part of it that would be a version (§3.1.2).
std::optional<NameAndVersion> split(std::string_view text) {
  const auto* order = version::find_order("apk");  // Gentoo's own (docs/adding/version-order.md)
  for (auto at = text.find('-'); at != std::string_view::npos; at = text.find('-', at + 1)) {
    const auto version = text.substr(at + 1);
    if (at > 0 && !version.empty() && base::is_digit(version.front()) && order != nullptr &&
        order->valid(version))
      return NameAndVersion{text.substr(0, at), version};
  }
  return std::nullopt;
}

// "obj /usr/bin/bash MD5 MTIME", "sym /bin/sh -> bash MTIME"; "dir", "fif" and "dev" are no files. Paths hold blanks, so the
// end is counted from behind.
struct Entry {
  std::string_view path, digest;
};
std::optional<Entry> entry_of(std::string_view line) {
  const auto kind = base::cut(line, " ");
  if (!kind || !kind->after.starts_with('/')) return std::nullopt;
  if (kind->before == "sym") {
    const auto arrow = base::cut(kind->after, " -> ");
    return Entry{arrow ? arrow->before : kind->after, {}};
  }
  const auto time = base::cut_last(kind->after, " ");
  const auto digest = time ? base::cut_last(time->before, " ") : std::nullopt;
  if (kind->before != "obj" || !digest) return std::nullopt;
  return Entry{digest->before, digest->after};
}

Result<Record> parse_contents(std::string_view text) {
  std::string paths, sums;
  for (const auto line : base::lines(text)) {
    const auto entry = entry_of(line);
    if (!entry) continue;
    paths.append(entry->path).append("\n");
    if (!entry->digest.empty()) sums.append(entry->digest).append("  ").append(entry->path).append("\n");
  }
  if (paths.empty()) return Record{.kind = RecordKind::kFileList};
  PQ_TRY(auto record, parse_list(paths));
  auto digests = parse_digests(sums);
  if (!digests.database->digests.empty())
    record.database.edit().digests = std::move(digests.database.edit().digests);
  return record;
}

class Portage final : public Extractor {
 public:
  Portage()
      : Extractor({.name = "os/portage",
                   .role = Role::kPackageDatabase,
                   .triggers = {.paths = {"var/db/pkg/*/*/PF", "var/db/pkg/*/*/CONTENTS",
                                          "var/db/pkg/*/*/DESCRIPTION", "var/db/pkg/*/*/HOMEPAGE",
                                          "var/db/pkg/*/*/LICENSE", "var/db/pkg/*/*/SLOT",
                                          "var/db/pkg/*/*/repository"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    const auto rest = in_database(candidate.path, kDatabase).rest;
    return std::count(rest.begin(), rest.end(), '/') == 2 ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    const auto name = base::base_name(file.path());
    if (name == kContents) return parse_contents(text);
    const auto value = base::trim(text);
    if (value.size() > kMaxText) return base::over_limit("more than 64 KiB in one line of a package");
    if (name == kMain) return parse_main(file.path(), value);
    Record record;
    record.components.push_back(fact(name, value));
    return record;
  }

  void assemble(const Records& records, Assembly& out) const override {
    Reporter reporter(records, "", out);
    for (const auto& package : folder_packages(records, kDatabase, kMain)) {
      auto component = package.chosen.found->record->components.front();
      for (const auto name : kFacts) {
        const auto* record = package.record(name);
        if (record != nullptr && !record->components.empty()) take(record->components.front(), component);
      }
      auto files = package.file_list(kContents);
      files.of_distribution = component.details->origin.empty();
      reporter.add(std::move(component), package.chosen, files, package.chosen.found->path);
    }
    reporter.finish();
  }

 private:
  static Result<Record> parse_main(std::string_view path, std::string_view value) {
    const auto category = base::base_name(base::folder_of(base::folder_of(path)));
    const auto parts = split(value);
    if (!parts || !is_word(value) || !is_word(category)) return base::invalid("no NAME-VERSION of a package");
    Record record{.kind = RecordKind::kDatabase};
    model::Component component;
    component.purl = model::make_purl("ebuild", category, parts->name, parts->version, {});
    // What Portage was killed at.
    if (base::base_name(base::folder_of(path)).starts_with("-MERGING-"))
      component.state = model::State::kHalfInstalled;
    record.components.push_back(std::move(component));
    return record;
  }

  // A component that has that one member.
  static model::Component fact(std::string_view name, std::string_view value) {
    model::Component component;
    if (name == "DESCRIPTION") component.description = value;
    if (name == "HOMEPAGE") component.homepage = value.substr(0, value.find(' '));
    if (name == "LICENSE" && !value.empty()) component.licenses.emplace_back(value);
    // "0/1.1": the sub-slot is about rebuilding.
    if (name == "SLOT" && is_word(value))
      component.purl.qualifiers["slot"] = value.substr(0, value.find('/'));
    if (name == "repository" && value != kOwnRepository) component.details.edit().origin = value;
    return component;
  }

  static void take(const model::Component& from, model::Component& into) {
    if (!from.description.empty()) into.description = from.description;
    if (!from.homepage.empty()) into.homepage = from.homepage;
    if (!from.licenses.empty()) into.licenses = from.licenses;
    if (!from.details->origin.empty()) into.details.edit().origin = from.details->origin;
    for (const auto& [key, value] : from.purl.qualifiers) into.purl.qualifiers[key] = value;
  }
};

}  // namespace

std::unique_ptr<Extractor> make_portage() { return std::make_unique<Portage>(); }

}  // namespace pratique::extract
