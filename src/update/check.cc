#include "update/check.h"

#include <fmt/format.h>

#include <mutex>

#include "base/parallel.h"
#include "base/text.h"
#include "openpgp/packets.h"
#include "update/feed_state.h"
#include "update/kind.h"
#include "update/shape.h"
#include "update/signatures.h"

namespace pratique::update {

namespace {

struct Place {
  enum class What { kFile, kSignature, kKeys };
  const FeedRow* row;
  std::string url, name;
  bool fallback = false, may_lack = false;
  What what = What::kFile;
};

// Where files whose names are known before have their signatures, and where the keys are that the row pins.
Result<void> add_signatures(const FeedRow& row, const std::vector<Address>& addresses,
                            std::vector<Place>& places) {
  const auto& form = row.setting("signature");
  const bool may_lack = row.setting("signature_may_lack") == "true" || row.setting("may_lack") == "true";
  for (const auto& address : addresses) {
    const bool has_one = row.kind == "files" || address.name == "repomd.xml" ||
                         address.name == "PULP_MANIFEST" ||
                         (!address.name.empty() && address.name == row.setting("archive"));
    if (has_one && base::contains(form, "{url}"))
      places.push_back({&row, base::replace_all(form, "{url}", address.urls.front()), "signature", false,
                        may_lack, Place::What::kSignature});
  }
  for (const auto words : base::words(row.setting("keys_at"))) {
    PQ_TRY(const auto urls, expand_braces(words));
    for (const auto& url : urls) places.push_back({&row, url, "keys", false, false, Place::What::kKeys});
  }
  return {};
}

Result<std::vector<Place>> places_of(const std::vector<const FeedRow*>& feeds) {
  std::vector<Place> places;
  for (const auto* row : feeds) {
    PQ_CHECK(check_settings(*row));
    PQ_TRY(const auto addresses, kind_of(*row)->addresses(*row));
    const bool may_lack = row->setting("may_lack") == "true";
    for (const auto& address : addresses) {
      for (std::size_t i = 0; i < address.urls.size(); ++i)
        places.push_back({row, address.urls[i], address.name, i > 0, may_lack});
    }
    PQ_CHECK(add_signatures(*row, addresses, places));
  }
  return places;
}

std::string in_words(std::uint64_t bytes) {
  constexpr double kKB = 1e3, kMB = 1e6;
  const auto size = static_cast<double>(bytes);
  return size < kMB ? fmt::format("{:.1f} kB", size / kKB) : fmt::format("{:.1f} MB", size / kMB);
}

// Not more than what shows what it is; a server that knows no ranges is left when that has come.
std::string first_bytes(PublisherAnswer& answer) {
  std::string head;
  while (answer.body != nullptr && head.size() < kShapeBytes) {
    const auto bytes = answer.body->next();
    if (!bytes || bytes->empty()) break;
    head += base::as_text(*bytes).substr(0, kShapeBytes - head.size());
  }
  return head;
}

// A pinned key, or a signature, is there or not.
void look_at(const Place& place, PublisherAnswer& answer, std::int64_t now, AddressAnswer& said) {
  const bool is_key = place.what == Place::What::kKeys;
  const auto text =
      codec::read_all(*answer.body, is_key ? openpgp::kMaxKeyBytes : openpgp::kMaxSignatureBytes);
  if (!text) {
    said.fault = text.error().what;
  } else if (!is_key) {
    const auto packets = openpgp::signature_packets(*text);
    said.shown = packets ? "OpenPGP signature" : std::string(shape_of(*text));
    if (!packets) said.fault = packets.error().what;
  } else {
    const auto pinned = pinned_keys(*place.row).value_or(std::vector<std::string>());
    const auto keys = openpgp::Verifier::make({*text}, pinned, now);
    if (!keys) said.fault = keys.error().what;
    for (const auto& key : keys ? keys->keys() : std::vector<openpgp::PinnedKey>()) {
      said.shown += (said.shown.empty() ? "OpenPGP key " : ", ") + key.fingerprint;
      if (key.revoked) said.fault = "key " + key.fingerprint + " is revoked";
      if (key.expires != 0 && key.expires <= now)
        said.fault = "key " + key.fingerprint + " expired on " + day_of(key.expires);
    }
  }
}

AddressAnswer ask(const Place& place, const Publisher& publisher, std::int64_t now) {
  AddressAnswer said{.feed = place.row->name, .url = place.url, .fallback = place.fallback};
  const bool is_file = place.what == Place::What::kFile;
  auto answer = publisher.ask({.url = place.url,
                               .first = is_file ? kShapeBytes : 0,
                               .accept = is_file ? place.row->setting("accept") : ""});
  if (!answer) {
    said.fault = answer.error().what;
    return said;
  }
  said.status = answer->status;
  if (answer->status != 200 && answer->status != 206) {
    // The first bytes of nothing cannot be had (RFC 9110 §15.5.17).
    constexpr long kNoSuchRange = 416;
    const bool is_to_come = answer->status == 404 && place.may_lack;
    said.shown = is_to_come ? "not published" : "";
    const bool is_empty = answer->status == kNoSuchRange;
    said.fault = is_to_come ? "" : is_empty ? "an empty answer" : refusal(*answer).what;
    return said;
  }
  if (!is_file) {
    look_at(place, *answer, now, said);
    return said;
  }
  const auto head = first_bytes(*answer);
  said.shown = shape_of(head);
  if (const auto size = answer->status == 206 ? answer->whole : answer->size; size)
    said.shown += ", " + in_words(*size);
  if (const auto modified = seconds_of(answer->modified)) said.shown += ", modified " + day_of(*modified);
  said.fault = shape_fault(place.name, head, *place.row);
  return said;
}

}  // namespace

Result<std::vector<AddressAnswer>> check_addresses(const std::vector<const FeedRow*>& feeds,
                                                   const Publisher& publisher, const CheckPlan& plan,
                                                   const std::function<void(const AddressAnswer&)>& told) {
  PQ_TRY(const auto places, places_of(feeds));
  std::vector<AddressAnswer> answers(places.size());
  std::mutex mutex;
  PQ_CHECK(base::run_parallel(plan.jobs, places.size(), [&](std::size_t i) {
    answers[i] = ask(places[i], publisher, plan.now);
    const std::lock_guard lock(mutex);
    told(answers[i]);
  }));
  return answers;
}

}  // namespace pratique::update
