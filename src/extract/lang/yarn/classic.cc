#include <optional>

#include "base/text.h"
#include "extract/lang/yarn/lock.h"

namespace pratique::extract::yarn {
namespace {

// What stands in quotes is kept as it is written: an escape in a name or range is the same wherever that stands.
std::optional<std::string_view> take_quoted(std::string_view& text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      const auto inside = text.substr(1, i - 1);
      text.remove_prefix(i + 1);
      return inside;
    }
  }
  return std::nullopt;
}

// "…" in quotes, or up to one of `ends`. Nothing for an end of the text, or a quote that is missing.
std::optional<std::string_view> take_word(std::string_view& text, std::string_view ends) {
  if (text.starts_with('"')) return take_quoted(text);
  const auto word = text.substr(0, text.find_first_of(ends));
  text.remove_prefix(word.size());
  if (word.empty()) return std::nullopt;
  return word;
}

bool is_merge_mark(std::string_view line) {
  return line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>") || line.starts_with("=======") ||
         line.starts_with("|||||||");
}

class Reader {
 public:
  explicit Reader(const VisitLockEntry& visit) : visit_(visit) {}

  Result<void> take(std::string_view line) {
    if (is_merge_mark(line)) return base::invalid("unsolved merge");
    const auto text = base::trim(line);
    if (text.empty() || text.starts_with('#')) return {};
    const auto indent = line.find_first_not_of(' ');
    if (indent == 0) return begin(text);
    if (!is_open_) return base::invalid("indented line that belongs to no package");
    return indent == 2 ? take_member(text) : take_need(text);
  }

  void end() {
    if (is_open_) visit_(std::move(locked_));
    locked_ = {};
    is_open_ = false;
  }

 private:
  // "a@^1, b@^2:", each in quotes where it has characters that mean something.
  Result<void> begin(std::string_view text) {
    end();
    if (++entries_ > kMaxEntries) return base::over_limit("more entries than a lock file has");
    is_open_ = true;
    needs_ = std::nullopt;
    while (true) {
      const auto word = take_word(text, ",: ");
      if (!word) return base::invalid("no package where one should begin");
      if (++descriptors_ > kMaxEntries) return base::over_limit("more descriptors than a lock file has");
      locked_.descriptors.push_back(*word);
      if (text == ":") return {};
      if (!text.starts_with(',')) return base::invalid("no package where one should begin");
      text = base::trim(text.substr(1));
    }
  }

  Result<void> take_member(std::string_view text) {
    needs_ = std::nullopt;
    const auto key = take_word(text, ": ");
    if (!key) return base::invalid("member without a name");
    if (text.starts_with(':')) {
      if (*key == "dependencies") needs_ = model::Scope::kRequired;
      if (*key == "optionalDependencies") needs_ = model::Scope::kOptional;
      return {};
    }
    text = base::trim(text);
    const bool quoted = text.starts_with('"');
    const auto value = quoted ? take_quoted(text) : text;
    if (!value) return base::invalid("quote without an end");
    if (*key == "version") locked_.version = {.text = *value};
    if (*key == "resolved") locked_.source = *value;
    if (*key == "integrity") locked_.integrity = *value;
    return {};
  }

  Result<void> take_need(std::string_view text) {
    if (!needs_) return {};  // of a member that says nothing of packages
    const auto name = take_word(text, " ");
    text = base::trim(text);
    const auto range = take_word(text, " ");
    if (!name || !range) return base::invalid("dependency without a range");
    if (++count_ > kMaxEntries) return base::over_limit("more dependencies than a lock file has");
    locked_.needs.push_back({*name, *range, *needs_});
    return {};
  }

  const VisitLockEntry& visit_;
  LockEntry locked_;
  std::optional<model::Scope> needs_;
  bool is_open_ = false;
  std::size_t entries_ = 0, descriptors_ = 0, count_ = 0;
};

}  // namespace

Result<void> read_classic(std::string_view text, const VisitLockEntry& visit) {
  Reader reader(visit);
  std::uint64_t number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    if (auto done = reader.take(line); !done) {
      auto error = std::move(done).error();
      error.where.line = number;
      return tl::unexpected(std::move(error));
    }
  }
  reader.end();
  return {};
}

NamedRange cut_descriptor(std::string_view text) {
  const auto at = text.find('@', 1);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

std::string_view aliased(std::string_view range) {
  if (!range.starts_with("npm:")) return {};
  const auto [name, of] = cut_descriptor(range.substr(4));
  return of.empty() && !name.starts_with('@') ? std::string_view{} : name;
}

}  // namespace pratique::extract::yarn
