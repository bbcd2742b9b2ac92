// The Debian security tracker's own list of vulnerabilities (data/CVE/list; format in its doc/security_tracker, "The
// CVE list"), older releases too:
//   CVE-2023-1393 (A flaw was found in X.Org …)
//   <tab>{DSA-5380-1 DLA-3377-1}
//   <tab>- xorg-server 2:21.1.7-3 (bug #1033456)
//   <tab>[bullseye] - xorg-server 2:1.20.11-1+deb11u6
//   <tab>[buster] - xorg-server <no-dsa> (Minor issue)
//   <tab>NOTE: a word for people
// A line without a release is about unstable and about every release that has no line of its own. RESERVED, REJECTED and
// NOT-FOR-US are about no package. The tracker's JSON says the same of the releases that are maintained; this list is for
// who needs the others.
#include <algorithm>
#include <map>

#include "advisory/debian_words.h"
#include "advisory/ecosystem.h"
#include "advisory/feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "debian-cve-list",
                         .extent = Extent::kComplete,
                         .complete_for = "Debian",
                         .published = "https://salsa.debian.org/security-tracker-team/security-tracker",
                         .layout = Layout::kLines,
                         .every_hours = 1};

bool is_head(std::string_view line) { return line.starts_with("CVE-") || line.starts_with("TEMP-"); }

// Lines that are about no package.
bool is_remark(std::string_view line) {
  for (const auto* word :
       {"NOTE:", "TODO:", "RESERVED", "REJECTED", "NOT-FOR-US:", "{", "DISPUTED", "CHECK:"}) {
    if (line.starts_with(word)) return true;
  }
  return false;
}

class Parser {
 public:
  explicit Parser(FeedSink& sink) : sink_(sink) {}

  void take(std::string_view line, std::size_t number) {
    if (base::trim(line).empty()) return;
    if (!base::is_space(line.front())) {
      finish();
      if (is_head(line)) return begin(line, number);
      skipping_ = true;
      return sink_.skip("line " + std::to_string(number), "not the head of a vulnerability");
    }
    line = base::trim(line);
    if (skipping_ || is_remark(line)) return;
    if (!take_package(line)) sink_.skip("line " + std::to_string(number), "not a package line");
  }

  void finish() {
    if (advisory_.id.empty()) return;
    // What has no line of its own goes by unstable's.
    for (const auto& general : general_) {
      for (const auto& release : debian_releases()) {
        auto affected = general;
        affected.ecosystem = "Debian:" + release;
        if (!named_.contains({affected.name, affected.ecosystem}))
          advisory_.affected.push_back(std::move(affected));
      }
    }
    if (!advisory_.affected.empty()) sink_.add(std::move(advisory_));
    advisory_ = {};
    general_.clear();
    named_.clear();
  }

 private:
  void begin(std::string_view line, std::size_t number) {
    const auto id = line.substr(0, line.find_first_of(" \t"));
    // "CVE-2023-XXXX (…)": a number that nobody has given yet, the same on many lines.
    skipping_ = !is_id(id) || id.find("XXXX") != std::string_view::npos;
    if (skipping_) return sink_.skip("line " + std::to_string(number), "a vulnerability without a number");
    advisory_.id = id;
    advisory_.source = kInfo.name;
    const auto open = line.find('(');
    if (open != std::string_view::npos) {
      auto text = base::trim(line.substr(open + 1));
      if (text.ends_with(')')) text.remove_suffix(1);
      advisory_.summary = as_summary(text);
    }
  }

  // "[bullseye] - xorg-server 2:1.20.11-1 (bug #1)", "- xorg-server <unfixed>".
  bool take_package(std::string_view line) {
    std::string_view release;
    if (line.starts_with('[')) {
      const auto halves = base::cut(line.substr(1), "]");
      if (!halves || !is_id(halves->before)) return false;
      release = halves->before;
      line = base::trim(halves->after);
    }
    const auto words = base::words(line);
    if (words.size() < 2 || words[0] != "-" || !is_id(words[1])) return false;
    Affected affected{.ecosystem = {}, .name = std::string(words[1]), .order = "deb"};
    affected.extent = kInfo.extent;
    // A package without a version is unfixed (doc/security_tracker).
    const auto version =
        words.size() < 3 || words[2].starts_with('(') ? std::string_view("<unfixed>") : words[2];
    if (!version.starts_with('<')) {
      affected.ranges.push_back({.introduced = "0", .fixed = std::string(version)});
    } else if (!take_debian_marker(version, affected)) {
      return false;
    }
    const auto open = line.find('('), close = line.rfind(')');
    if (open < close && close != std::string_view::npos)
      take_debian_remarks(line.substr(open + 1, close - open - 1), affected);
    if (release.empty()) {
      general_.push_back(std::move(affected));
    } else {
      affected.ecosystem = canonical_ecosystem("Debian:" + std::string(release));
      named_.emplace(std::pair(affected.name, affected.ecosystem), true);
      advisory_.affected.push_back(std::move(affected));
    }
    return true;
  }

  FeedSink& sink_;
  Advisory advisory_;
  std::vector<Affected> general_;
  // By package and ecosystem.
  std::map<std::pair<std::string, std::string>, bool> named_;
  // Below a head that could not be read.
  bool skipping_ = true;
};

class DebianCveList : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return base::base_name(path) == "list" && is_head(head);
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    Parser parser(sink);
    for (std::size_t number = 1;; ++number) {
      PQ_TRY(const auto line, source.line());
      if (!line) break;
      parser.take(*line, number);
    }
    parser.finish();
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_debian_cve_list() { return std::make_unique<DebianCveList>(); }

}  // namespace pratique::advisory
