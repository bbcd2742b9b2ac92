// OSV records (https://ossf.github.io/osv-schema/, version 1.7) as Advisories. The same reading for JSON and
// YAML.
#pragma once

#include <string>
#include <string_view>

#include "advisory/feed.h"
#include "base/result.h"

namespace pratique::advisory {

// Longest text kept as a summary, in bytes: where a record has only `details`, its first paragraph stands for
// it.
inline constexpr std::size_t kMaxSummaryBytes = 600;
std::string as_summary(std::string_view text);

// True when the text looks like an id that one may meet in a list ("CVE-2021-1", "GHSA-…", "XSA-201",
// "ALSA-2021:1"): no blanks, no controls, at most 200 bytes.
bool is_id(std::string_view text);

// The id of a vulnerability as feeds other than OSV write it, in its usual spelling: "cve-2021-1" → "CVE-2021-1". Empty:
// it is none.
std::string vulnerability_id(std::string_view text);

// Name of the source of an OSV record, told by its id: "GHSA-…" → "ghsa", "RUSTSEC-…" → "rustsec", "ALBA-…" →
// "almalinux".
std::string osv_source(std::string_view id);

// Node is codec::Json or codec::Yaml. Errors: kUnsupported when this is no OSV record (no `id`, or no
// `affected`).
// - GIT ranges stand under kGitEcosystem, by their repository: no package manager reports a commit.
// - events are sorted by the ecosystem's version order ("Evaluation" in the schema); `limit` is read as
//   `fixed`, for it ends the enumeration as well; where the ecosystem's order is unknown they stay in the
//   record's order.
// - versions that lie in a range of the same package are dropped: a version is affected when it is listed or
//   in a range.
// - ALSA, RHSA, RLSA, DSA, USN…: `upstream` and the CVEs among `related` become Advisory::upstream.
template <class Node>
Result<Advisory> read_osv(Node record);

}  // namespace pratique::advisory
