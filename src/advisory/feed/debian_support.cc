// Packages whose security support ended before their release's, or is limited (the source package
// debian-security-support; format in the heads of its files):
//   security-support-ended.deb12:  PACKAGE  LAST-VERSION-WITH-SUPPORT  DAY  TEXT
//   security-support-limited:      PACKAGE  TEXT
// The number of the release stands in the file's name. security-support-ended without one is the same file for the
// release that the package itself is for, and names none. No vulnerability: its category is "unmaintained".
#include "advisory/coverage.h"
#include "advisory/debian_words.h"
#include "advisory/feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "debian-support",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://salsa.debian.org/debian/debian-security-support",
                         .layout = Layout::kLines,
                         .every_hours = 24};

constexpr std::string_view kEnded = "security-support-ended.deb", kLimited = "security-support-limited";

// What stands behind the first `count` words.
std::string_view behind(std::string_view line, std::size_t count) {
  for (; count > 0; --count) line = base::trim(line.substr(std::min(line.find_first_of(" \t"), line.size())));
  return line;
}

// A name may be a regular expression ("node-.*"), which nobody can look up.
bool is_pattern(std::string_view name) { return name.find_first_of("*[]()|?\\^$") != std::string_view::npos; }

Affected ended(std::string_view name, const std::string& release) {
  Affected affected{.ecosystem = "Debian:" + release, .name = std::string(name), .order = "deb"};
  affected.ranges.push_back({.introduced = "0"});
  affected.reason = Reason::kEndOfLife;
  // Whose support ended, and no vulnerability: of packages that it does not name it says nothing.
  affected.extent = Extent::kSample;
  return affected;
}

class DebianSupport : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view) const override {
    const auto name = base::base_name(path);
    return name == kLimited || (name.starts_with(kEnded) && base::to_uint(name.substr(kEnded.size())));
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const std::string name(base::base_name(source.path()));
    const bool limited = name == kLimited;
    const auto release = limited || !name.starts_with(kEnded) ? std::string() : name.substr(kEnded.size());
    if (!limited && !base::to_uint(release))
      return base::fail(ErrorKind::kUnsupported, "a list of ended support whose name says no release");
    for (std::size_t number = 1;; ++number) {
      PQ_TRY(const auto line, source.line());
      if (!line) return {};
      const auto text = base::trim(*line);
      if (text.empty() || text.starts_with('#')) continue;
      if (const auto why = limited ? read_limited(text, sink) : read_ended(text, release, sink); !why.empty())
        sink.skip("line " + std::to_string(number), why);
    }
  }

 private:
  // Why not; empty: it was read.
  static std::string read_ended(std::string_view line, const std::string& release, FeedSink& sink) {
    const auto words = base::words(line);
    if (words.size() < 3) return "fewer than three columns";
    if (is_pattern(words[0])) return "a pattern of names: \"" + std::string(words[0]) + "\"";
    const auto day = known_day(words[2]);
    if (day.empty() || !is_id(words[0])) return "no package, or no day";
    Advisory advisory{.id = "security-support-ended:" + release + ":" + std::string(words[0]),
                      .source = std::string(kInfo.name)};
    advisory.category = "unmaintained";
    advisory.published = day;
    auto affected = ended(words[0], release);
    affected.reason_text = as_summary("last version with support " + std::string(words[1]) + "; " +
                                      std::string(behind(line, 3)));
    advisory.affected.push_back(std::move(affected));
    advisory.summary = "Debian's security support ended on " + day;
    sink.add(std::move(advisory));
    return {};
  }

  static std::string read_limited(std::string_view line, FeedSink& sink) {
    const auto name = line.substr(0, line.find_first_of(" \t"));
    if (is_pattern(name)) return "a pattern of names: \"" + std::string(name) + "\"";
    if (!is_id(name)) return "no package";
    Advisory advisory{.id = "security-support-limited:" + std::string(name),
                      .source = std::string(kInfo.name)};
    advisory.category = "notice";
    advisory.summary = as_summary("Debian's security support is limited: " + std::string(behind(line, 1)));
    for (const auto& release : debian_releases()) {
      auto affected = ended(name, release);
      affected.reason = Reason::kNone;
      affected.reason_text = as_summary(behind(line, 1));
      advisory.affected.push_back(std::move(affected));
    }
    sink.add(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_debian_support() { return std::make_unique<DebianSupport>(); }

}  // namespace pratique::advisory
