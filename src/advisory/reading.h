// What readers of feeds share.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/advisory.h"
#include "advisory/coverage.h"
#include "advisory/cvss.h"
#include "advisory/osv.h"
#include "base/text.h"
#include "codec/document_node.h"

namespace pratique::advisory {

inline void add_unique(std::vector<std::string>& list, std::string_view text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end()) list.emplace_back(text);
}

// More references than this of one record are not kept: a kernel CVE names several hundred mail archives.
inline constexpr std::size_t kMostReferences = 48;
inline void add_reference(std::string_view url, Advisory& advisory) {
  if (advisory.references.size() < kMostReferences) add_unique(advisory.references, url);
}

// A time or day that can be one, as it is written; else empty (Go's year 1, "TBD").
inline std::string known_time(std::string_view text) {
  return known_day(text).empty() ? std::string() : std::string(text);
}

// One text, or a list of them.
template <codec::DocumentNode Node>
std::vector<std::string> each_text(Node node) {
  std::vector<std::string> out;
  add_unique(out, node.text());
  node.each([&](Node each) { add_unique(out, each.text()); });
  return out;
}

// "CWE-79", also where only the number is written.
inline void add_weakness(std::string_view text, std::vector<std::string>& cwes) {
  const bool number = !text.empty() && std::all_of(text.begin(), text.end(), base::is_digit);
  if (number) return add_unique(cwes, "CWE-" + std::string(text));
  if (text.starts_with("CWE-") && is_id(text)) add_unique(cwes, text);
}

// Of a vector or, where there is none, a word; what says nothing is no rating.
inline void add_rating(std::string_view vector, std::string_view word, Advisory& advisory) {
  auto rating =
      vector.empty() ? rating_of_word(advisory.source, word) : rating_of_vector(advisory.source, vector);
  if (rating.severity == Severity::kUnspecified && !vector.empty())
    rating = rating_of_word(advisory.source, word);
  if (rating.severity == Severity::kUnspecified && rating.vector.empty()) return;
  const auto same = [&](const Rating& other) {
    return other.vector == rating.vector && other.severity == rating.severity &&
           other.source == rating.source;
  };
  if (std::none_of(advisory.ratings.begin(), advisory.ratings.end(), same))
    advisory.ratings.push_back(std::move(rating));
}

// A member of the record's `aliases`, where it is an id and not the record's own.
inline void add_alias(std::string_view text, Advisory& advisory) {
  const auto id = vulnerability_id(text);
  if (!id.empty() && id != advisory.id) add_unique(advisory.aliases, id);
}

}  // namespace pratique::advisory
