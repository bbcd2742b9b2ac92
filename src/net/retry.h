// When a request is made again, and how long one waits before that.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

namespace pratique::net {

// A value; the functions stand in for clock, sleep and chance, so that tests neither sleep nor guess. They are
// called by whichever thread makes the request.
struct RetryPolicy {
  using Duration = std::chrono::milliseconds;

  // In all, the first among them. 1: never again.
  unsigned tries = 4;
  // Before the second; twice as long before each next one, at most `longest`, and of that between half and all.
  Duration first{500};
  Duration longest{20'000};
  // A server that wants us to wait longer than this (Retry-After) is not waited for.
  Duration longest_asked{60'000};

  std::function<void(Duration)> sleep;
  // From 0 to 1.
  std::function<double()> chance;
  std::function<std::chrono::system_clock::time_point()> now;

  // With the system's clock, sleep and random numbers.
  static RetryPolicy standard();
  static RetryPolicy never();

  // How long to wait before the next try when `made` were made; nothing: give up. `asked`: what the server's
  // Retry-After said.
  std::optional<Duration> wait_after(unsigned made, std::optional<Duration> asked = std::nullopt) const;
  // Retry-After (RFC 9110 §10.2.3): seconds or a date, which is held against that of the answer (its Date), or
  // where it has none against now(). Nothing when it is neither.
  std::optional<Duration> asked_by(std::string_view retry_after, std::string_view date = {}) const;
};

// 408, 425, 429 and 5xx but 501 and 505: the same request may go well later.
bool may_pass(long status);

}  // namespace pratique::net
