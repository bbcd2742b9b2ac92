#include "update/check.h"

#include <fmt/format.h>

#include <mutex>

#include "base/parallel.h"
#include "update/feed_state.h"
#include "update/kind.h"
#include "update/shape.h"

namespace pratique::update {

namespace {

struct Place {
  const FeedRow* row;
  std::string url, name;
  bool fallback = false, may_lack = false;
};

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

AddressAnswer ask(const Place& place, const Publisher& publisher) {
  AddressAnswer said{.feed = place.row->name, .url = place.url, .fallback = place.fallback};
  auto answer =
      publisher.ask({.url = place.url, .first = kShapeBytes, .accept = place.row->setting("accept")});
  if (!answer) {
    said.fault = answer.error().what;
    return said;
  }
  said.status = answer->status;
  if (answer->status != 200 && answer->status != 206) {
    const bool is_to_come = answer->status == 404 && place.may_lack;
    said.shown = is_to_come ? "not published" : "";
    said.fault = is_to_come ? "" : refusal(*answer).what;
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
                                                   const Publisher& publisher, unsigned jobs,
                                                   const std::function<void(const AddressAnswer&)>& told) {
  PQ_TRY(const auto places, places_of(feeds));
  std::vector<AddressAnswer> answers(places.size());
  std::mutex mutex;
  PQ_CHECK(base::run_parallel(jobs, places.size(), [&](std::size_t i) {
    answers[i] = ask(places[i], publisher);
    const std::lock_guard lock(mutex);
    told(answers[i]);
  }));
  return answers;
}

}  // namespace pratique::update
