#include "advisory/front_matter.h"

#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr std::string_view kOpen = "```toml", kClose = "```";

// `modified = 2026-08-07T19:23:02.268Z` (TOML 1.0, "Offset Date-Time") → the same in quotes.
std::string quoted_date(std::string_view line) {
  const auto halves = base::cut(line, "=");
  if (!halves) return std::string(line);
  const auto value = base::trim(halves->after);
  const bool date = value.size() >= 10 && value[4] == '-' && value[7] == '-' &&
                    base::is_digit(value.front()) && value.find_first_of("\"'#,[{") == std::string_view::npos;
  if (!date) return std::string(line);
  return std::string(halves->before) + "= \"" + std::string(value) + "\"";
}

}  // namespace

bool has_front_matter(std::string_view head) { return base::trim(head.substr(0, 64)).starts_with(kOpen); }

Result<FrontMatter> read_front_matter(std::string_view text) {
  std::string toml, title;
  bool open = false, closed = false;
  std::size_t at = 0;
  while (at < text.size() && title.empty()) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at = std::min(end + 1, text.size());
    if (closed) {
      if (line.starts_with("# ")) title = base::trim(line.substr(2));
    } else if (open) {
      closed = base::trim(line) == kClose;
      if (!closed) toml += quoted_date(line) + "\n";
    } else if (base::trim(line) == kOpen) {
      open = true;
    } else if (!base::trim(line).empty()) {
      break;
    }
  }
  if (!open) return base::fail(ErrorKind::kUnsupported, "no TOML before it");
  if (!closed) return base::invalid("its TOML does not end");
  PQ_TRY(auto document, codec::TomlDocument::parse(toml));
  return FrontMatter{std::move(document), std::move(title), text.substr(at)};
}

}  // namespace pratique::advisory
