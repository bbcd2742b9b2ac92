// What a feed says: one Advisory is one record of one source, unmerged. Arbitration between sources happens
// when findings are made, so every source's word is kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/affected.h"
#include "advisory/enrichment.h"
#include "model/purl.h"

namespace pratique::advisory {

// One rating by one source.
struct Rating {
  // Feed or CNA name: "GHSA", "NVD", "CISA-ADP", "debian".
  std::string source;
  // "CVSS:3.1/AV:N/…", "AV:N/AC:L/…" (version 2); may be empty when only a word is given.
  std::string vector;
  // 0–10; 0 when there is no vector.
  double score = 0;
  Severity severity = Severity::kUnspecified;
};

// End of the source's name in a rating that is an erratum's, given to a vulnerability that it bundles: errata
// rate what they bundle by the worst of it.
inline constexpr std::string_view kErrataSuffix = "-errata";

// Source and category of what one writes oneself until the real advisory is there (docs/adding/stand-in.md).
inline constexpr std::string_view kStandInSource = "stand-in";

struct Advisory {
  // "GHSA-…", "GO-2021-0113", "DSA-5417-1", "CVE-2023-0464".
  std::string id;
  // Name of the feed it came from.
  std::string source;
  // Other ids of the same vulnerability (OSV `aliases`; not `related`).
  std::vector<std::string> aliases;
  // Ids of what a distribution's advisory bundles: ALSA and DSA name several CVEs. Each becomes a finding of
  // its own.
  std::vector<std::string> upstream;
  // What this is when it is no vulnerability: "unmaintained", "notice", "unsound" (RustSec's
  // "informational"), "bugfix", "enhancement" (ALBA, ALEA), "regression" (a second DSA that repairs the
  // first), "malicious" (MAL-…: the package itself is the attack). Empty: a vulnerability.
  std::string category;
  // RFC 3339; withdrawn non-empty: never matched, kept to explain.
  std::string published, modified, withdrawn;
  std::string summary;
  // "CWE-79".
  std::vector<std::string> cwes;
  // URLs.
  std::vector<std::string> references;
  std::vector<Rating> ratings;
  std::vector<Affected> affected;
};

// What is for people only; the database keeps it apart, so that matching need not read it.
struct Texts {
  std::string summary;
  std::vector<std::string> references;
  // Of the one record, as in Advisory; empty where several are joined, and in databases from before they were kept.
  std::string published = {}, modified = {}, withdrawn = {};
};

// What enriches an id, whatever advisory names it: CISA's catalogue of known exploited vulnerabilities, EPSS, CVSS
// by CVE.
struct Enrichment {
  // "CVE-…"; any other name of it ("GHSA-…") does as well.
  std::string id;
  std::string source;
  // From which it is; 0: nobody says.
  Day day = 0;
  std::vector<Rating> ratings;
  std::vector<std::string> cwes;
  std::string summary;
  Exploitation exploitation;
  Epss epss;
  Ssvc ssvc;
  // Others than CISA know of an exploitation: the day of their first report is `day`.
  bool seen_exploited = false;
  // Nothing but a score, of which feeds have hundreds of thousands: no record in the database.
  bool is_score_only() const {
    return !exploitation.known && !seen_exploited && !ssvc.known() && ratings.empty() && cwes.empty() &&
           summary.empty();
  }
};

// Begins the `distribution` of a Lifecycle that is no distribution's: "product:nodejs".
inline constexpr std::string_view kProductPrefix = "product:";

// How long a release of a distribution, or of another product, is maintained (endoflife.date).
struct Lifecycle {
  // os-release ID: "alpine"; of another product kProductPrefix and its name there.
  std::string distribution;
  // "3.10", "12".
  std::string release;
  // Day of its end of life; empty: none is known.
  std::string end;
  // Until this day fixes are still made in longer terms than the ordinary ones (Debian LTS, Ubuntu ESM); may
  // be empty.
  std::string extended_end;
  // It has ended, though nobody says on which day; false where `end` says more.
  bool ended = false;
  auto operator<=>(const Lifecycle&) const = default;
};

// How much a package is used among those of its ecosystem.
struct Popularity {
  // As in Affected.
  std::string ecosystem, name;
  // 1: the most.
  std::uint32_t rank = 0;
  // Who counted: "top-pypi-packages".
  std::string source;
  // Of the count; 0: nobody says.
  Day day = 0;
  auto operator<=>(const Popularity&) const = default;
};

// What a publisher's own name for a place that packages come from stands for. Numbers are the database's.
enum class OriginKind : std::uint8_t {
  kRepository = 0,  // a repository of packages: CPEs of the products that it is a part of
  kContainer =
      1,  // what images are built as ("ubi9-container"): the repositories in which they are published
};
const char* to_string(OriginKind kind);  // "repository", "container"
struct OriginName {
  OriginKind kind = OriginKind::kRepository;
  // "rhel-9-for-x86_64-baseos-rpms".
  std::string name;
  // "cpe:/o:redhat:enterprise_linux:9::baseos"; "ubi9".
  std::vector<std::string> stands_for;
  auto operator<=>(const OriginName&) const = default;
};

}  // namespace pratique::advisory
