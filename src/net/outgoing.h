// What a request sends: its method, headers and body, as libcurl asks for them. Inside net only.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "net/header_list.h"
#include "net/transfer.h"

namespace pratique::net {

// Lies where it is as long as the handle may call it.
class Outgoing {
 public:
  using Clock = std::chrono::steady_clock;
  Outgoing(const CurlLibrary& curl, const Request& request)
      : curl_(curl), headers_(curl), method_(request.method), body_(request.body) {}
  Outgoing(const Outgoing&) = delete;
  Outgoing& operator=(const Outgoing&) = delete;

  // All of it, to be sent by that handle. Credentials go to the request's own origin only. Errors: kInvalid for
  // a header that holds the end of a line; those of opening the body.
  Result<void> set_up(CURL* easy, const Hop& hop);

  // Whether there is a body that libcurl has not taken to its end.
  bool is_under_way() const { return sends_ && !ended_; }
  // When libcurl took some of it last.
  Clock::time_point last() const { return last_; }
  // Why the body could not be read.
  const std::optional<Error>& broken() const { return broken_; }

 private:
  Result<void> set_headers(CURL* easy, const Hop& hop);
  void set_method(CURL* easy);
  void set_body(CURL* easy);
  Result<std::size_t> give(std::span<std::byte> into);
  bool rewind();

  static std::size_t on_send(char* into, std::size_t one, std::size_t count, void* self);
  static int on_rewind(void* self, curl_off_t offset, int origin);

  const CurlLibrary& curl_;
  HeaderList headers_;
  const Method method_;
  RequestBody body_;
  std::unique_ptr<codec::ByteSource> stream_;
  // Of body_.text.
  std::size_t sent_ = 0;
  bool sends_ = false, ended_ = false;
  std::optional<Error> broken_;
  Clock::time_point last_{};
};

}  // namespace pratique::net
