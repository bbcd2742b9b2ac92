// Debian's lists of advisories (data/DSA/list, data/DLA/list, data/DTSA/list of the security tracker; format
// in its doc/security_tracker, "The DSA list"):
//   [29 Mar 2023] DSA-5380-1 xorg-server - security update
//   <tab>{CVE-2023-1393}
//   <tab>[bullseye] - xorg-server 2:1.20.11-1+deb11u6
//   <tab>[buster] - xorg-server <unfixed> (bug #1033456; high)
// A version may be a marker: <not-affected>, or one of those that leave the package vulnerable. Brackets hold bugs,
// the urgency and sentences, separated by ";" (doc/security_tracker, "Urgency levels").
#include "advisory/debian_words.h"
#include "advisory/ecosystem.h"
#include "advisory/feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "debian-list",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "Debian",
                         .published = "https://salsa.debian.org/security-tracker-team/security-tracker",
                         .layout = Layout::kLines,
                         .every_hours = 1};

// "[29 Mar 2023] DSA-5380-1 xorg-server - security update"
std::optional<Advisory> head_of(std::string_view line) {
  const auto halves = base::cut(line, "]");
  if (!line.starts_with('[') || !halves) return std::nullopt;
  const auto words = base::words(halves->after);
  if (words.size() < 2 || !is_id(words[0]) || !base::contains(words[0], "SA-")) {
    if (words.empty() || !words[0].starts_with("DLA-")) return std::nullopt;
  }
  Advisory advisory{.id = std::string(words[0]), .source = std::string(kDebianSource)};
  advisory.published = debian_date(halves->before.substr(1));
  const auto text = base::trim(halves->after);
  advisory.summary = as_summary(text.substr(words[0].size()));
  return advisory;
}

// "[bullseye] - xorg-server 2:1.20.11-1+deb11u6 (high)"
std::optional<Affected> package_of(std::string_view line) {
  const auto halves = base::cut(line, "]");
  if (!line.starts_with('[') || !halves) return std::nullopt;
  const auto words = base::words(halves->after);
  if (words.size() < 3 || words[0] != "-") return std::nullopt;
  Affected affected{.ecosystem = canonical_ecosystem("Debian:" + std::string(halves->before.substr(1))),
                    .name = std::string(words[1]),
                    .order = "deb"};
  affected.extent = kInfo.extent;  // an advisory is written when there is a fix
  const auto version = words[2];
  if (!version.starts_with('<')) {
    affected.ranges.push_back({.introduced = "0", .fixed = std::string(version)});
  } else if (!take_debian_marker(version, affected)) {
    return std::nullopt;
  }
  // "<not-affected> (Vulnerable code not present)"
  const auto open = halves->after.find('('), close = halves->after.rfind(')');
  if (open < close && close != std::string_view::npos)
    take_debian_remarks(halves->after.substr(open + 1, close - open - 1), affected);
  return affected;
}

class Parser {
 public:
  explicit Parser(FeedSink& sink) : sink_(sink) {}

  void take(std::string_view line, std::size_t number) {
    if (!line.empty() && !base::is_space(line.front())) {
      finish();
      advisory_ = head_of(line);
      if (!advisory_) skip(number, "not the head of an advisory");
      return;
    }
    line = base::trim(line);
    // NOTEs are for people; a line below a head that could not be read was counted with it.
    if (line.empty() || line.starts_with("NOTE:") || !advisory_) return;
    if (line.starts_with('{')) return take_ids(line);
    auto affected = package_of(line);
    if (!affected) return skip(number, "not a package line");
    const auto& range = affected->ranges.front();
    if (!range.fixed.empty() && range.fixed != "0") affected->fixed_on = advisory_->published;
    advisory_->affected.push_back(*std::move(affected));
  }

  void finish() {
    if (!advisory_) return;
    // A DSA-n-2 that names no CVE mends what DSA-n-1 broke.
    const auto& summary = advisory_->summary;
    if (advisory_->upstream.empty() && base::contains(summary, "regression"))
      advisory_->category = "regression";
    sink_.add(*std::exchange(advisory_, std::nullopt));
  }

 private:
  void take_ids(std::string_view line) {
    const auto inner = line.substr(1, line.find('}') - 1);
    for (const auto id : base::words(inner)) {
      if (is_id(id)) advisory_->upstream.emplace_back(id);
    }
  }
  void skip(std::size_t number, std::string_view why) { sink_.skip("line " + std::to_string(number), why); }

  FeedSink& sink_;
  std::optional<Advisory> advisory_;
};

class DebianList : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    const auto name = base::base_name(path);
    const bool named = name == "list" || name == "DSA" || name == "DLA" || name == "DTSA";
    if (!named || !head.starts_with('[')) return false;
    return base::contains(head, "] DSA-") || base::contains(head, "] DLA-") ||
           base::contains(head, "] DTSA-");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    Parser parser(sink);
    std::size_t number = 0;
    for (;;) {
      PQ_TRY(const auto line, source.line());
      if (!line) break;
      parser.take(*line, ++number);
    }
    parser.finish();
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_debian_list() { return std::make_unique<DebianList>(); }

}  // namespace pratique::advisory
