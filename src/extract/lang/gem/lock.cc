#include "extract/lang/gem/lock.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace pratique::extract::gem {
namespace {

// "nokogiri (1.15.4-x86_64-linux)"; a gem's version holds no "-", so what follows the first one is the
// platform.
std::optional<Locked> locked_of(std::string_view entry) {
  const auto halves = base::cut(entry, " (");
  if (!halves || !halves->after.ends_with(')')) return std::nullopt;
  const auto inside = halves->after.substr(0, halves->after.size() - 1);
  const auto parts = base::cut(inside, "-");
  return Locked{halves->before, parts ? parts->before : inside, parts ? parts->after : std::string_view{},
                false};
}

// A line with exactly that many blanks before it, without them; else "".
std::string_view indented(std::string_view line, std::size_t blanks) {
  return line.find_first_not_of(' ') == blanks ? base::trim(line) : std::string_view();
}

bool brings_gems(std::string_view section) {
  return section == "GEM" || section == "PATH" || section == "GIT" || section == "PLUGIN SOURCE";
}

bool is_section(std::string_view line) {
  static constexpr std::string_view kOthers[] = {"PLATFORMS", "DEPENDENCIES", "CHECKSUMS", "RUBY VERSION",
                                                 "BUNDLED WITH"};
  return brings_gems(line) || std::ranges::find(kOthers, line) != std::end(kOthers);
}

bool is_merge_mark(std::string_view line) {
  return line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>") || line.starts_with("=======");
}

class LockReader {
 public:
  explicit LockReader(const LockVisitor& visit) : visit_(visit) {}

  bool found_section() const { return found_; }
  void take(std::string_view line) {
    if (line.front() != ' ') {
      section_ = line;
      in_specs_ = own_ = false;
      found_ = found_ || is_section(line);
    } else if (line == "  specs:") {
      in_specs_ = brings_gems(section_);
    } else if (line == "  remote: .") {
      own_ = section_ == "PATH";
    } else if (in_specs_) {
      take_spec(line);
    } else if (section_ == "CHECKSUMS" && visit_.checksum) {
      take_checksum(indented(line, 2));
    } else if (section_ == "DEPENDENCIES" && visit_.asked) {
      // "rails (~> 7.0)"; "rack!" is one whose source is named.
      const auto entry = indented(line, 2);
      const auto name = entry.substr(0, entry.find_first_of(" !"));
      if (!name.empty()) visit_.asked(name);
    }
  }

 private:
  void take_spec(std::string_view line) {
    const auto entry = indented(line, 4);
    if (auto locked = locked_of(entry)) {
      locked->is_main = own_;
      if (visit_.gem) visit_.gem(*locked);
    } else if (!entry.empty()) {
      if (visit_.unreadable) visit_.unreadable(entry);
    } else if (const auto need = indented(line, 6); !need.empty() && visit_.needs) {
      visit_.needs(need.substr(0, need.find(' ')));
    }
  }

  // "rack (3.0.8) sha256=0123…"; some gems stand without a sum.
  void take_checksum(std::string_view entry) {
    const auto halves = base::cut(entry, ") sha256=");
    if (!halves) return;
    const auto locked = locked_of(entry.substr(0, halves->before.size() + 1));
    if (locked) visit_.checksum(*locked, halves->after.substr(0, halves->after.find(',')));
  }

  const LockVisitor& visit_;
  std::string_view section_;
  bool in_specs_ = false, own_ = false, found_ = false;
};

}  // namespace

Result<void> read_lock(std::string_view text, const LockVisitor& visit) {
  LockReader reader(visit);
  std::uint64_t number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    if (is_merge_mark(line)) {
      return base::fail(base::ErrorKind::kInvalid, "unsolved merge", base::Where{.line = number});
    }
    if (!line.empty()) reader.take(line);
  }
  if (!reader.found_section()) return base::invalid("no section of Bundler's in it");
  return {};
}

}  // namespace pratique::extract::gem
