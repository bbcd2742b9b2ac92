#include "extract/lang/gem/lock.h"

#include <optional>

#include "base/text.h"

namespace pratique::extract::gem {
namespace {

// "    nokogiri (1.15.4-x86_64-linux)"; a gem's version holds no "-", so what follows the first one is the
// platform.
std::optional<Locked> locked_of(std::string_view line) {
  if (!line.starts_with("    ") || line.starts_with("     ")) return std::nullopt;
  const auto halves = base::cut(base::trim(line), " (");
  if (!halves || !halves->after.ends_with(')')) return std::nullopt;
  const auto inside = halves->after.substr(0, halves->after.size() - 1);
  const auto parts = base::cut(inside, "-");
  return Locked{halves->before, parts ? parts->before : inside, parts ? parts->after : std::string_view{},
                false};
}

bool brings_gems(std::string_view section) {
  return section == "GEM" || section == "PATH" || section == "GIT" || section == "PLUGIN SOURCE";
}

bool is_merge_mark(std::string_view line) {
  return line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>") || line.starts_with("=======");
}

}  // namespace

Result<void> each_locked(std::string_view text, const std::function<void(const Locked&)>& visit) {
  std::string_view section;
  bool in_specs = false, own = false;
  std::uint64_t number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    if (is_merge_mark(line)) {
      return base::fail(base::ErrorKind::kInvalid, "unsolved merge", base::Place{.line = number});
    }
    if (line.empty()) continue;
    if (line.front() != ' ') {
      section = line;
      in_specs = own = false;
    } else if (line == "  specs:") {
      in_specs = brings_gems(section);
    } else if (line == "  remote: .") {
      own = section == "PATH";
    } else if (auto locked = in_specs ? locked_of(line) : std::nullopt) {
      locked->is_main = own;
      visit(*locked);
    }
  }
  return {};
}

}  // namespace pratique::extract::gem
