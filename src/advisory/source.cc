#include "advisory/source.h"

namespace pratique::advisory {

namespace {

tl::unexpected<Error> too_large(std::uint64_t most) {
  return base::over_limit("file larger than " + std::to_string(most >> 20) + " MiB");
}

}  // namespace

Source Source::of(std::string path, std::string_view content) {
  return {std::move(path), [content = std::string(content), given = false](std::string& into) mutable {
            into += given ? std::string_view() : std::string_view(content);
            return Result<bool>(!std::exchange(given, true) && !content.empty());
          }};
}

Result<bool> Source::pull() {
  if (ended_) return false;
  const auto before = buffer_.size();
  auto more = more_(buffer_);
  sha_.update(base::as_bytes(std::string_view(buffer_).substr(before)));
  if (!more) error_ = more.error();
  ended_ = !more || !*more;
  return more;
}

std::string_view Source::head() {
  while (buffer_.size() < kHeadBytes) {
    const auto more = pull();
    if (!more || !*more) break;
  }
  return std::string_view(buffer_).substr(0, kHeadBytes);
}

Result<std::string_view> Source::all(std::uint64_t most) {
  for (;;) {
    if (buffer_.size() > most) return too_large(most);
    PQ_TRY(const bool more, pull());
    if (!more) break;
  }
  if (error_) return tl::unexpected(*error_);
  return rest();
}

Result<std::optional<std::string_view>> Source::line() {
  PQ_TRY(const auto next, next_line(kMaxDocumentBytes, false));
  return next ? std::optional(next->text) : std::nullopt;
}

Result<std::optional<Source::Line>> Source::line_within(std::uint64_t most) { return next_line(most, true); }

// The buffer keeps the line that was given last, and loses what lies before it when more is read.
Result<std::optional<Source::Line>> Source::next_line(std::uint64_t most, bool pass_over) {
  const auto give = [&](std::string_view text, bool was_passed) -> Line {
    if (was_passed || (pass_over && text.size() > most)) return {.text = {}, .too_long = true};
    if (text.ends_with('\r')) text.remove_suffix(1);
    return {.text = text};
  };
  for (bool passed = false;;) {
    const auto end = buffer_.find('\n', searched_);
    if (end != std::string::npos) {
      const auto text = std::string_view(buffer_).substr(at_, end - at_);
      at_ = searched_ = end + 1;
      return give(text, passed);
    }
    buffer_.erase(0, at_);
    at_ = 0;
    if (buffer_.size() > most) {
      if (!pass_over) return too_large(most);
      passed = true;
      buffer_.clear();
    }
    searched_ = buffer_.size();
    PQ_TRY(const bool more, pull());
    if (more) continue;
    if (error_) return tl::unexpected(*error_);
    if ((buffer_.empty() && !passed) || last_given_) return std::nullopt;
    last_given_ = true;
    return give(buffer_, passed);
  }
}

Result<std::string_view> Source::piece() {
  while (at_ == buffer_.size()) {
    buffer_.clear();
    at_ = searched_ = 0;
    PQ_TRY(const bool more, pull());
    if (more) continue;
    if (error_) return tl::unexpected(*error_);
    return std::string_view();
  }
  const auto bytes = rest();
  at_ = searched_ = buffer_.size();
  return bytes;
}

Result<std::string> Source::digest() {
  for (std::string left; !ended_;) {
    left = std::move(buffer_);
    buffer_.clear();
    const auto more = pull();
    buffer_ = std::move(left);
    if (!more) return tl::unexpected(more.error());
  }
  if (error_) return tl::unexpected(*error_);
  return sha_.finish();
}

}  // namespace pratique::advisory
