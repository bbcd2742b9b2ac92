#include "net/resume.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "base/text.h"
#include "net/client.h"

namespace pratique::net {

namespace {

// "bytes 100-199/200", "bytes 100-199/*" (RFC 9110 §14.4).
struct ContentRange {
  std::uint64_t first = 0;
  std::optional<std::uint64_t> whole;
};

std::optional<ContentRange> content_range(std::string_view text) {
  text = base::trim(text);
  if (!base::to_lower(text).starts_with("bytes ")) return std::nullopt;
  const auto range = base::cut(text.substr(6), "/");
  const auto ends = range ? base::cut(range->before, "-") : std::nullopt;
  const auto first = ends ? base::to_uint(base::trim(ends->before)) : std::nullopt;
  if (!first) return std::nullopt;
  return ContentRange{.first = *first, .whole = base::to_uint(base::trim(range->after))};
}

using Clock = std::chrono::steady_clock;

class Resumed : public codec::ByteSource {
 public:
  Resumed(Response first, Reopen reopen, ResumePolicy policy)
      : source_(std::move(first.body)),
        url_(first.url),
        whole_(first.size),
        etag_(first.headers.get("etag")),
        reopen_(std::move(reopen)),
        policy_(std::move(policy)) {
    if (etag_.starts_with("W/")) etag_.clear();
  }

  Result<std::size_t> read(std::span<std::byte> into) override {
    return pull<std::size_t>([&] { return source_->read(into); }, [](std::size_t size) { return size; });
  }
  Result<base::Bytes> next() override {
    return pull<base::Bytes>([&] { return source_->next(); }, [](base::Bytes bytes) { return bytes.size(); });
  }

 private:
  template <class Piece, class Read, class Size>
  Result<Piece> pull(Read&& read, Size&& size) {
    // Whoever asks again after an error gets it again, and nobody else is asked.
    if (ended_) return tl::unexpected(*ended_);
    while (true) {
      const auto asked = Clock::now();
      auto piece = source_ ? read() : Result<Piece>(tl::unexpected(last_));
      waited_ += Clock::now() - asked;
      if (piece) {
        offset_ += size(*piece);
        brought_ += size(*piece);
        return piece;
      }
      if (auto renewed = renew(std::move(piece).error()); !renewed) {
        ended_ = renewed.error();
        return tl::unexpected(std::move(renewed).error());
      }
    }
  }

  // Another source from offset_ on, or the error that ends it.
  Result<void> renew(Error error) {
    source_ = nullptr;
    // A try that dripped until it was given up brought something, and is as good as none.
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(waited_);
    if (is_progress(policy_.floor, brought_, waited)) fruitless_ = 0;
    brought_ = 0;
    waited_ = {};
    if (error.kind != ErrorKind::kIo || (etag_.empty() && !policy_.by_digest)) return tl::unexpected(error);
    last_ = std::move(error);
    if (++cuts_ > policy_.cuts && offset_ / cuts_ < policy_.worth)
      return base::fail(
          ErrorKind::kIo,
          fmt::format("cut off {} times, after {} bytes on the average", cuts_, offset_ / cuts_),
          {.file = url_.shown()});
    const auto wait = policy_.retry.wait_after(++fruitless_);
    if (!wait) return tl::unexpected(last_);
    policy_.retry.sleep(*wait);
    auto response = reopen_(offset_, etag_);
    if (!response) {
      // The client tried as often as it may.
      if (response.error().kind != ErrorKind::kIo) return tl::unexpected(std::move(response).error());
      last_ = std::move(response).error();
      return {};
    }
    return take(*std::move(response));
  }

  Result<void> take(Response response) {
    const auto other = [&](const char* what) {
      return base::fail(ErrorKind::kMismatch, what, {.file = url_.shown()});
    };
    const std::string_view etag = response.headers.get("etag");
    if (!etag_.empty() && !etag.empty() && etag != etag_ && !policy_.by_digest)
      return other("the file changed while it was read");
    if (response.status == 206) {
      const auto range = content_range(response.headers.get("content-range"));
      if (!range || range->first != offset_)
        return other("the server sends another range than was asked for");
      if (whole_ && range->whole && *range->whole != *whole_)
        return other("the file changed its size while it was read");
      source_ = std::move(response.body);
      return {};
    }
    if (response.status != 200) {
      auto error = status_error(response);
      if (!may_pass(response.status)) return tl::unexpected(std::move(error));
      last_ = std::move(error);
      return {};
    }
    if (whole_ && response.size && *response.size != *whole_)
      return other("the file changed its size while it was read");
    return skip_to_offset(std::move(response));
  }

  // Of a server that knows no ranges: what was read already is read over.
  Result<void> skip_to_offset(Response response) {
    for (std::uint64_t passed = 0; passed < offset_;) {
      std::byte chunk[16 << 10];
      const auto wanted = std::min<std::uint64_t>(sizeof chunk, offset_ - passed);
      auto size = response.body->read(std::span(chunk, static_cast<std::size_t>(wanted)));
      if (!size) {
        last_ = std::move(size).error();
        return {};
      }
      if (*size == 0)
        return base::fail(ErrorKind::kMismatch, "the file is shorter than before", {.file = url_.shown()});
      passed += *size;
    }
    source_ = std::move(response.body);
    return {};
  }

  std::unique_ptr<codec::ByteSource> source_;
  const Url url_;
  const std::optional<std::uint64_t> whole_;
  std::string etag_;
  const Reopen reopen_;
  const ResumePolicy policy_;
  std::uint64_t offset_ = 0;
  // Since the last time that it was asked for.
  std::uint64_t brought_ = 0;
  Clock::duration waited_{};
  unsigned fruitless_ = 0;
  // In all; what could not be opened again counts as well.
  unsigned cuts_ = 0;
  Error last_;
  // What it was given up for.
  std::optional<Error> ended_;
};

}  // namespace

bool is_progress(const Floor& floor, std::uint64_t moved, std::chrono::milliseconds waited) {
  return moved > 0 && Floor{.bytes = floor.bytes / 2, .within = floor.within / 2}.is_met(moved, waited);
}

std::unique_ptr<codec::ByteSource> resumed(Response first, Reopen reopen, ResumePolicy policy) {
  return std::make_unique<Resumed>(std::move(first), std::move(reopen), std::move(policy));
}

Result<std::string> whole_body(Response& response, std::uint64_t limit,
                               const std::function<Result<Response>()>& again, const RetryPolicy& policy) {
  for (unsigned made = 1;; ++made) {
    auto text = whole_body(response, limit);
    if (text || text.error().kind != ErrorKind::kIo) return text;
    const auto wait = policy.wait_after(made);
    if (!wait) return text;
    policy.sleep(*wait);
    PQ_TRY(auto other, again());
    if (other.status != response.status) return tl::unexpected(status_error(other));
    response = std::move(other);
  }
}

Reopen asking_again(Client& client, Request request) {
  return [&client, request = std::move(request)](std::uint64_t offset,
                                                 std::string_view etag) -> Result<Response> {
    auto again = request;
    again.headers.add("Range", fmt::format("bytes={}-", offset));
    if (!etag.empty()) again.headers.add("If-Range", std::string(etag));
    return client.send(again);
  };
}

}  // namespace pratique::net
