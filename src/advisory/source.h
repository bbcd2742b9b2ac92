// One file of a feed, read from its start: whole, or line by line, so that a file of lines is never in memory
// as a whole.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/digest.h"

namespace pratique::advisory {

inline constexpr std::size_t kHeadBytes = 64 << 10;
// Of a document that is read whole, and of one line.
inline constexpr std::uint64_t kMaxDocumentBytes = 256ull << 20;

// Used by one thread. Views that it gives are valid until the next call.
class Source {
 public:
  // Appends the next bytes and says whether there were any.
  using More = std::function<Result<bool>(std::string&)>;
  // `path`: inside the pack, "alpine-secdb/v3.10/main.yaml".
  Source(std::string path, More more) : path_(std::move(path)), more_(std::move(more)) {}
  // A file in memory.
  static Source of(std::string path, std::string_view content);

  const std::string& path() const { return path_; }
  // The first kHeadBytes, fewer when the file is shorter or breaks off. Only before anything else was read.
  std::string_view head();
  // All of it; kLimit beyond so many bytes, of which little more is read.
  Result<std::string_view> all(std::uint64_t most = kMaxDocumentBytes);
  // The next line without its line end; nothing at the end. kLimit beyond kMaxDocumentBytes.
  Result<std::optional<std::string_view>> line();
  // The same, for lines of which each is a record. One of more than `most` bytes is passed over: `too_long`, no text.
  struct Line {
    std::string_view text;
    bool too_long = false;
  };
  Result<std::optional<Line>> line_within(std::uint64_t most);
  // The next bytes, as they come; empty at the end. For documents that are read in pieces, of any size.
  Result<std::string_view> piece();

  // Reads what is left, for digest() is of the whole file: "sha256:…", once.
  Result<std::string> digest();
  // What the system or the packing refused while reading; nothing: the file could be read so far.
  const std::optional<Error>& error() const { return error_; }
  bool at_end() const { return ended_; }
  // At the end: what a file of lines has behind its last line end; else all that was read.
  std::string_view rest() const { return std::string_view(buffer_).substr(at_); }

 private:
  // More bytes in the buffer, or false at the end.
  Result<bool> pull();
  Result<std::optional<Line>> next_line(std::uint64_t most, bool pass_over);

  std::string path_;
  More more_;
  std::string buffer_;
  // Where the next line begins.
  std::size_t at_ = 0;
  // No line end between at_ and here.
  std::size_t searched_ = 0;
  bool ended_ = false, last_given_ = false;
  std::optional<Error> error_;
  crypto::Sha256 sha_;
};

}  // namespace pratique::advisory
