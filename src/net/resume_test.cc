#include "net/resume.h"

#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "net/client.h"
#include "support/loopback_server.h"

namespace pratique::net {
namespace {

using testing::LoopbackServer;
using testing::Visit;

const std::string kBlob = [] {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += static_cast<char>('a' + i % 23);
  return text;
}();

// A server that cuts each answer after so many bytes. Each connection has a thread of its own.
struct Cutting {
  std::size_t after = 30'000;
  std::optional<std::size_t> after_a_cut = {};
  bool knows_ranges = true;
  std::string etag = "\"one\"";
  std::string later_etag = "\"one\"";
  // At the answer of this number, counted from 1, there is nothing to cut any more; 0: never.
  std::size_t whole_at = 0;
  std::vector<std::string> ranges = {};
  std::mutex mutex = {};

  bool answer(Visit& visit) {
    const std::lock_guard lock(mutex);
    const auto& range = visit.headers["range"];
    ranges.push_back(range);
    if (ranges.size() == whole_at) after = kBlob.size();
    const auto tag = range.empty() ? etag : later_etag;
    const auto first = knows_ranges && !range.empty() ? std::stoul(range.substr(6)) : 0;
    const auto rest = kBlob.substr(first);
    if (!range.empty() && after_a_cut) after = *after_a_cut;
    std::string head = first > 0 ? "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " +
                                       std::to_string(first) + "-" + std::to_string(kBlob.size() - 1) + "/" +
                                       std::to_string(kBlob.size()) + "\r\n"
                                 : "HTTP/1.1 200 OK\r\n";
    if (!tag.empty()) head += "ETag: " + tag + "\r\n";
    visit.send(head + "Content-Length: " + std::to_string(rest.size()) + "\r\n\r\n");
    visit.send(rest.substr(0, after));
    return after >= rest.size();
  }
};

Result<std::string> pull(Cutting& cutting, bool by_digest, int* waits = nullptr) {
  LoopbackServer server([&](Visit& visit) { return cutting.answer(visit); });
  ClientOptions options;
  options.retry.sleep = [](RetryPolicy::Duration) {};
  Client client(options);
  const Request request{.url = *Url::parse(server.url("/blob"))};
  auto first = client.send(request);
  if (!first) return tl::unexpected(first.error());
  ResumePolicy policy{.by_digest = by_digest};
  policy.retry.sleep = [&](RetryPolicy::Duration) { waits ? ++*waits : 0; };
  const auto source = resumed(*std::move(first), asking_again(client, request), policy);
  return codec::read_all(*source, 1 << 20);
}

TEST(Resume, ACutBodyGoesOnWhereItEnded) {
  Cutting cutting;
  const auto text = pull(cutting, false);
  ASSERT_TRUE(text) << to_line(text.error());
  EXPECT_EQ(*text, kBlob);
  EXPECT_EQ(cutting.ranges, (std::vector<std::string>{"", "bytes=30000-", "bytes=60000-", "bytes=90000-"}));
}

TEST(Resume, AServerWithoutRangesIsReadOver) {
  // Each answer ends at the same place, so the second brings nothing new; the third has the whole.
  Cutting cutting{.after = 60'000, .knows_ranges = false, .whole_at = 3};
  LoopbackServer server([&](Visit& visit) { return cutting.answer(visit); });
  ClientOptions options;
  options.retry.sleep = [](RetryPolicy::Duration) {};
  Client client(options);
  const Request request{.url = *Url::parse(server.url("/blob"))};
  auto first = client.send(request);
  ASSERT_TRUE(first);
  ResumePolicy policy{.by_digest = true};
  policy.retry.sleep = [](RetryPolicy::Duration) {};
  const auto source = resumed(*std::move(first), asking_again(client, request), policy);
  const auto text = codec::read_all(*source, 1 << 20);
  ASSERT_TRUE(text) << to_line(text.error());
  EXPECT_EQ(*text, kBlob);
}

TEST(Resume, WithoutProgressItGivesUp) {
  // Something at first, and never more.
  Cutting cutting{.after = 100, .after_a_cut = 0};
  int waits = 0;
  const auto text = pull(cutting, true, &waits);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().kind, ErrorKind::kIo);
  EXPECT_EQ(waits, 3);
}

TEST(Resume, WhoCutsForEverIsGivenUp) {
  // Each try brings something, and all of them too little.
  Cutting cutting{.after = 1000};
  int waits = 0;
  const auto text = pull(cutting, true, &waits);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().kind, ErrorKind::kIo);
  EXPECT_NE(text.error().what.find("cut off 21 times, after 1000 bytes"), std::string::npos)
      << text.error().what;
  EXPECT_EQ(waits, 20);
  // As many cuts of a body that ends before that.
  Cutting seldom{.after = 5000};
  EXPECT_EQ(*pull(seldom, true), kBlob);
}

// A stage that reads ahead asks once more than the one that heard of the error.
TEST(Resume, WhatWasGivenUpStaysSo) {
  Cutting cutting{.after = 100, .after_a_cut = 0};
  LoopbackServer server([&](Visit& visit) { return cutting.answer(visit); });
  ClientOptions options;
  options.retry.sleep = [](RetryPolicy::Duration) {};
  Client client(options);
  const Request request{.url = *Url::parse(server.url("/blob"))};
  auto first = client.send(request);
  ASSERT_TRUE(first);
  ResumePolicy policy{.by_digest = true};
  policy.retry.sleep = [](RetryPolicy::Duration) {};
  int asked = 0;
  const auto again = asking_again(client, request);
  const auto source = resumed(
      *std::move(first),
      [&](std::uint64_t offset, std::string_view etag) { return ++asked, again(offset, etag); }, policy);
  const auto text = codec::read_all(*source, 1 << 20);
  ASSERT_FALSE(text);
  const auto before = asked;
  const auto more = source->next();
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().what, text.error().what);
  EXPECT_EQ(asked, before);
}

TEST(Resume, ManyCutsThatAreWorthItAreGoneOnFrom) {
  std::string blob(3 << 20, 'x');
  LoopbackServer server([&](Visit& visit) {
    const auto& range = visit.headers["range"];
    const auto first = range.empty() ? 0 : std::stoul(range.substr(6));
    visit.send(first == 0
                   ? "HTTP/1.1 200 OK\r\n"
                   : "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " + std::to_string(first) + "-" +
                         std::to_string(blob.size() - 1) + "/" + std::to_string(blob.size()) + "\r\n");
    const auto rest = blob.size() - first;
    visit.send("Content-Length: " + std::to_string(rest) + "\r\n\r\n");
    visit.send(blob.substr(first, 70'000));
    return rest <= 70'000;
  });
  ClientOptions options;
  options.retry.sleep = [](RetryPolicy::Duration) {};
  Client client(options);
  const Request request{.url = *Url::parse(server.url("/blob"))};
  auto first = client.send(request);
  ASSERT_TRUE(first);
  ResumePolicy policy{.by_digest = true};
  policy.retry.sleep = [](RetryPolicy::Duration) {};
  const auto source = resumed(*std::move(first), asking_again(client, request), policy);
  const auto text = codec::read_all(*source, 4 << 20);
  ASSERT_TRUE(text) << to_line(text.error());
  EXPECT_EQ(text->size(), blob.size());
}

TEST(Resume, ATryThatDrippedIsNoProgress) {
  constexpr Floor kFloor{.bytes = 600, .within = std::chrono::seconds(60)};
  EXPECT_FALSE(is_progress(kFloor, 0, std::chrono::seconds(1)));
  EXPECT_TRUE(is_progress(kFloor, 1, std::chrono::seconds(1)));
  EXPECT_FALSE(is_progress(kFloor, 60, std::chrono::milliseconds(59'900)));
  EXPECT_TRUE(is_progress(kFloor, 600, std::chrono::milliseconds(59'900)));
}

TEST(Resume, WhoDripsIsGivenUp) {
  int requests = 0;
  LoopbackServer server([&](Visit& visit) {
    ++requests;
    const auto& range = visit.headers["range"];
    const auto from = range.empty() ? "0" : range.substr(6, range.size() - 7);
    visit.send(range.empty()
                   ? "HTTP/1.1 200 OK\r\n"
                   : "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " + from + "-999/1000\r\n");
    visit.send("ETag: \"one\"\r\nContent-Length: " + std::to_string(1000 - std::stoul(from)) + "\r\n\r\n");
    while (visit.send("x")) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return false;
  });
  ClientOptions options;
  options.retry.sleep = [](RetryPolicy::Duration) {};
  options.floor = {.bytes = 1000, .within = std::chrono::milliseconds(100)};
  Client client(options);
  const Request request{.url = *Url::parse(server.url("/blob"))};
  auto first = client.send(request);
  ASSERT_TRUE(first);
  ResumePolicy policy{.floor = options.floor};
  policy.retry.sleep = [](RetryPolicy::Duration) {};
  const auto source = resumed(*std::move(first), asking_again(client, request), policy);
  const auto text = codec::read_all(*source, 1 << 20);
  ASSERT_FALSE(text);
  EXPECT_NE(text.error().what.find("too slow: "), std::string::npos) << text.error().what;
  EXPECT_EQ(requests, 4);
}

TEST(Resume, WhatMayBeAnotherFileIsNotJoined) {
  Cutting changed{.later_etag = "\"two\""};
  EXPECT_EQ(pull(changed, false).error().kind, ErrorKind::kMismatch);
  // No ETag, or a weak one: nothing says that it is the same.
  Cutting silent{.etag = ""};
  EXPECT_EQ(pull(silent, false).error().kind, ErrorKind::kIo);
  Cutting weak{.etag = "W/\"one\""};
  EXPECT_EQ(pull(weak, false).error().kind, ErrorKind::kIo);
  // A name by digest does.
  Cutting named{.etag = "", .later_etag = ""};
  EXPECT_EQ(*pull(named, true), kBlob);
}

TEST(Resume, AnotherRangeThanWasAskedForIsRefused) {
  LoopbackServer server([&](Visit& visit) {
    if (visit.headers["range"].empty()) {
      visit.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
      return false;
    }
    return visit.answer("206 Partial Content", "x", "Content-Range: bytes 20-99/100\r\n");
  });
  ClientOptions options;
  options.retry.sleep = [](RetryPolicy::Duration) {};
  Client client(options);
  const Request request{.url = *Url::parse(server.url("/blob"))};
  ResumePolicy policy{.by_digest = true};
  policy.retry.sleep = [](RetryPolicy::Duration) {};
  const auto source = resumed(*client.send(request), asking_again(client, request), policy);
  const auto text = codec::read_all(*source, 1000);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().kind, ErrorKind::kMismatch);
}

// What of an answer that is cut off is had by asking again, and how often that is done.
TEST(Resume, AWholeAnswerThatIsCutOffIsAskedForAgain) {
  Cutting cutting;
  LoopbackServer server([&](Visit& visit) { return cutting.answer(visit); });
  ClientOptions options;
  options.retry.sleep = [](RetryPolicy::Duration) {};
  Client client(options);
  const auto ask = [&] { return client.send({.url = *Url::parse(server.url("/list"))}); };
  const auto whole = [&] {
    auto response = ask();
    return response ? whole_body(*response, 1 << 20, ask, options.retry) : tl::unexpected(response.error());
  };
  cutting.whole_at = 3;
  const auto text = whole();
  ASSERT_TRUE(text) << base::to_line(text.error());
  EXPECT_EQ(*text, kBlob);
  EXPECT_EQ(cutting.ranges, std::vector<std::string>(3));
  cutting.after = 30'000;
  cutting.whole_at = 0;
  cutting.ranges.clear();
  const auto never = whole();
  ASSERT_FALSE(never);
  EXPECT_EQ(never.error().kind, ErrorKind::kIo);
  EXPECT_EQ(cutting.ranges.size(), options.retry.tries);
}

TEST(Resume, AnotherStatusOfTheAnswerThatIsAskedForAgainIsTheError) {
  int visits = 0;
  LoopbackServer server([&](Visit& visit) {
    if (++visits > 1) return visit.answer("404 Not Found", "gone");
    visit.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    return false;
  });
  ClientOptions options;
  options.retry.sleep = [](RetryPolicy::Duration) {};
  Client client(options);
  const auto ask = [&] { return client.send({.url = *Url::parse(server.url("/list"))}); };
  auto response = ask();
  ASSERT_TRUE(response);
  const auto text = whole_body(*response, 1 << 20, ask, options.retry);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace pratique::net
