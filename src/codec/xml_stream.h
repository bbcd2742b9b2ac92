// A large XML document as a stream: the elements of one depth come one after the other, each as a small document of its
// own, so that of a document of some hundred MB never more than one element is in memory. What lies between them is
// passed over: comments, processing instructions, and a DTD, which is never followed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/xml.h"

namespace pratique::codec {

// One element, from the '<' of its start to the '>' of its end.
struct XmlPiece {
  // kInvalid: the element is no sound XML for itself; the stream goes on behind it.
  Result<XmlDocument> document;
  // Where it begins in the stream.
  std::uint64_t offset = 0;
};

// Used by one thread.
class XmlStream {
 public:
  // Appends the next bytes and says whether there were any.
  using More = std::function<Result<bool>(std::string&)>;
  // `depth` of the elements that are given: 1 for the children of the root, 2 for theirs. At most kMaxDepth.
  static constexpr std::size_t kMaxDepth = 8;
  XmlStream(More more, std::size_t depth) : more_(std::move(more)), depth_(depth) {}

  // The next element; nothing behind the end of the root. UTF-8 only. Errors, with the offset: kInvalid: no XML; kNeedBytes: it
  // breaks off; kUnsupported: another encoding; kLimit: one element, tag or comment of more than kMaxXmlBytes. Those of
  // `more` as they are.
  Result<std::optional<XmlPiece>> next();
  // Names, without their prefix, of the elements that hold the one given last, the root first. Before the first: empty.
  const std::vector<std::string>& holders() const { return holders_; }

 private:
  struct Tag;
  Result<bool> pull();
  Result<std::size_t> find(std::string_view text, std::size_t from);
  Result<bool> at_tag();
  Result<Tag> tag();
  Result<void> pass_declaration();
  Result<void> pass_doctype();
  Result<std::optional<XmlPiece>> start_of(const Tag& tag, std::size_t begin);
  XmlPiece piece(std::size_t begin, std::size_t end);
  tl::unexpected<Error> broken(std::string what) const;
  tl::unexpected<Error> cut() const;

  More more_;
  std::size_t depth_;
  std::string buffer_;
  // Where reading goes on; where the element at hand begins, which stays in the buffer.
  std::size_t at_ = 0;
  std::optional<std::size_t> begin_;
  // Of the first byte in the buffer.
  std::uint64_t offset_ = 0;
  std::size_t open_ = 0;
  std::vector<std::string> holders_;
  bool ended_ = false, root_seen_ = false;
};

}  // namespace pratique::codec
