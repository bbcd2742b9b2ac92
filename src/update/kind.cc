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
static constexpr std::string_view kCommon[] = {
    "accept", "checksum", "checksum_may_lack", "signature", "signature_may_lack", "signed_by", "keys_at"};

// Where a signature is, and by whom, in words that mean something.
static Result<void> check_signature(const FeedRow& row) {
  const auto& form = row.setting("signature");
  PQ_TRY(const auto pinned, pinned_keys(row));
  const bool is_sound = form.empty() || base::contains(form, "{url}") ||
                        (form == kClearsigned && !row.setting("checksum").empty());
  if (!is_sound)
    return base::invalid("feed \"" + row.name +
                         "\": signature is neither an address with {url} nor clearsigned, beside a checksum");
  if (form.empty() && !pinned.empty())
    return base::invalid("feed \"" + row.name + "\": signed_by without a signature");
  return {};
}

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
  return check_signature(row);
}

}  // namespace pratique::update
