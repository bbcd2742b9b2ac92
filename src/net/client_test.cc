#include "net/client.h"

#include <gtest/gtest.h>

#include <clocale>
#include <thread>

#include "support/loopback_server.h"

namespace pratique::net {
namespace {

using testing::LoopbackServer;
using testing::Visit;

ClientOptions quick() {
  ClientOptions options;
  options.retry.sleep = [](RetryPolicy::Duration) {};
  return options;
}

Request get(const std::string& url) { return {.url = *Url::parse(url)}; }

std::string body_of(Result<Response>& response) {
  if (!response) return to_line(response.error());
  auto text = whole_body(*response, 1 << 20);
  return text ? *text : to_line(text.error());
}

TEST(Client, GetsABodyAndKeepsTheConnection) {
  LoopbackServer server(
      [](Visit& visit) { return visit.answer("200 OK", "hello " + visit.target, "ETag: \"a\"\r\n"); });
  Client client(quick());
  for (int i = 0; i < 5; ++i) {
    auto response = client.send(get(server.url("/x?y=1")));
    ASSERT_TRUE(response) << to_line(response.error());
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->headers.get("etag"), "\"a\"");
    EXPECT_EQ(response->size, 12u);
    EXPECT_EQ(response->peer, AddressKind::kLoopback);
    EXPECT_EQ(body_of(response), "hello /x?y=1");
  }
  EXPECT_EQ(server.connections(), 1);
}

// Small answers have come when their headers have: who keeps one keeps no connection.
TEST(Client, AnAnswerThatHasComeKeepsNoConnection) {
  LoopbackServer server([](Visit& visit) { return visit.answer("200 OK", "small"); });
  Client client(quick());
  std::vector<Response> kept;
  for (int i = 0; i < 5; ++i) {
    auto head = get(server.url());
    head.method = Method::kHead;
    auto response = client.send(head);
    ASSERT_TRUE(response) << to_line(response.error());
    kept.push_back(*std::move(response));
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(Client, SendsEachMethodWithItsBody) {
  LoopbackServer server([](Visit& visit) {
    return visit.answer("201 Created", visit.method + " " + visit.body + " " + visit.headers["x-one"]);
  });
  Client client(quick());
  for (const auto method : {Method::kPut, Method::kPost, Method::kPatch, Method::kDelete}) {
    auto request = get(server.url("/up"));
    request.method = method;
    request.body.text = "some bytes";
    request.headers.add("X-One", "1");
    auto response = client.send(request);
    EXPECT_EQ(body_of(response), std::string(to_string(method)) + " some bytes 1");
  }
  auto head = get(server.url("/up"));
  head.method = Method::kHead;
  auto response = client.send(head);
  ASSERT_TRUE(response) << to_line(response.error());
  EXPECT_EQ(response->size, 6u);
  EXPECT_EQ(body_of(response), "");
  EXPECT_EQ(server.connections(), 1);
}

TEST(Client, SendsAStreamOfKnownAndOfUnknownSize) {
  LoopbackServer server([](Visit& visit) {
    return visit.answer("200 OK", visit.body + " by " + visit.headers["transfer-encoding"]);
  });
  Client client(quick());
  static const std::string text(300'000, 'x');
  auto request = get(server.url());
  request.method = Method::kPatch;
  request.body.open = [] { return codec::from_memory(base::as_bytes(text)); };
  request.body.size = text.size();
  auto sized = client.send(request);
  EXPECT_EQ(body_of(sized), text + " by ");
  request.body.size = std::nullopt;
  auto chunked = client.send(request);
  EXPECT_EQ(body_of(chunked), text + " by chunked");
}

TEST(Client, CredentialsStayWithTheirOrigin) {
  std::string seen;
  LoopbackServer other([&](Visit& visit) {
    for (const auto& [name, value] : visit.headers) seen += name + ": " + value + "\n";
    return visit.answer("200 OK", "blob");
  });
  LoopbackServer server([&](Visit& visit) {
    if (visit.target == "/here") return visit.answer("200 OK", visit.headers["authorization"]);
    const auto to = visit.target == "/same" ? std::string("/here") : other.url("/there?sig=geheim");
    return visit.answer("307 Temporary Redirect", "", "Location: " + to + "\r\n");
  });
  Client client(quick());
  auto request = get(server.url("/same"));
  request.authorization = Secret("Bearer geheim");
  request.secret_headers.emplace_back("X-Registry-Auth", Secret("geheim"));
  request.headers.add("Cookie", "geheim");
  request.headers.add("Accept", "a/b");
  auto same = client.send(request);
  EXPECT_EQ(body_of(same), "Bearer geheim");
  request.url = *Url::parse(server.url("/other"));
  auto away = client.send(request);
  EXPECT_EQ(body_of(away), "blob");
  EXPECT_EQ(away->url.shown(), other.url("/there?…"));
  EXPECT_NE(seen.find("accept: a/b"), std::string::npos);
  EXPECT_EQ(seen.find("geheim"), std::string::npos) << seen;
}

TEST(Client, CredentialsDoNotComeBackByWayOfAnother) {
  std::string home;
  LoopbackServer other(
      [&](Visit& visit) { return visit.answer("302 Found", "", "Location: " + home + "\r\n"); });
  LoopbackServer server([&](Visit& visit) {
    if (visit.target == "/back") return visit.answer("200 OK", "[" + visit.headers["authorization"] + "]");
    return visit.answer("302 Found", "", "Location: " + other.url() + "\r\n");
  });
  home = server.url("/back");
  Client client(quick());
  auto request = get(server.url("/away"));
  request.authorization = Secret("Bearer geheim");
  auto response = client.send(request);
  EXPECT_EQ(body_of(response), "[]");
}

TEST(Client, FollowsFiveRedirectsAndNoMore) {
  LoopbackServer server([](Visit& visit) {
    const auto left = std::stoi(visit.target.substr(1));
    if (left == 0) return visit.answer("200 OK", "there");
    return visit.answer("302 Found", "", "Location: /" + std::to_string(left - 1) + "\r\n");
  });
  Client client(quick());
  auto five = client.send(get(server.url("/5")));
  EXPECT_EQ(body_of(five), "there");
  const auto six = client.send(get(server.url("/6")));
  ASSERT_FALSE(six);
  EXPECT_EQ(six.error().kind, ErrorKind::kLimit);
  EXPECT_EQ(six.error().what, "more than 5 redirects");
}

// A write is not made somewhere else because an answer says so.
TEST(Client, WritesFollowOnlyWhereTheirMethodStaysAndAtHome) {
  LoopbackServer other([](Visit& visit) { return visit.answer("200 OK", "stolen " + visit.body); });
  LoopbackServer server([&](Visit& visit) {
    if (visit.target == "/end") return visit.answer("200 OK", visit.method + " " + visit.body);
    const auto to = visit.target.ends_with("away") ? other.url() : "/end";
    return visit.answer(visit.target.substr(1, 3) + " Moved", "", "Location: " + to + "\r\n");
  });
  Client client(quick());
  const auto put = [&](const std::string& target) {
    auto request = get(server.url(target));
    request.method = Method::kPut;
    request.body.text = "data";
    return client.send(request);
  };
  auto kept = put("/307");
  EXPECT_EQ(body_of(kept), "PUT data");
  for (const auto* target : {"/302", "/303", "/307away", "/308away"}) {
    const auto response = put(target);
    ASSERT_TRUE(response) << to_line(response.error());
    EXPECT_GE(response->status, 300) << target;
  }
  EXPECT_EQ(other.requests(), 0);
}

struct Led {
  const char* location;
  const char* says;
};
class LedAstray : public ::testing::TestWithParam<Led> {};
TEST_P(LedAstray, IsRefusedWithALineThatSaysWhereTo) {
  LoopbackServer server([](Visit& visit) {
    return visit.answer("302 Found", "", "Location: " + std::string(GetParam().location) + "\r\n");
  });
  Client client(quick());
  const auto response = client.send(get(server.url()));
  ASSERT_FALSE(response);
  EXPECT_NE(to_line(response.error()).find(GetParam().says), std::string::npos) << to_line(response.error());
}
INSTANTIATE_TEST_SUITE_P(
    Client, LedAstray,
    ::testing::Values(
        Led{"https://169.254.169.254/latest", "metadata"},
        Led{"https://metadata.google.internal/", "metadata"}, Led{"https://[fd00:ec2::254]/", "metadata"},
        Led{"https://[::ffff:169.254.169.254]/", "metadata"}, Led{"https://0xa9fea9fe/", "metadata"},
        Led{"https://169.254.1.1/", "link-local"}, Led{"https://[fe80::1]/", "link-local"},
        Led{"https://224.0.0.1/", "multicast"}, Led{"https://192.0.2.1/", "reserved"},
        Led{"http://example.com/", "plain http"}, Led{"file:///etc/passwd", "no URL of http"},
        Led{"gopher://localhost/", "no URL of http"}, Led{"https://user:pw@localhost/", "user or password"}),
    [](const auto& one) { return "Case" + std::to_string(one.index); });

// The registry is public, or so it was said; what it names resolves to this machine.
TEST(Client, WhatMayOnlyReachPublicPlacesConnectsToNoOther) {
  LoopbackServer server([](Visit& visit) { return visit.answer("200 OK", "inner"); });
  Client client(quick());
  auto request = get(server.url());
  auto first = client.send(request);
  EXPECT_EQ(body_of(first), "inner");
  const auto seen = server.connections();
  // Neither by a new connection nor by the one that is kept.
  request.reach = Reach::kPublic;
  const auto response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(server.connections(), seen);
  EXPECT_EQ(server.requests(), 1);
}

// A name that no table has, but that leads to this machine wherever the test runs: "localhost" in full-width
// letters, which libcurl writes in plain ones before it looks the name up (UTS #46, "mapped").
TEST(Client, TheAddressThatANameLeadsToIsTheOneThatIsChecked) {
  const std::string name = "\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54";
  ASSERT_FALSE(kind_of_host(name));
  // libcurl reads such names in the locale's letters.
  ASSERT_NE(std::setlocale(LC_CTYPE, "C.UTF-8"), nullptr);
  auto options = quick();
  options.plain_http = true;
  Client client(options);
  auto request = get("http://" + name + ":1/");
  request.reach = Reach::kPublic;
  const auto response = client.send(request);
  std::setlocale(LC_CTYPE, "C");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kInvalid) << to_line(response.error());
  EXPECT_EQ(response.error().what,
            "the host is this machine's own address, which may not be reached from here");
}

TEST(Client, PlainHttpIsForThisMachineOnly) {
  Client client(quick());
  const auto response = client.send(get("http://registry.example/v2/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().what, "plain http is for this machine only");
}

TEST(Client, SpeaksThroughAUnixSocketAndLetsItLeadNowhere) {
  const std::string path = ::testing::TempDir() + "net_client_" + std::to_string(getpid()) + ".sock";
  LoopbackServer server(path, [](Visit& visit) {
    if (visit.target == "/away") return visit.answer("302 Found", "", "Location: http://127.0.0.1/\r\n");
    return visit.answer("200 OK", "engine");
  });
  auto options = quick();
  options.unix_socket = path;
  Client client(options);
  auto response = client.send(get("http://docker/_ping"));
  EXPECT_EQ(body_of(response), "engine");
  EXPECT_EQ(response->peer, AddressKind::kUnix);
  const auto away = client.send(get("http://docker/away"));
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error().kind, ErrorKind::kInvalid);
  ::unlink(path.c_str());
}

TEST(Client, ManyThreadsStreamTheirOwnAnswers) {
  LoopbackServer server(
      [](Visit& visit) { return visit.answer("200 OK", std::string(3'000'000, visit.target[1])); });
  Client client(quick());
  std::vector<std::thread> threads;
  std::atomic<int> sound{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 3; ++round) {
        const char letter = static_cast<char>('a' + i);
        auto response = client.send(get(server.url(std::string("/") + letter)));
        if (!response) continue;
        const auto text = codec::read_all(*response->body, 4 << 20);
        if (text && *text == std::string(3'000'000, letter)) ++sound;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(sound, 24);
  EXPECT_LE(server.connections(), 8);
}

// What nobody reads is not fetched: the server is stopped by its own full pipe.
TEST(Client, ABodyThatNobodyReadsIsNotFetched) {
  std::atomic<std::size_t> sent{0};
  LoopbackServer server([&](Visit& visit) {
    visit.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
    const std::string piece(64 << 10, 'x');
    while (visit.send(piece)) sent += piece.size();
    return false;
  });
  Client client(quick());
  auto response = client.send(get(server.url()));
  ASSERT_TRUE(response);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  // Ours are 512 KiB, the rest lies in the buffers of both sockets.
  EXPECT_LT(sent, 16u << 20);
  response->body.reset();
}

TEST(Client, ACutOrSilentBodyIsAnErrorThatSaysSo) {
  LoopbackServer server([](Visit& visit) {
    visit.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    if (visit.target == "/cut") return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    return false;
  });
  auto options = quick();
  options.silent_within = std::chrono::milliseconds(100);
  Client client(options);
  auto cut = client.send(get(server.url("/cut")));
  EXPECT_EQ(body_of(cut), server.url("/cut") + ": the connection ended before the answer did, after 4 bytes");
  auto silent = client.send(get(server.url("/silent")));
  EXPECT_EQ(body_of(silent), server.url("/silent") + ": nothing came for 0.1 s");
}

TEST(Client, ABodyThatDripsIsGivenUp) {
  LoopbackServer server([](Visit& visit) {
    visit.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    if (visit.target == "/quick") return visit.send(std::string(100'000, 'x'));
    while (visit.send("x")) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return false;
  });
  auto options = quick();
  options.floor = {.bytes = 1000, .within = std::chrono::milliseconds(200)};
  Client client(options);
  auto response = client.send(get(server.url("/drips")));
  ASSERT_TRUE(response);
  const auto text = whole_body(*response, 1 << 20);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().kind, ErrorKind::kIo);
  EXPECT_NE(text.error().what.find("too slow: "), std::string::npos) << text.error().what;
  EXPECT_NE(text.error().what.find(" bytes in 0.2 s"), std::string::npos) << text.error().what;
  // Who takes his time with what came fast is not the server's fault.
  auto slowly = client.send(get(server.url("/quick")));
  ASSERT_TRUE(slowly);
  std::size_t size = 0;
  std::byte chunk[20'000];
  while (const auto read = slowly->body->read(chunk)) {
    if (*read == 0) break;
    size += *read;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_EQ(size, 100'000u);
}

TEST(Client, APeerThatTakesByDropsIsGivenUp) {
  LoopbackServer server([](Visit& visit) { return visit.answer("200 OK", "got"); });
  server.read_slowly(10);
  auto options = quick();
  options.retry = RetryPolicy::never();
  options.floor = {.bytes = 1 << 20, .within = std::chrono::milliseconds(200)};
  Client client(options);
  static const std::string text(64 << 20, 'x');
  auto request = get(server.url());
  request.method = Method::kPut;
  request.body.open = [] { return codec::from_memory(base::as_bytes(text)); };
  request.body.size = text.size();
  const auto response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_NE(response.error().what.find("too slow: "), std::string::npos) << response.error().what;
}

TEST(Client, HeadersAreBounded) {
  LoopbackServer server([](Visit& visit) {
    visit.send("HTTP/1.1 200 OK\r\n");
    const std::string header = visit.target == "/many" ? "A: b\r\n" : "A: " + std::string(8000, 'b') + "\r\n";
    for (int i = 0; i < 100'000 && visit.send(header); ++i) {
    }
    return false;
  });
  Client client(quick());
  for (const auto* target : {"/many", "/long"}) {
    const auto response = client.send(get(server.url(target)));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::kLimit) << to_line(response.error());
  }
}

TEST(Client, AWholeBodyIsBoundedAndNotUnpacked) {
  LoopbackServer server([](Visit& visit) {
    if (visit.target == "/packed") return visit.answer("200 OK", "x", "Content-Encoding: gzip\r\n");
    if (visit.target == "/sized") return visit.answer("200 OK", std::string(2000, 'x'));
    visit.send("HTTP/1.1 200 OK\r\n\r\n");
    while (visit.send(std::string(1000, 'x'))) {
    }
    return false;
  });
  Client client(quick());
  for (const auto* target : {"/sized", "/endless"}) {
    auto response = client.send(get(server.url(target)));
    const auto text = whole_body(*response, 1000);
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().kind, ErrorKind::kLimit);
    EXPECT_EQ(text.error().what, "the answer has more than 1000 bytes");
  }
  auto packed = client.send(get(server.url("/packed")));
  const auto text = whole_body(*packed, 1000);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().kind, ErrorKind::kUnsupported);
}

TEST(Client, TriesAgainAsThePolicySays) {
  int failures = 0;
  LoopbackServer server([&](Visit& visit) {
    if (failures-- > 0)
      return visit.answer("503 Busy", "wait", visit.target == "/asks" ? "Retry-After: 7\r\n" : "");
    return visit.answer("200 OK", "well");
  });
  std::vector<RetryPolicy::Duration> waits;
  auto options = quick();
  options.retry.sleep = [&](RetryPolicy::Duration time) { waits.push_back(time); };
  options.retry.chance = [] { return 1.0; };
  Client client(options);
  failures = 3;
  auto response = client.send(get(server.url()));
  EXPECT_EQ(body_of(response), "well");
  using std::chrono::milliseconds;
  EXPECT_EQ(waits, (std::vector<milliseconds>{milliseconds(500), milliseconds(1000), milliseconds(2000)}));
  waits.clear();
  failures = 1;
  auto asked = client.send(get(server.url("/asks")));
  EXPECT_EQ(body_of(asked), "well");
  EXPECT_EQ(waits, std::vector<milliseconds>{milliseconds(7000)});
  failures = 100;
  const auto given_up = client.send(get(server.url()));
  ASSERT_TRUE(given_up);
  EXPECT_EQ(given_up->status, 503);
  EXPECT_EQ(failures, 96);
  // Not twice what must not be done twice.
  failures = 100;
  auto post = get(server.url());
  post.method = Method::kPost;
  EXPECT_EQ(client.send(post)->status, 503);
  EXPECT_EQ(failures, 99);
}

TEST(Client, ARefusedConnectionSaysSo) {
  std::string url;
  {
    LoopbackServer server([](Visit&) { return false; });
    url = server.url();
  }
  Client client(quick());
  const auto response = client.send(get(url));
  ASSERT_FALSE(response);
  EXPECT_EQ(to_line(response.error()), url + ": no connection (Connection refused)");
}

}  // namespace
}  // namespace pratique::net
