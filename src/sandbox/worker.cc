#include "sandbox/worker.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "base/caught.h"
#include "base/spare_thread.h"
#include "codec/piece_source.h"
#include "sandbox/entries.h"
#include "sandbox/socket.h"
#include "sandbox/wire.h"

namespace pratique::sandbox {

namespace {

// The stored bytes, out of the ring.
class RingSource : public codec::PieceSource {
 public:
  explicit RingSource(std::span<const std::byte> ring) : ring_(ring) {}

 private:
  Result<base::Bytes> piece() override {
    if (over_) return base::Bytes();
    if (taken_ > 0 && !send(kInput, Word::kFree)) ::_exit(kLost);
    const auto message = receive(kInput);
    if (!message) ::_exit(kLost);
    if (message->word == Word::kChunk) {
      return ring_.subspan((taken_++ % kRingChunks) * codec::kChunkBytes,
                           std::min<std::uint64_t>(message->number(), codec::kChunkBytes));
    }
    over_ = true;
    if (message->word == Word::kBroken) return tl::unexpected(decode_error(base::as_bytes(message->rest)));
    return base::Bytes();
  }

  const base::Bytes ring_;
  std::size_t taken_ = 0;
  bool over_ = false;
};

// The budget that all children share: the program has it.
class HeldThere : public base::Budget {
 public:
  HeldThere() : Budget(0) {}
  Share take(std::uint64_t bytes) override {
    const auto granted = send(kControl, Word::kHold, bytes) ? receive(kControl) : std::nullopt;
    if (!granted) ::_exit(kLost);
    return {this, bytes};
  }

 protected:
  void give_back(std::uint64_t) override {
    if (!send(kControl, Word::kRelease)) ::_exit(kLost);
  }
};

class OnPage : public Watcher {
 public:
  explicit OnPage(Page& page) : page_(page) {}
  void begin(std::uint64_t number, std::string_view path) override {
    if (page_.turn.load(std::memory_order_relaxed) % 2 == 1) end();
    const auto length = std::min(path.size(), page_.path.size());
    std::copy_n(path.begin(), length, page_.path.begin());
    page_.length.store(static_cast<std::uint32_t>(length), std::memory_order_relaxed);
    page_.number.store(number, std::memory_order_relaxed);
    page_.turn.fetch_add(1, std::memory_order_release);
  }
  void end() override {
    if (page_.turn.load(std::memory_order_relaxed) % 2 == 1)
      page_.turn.fetch_add(1, std::memory_order_release);
  }

 private:
  Page& page_;
};

std::string received_order() {
  const auto begin = receive(kControl);
  if (!begin || begin->word != Word::kBegin) ::_exit(kLost);
  std::string text;
  for (const auto size = begin->number(); text.size() < size;) {
    const auto part = receive(kControl);
    if (!part || part->word != Word::kPart) ::_exit(kLost);
    text += part->rest;
  }
  return text;
}

Result<std::string> answered(const extract::Catalogue& catalogue, std::span<const std::byte> ring,
                             Page& page) {
  const auto text = received_order();
  PQ_TRY(const auto order, decode_order(base::as_bytes(text), catalogue));
  base::Meter meter(order.bounds, page.counters);
  (void)meter.mark(order.shared);
  HeldThere held;
  OnPage watcher(page);
  Stored stored;
  if (order.task.form == StoredForm::kEntries) {
    stored.entries = members_from(std::make_unique<RingSource>(ring),
                                  [](bool more) { return send(kControl, Word::kMore, more ? 1 : 0); });
  } else {
    stored.bytes = std::make_unique<RingSource>(ring);
    stored.ready = true;
  }
  Answer answer;
  if (order.task.first) {
    answer.pass = first_pass(stored, order.task, catalogue, held, meter, &watcher);
  } else {
    answer.pass = further_pass(stored, order.task, catalogue, meter, &watcher);
  }
  stored = {};
  answer.refused = meter.refused();
  if (answer.pass && order.task.first) {
    const auto reached = std::get<FirstPass>(*answer.pass).analysis.content.reached;
    answer.by_memory = reached && meter.refuser(*reached) == base::Account::kMemory;
  }
  answer.missed = meter.reached();
  return encode(answer, catalogue);
}

}  // namespace

void work(const extract::Catalogue& catalogue, const SystemCalls& calls, const ProcessBounds& bounds) {
  const auto ring = Mapping::map(kRing, kRingBytes, false);
  const auto shared = Mapping::map(kPage, kPageBytes, true);
  const auto refuse = [](const std::string& why) {
    (void)send(kControl, Word::kRefused, base::as_bytes(why));
    ::_exit(kLost);
  };
  if (ring.empty() || shared.empty()) ::_exit(kNoMemory);
  auto* page = std::launder(reinterpret_cast<Page*>(shared.data()));  // the program made it
  (void)base::make_spare_thread();
  if (const auto why = confine(calls, bounds, kRing); !why.empty()) refuse(why);
  if (!send(kControl, Word::kReady)) ::_exit(kLost);
  const auto done = base::caught([&] { return answered(catalogue, ring, *page); });
  if (!done) ::_exit(done.error().kind == ErrorKind::kLimit ? kNoMemory : kThrew);
  ::_exit(send_all(kControl, *done) ? kDone : kLost);
}

}  // namespace pratique::sandbox
