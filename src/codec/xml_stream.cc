#include "codec/xml_stream.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::codec {

// What stands between '<' and '>' of an element (XML 1.0, §3.1).
struct XmlStream::Tag {
  std::string_view name;
  bool closes = false, is_empty = false;
  // With its brackets.
  std::size_t size = 0;
};

namespace {

// Of <m:project a="b">, given from behind the '<' or '</'.
std::string_view local_name_of(std::string_view tag) {
  const auto name = tag.substr(0, tag.find_first_of(" \t\r\n/>"));
  return name.substr(name.find(':') + 1);
}

bool is_utf8(std::string_view declaration) {
  const auto lower = base::to_lower(declaration);
  return !base::contains(lower, "encoding") || base::contains(lower, "utf-8") ||
         base::contains(lower, "utf8") || base::contains(lower, "us-ascii");
}

}  // namespace

tl::unexpected<Error> XmlStream::broken(std::string what) const {
  return base::invalid_at(offset_ + at_, std::move(what));
}

tl::unexpected<Error> XmlStream::cut() const {
  return base::fail(ErrorKind::kNeedBytes, root_seen_ ? "XML breaks off" : "XML without an element",
                    Where{.offset = offset_ + buffer_.size()});
}

// What lies before the element at hand is let go first.
Result<bool> XmlStream::pull() {
  const auto keep = std::min(begin_.value_or(at_), at_);
  buffer_.erase(0, keep);
  offset_ += keep;
  at_ -= keep;
  if (begin_) *begin_ -= keep;
  if (buffer_.size() > kMaxXmlBytes) return base::over_limit("XML element larger than 32 MiB");
  return more_(buffer_);
}

// Where the text ends that is looked for, behind at_. Places in the buffer may have moved.
Result<std::size_t> XmlStream::find(std::string_view text, std::size_t from) {
  auto past = from;  // behind at_
  for (;;) {
    const auto found = buffer_.find(text, at_ + past);
    if (found != std::string::npos) return found + text.size();
    past = std::max(from, buffer_.size() - at_ - std::min(buffer_.size() - at_, text.size() - 1));
    PQ_TRY(const bool more, pull());
    if (!more) return cut();
  }
}

// Goes to the next '<' with what tells its kind behind it; false at the end.
Result<bool> XmlStream::at_tag() {
  constexpr std::size_t kLook = 9;  // "<![CDATA["
  for (;;) {
    const auto found = buffer_.find('<', at_);
    at_ = std::min(found, buffer_.size());
    if (found != std::string::npos && buffer_.size() - at_ >= kLook) return true;
    PQ_TRY(const bool more, pull());
    if (!more) return at_ < buffer_.size();
  }
}

// "version", "encoding" (§2.8, §4.3.3).
Result<void> XmlStream::pass_declaration() {
  PQ_TRY(const auto end, find("?>", 2));
  const auto text = std::string_view(buffer_).substr(at_, end - at_);
  if (!root_seen_ && text.starts_with("<?xml") && !is_utf8(text))
    return base::fail(ErrorKind::kUnsupported, "XML in another encoding than UTF-8");
  at_ = end;
  return {};
}

// With its internal subset, in which '>' may stand in quotes (§2.8). Only before the root.
Result<void> XmlStream::pass_doctype() {
  if (root_seen_) return broken("XML: a declaration inside the document");
  std::size_t past = 2;
  char quote = 0;
  for (int brackets = 0;; ++past) {
    while (at_ + past >= buffer_.size()) {
      PQ_TRY(const bool more, pull());
      if (!more) return cut();
    }
    const char c = buffer_[at_ + past];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == ']') {
      brackets += c == '[' ? 1 : -1;
    } else if (c == '>' && brackets <= 0) {
      at_ += past + 1;
      return {};
    }
  }
}

// Reads to behind its '>': one in an attribute's value is none (§3.1).
Result<XmlStream::Tag> XmlStream::tag() {
  std::size_t past = 1;
  for (char quote = 0;; ++past) {
    const auto stop = quote == 0 ? std::string_view("\"'>") : std::string_view(&quote, 1);
    auto found = buffer_.find_first_of(stop, at_ + past);
    while (found == std::string::npos) {
      past = buffer_.size() - at_;
      PQ_TRY(const bool more, pull());
      if (!more) return cut();
      found = buffer_.find_first_of(stop, at_ + past);
    }
    past = found - at_;
    if (quote != 0) {
      quote = 0;
    } else if (buffer_[found] == '>') {
      break;
    } else {
      quote = buffer_[found];
    }
  }
  const auto text = std::string_view(buffer_).substr(at_, past + 1);
  const bool closes = text.starts_with("</");
  const Tag out{.name = local_name_of(text.substr(closes ? 2 : 1)),
                .closes = closes,
                .is_empty = !closes && text.ends_with("/>"),
                .size = past + 1};
  at_ += past + 1;
  return out;
}

XmlPiece XmlStream::piece(std::size_t begin, std::size_t end) {
  const auto text = std::string_view(buffer_).substr(begin, end - begin);
  return {XmlDocument::parse(text), offset_ + begin};
}

// An element that begins: one that is asked for, one that holds such, or one inside.
Result<std::optional<XmlPiece>> XmlStream::start_of(const Tag& tag, std::size_t begin) {
  root_seen_ = true;
  if (open_ == depth_) {
    if (tag.is_empty) return piece(begin, at_);
    begin_ = begin;
  } else if (open_ < depth_ && !tag.is_empty) {
    holders_.resize(open_);
    holders_.emplace_back(tag.name.substr(0, 256));
  }
  if (!tag.is_empty) ++open_;
  // The root alone: nothing is in it.
  if (tag.is_empty && open_ == 0) ended_ = true;
  return std::optional<XmlPiece>();
}

Result<std::optional<XmlPiece>> XmlStream::next() {
  begin_.reset();
  while (!ended_) {
    PQ_TRY(const bool any, at_tag());
    if (!any) return cut();
    const auto head = std::string_view(buffer_).substr(at_);
    if (head.starts_with("<!--")) {
      PQ_TRY(at_, find("-->", 4));
    } else if (head.starts_with("<![CDATA[")) {
      PQ_TRY(at_, find("]]>", 9));
    } else if (head.starts_with("<?")) {
      PQ_CHECK(pass_declaration());
    } else if (head.starts_with("<!")) {
      PQ_CHECK(pass_doctype());
    } else {
      PQ_TRY(const auto read, tag());
      if (!read.closes) {
        PQ_TRY(auto given, start_of(read, at_ - read.size));
        if (given) return given;
        continue;
      }
      if (open_ == 0) return broken("XML: an end without a start");
      --open_;
      if (open_ == 0) ended_ = true;
      if (open_ == depth_ && begin_) return piece(*begin_, at_);
    }
  }
  return std::optional<XmlPiece>();
}

}  // namespace pratique::codec
