#include "net/retry.h"

#include <algorithm>
#include <random>
#include <string>
#include <thread>

#include "base/text.h"
#include "net/curl_library.h"

namespace pratique::net {

namespace {

// No server's day is longer; more would not fit into the arithmetic below.
constexpr std::uint64_t kMaxSeconds = 10ull * 365 * 86'400;

double random_share() {
  thread_local std::minstd_rand engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
}

}  // namespace

RetryPolicy RetryPolicy::standard() {
  RetryPolicy policy;
  policy.sleep = [](Duration time) { std::this_thread::sleep_for(time); };
  policy.chance = random_share;
  policy.now = [] { return std::chrono::system_clock::now(); };
  return policy;
}

RetryPolicy RetryPolicy::never() {
  auto policy = standard();
  policy.tries = 1;
  return policy;
}

std::optional<RetryPolicy::Duration> RetryPolicy::wait_after(unsigned made,
                                                             std::optional<Duration> asked) const {
  if (made >= tries || (asked && *asked > longest_asked)) return std::nullopt;
  auto whole = first;
  for (unsigned i = 1; i < made && whole < longest; ++i) whole *= 2;
  whole = std::min(whole, longest);
  // Half of it is chance, so that many who were turned away at once do not come back at once.
  const auto wait = Duration(static_cast<Duration::rep>(static_cast<double>(whole.count()) *
                                                        (0.5 + 0.5 * std::clamp(chance(), 0.0, 1.0))));
  return asked ? std::max(*asked, wait) : wait;
}

std::optional<RetryPolicy::Duration> RetryPolicy::asked_by(std::string_view retry_after,
                                                           std::string_view date_header) const {
  retry_after = base::trim(retry_after);
  if (const auto seconds = base::to_uint(retry_after))
    return std::chrono::seconds(static_cast<std::int64_t>(std::min(*seconds, kMaxSeconds)));
  const auto curl = curl_library();
  if (!curl || retry_after.empty()) return std::nullopt;
  const auto date = (*curl)->getdate(std::string(retry_after).c_str(), nullptr);
  if (date < 0) return std::nullopt;
  const auto when = std::chrono::system_clock::from_time_t(date);
  // By the clock that made it, where that is told: ours may be wrong by years.
  const auto theirs = date_header.empty() ? -1 : (*curl)->getdate(std::string(date_header).c_str(), nullptr);
  const auto from = theirs < 0 ? now() : std::chrono::system_clock::from_time_t(theirs);
  return std::max(Duration(0), std::chrono::duration_cast<Duration>(when - from));
}

bool may_pass(long status) {
  if (status == 408 || status == 425 || status == 429) return true;
  return status >= 500 && status != 501 && status != 505;
}

}  // namespace pratique::net
