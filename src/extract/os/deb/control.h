// Reader of Debian control files: paragraphs of "Name: value" lines with continuation lines, separated by
// empty lines, or by lines of blanks, which nobody should write (Debian Policy §5.1). Used for dpkg's status and for machine-readable copyright files.
#pragma once

#include <cstdint>
#include <string_view>

namespace pratique::extract::os {

// A forward reader; copies nothing, linear in time. The text must outlive it.
class ControlReader {
 public:
  enum class Event {
    kField,         // name() and value() are set
    kParagraphEnd,  // after the last field of each paragraph
    kBadLine,       // neither field, continuation nor empty; or over kMaxLine
    kEnd,
  };
  // No line of a real file is near this ("Provides" of the largest Rust packages has some 100,000 bytes).
  static constexpr std::size_t kMaxLine = 1 << 20;

  explicit ControlReader(std::string_view text) : text_(text) {}

  Event next();
  // As written; compare without case.
  std::string_view name() const { return name_; }
  // First line only, without blanks at both ends.
  std::string_view value() const { return value_; }
  // The continuation lines of the field's value as they stand, line ends and indentation included.
  std::string_view more() const { return more_; }
  // 1-based, of the field, bad line or paragraph's end.
  std::uint64_t line() const { return line_; }
  // The paragraph's end was a line of blanks, which dpkg does not take for one.
  bool is_blank() const { return blank_; }
  // The text is at its end, and its last line has none: a value may be cut off.
  bool is_cut() const { return cut_; }
  // The last paragraph has no empty line behind it.
  bool ends_open() const { return ends_open_; }

 private:
  std::string_view take_line();
  bool skip_to_continuation();
  bool read_field(std::string_view line);

  std::string_view text_;
  std::size_t position_ = 0;
  std::uint64_t line_ = 0;
  std::uint64_t next_line_ = 1;
  bool inside_ = false, blank_ = false, cut_ = false, ends_open_ = false;
  std::string_view name_, value_, more_;
};

}  // namespace pratique::extract::os
