// A JSON document of any size, walked from its start: the reader goes into the objects and arrays that are large, and
// takes each value in them that is small as a text of its own for codec/json.h. Only one such value is in memory at a
// time, and the chunk of bytes in which the walk stands.
//
//   walk.members([&](std::string_view key) -> Result<void> {       // of the outermost object
//     if (key != "packages") return {};                            // passed over
//     return walk.elements([&](std::uint64_t) -> Result<void> {    // of its member "packages"
//       PQ_TRY(const auto text, walk.value());                     // each whole
//       …
//
// What stands between values is checked (RFC 8259 §4, §5); what stands in a value that is taken is for whoever parses it;
// of what is passed over only the brackets and quotes are looked at.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "codec/json.h"

namespace pratique::codec {

// Used by one thread. After an error it is of no more use, but by recover().
class JsonWalk {
 public:
  // The next bytes of the document; empty at the end.
  using Next = std::function<Result<std::string_view>()>;
  // `most`: bytes of one value that is taken.
  explicit JsonWalk(Next next, std::uint64_t most = kMaxJsonBytes) : pull_(std::move(next)), most_(most) {}

  enum class Kind { kObject, kArray, kString, kOther };
  // Of the value before which the walk stands: at first, the outermost. kInvalid: none begins here.
  Result<Kind> kind();

  // Calls visit(key) for each member of the object that stands here, the walk being before its value; what visit leaves
  // there is passed over. Members with the same key are visited each. Another value than an object is passed over.
  // Errors: those of `next` and `visit`; kInvalid: something odd between two members, or an end that is missing. The key
  // has no escapes any more, and is valid until visit returns.
  Result<void> members(const std::function<Result<void>(std::string_view key)>& visit);
  // The same for an array; elements are numbered from 1.
  Result<void> elements(const std::function<Result<void>(std::uint64_t number)>& visit);

  // The value that stands here as it is written, not parsed; a view until the next call. Empty: it was too large, and was
  // passed over.
  Result<std::string_view> value();
  // The content of a string that stands here, without escapes; a view until the next call. "" for another value, which is
  // passed over, and for a string that is too large or has bytes that are no text.
  Result<std::string_view> text();

  // How many objects and arrays the walk stands in. After an error of kInvalid, recover(level) passes over what is left of
  // what lies deeper, told by its brackets, so that the walk goes on behind the odd value. Errors: those of `next`, and
  // JSON that breaks off.
  std::size_t level() const { return level_; }
  Result<void> recover(std::size_t level);

  // Behind the outermost value: nothing but blanks may follow.
  Result<void> finish();
  // Bytes of the document before the place where the walk stands.
  std::uint64_t offset() const { return before_ + at_; }

 private:
  // The next byte that is no blank; nothing at the end.
  Result<std::optional<char>> peek();
  // The same, where the document cannot end.
  Result<char> need();
  Result<bool> refill();
  // What begins before this chunk is copied to `value_`; a value that lies in one chunk is a view of it.
  Result<std::string_view> take(std::uint64_t most);
  bool scan();
  Result<std::string> take_key();
  // Goes into `open`…`close` and calls each() before every part of it.
  Result<void> inside(char open, char close, const std::function<Result<void>()>& each);

  Next pull_;
  std::uint64_t most_;
  std::string_view chunk_;
  std::size_t at_ = 0;
  std::size_t level_ = 0;
  // Bytes of earlier chunks.
  std::uint64_t before_ = 0;
  bool begun_ = false;
  // Whether the value before which the walk stands was taken.
  bool taken_ = false;

  // Of the value that is being read.
  std::string value_, text_;
  std::uint64_t depth_ = 0;
  bool in_string_ = false, escaped_ = false;
};

}  // namespace pratique::codec
