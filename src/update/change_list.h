// Lists of what a publisher changed, and when: the forms that are in use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::update {

struct ChangedDocument {
  // Below the publisher's folder: "GHSA-x.json", "2024/cve-2024-1.json".
  std::string path;
  // As the list has it, to tell whether it is the one that is there.
  std::string mark;
  // Seconds since 1970; 0: the list has none.
  std::int64_t time = 0;
};

// How the list is written.
enum class ListForm {
  kTimeFirst,  // "2026-11-26T19:00:00Z,GHSA-x": osv.dev's modified_id.csv
  kPathFirst,  // "\"2024/cve-2024-1.json\",\"2026-11-26T19:00:00+00:00\"": CSAF's changes.csv (CSAF 2.0 §7.1.13)
  kLines,      // "2024/cve-2024-1.json": CSAF's index.txt (§7.1.12)
};
std::optional<ListForm> list_form(std::string_view word);

// A line of such a list. `each`: the path of an id, "{id}.json"; empty: the id is the path. Nothing for a line that is
// none: no time, no plain path.
std::optional<ChangedDocument> read_change(std::string_view line, ListForm form, std::string_view each);

// A JSON document whose elements name documents. `list`: the member that holds them, empty: the document itself;
// `id`, `time`: members of each; elements may be texts, which are ids then. Counts what is none in `skipped`.
Result<std::vector<ChangedDocument>> read_json_changes(std::string_view text, std::string_view list,
                                                       std::string_view id, std::string_view time,
                                                       std::string_view each, std::uint64_t& skipped);

// The CVEs that a text names, sorted, each once; at most 500,000.
std::vector<std::string> cves_on(std::string_view text);

}  // namespace pratique::update
