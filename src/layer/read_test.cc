#include "layer/read.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>

#include "layer/verified.h"

namespace pratique::layer {
namespace {

struct Member {
  std::string path, content;
  EntryType type = EntryType::kFile;
};

// Members whose content comes in pieces of `step` bytes, as a tar whose chunks end anywhere.
class Members : public EntryStream {
 public:
  Members(std::vector<Member> members, std::size_t step) : members_(std::move(members)), step_(step) {}
  Result<std::optional<codec::TarEntry>> next() override {
    if (++at_ > members_.size()) return std::nullopt;
    offset_ = 0;
    const auto& member = members_[at_ - 1];
    return codec::TarEntry{.path = member.path, .type = member.type, .size = member.content.size()};
  }
  Result<codec::TarReader::Piece> data() override {
    const auto piece = std::string_view(members_[at_ - 1].content).substr(offset_, step_);
    const auto from = offset_;
    offset_ += piece.size();
    return codec::TarReader::Piece{from, base::as_bytes(piece)};
  }

 private:
  std::vector<Member> members_;
  std::size_t step_, at_ = 0, offset_ = 0;
};

// Wishes what `wish` says of every file, and keeps what it is given.
class Recorder : public Visitor {
 public:
  explicit Recorder(Wish wish) : wish_(std::move(wish)) {}
  Wish consider(std::size_t, const Candidate& candidate) override {
    heads[std::string(candidate.path)] = base::as_text(candidate.head);
    return wish_;
  }
  void visit(std::size_t number, const FileView& file) override {
    numbers.push_back(number);
    whole[std::string(file.path())] = file.text().value_or("(parts)");
    if (const auto part = file.read(600, 10)) parts[std::string(file.path())] = base::as_text(*part);
  }
  std::map<std::string, std::string> heads, whole, parts;
  std::vector<std::size_t> numbers;

 private:
  Wish wish_;
};

std::string text_of(std::size_t size) {
  std::string text;
  while (text.size() < size) text += std::to_string(text.size()) + ",";
  return text.substr(0, size);
}

TEST(ReadLayer, GivesWholeFilesWhereverChunksEnd) {
  const auto text = text_of(2000);
  for (const std::size_t step : {1u, 7u, 511u, 512u, 513u, 4096u}) {
    Members stream({{"a", text}, {"empty", ""}, {"small", "x"}}, step);
    Recorder recorder(Wish::whole());
    base::Meter meter;
    base::Budget held(kHeldBytes);
    const auto content = read_layer(stream, recorder, held, meter);
    EXPECT_EQ(recorder.heads["a"], text.substr(0, kHeadBytes)) << step;
    EXPECT_EQ(recorder.whole["a"], text) << step;
    EXPECT_EQ(recorder.whole["empty"], "");
    EXPECT_EQ(recorder.whole["small"], "x");
    EXPECT_TRUE(content.notes.empty());
  }
}

TEST(ReadLayer, KeepsOnlyTheRangesThatWereWished) {
  const auto text = text_of(5000);
  for (const std::size_t step : {3u, 600u, 9000u}) {
    Members stream({{"a", text}}, step);
    Recorder recorder(Wish::parts({{4990, 100}, {590, 15}, {600, 10}}));
    base::Meter meter;
    base::Budget held(kHeldBytes);
    read_layer(stream, recorder, held, meter);
    EXPECT_EQ(recorder.parts["a"], text.substr(600, 10));
    EXPECT_EQ(recorder.whole["a"], "(parts)");
  }
}

TEST(ReadLayer, FurtherPassesFindTheSameEntries) {
  const std::vector<Member> members{{"d", "", EntryType::kFolder},
                                    {".wh.gone", ""},
                                    {"../out", "x"},
                                    {"a", text_of(700)},
                                    {"b", text_of(900)}};
  Members first(members, 100), second(members, 100);
  Recorder none(Wish::no()), again(Wish::no());
  base::Meter meter;
  base::Budget held(kHeldBytes);
  const auto content = read_layer(first, none, held, meter);
  const auto number = content.index->number_of(content.index->find("b"));
  reread_layer(second, {{number, {{600, 10}}}}, again);
  EXPECT_EQ(again.parts["b"], text_of(900).substr(600, 10));
  EXPECT_EQ(again.numbers, std::vector<std::size_t>{number});
}

TEST(ReadLayer, NamesOutsideTheRootAreNotedAndLeftOut) {
  Members stream({{"../../etc/passwd", "x"}, {"ok", "x"}}, 10);
  Recorder recorder(Wish::no());
  base::Meter meter;
  base::Budget held(kHeldBytes);
  const auto content = read_layer(stream, recorder, held, meter);
  ASSERT_EQ(content.notes.size(), 1u);
  EXPECT_EQ(content.notes[0].code, "path-outside");
  EXPECT_TRUE(content.notes[0].incomplete);
  EXPECT_EQ(content.index->entries().size(), 1u);
}

TEST(ReadLayer, WhiteoutTricksDeleteNothing) {
  Members stream(
      {{"x/.wh...", ""}, {"x/.wh.", ""}, {".wh..wh.plnk/1", ""}, {".wh..wh.aufs", ""}, {"d/.wh.real", ""}},
      10);
  Recorder recorder(Wish::no());
  base::Meter meter;
  base::Budget held(kHeldBytes);
  const auto content = read_layer(stream, recorder, held, meter);
  EXPECT_TRUE(content.index->removes("d/real"));
  for (const char* path : {"", "x", "x/y", "var", "var/lib"}) {
    EXPECT_FALSE(content.index->removes(path)) << path;
    EXPECT_FALSE(content.index->covers(path)) << path;
  }
}

// Gives three bytes, and breaks.
class Breaking : public codec::ByteSource {
 public:
  Result<std::size_t> read(std::span<std::byte> into) override {
    if (std::exchange(broken_, true) || into.size() < 3)
      return base::fail(ErrorKind::kIo, "the connection ended", {.file = "http://a/b"});
    std::ranges::copy(base::as_bytes(std::string_view("abc")), into.begin());
    return 3;
  }

 private:
  bool broken_ = false;
};

TEST(SummedSource, TellsWhatBrokeItsSource) {
  SummedSource sums(std::make_unique<Breaking>());
  EXPECT_FALSE(sums.broken());
  EXPECT_EQ(sums.finish().size, 3u);
  ASSERT_TRUE(sums.broken());
  EXPECT_EQ(base::to_line(*sums.broken()), "http://a/b: the connection ended");
}

TEST(FileView, SaysWhatItLacks) {
  const std::string bytes = "0123456789";
  const FileView view("f", 100, 0644, {{20, base::as_bytes(bytes)}});
  EXPECT_EQ(base::as_text(*view.read(22, 3)), "234");
  EXPECT_EQ(view.read(28, 5).error().kind, ErrorKind::kNeedBytes);
  ASSERT_EQ(view.needed().size(), 1u);
  EXPECT_EQ(view.needed()[0].offset, 28u);
  EXPECT_EQ(view.read(99, 2).error().kind, ErrorKind::kInvalid) << "beyond the file's end";
  EXPECT_EQ(view.read(UINT64_MAX, 2).error().kind, ErrorKind::kInvalid);
}

}  // namespace
}  // namespace pratique::layer
