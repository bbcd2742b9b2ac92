#include "net/url.h"

#include <gtest/gtest.h>

#include <map>
#include <type_traits>

#include "net/client.h"
#include "net/proxy.h"
#include "net/retry.h"
#include "support/loopback_server.h"

namespace pratique::net {
namespace {

TEST(Url, IsTakenApartAsItIsConnectedTo) {
  const auto url = Url::parse("HTTPS://Registry.Example:5000/v2/a/manifests/b?x=1&y=2#f");
  ASSERT_TRUE(url) << to_line(url.error());
  EXPECT_EQ(url->host(), "registry.example");
  EXPECT_EQ(url->port(), 5000);
  EXPECT_EQ(url->origin(), "https://registry.example:5000");
  EXPECT_EQ(url->path_and_query(), "/v2/a/manifests/b?x=1&y=2");
  EXPECT_EQ(url->shown(), "https://registry.example:5000/v2/a/manifests/b?…");
  EXPECT_EQ(Url::parse("http://[::1]:80")->text(), "http://[::1]/");
  EXPECT_EQ(Url::parse("https://a:443/")->origin(), "https://a");
  // Spellings of 127.0.0.1 that some parsers take for names.
  for (const auto* text : {"http://127.1/", "http://0x7f000001/", "http://2130706433/", "http://0177.0.0.1/"})
    EXPECT_EQ(Url::parse(text)->host(), "127.0.0.1") << text;
}

TEST(Url, WhatIsNoneOrBringsCredentialsIsRefusedWithoutShowingThem) {
  for (const auto* text :
       {"", "a", "//a/b", "ftp://a/", "file:///etc/passwd", "http://", "http://a:0/", "http://a:99999/",
        "http://a b/", "http://a/\r\nX: y", "https://user:geheim@a/?token=geheim", "https://geheim@a/",
        "javascript:geheim", "https://user:geheim?b@a:x/", "https://user:geheim/b#c@a:x/"}) {
    const auto url = Url::parse(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().kind, ErrorKind::kInvalid);
    if (std::string_view(text).starts_with("https")) {
      EXPECT_EQ(to_line(url.error()).find("geheim"), std::string::npos) << to_line(url.error());
    }
  }
}

TEST(Url, APasswordThatEndsTheAddressIsNotShown) {
  for (const auto* text :
       {"http://user:geheim?x@proxy:3128", "user:geheim#x@proxy:3128", "http://user:ge/heim?x@p"}) {
    const auto proxy = parse_proxy(text);
    ASSERT_FALSE(proxy) << text;
    EXPECT_EQ(to_line(proxy.error()).find("user"), std::string::npos) << to_line(proxy.error());
  }
}

TEST(Url, LocationsAreResolvedAgainstIt) {
  const auto base = *Url::parse("https://a.example:5000/v2/x/blobs/uploads/?old=1");
  EXPECT_EQ(base.resolve("/v2/y")->text(), "https://a.example:5000/v2/y");
  EXPECT_EQ(base.resolve("next?n=2")->text(), "https://a.example:5000/v2/x/blobs/uploads/next?n=2");
  EXPECT_EQ(base.resolve("//b.example/z")->text(), "https://b.example/z");
  EXPECT_EQ(base.resolve("http://b.example/")->text(), "http://b.example/");
  EXPECT_FALSE(base.resolve("file:///etc/passwd"));
  EXPECT_FALSE(base.resolve(""));
}

// None of these compile: Secret's text leaves by reveal() only.
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::equality_comparable<Secret>);
template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };
static_assert(!Printable<Secret>);

TEST(Secret, MovedFromItHoldsNothing) {
  Secret first("geheim");
  const Secret second(std::move(first));
  EXPECT_TRUE(first.empty());
  EXPECT_EQ(second.reveal(), "geheim");
}

Environment environment_of(std::map<std::string, std::string> values) {
  return [values](const char* name) {
    const auto found = values.find(name);
    return found == values.end() ? "" : found->second;
  };
}

TEST(Proxies, AreChosenBySchemeAndCase) {
  const auto of = [](std::map<std::string, std::string> values, const char* url) {
    const auto proxies = Proxies::from(environment_of(std::move(values)));
    if (!proxies) return to_line(proxies.error());
    const auto* proxy = proxies->of(*Url::parse(url));
    return proxy ? proxy->address : std::string("none");
  };
  EXPECT_EQ(of({}, "https://a.example/"), "none");
  EXPECT_EQ(of({{"HTTPS_PROXY", "http://p:3128"}}, "https://a.example/"), "http://p:3128");
  EXPECT_EQ(of({{"HTTPS_PROXY", "http://p:3128"}, {"https_proxy", "q:1"}}, "https://a.example/"),
            "http://q:1");
  EXPECT_EQ(of({{"HTTPS_PROXY", "http://p:3128"}}, "http://a.example/"), "none");
  EXPECT_EQ(of({{"HTTP_PROXY", "p"}}, "http://a.example/"), "http://p:80");
  EXPECT_EQ(of({{"ALL_PROXY", "socks5h://s"}}, "https://a.example/"), "socks5h://s:1080");
  EXPECT_EQ(of({{"https_proxy", "http://u:geheim@p:1"}}, "https://a.example/"), "http://p:1");
  EXPECT_EQ(of({{"https_proxy", "ftp://u:geheim@p"}}, "https://a.example/"),
            "https_proxy: \"p\" is a proxy of a kind that is not known");
  // This machine is never behind a proxy.
  for (const auto* url : {"http://localhost:5000/", "http://127.0.0.1/", "http://[::1]/"})
    EXPECT_EQ(of({{"HTTP_PROXY", "p"}}, url), "none") << url;
}

TEST(Proxies, ExceptionsAreNamesDomainsNetsAndPorts) {
  const auto goes = [](const char* no_proxy, const char* url) {
    const auto proxies = Proxies::from(environment_of({{"HTTPS_PROXY", "p:1"}, {"NO_PROXY", no_proxy}}));
    return proxies->of(*Url::parse(url)) != nullptr;
  };
  EXPECT_FALSE(goes("*", "https://a.example/"));
  EXPECT_FALSE(goes("a.example", "https://a.example/"));
  EXPECT_FALSE(goes("x, A.Example ", "https://b.a.example/"));
  EXPECT_TRUE(goes("a.example", "https://ba.example/"));
  EXPECT_TRUE(goes(".a.example", "https://a.example/"));
  EXPECT_FALSE(goes(".a.example", "https://b.a.example/"));
  EXPECT_FALSE(goes("*.a.example", "https://b.a.example/"));
  EXPECT_FALSE(goes("10.0.0.0/8", "https://10.200.0.1/"));
  EXPECT_TRUE(goes("10.0.0.0/8", "https://11.0.0.1/"));
  EXPECT_FALSE(goes("fd00::/8", "https://[fd00::7]/"));
  EXPECT_FALSE(goes("fd00::7", "https://[fd00::7]:5000/"));
  EXPECT_FALSE(goes("a.example:5000", "https://a.example:5000/"));
  EXPECT_TRUE(goes("a.example:5000", "https://a.example/"));
  EXPECT_TRUE(goes("", "https://a.example/"));
}

TEST(Retry, WaitsTwiceAsLongEachTimeWithChanceInIt) {
  using std::chrono::milliseconds;
  auto policy = RetryPolicy::standard();
  policy.tries = 9;
  policy.chance = [] { return 1.0; };
  EXPECT_EQ(policy.wait_after(1), milliseconds(500));
  EXPECT_EQ(policy.wait_after(3), milliseconds(2000));
  EXPECT_EQ(policy.wait_after(8), milliseconds(20'000));
  EXPECT_EQ(policy.wait_after(9), std::nullopt);
  policy.chance = [] { return 0.0; };
  EXPECT_EQ(policy.wait_after(1), milliseconds(250));
  // What the server asks for counts, up to a limit.
  EXPECT_EQ(policy.wait_after(1, milliseconds(7000)), milliseconds(7000));
  EXPECT_EQ(policy.wait_after(1, milliseconds(1)), milliseconds(250));
  EXPECT_EQ(policy.wait_after(1, milliseconds(60'001)), std::nullopt);
}

TEST(Retry, RetryAfterIsSecondsOrADate) {
  auto policy = RetryPolicy::standard();
  policy.now = [] { return std::chrono::system_clock::from_time_t(784111777); };  // RFC 9110's example
  using std::chrono::seconds;
  EXPECT_EQ(policy.asked_by("120"), seconds(120));
  EXPECT_EQ(policy.asked_by(" 0 "), seconds(0));
  EXPECT_EQ(policy.asked_by("Sun, 06 Nov 1994 08:50:37 GMT"), seconds(60));
  EXPECT_EQ(policy.asked_by("Sun, 06 Nov 1994 08:00:00 GMT"), seconds(0));
  // Whose clock is years off waits as long all the same.
  const auto* sent = "Sun, 06 Nov 1994 08:49:37 GMT";
  for (const auto clock : {0, 784111777, 2'000'000'000}) {
    policy.now = [clock] { return std::chrono::system_clock::from_time_t(clock); };
    EXPECT_EQ(policy.asked_by("Sun, 06 Nov 1994 08:50:37 GMT", sent), seconds(60)) << clock;
    EXPECT_EQ(policy.asked_by("120", sent), seconds(120));
  }
  EXPECT_EQ(policy.asked_by("Sun, 06 Nov 1994 08:50:37 GMT", "soon"), seconds(0));
  for (const auto* text : {"", "soon", "-1", "1.5"}) EXPECT_EQ(policy.asked_by(text), std::nullopt) << text;
  EXPECT_GT(*policy.asked_by("99999999999999999"), seconds(1000));
}

// A proxy of plain http is asked by the whole address; that its host may be reached only it can tell.
TEST(Proxies, CredentialsGoToTheProxyOnly) {
  std::string target, login;
  testing::LoopbackServer proxy([&](testing::Visit& visit) {
    target = visit.target;
    login = visit.headers["proxy-authorization"];
    return visit.answer("200 OK", "by proxy");
  });
  ClientOptions options;
  options.plain_http = true;
  options.retry = RetryPolicy::never();
  options.proxies = *Proxies::from(
      environment_of({{"HTTP_PROXY", "http://u:geheim@127.0.0.1:" + std::to_string(proxy.port())}}));
  Client client(options);
  auto response = client.send({.url = *Url::parse("http://registry.example/v2/")});
  ASSERT_TRUE(response) << to_line(response.error());
  EXPECT_EQ(*whole_body(*response, 100), "by proxy");
  EXPECT_EQ(target, "http://registry.example/v2/");
  EXPECT_EQ(login, "Basic dTpnZWhlaW0=");
  EXPECT_EQ(response->peer, AddressKind::kPublic);
  // What may not be reached by its address is not asked of the proxy either.
  const auto inner = client.send({.url = *Url::parse("http://10.0.0.1/"), .reach = Reach::kPublic});
  EXPECT_FALSE(inner);
}

}  // namespace
}  // namespace pratique::net
