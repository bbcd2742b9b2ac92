#include "update/documents.h"

#include <algorithm>
#include <mutex>

#include "base/parallel.h"

namespace pratique::update {

namespace {

constexpr std::size_t kMaxDocuments = 500'000;
constexpr unsigned kConnections = 4;

// Whether it is as listed. `mutex` guards the feed.
Result<bool> take_one(Fetching& feed, const ListedDocument& document, std::mutex& mutex) {
  const auto* known = feed.known(document.name);
  auto fetched = feed.bring({.urls = document.urls,
                             .name = document.name,
                             .known = known,
                             .limit = feed.limit(),
                             .accept = feed.row().setting("accept"),
                             .checksum = feed.row().setting("checksum"),
                             .checksum_may_lack = feed.row().setting("checksum_may_lack") == "true",
                             .signature = feed.row().setting("signature")});
  const std::lock_guard lock(mutex);
  if (!fetched) {
    feed.fault(fetched.error());
    if (known != nullptr) PQ_CHECK(feed.keep(*known));
    return false;
  }
  if (fetched->got == Got::kNone) return true;
  if (fetched->got == Got::kSame) PQ_CHECK(feed.keep(*known));
  feed.put(*std::move(fetched), document.mark);
  return true;
}

}  // namespace

Result<bool> take_documents(Fetching& feed, std::vector<ListedDocument> documents, bool again) {
  if (documents.size() > kMaxDocuments) return base::over_limit("a list of more than 500,000 documents");
  std::ranges::stable_sort(documents, {}, &ListedDocument::name);
  const auto doubles = std::ranges::unique(documents, {}, &ListedDocument::name);
  documents.erase(doubles.begin(), doubles.end());
  std::vector<const ListedDocument*> wanted;
  for (const auto& document : documents) {
    const auto* known = feed.known(document.name);
    const bool is_begun = feed.begun().find(document.name) != nullptr;
    const bool same = known != nullptr && known->mark == document.mark && (!again || is_begun);
    if (same) PQ_CHECK(feed.keep(*known));
    if (!same) wanted.push_back(&document);
  }
  std::mutex mutex;
  bool all = true;
  Result<void> sound;
  PQ_CHECK(base::run_parallel(kConnections, wanted.size(), [&](std::size_t i) {
    auto done = take_one(feed, *wanted[i], mutex);
    const std::lock_guard lock(mutex);
    if (!done && sound) sound = tl::unexpected(std::move(done).error());
    all = all && done && *done;
  }));
  PQ_CHECK(sound);
  return all;
}

}  // namespace pratique::update
