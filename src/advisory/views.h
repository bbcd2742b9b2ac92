// What look-ups give: plain values whose texts and lists are views into the arena that the caller handed over.
// They live as long as it does, whatever becomes of the database, and may be read from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "advisory/advisory.h"

namespace pratique::advisory {

using TextList = std::span<const std::string_view>;

// As Rating.
struct RatingView {
  std::string_view source, vector;
  double score = 0;
  Severity severity = Severity::kUnspecified;
};

// As Range.
struct RangeView {
  std::string_view introduced, fixed, last_affected;
  bool after_introduced = false;
  bool before_last_affected = false;
  // As has_odd_bound() (bounds.h); told when the database is built, for it is asked of every package.
  bool odd_bound = false;
};

// As Part.
struct PartView {
  std::string_view path;
  TextList symbols, systems, architectures;
};

// As Affected.
struct AffectedView {
  std::string_view ecosystem, name, order;
  std::span<const RangeView> ranges;
  TextList versions;
  Status status = Status::kAffected;
  std::string_view module, platform;
  TextList architectures, systems;
  // Products and the repository of them that it is about.
  TextList cpes;
  // As in Affected: what else must be there.
  TextList only_with;
  std::string_view repository;
  // What a finding tells of it.
  Reason reason = Reason::kNone;
  Severity severity = Severity::kUnspecified;
  std::string_view reason_text, channel;
  std::span<const PartView> parts;
};

// One entry of an advisory that names a package: the package's part of it, and what a finding needs of its
// head.
struct HitView {
  std::string_view id, source;
  // The vulnerabilities that it is about, by their preferred ids, sorted: those that it bundles, else itself.
  TextList ids;
  bool withdrawn = false;
  // As in Advisory; empty: a vulnerability.
  std::string_view category;
  AffectedView affected;
};

// What is known of an id itself: its own advisories' and enrichments' ratings, exploitation. For ids with
// aliases: of the whole alias group. Scores that change daily are asked for by themselves (Database::epss()). No texts for people: these are packed, and Database::texts() unpacks them.
struct Vulnerability {
  // The preferred one.
  std::string_view id;
  // The whole group, sorted, without `id`.
  TextList aliases;
  // Sorted by source.
  std::span<const RatingView> ratings;
  // Sorted.
  TextList cwes;
  std::string_view published, modified;
  Exploitation exploitation;
  Ssvc ssvc;
  // Whoever gave out its CVE id has taken it back: by the CVE record itself, or by NVD where there is none.
  bool rejected = false;
  // Whose texts are its own, those with the best summaries first.
  std::span<const std::uint64_t> records;
};

}  // namespace pratique::advisory
