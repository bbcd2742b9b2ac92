#include "update/kind.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::update {

std::string FeedKind::checks(const FeedRow& row) const {
  const auto& place = row.setting("checksum");
  if (place.empty()) return {};
  return "checksum in " + place + (row.setting("checksum_may_lack") == "true" ? ", where there is one" : "");
}

// Members that Fetching::get() knows for all kinds.
static constexpr std::string_view kCommon[] = {"accept", "checksum", "checksum_may_lack"};

const FeedKind* kind_of(const FeedRow& row) {
  static const auto kKinds = all_kinds();
  const auto at = std::ranges::find_if(kKinds, [&](const auto& kind) { return kind->name() == row.kind; });
  return at == kKinds.end() ? nullptr : at->get();
}

Result<void> check_settings(const FeedRow& row) {
  const auto* kind = kind_of(row);
  if (kind == nullptr) return base::invalid("feed \"" + row.name + "\": no kind \"" + row.kind + "\"");
  for (const auto& [key, value] : row.settings) {
    if (!base::is_one_of(key, kCommon) && !base::is_one_of(key, kind->settings()))
      return base::invalid("feed \"" + row.name + "\": unknown member \"" + key + "\"");
  }
  return {};
}

}  // namespace pratique::update
