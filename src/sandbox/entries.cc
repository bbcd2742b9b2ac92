#include "sandbox/entries.h"

#include <algorithm>
#include <cstring>

#include "sandbox/wire.h"

namespace pratique::sandbox {

namespace {

// Pieces that go along without another question.
constexpr std::size_t kPieces = 16;
constexpr std::uint64_t kMaxText = 128 << 10;
constexpr std::uint64_t kMaxPiece = 1 << 20;
constexpr std::uint64_t kMaxNotes = 1 << 20;

enum Tag : char {
  kMember = 'E',
  kPiece = 'D',
  kAsk = 'S',
  kLast = 'T',
  kNote = 'N',
  kOver = 'Z',
  kError = 'X'
};

}  // namespace

void MemberFeed::text(std::string_view text) {
  number(text.size());
  out_ += text;
}

void MemberFeed::answer(bool more) {
  waits_ = false;
  if (more) pieces(kPieces);
}

std::size_t MemberFeed::read(std::span<std::byte> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    if (at_ == out_.size()) {
      out_.clear();
      at_ = 0;
      if (waits_ || over_) break;
      produce();
      continue;
    }
    const auto count = std::min(into.size() - done, out_.size() - at_);
    std::memcpy(into.data() + done, out_.data() + at_, count);
    at_ += count;
    done += count;
  }
  return done;
}

void MemberFeed::produce() {
  const auto entry = members_->next();
  if (!entry) return fail(entry.error());
  if (!*entry) return finish();
  begin(**entry);
}

void MemberFeed::begin(const codec::TarEntry& entry) {
  tag(kMember);
  number(static_cast<std::uint64_t>(entry.type));
  number(entry.size);
  number(entry.mode);
  number(entry.uid);
  number(entry.gid);
  text(entry.path);
  text(entry.target);
  text(entry.capability);
  if (entry.type == codec::TarEntry::Type::kFile) pieces(1);
}

// Ends with the question whether there shall be more, or with the file's end.
void MemberFeed::pieces(std::size_t most) {
  for (std::size_t i = 0; i < most; ++i) {
    const auto piece = members_->data();
    if (!piece) return fail(piece.error());
    if (piece->bytes.empty()) return tag(kLast);
    tag(kPiece);
    number(piece->offset);
    text(base::as_text(piece->bytes));
  }
  tag(kAsk);
  waits_ = true;
}

void MemberFeed::fail(const Error& error) {
  tag(kError);
  text(encode_error(error));
  over_ = true;
}

void MemberFeed::finish() {
  for (const auto& note : members_->notes()) {
    tag(kNote);
    for (const auto* word : {&note.code, &note.message, &note.file}) text(*word);
    number(note.incomplete ? 1 : 0);
  }
  tag(kOver);
  over_ = true;
}

namespace {

class Members : public layer::EntryStream {
 public:
  Members(std::unique_ptr<codec::ByteSource> source, std::function<bool(bool)> tell)
      : source_(std::move(source)), tell_(std::move(tell)) {}

  Result<std::optional<codec::TarEntry>> next() override {
    PQ_CHECK(leave_file());
    for (;;) {
      PQ_TRY(const auto kind, tag());
      if (kind == kOver) return std::nullopt;
      if (kind == kNote) {
        PQ_CHECK(note());
      } else if (kind == kMember) {
        return member();
      } else {
        return unexpected(kind);
      }
    }
  }

  Result<codec::TarReader::Piece> data() override {
    for (;;) {
      if (!in_file_) return codec::TarReader::Piece{};
      PQ_TRY(const auto kind, tag());
      if (kind == kPiece) return piece();
      if (kind == kLast) {
        in_file_ = false;
      } else if (kind != kAsk) {
        return unexpected(kind);
      } else if (!tell_(true)) {
        return lost();
      }
    }
  }

  std::vector<model::Note> notes() override { return std::move(notes_); }

 private:
  static tl::unexpected<Error> lost() {
    return base::fail(ErrorKind::kIo, "nobody gives the folder's files");
  }

  tl::unexpected<Error> unexpected(char kind) {
    if (kind != kError) return lost();
    auto text = text_of(kMaxText);
    return tl::unexpected(text ? decode_error(base::as_bytes(*text)) : std::move(text).error());
  }
  // The rest of the file's pieces passes by unseen.
  Result<void> leave_file() {
    while (in_file_) {
      PQ_TRY(const auto kind, tag());
      if (kind == kPiece) {
        PQ_CHECK(piece());
      } else if (kind == kAsk) {
        in_file_ = false;
        if (!tell_(false)) return lost();
      } else if (kind == kLast) {
        in_file_ = false;
      } else {
        return unexpected(kind);
      }
    }
    return {};
  }
  Result<std::optional<codec::TarEntry>> member() {
    codec::TarEntry entry;
    PQ_TRY(const auto type, number());
    entry.type = static_cast<codec::TarEntry::Type>(std::min<std::uint64_t>(type, 4));
    PQ_TRY(entry.size, number());
    PQ_TRY(const auto mode, number());
    entry.mode = static_cast<std::uint32_t>(mode);
    PQ_TRY(const auto uid, number());
    entry.uid = static_cast<std::uint32_t>(uid);
    PQ_TRY(const auto gid, number());
    entry.gid = static_cast<std::uint32_t>(gid);
    PQ_TRY(path_, text_of(kMaxText));
    PQ_TRY(target_, text_of(kMaxText));
    PQ_TRY(capability_, text_of(kMaxText));
    entry.capability = capability_;
    entry.path = path_;
    entry.target = target_;
    in_file_ = entry.type == codec::TarEntry::Type::kFile;
    return entry;
  }
  Result<codec::TarReader::Piece> piece() {
    PQ_TRY(const auto offset, number());
    PQ_TRY(piece_, text_of(kMaxPiece));
    return codec::TarReader::Piece{offset, base::as_bytes(piece_)};
  }
  Result<void> note() {
    if (notes_.size() >= kMaxNotes) return lost();
    auto& note = notes_.emplace_back();
    for (auto* word : {&note.code, &note.message, &note.file}) {
      PQ_TRY(*word, text_of(kMaxText));
    }
    PQ_TRY(const auto incomplete, number());
    note.incomplete = incomplete != 0;
    return {};
  }

  Result<char> tag() {
    char one = 0;
    PQ_CHECK(fill(std::as_writable_bytes(std::span(&one, 1))));
    return one;
  }
  Result<std::uint64_t> number() {
    std::uint64_t value = 0;
    PQ_CHECK(fill(std::as_writable_bytes(std::span(&value, 1))));
    return value;
  }
  Result<std::string> text_of(std::uint64_t most) {
    PQ_TRY(const auto length, number());
    if (length > most) return lost();
    std::string text(length, '\0');
    PQ_CHECK(fill(std::as_writable_bytes(std::span(text))));
    return text;
  }
  Result<void> fill(std::span<std::byte> into) {
    while (!into.empty()) {
      PQ_TRY(const auto got, source_->read(into));
      if (got == 0) return lost();
      into = into.subspan(got);
    }
    return {};
  }

  std::unique_ptr<codec::ByteSource> source_;
  std::function<bool(bool)> tell_;
  std::string path_, target_, capability_, piece_;
  std::vector<model::Note> notes_;
  bool in_file_ = false;
};

}  // namespace

std::unique_ptr<layer::EntryStream> members_from(std::unique_ptr<codec::ByteSource> source,
                                                 std::function<bool(bool more)> tell) {
  return std::make_unique<Members>(std::move(source), std::move(tell));
}

}  // namespace pratique::sandbox
