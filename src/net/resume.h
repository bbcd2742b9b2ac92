// A body that goes on after a cut: asks for the rest by a range (RFC 9110 §14) and joins it seamlessly.
#pragma once

#include <functional>
#include <memory>

#include "net/floor.h"
#include "net/message.h"
#include "net/retry.h"

namespace pratique::net {

struct ResumePolicy {
  // Waits between tries, and how many there may be that bring nothing new, or too little for their time.
  RetryPolicy retry = RetryPolicy::standard();
  Floor floor;
  // Each cut costs a wait and a request, so a peer that cuts often makes any line slow. After so many cuts, each must have
  // brought so many bytes on the average. Bytes 0: any cut is worth it.
  unsigned cuts = 20;
  std::uint64_t worth = 64 << 10;
  // The URL names bytes by their digest: whatever answers is the same body. Else an ETag that is not weak must
  // be in the first answer, and is sent as If-Range; without one a cut stays an error.
  bool by_digest = false;
};

// Makes the request again from `offset` on: with "Range: bytes=OFFSET-", and If-Range when `etag` is not
// empty. Whoever makes it renews credentials that ended meanwhile.
using Reopen = std::function<Result<Response>(std::uint64_t offset, std::string_view etag)>;

// Whether a try that ended brought enough for its time to count as progress. Whoever ended it and whoever asks here
// count time from different moments on, so half of what the floor wants in half of its time will do.
bool is_progress(const Floor& floor, std::uint64_t moved, std::chrono::milliseconds waited);

// The body of `first` (a GET's 200), and what comes after cuts. A server that answers with the whole again is
// read over up to where we were. Errors: the last one when nothing new came in all tries; kIo for more cuts than what they
// brought is worth; kMismatch when the
// server has another body by now (size, ETag); status_error() of what is neither 200, 206 nor worth a try.
std::unique_ptr<codec::ByteSource> resumed(Response first, Reopen reopen, ResumePolicy policy);

// whole_body() of an answer that may be had again: where it is cut off, `again` makes the request anew, and that answer,
// which is left in `response`, is read from its start. Errors: those of whole_body() and `again`; the last cut; what
// status_error() says where the new answer has another status.
Result<std::string> whole_body(Response& response, std::uint64_t limit,
                               const std::function<Result<Response>()>& again,
                               const RetryPolicy& policy = RetryPolicy::standard());

// The Reopen of an ordinary request. Client and request are kept; the client must outlive the source.
class Client;
Reopen asking_again(Client& client, Request request);

}  // namespace pratique::net
