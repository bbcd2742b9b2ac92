// Addresses, and what hosts, proxies and answers say: whatever is taken is http or https, is spelt and read again as the
// same, and neither holds a login nor ends a line of a request. The first line is an address, the second where it leads.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "net/address.h"
#include "net/proxy.h"
#include "net/retry.h"
#include "net/url.h"

namespace {

using namespace pratique;

void check(bool holds) {
  if (!holds) std::abort();
}

void check_address(const net::Url& url) {
  const auto text = url.text();
  check((url.scheme() == "http" || url.scheme() == "https") && url.port() != 0);
  check(!url.host().empty() && url.path_and_query().starts_with('/'));
  check(!base::contains(url.origin(), "@"));
  for (const unsigned char c : text) check(c > ' ' && c != 0x7f);
  const auto again = net::Url::parse(text);
  check(again && again->text() == text && again->origin() == url.origin());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto halves = base::cut(text, "\n");
  const std::string first(halves ? halves->before : text), second(halves ? halves->after : "");
  (void)net::kind_of_host(first);
  if (const auto proxy = net::parse_proxy(first)) check(!base::contains(proxy->address, "@"));
  auto policy = net::RetryPolicy::never();
  policy.now = [] { return std::chrono::system_clock::time_point(); };
  if (const auto wait = policy.asked_by(first, second)) check(wait->count() >= 0);
  const auto url = net::Url::parse(first);
  if (!url) return 0;
  check_address(*url);
  if (const auto next = url->resolve(second)) check_address(*next);
  const auto proxies = net::Proxies::from([&](const char* name) -> std::string {
    const std::string_view word(name);
    return word == "NO_PROXY" ? second : word == "HTTPS_PROXY" ? "http://proxy:3128" : "";
  });
  if (proxies) (void)proxies->of(*url);
  return 0;
}
