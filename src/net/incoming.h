// What an answer brings: its headers, bounded, and of its body what nobody has taken yet. Inside net only.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "net/curl_library.h"
#include "net/message.h"

namespace pratique::net {

// A body that nobody wants is read so far, for its connection's sake.
inline constexpr std::uint64_t kMaxDrained = 64 << 10;

// Lies where it is as long as the handle may call it.
class Incoming {
 public:
  using Clock = std::chrono::steady_clock;
  Incoming(const CurlLibrary& curl, CURL* easy) : curl_(curl), easy_(easy) {}
  Incoming(const Incoming&) = delete;
  Incoming& operator=(const Incoming&) = delete;

  // It is called by its handle from now on.
  void set_up();

  const Headers& headers() const { return headers_; }
  long status() const { return status_; }
  // Those of the answer that counts are there; what comes next is its body.
  bool has_headers() const { return headers_done_; }
  // There is nothing to come that has not.
  void end() { headers_done_ = true; }
  bool body_began() const { return body_began_; }
  // Bytes of the body so far.
  std::uint64_t received() const { return received_; }
  Clock::time_point last() const { return last_; }
  // What was wrong with it, where that ended it.
  const std::optional<Error>& broken() const { return broken_; }

  // What is here and not taken yet; stays as it is until more is asked of libcurl.
  base::Bytes held() const { return base::Bytes(held_).subspan(given_); }
  void take(std::size_t size) { given_ += size; }
  // So many of those that were taken last were not wanted yet.
  void put_back(std::size_t size) { given_ -= size; }
  // Lets libcurl go on after it was told to wait.
  void go_on();
  // What comes from now on is for nobody.
  void discard() { discard_ = true; }

 private:
  bool take_header(std::string_view line);
  std::size_t take_body(base::Bytes bytes);

  static std::size_t on_header(char* text, std::size_t one, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t one, std::size_t count, void* self);

  const CurlLibrary& curl_;
  CURL* easy_;
  Headers headers_;
  std::size_t header_bytes_ = 0;
  unsigned interim_ = 0;
  long status_ = 0;
  bool headers_done_ = false, body_began_ = false;
  std::vector<std::byte> held_;
  // Of held_.
  std::size_t given_ = 0;
  std::uint64_t received_ = 0;
  bool paused_ = false, discard_ = false;
  std::optional<Error> broken_;
  Clock::time_point last_ = Clock::now();
};

}  // namespace pratique::net
