#include "sandbox/wire.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "extract/analysis_codec.h"
#include "support/golden.h"
#include "support/invented.h"
#include "support/numbered.h"
#include "support/paths.h"

namespace pratique::sandbox {
namespace {

const extract::Catalogue& names() {
  static const auto all = support::numbered();
  return all;
}

Answer first_answer(std::uint64_t seed) {
  FirstPass pass{.analysis = support::Inventor(seed, names().size()).analysis()};
  pass.diff_id = "sha256:1";
  pass.unpacked = 1 << 20;
  if (seed % 2 == 0) {
    pass.damage =
        Error{.kind = ErrorKind::kInvalid, .what = "cut", .where = {.file = "f", .offset = 7}, .hint = "h"};
    pass.analysis.metered = true;
    pass.analysis.content.reached = base::Account::kNames;
  }
  return {.refused = seed % 2 == 0,
          .by_memory = seed % 3 == 0,
          .missed = {{base::Account::kRecords, 0, 3, "first"}},
          .pass = std::variant<FirstPass, FurtherPass>(std::move(pass))};
}

extract::FurtherDispatcher::Pending some_pending() {
  extract::FurtherDispatcher::Pending pending;
  pending[3].wanting = {{1, "a/link", nullptr}, {2, "", std::make_shared<const std::string>("log")}};
  pending[3].ranges = {{0, 10}, {20, UINT64_MAX}};
  pending[9].wanting = {{0, "", nullptr}};
  return pending;
}

Answer further_answer() {
  FurtherPass pass;
  extract::Record record;
  record.notes = {{.code = "c", .message = "m"}};
  pass.records.items.push_back({"a/link", {3, 1, record}});
  pass.records.failures.push_back({"", {9, 0, {.code = "unreadable", .message = "bad", .file = "x"}}});
  pass.records.pending = pass.unvisited = some_pending();
  return {.pass = std::variant<FirstPass, FurtherPass>(std::move(pass))};
}

TEST(Wire, AnOrderComesBackAsItWas) {
  PassOrder order{.task = {.first = false,
                           .form = StoredForm::kEntries,
                           .name = "sha256:2",
                           .shunned = {1, 5},
                           .names_only = true,
                           .pending = some_pending()},
                  .shared = true};
  order.bounds.limits[3] = 77;
  order.bounds.booked[0] = 5;
  const auto bytes = encode(order);
  ASSERT_TRUE(bytes);
  const auto back = decode_order(base::as_bytes(*bytes), names());
  ASSERT_TRUE(back) << base::to_line(back.error());
  EXPECT_EQ(back->task.form, StoredForm::kEntries);
  EXPECT_EQ(back->task.shunned, order.task.shunned);
  EXPECT_EQ(back->bounds.limits, order.bounds.limits);
  EXPECT_EQ(back->task.pending.at(3).wanting[1].log->substr(), "log");
  EXPECT_EQ(*encode(*back), *bytes);
}

TEST(Wire, AnAnswerComesBackAsItWas) {
  for (std::uint64_t seed = 1; seed < 9; ++seed) {
    const auto bytes = encode(first_answer(seed), names());
    ASSERT_TRUE(bytes);
    const auto back = decode_answer(base::as_bytes(*bytes), true, names(), UINT64_MAX);
    ASSERT_TRUE(back) << base::to_line(back.error());
    EXPECT_EQ(*encode(*back, names()), *bytes);
    EXPECT_EQ(std::get<FirstPass>(*back->pass).analysis.metered, seed % 2 == 0);
  }
  const auto bytes = encode(further_answer(), names());
  const auto back = decode_answer(base::as_bytes(*bytes), false, names(), UINT64_MAX);
  ASSERT_TRUE(back) << base::to_line(back.error());
  EXPECT_EQ(*encode(*back, names()), *bytes);
}

TEST(Wire, AnErrorIsAnAnswer) {
  const Answer answer{.pass =
                          base::fail(ErrorKind::kMismatch, "w", {.file = "f", .line = 3, .layer = "l"}, "h")};
  const auto back = decode_answer(base::as_bytes(*encode(answer, names())), true, names(), 1000);
  ASSERT_TRUE(back);
  ASSERT_FALSE(back->pass);
  EXPECT_EQ(base::to_line(back->pass.error()), base::to_line(answer.pass.error()));
}

TEST(Wire, NoOtherBytesAreAnAnswer) {
  for (const bool first : {true, false}) {
    const auto bytes = *encode(first ? first_answer(2) : further_answer(), names());
    const auto is_read = [&](const std::string& text) {
      const auto back = decode_answer(base::as_bytes(text), first, names(), 64 << 20);
      // Whatever is read is written again as it was.
      if (back) {
        EXPECT_EQ(encode(*back, names()).value_or(""), text);
      }
      return back.has_value();
    };
    ASSERT_TRUE(is_read(bytes));
    for (std::size_t size = 0; size < bytes.size(); ++size)
      EXPECT_FALSE(is_read(bytes.substr(0, size))) << size;
    EXPECT_FALSE(is_read(bytes + '\0'));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      for (const char bit : {'\x01', '\x80'}) {
        auto flipped = bytes;
        flipped[i] = static_cast<char>(flipped[i] ^ bit);
        (void)is_read(flipped);
      }
    }
    EXPECT_FALSE(decode_answer(base::as_bytes(bytes), !first, names(), 64 << 20));
  }
}

// The corpus of fuzz/answer_fuzz.cc. UPDATE_GOLDEN=1 writes it anew, which a new version of the format asks for.
TEST(Wire, TheCorpusIsOfTheFormThatIsRead) {
  const std::string folder = "fuzz/corpus/answer/";
  if (testing::updates_goldens()) {
    for (std::uint64_t seed = 1; seed < 5; ++seed)
      std::ofstream(folder + "first-" + std::to_string(seed), std::ios::binary)
          << '1' << *encode(first_answer(seed), names());
    std::ofstream(folder + "further", std::ios::binary) << '0' << *encode(further_answer(), names());
  }
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const auto text = testing::read_file(file.path());
    const auto back = decode_answer(base::as_bytes(text).subspan(1), text[0] == '1', names(), 16 << 20);
    EXPECT_TRUE(back) << file.path() << ": " << (back ? "" : base::to_line(back.error()));
    ++files;
  }
  EXPECT_GE(files, 5u);
}

TEST(Wire, AnAnswerTakesNoMoreMemoryThanItMay) {
  FirstPass pass;
  extract::Record record;
  record.notes.resize(100'000);
  pass.analysis.content.index->add({.path = "a"});
  pass.analysis.items.push_back({0, 0, record});
  const auto bytes = *encode(Answer{.pass = std::variant<FirstPass, FurtherPass>(std::move(pass))}, names());
  EXPECT_LT(bytes.size(), 600'000u) << "a list of empty things is small";
  EXPECT_TRUE(decode_answer(base::as_bytes(bytes), true, names(), 64 << 20));
  EXPECT_FALSE(decode_answer(base::as_bytes(bytes), true, names(), 4 << 20)) << "but not in memory";
}

}  // namespace
}  // namespace pratique::sandbox
