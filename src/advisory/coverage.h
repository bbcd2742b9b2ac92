// How much of an ecosystem's vulnerabilities a feed knows: what it says of itself, and what its records allow
// to be believed. docs/coverage.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/advisory.h"

namespace pratique::advisory {

// What was counted of one (ecosystem, extent), all sources together, and of the whole ecosystem.
struct Measured {
  std::uint64_t advisories = 0, packages = 0;
  // Advisories of the ecosystem, whatever they declare.
  std::uint64_t of_ecosystem = 0;
};
// The extent that stands: a declaration that the figures contradict does not. So few advisories that they are
// somebody's samples are kSample; fewer than the ecosystem's real database has ever had are not kComplete.
Extent standing(std::string_view ecosystem, Extent declared, const Measured& measured);

// The day of an RFC 3339 time or of a date; "" for anything else ("2026-02-30", "2026-1-5"), and for times that stand
// for "not known": before 1990 (year 1 of Go's zero time, 1970 of Unix') or after 2199.
std::string known_day(std::string_view time);
// From one day to a later one; 0 where they stand the other way round, or where one is no day.
std::uint64_t days_between(std::string_view from, std::string_view to);

// "2026" of "GO-2026-4273", "CVE-2026-1", "ALSA-2026:12"; "" when the id names no year. A record is not older
// than the year of its id.
std::string year_of_id(std::string_view id);

// The day up to which records kept coming, of the days and years ("2026-08-21", "2026": its last day) of a
// feed's `advisories`: the newest one within whose half year there are others, one in 200 of all, at least 3
// and at most 20. So a record or two that somebody touched later, or dated into the future, do not make an
// old feed fresh. Where no day has such company the 3rd (…20th) newest stands; "" where so few are known.
std::string kept_until(std::vector<std::string> days, std::uint64_t advisories);

// `pratique-feed.json` beside a feed: its owner's word about the files in its folder and below, before
// whatever the records' own database is known to be.
struct Declaration {
  // Some records for a test or a demonstration.
  bool sample = false;
  // Ecosystems: "npm", "Debian:12"; "Debian" for every release.
  std::vector<std::string> complete_for;
  // The same; unfixed vulnerabilities are not in it.
  std::vector<std::string> fixes_only_for;
  // The reader of these files: "alpine-secdb"; empty: told by each.
  std::string feed;
  // The day when it was fetched: "2026-08-21"; may be empty.
  std::string as_of;
  // Ends of paths in its packs that do not count, for the publisher deleted these documents afterwards: "2024/cve-2024-1.json".
  // Files beside the packs are newer and count. Sorted.
  std::vector<std::string> deleted;
  // What these files are for, which are no advisories: "official-images"; empty: they are.
  std::string other_use;
  // By whom its publisher's files are signed, in words for people: "signed by 77E7…"; empty where nothing is told.
  std::string signature;
  std::optional<Extent> extent_of(std::string_view ecosystem) const;
  // `path`: within the folder of feeds.
  bool is_deleted(std::string_view path) const;
};
// Where an update puts what its publisher changed since the archive beside it was made: "NAME/changes/…".
inline constexpr std::string_view kChangesFolder = "changes";
// By folder: "npm", "" beside the packs.
using Declarations = std::map<std::string, Declaration>;
inline constexpr std::string_view kDeclarationName = "pratique-feed.json";
// Errors, kInvalid: no JSON object, an unknown member, a member of another type, `as_of` that is no date.
Result<Declaration> parse_declaration(std::string_view text);

}  // namespace pratique::advisory
