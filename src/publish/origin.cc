#include "publish/origin.h"

#include <algorithm>

#include "advisory/delta.h"
#include "publish/offers.h"
#include "publish/pull.h"
#include "trust/client.h"

namespace pratique::publish {

namespace {

using trust::RoleName;

Result<std::optional<trust::SignedDocument>> remembered(const trust::TrustMemory& memory, RoleName role) {
  PQ_TRY(const auto text, memory.load(std::string(trust::to_string(role)) + ".json"));
  if (!text) return std::optional<trust::SignedDocument>();
  PQ_TRY(auto document, trust::read_document(*text, role));
  return std::optional(std::move(document));
}

}  // namespace

Result<std::optional<Origin>> origin_of(const std::string& database) {
  const trust::TrustMemory memory(memory_of(database));
  PQ_TRY(const auto root, remembered(memory, RoleName::kRoot));
  PQ_TRY(const auto targets, remembered(memory, RoleName::kTargets));
  if (!root || !targets || !trust::check_signatures(*targets, root->metadata)) return std::optional<Origin>();
  PQ_TRY(const auto offers, read_offers(targets->metadata));
  PQ_TRY(const auto digest, advisory::file_digest(database));
  if (digest != offers.database.digest) return std::optional<Origin>();
  Origin origin{.version = targets->metadata.version,
                .expires = std::min(root->metadata.expires, targets->metadata.expires),
                .keys = {},
                .threshold = root->metadata.roles.at(RoleName::kTargets).threshold};
  for (const auto role : {RoleName::kSnapshot, RoleName::kTimestamp}) {
    PQ_TRY(const auto document, remembered(memory, role));
    if (document) origin.expires = std::min(origin.expires, document->metadata.expires);
  }
  const auto& ids = root->metadata.roles.at(RoleName::kTargets).keys;
  for (const auto& signature : targets->signatures) {
    if (std::find(ids.begin(), ids.end(), signature.key) != ids.end()) origin.keys.push_back(signature.key);
  }
  std::sort(origin.keys.begin(), origin.keys.end());
  return std::optional(std::move(origin));
}

}  // namespace pratique::publish
