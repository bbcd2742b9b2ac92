// A large JSON document member by member: the members of its outermost object, or the elements of its outermost array,
// each as a text of its own for codec/json.h. Only one of them is in memory at a time.
//
// What stands between the pieces is checked (RFC 8259 §4, §5); what stands in a piece is for whoever parses it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "codec/json.h"

namespace pratique::codec {

struct JsonPiece {
  // Of an object's member, without escapes; of an element its number from 1.
  std::string key;
  // A value, not parsed; a view until the next piece is asked for. Empty: it was too large, and was passed over.
  std::string_view text;
};

// Used by one thread.
class JsonPieces {
 public:
  // The next bytes of the document; empty at the end.
  using Next = std::function<Result<std::string_view>()>;
  explicit JsonPieces(Next next, std::uint64_t most = kMaxJsonBytes) : pull_(std::move(next)), most_(most) {}
  // The pieces of one member of the outermost object, which is an object or array itself: "vulnerabilities". The other
  // members are passed over; a document without that member has no pieces.
  static JsonPieces of_member(Next next, std::string member, std::uint64_t most = kMaxJsonBytes) {
    JsonPieces pieces(std::move(next), most);
    pieces.inside_ = std::move(member);
    return pieces;
  }

  // Nothing at the end of the document. Errors: those of `next`; kInvalid: no object or array, something odd between
  // two pieces, an end that is missing, or more behind it. Members with the same key are given each.
  Result<std::optional<JsonPiece>> next();
  // Whether the document is an object; only after the first next().
  bool is_object() const { return close_ == '}'; }

 private:
  // The next byte that is no blank; nothing at the end.
  Result<std::optional<char>> peek();
  Result<bool> refill();
  // Into `value_`, as it stands there.
  Result<void> take_value();
  bool scan();
  Result<std::string> take_key();
  Result<std::optional<JsonPiece>> begin();
  // Goes on to the member `inside_`; false: there is none, and the document is at its end.
  Result<bool> enter();
  // The members behind the one that was entered.
  Result<void> leave();
  Result<void> pass_value();
  Result<std::optional<JsonPiece>> finish();

  Next pull_;
  // Empty: the outermost value is the one that is wanted.
  std::string inside_;
  std::uint64_t most_;
  std::string_view chunk_;
  std::size_t at_ = 0;
  // '}' or ']'; 0: before the first piece.
  char close_ = 0;
  bool done_ = false;
  std::uint64_t count_ = 0;

  // Of the value that is being read.
  std::string value_;
  std::uint64_t depth_ = 0;
  bool in_string_ = false, escaped_ = false, too_large_ = false;
};

}  // namespace pratique::codec
