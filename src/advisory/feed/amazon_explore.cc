// Amazon's word on one CVE, fixed or not (https://explore.alas.aws.amazon.com/CVE-2025-0167.json): the only place where
// it says that something is not fixed yet. The page beside each document is a table of platform, package, release date,
// advisory and status, with CVSS above it. Of the JSON only `scores` [{"type", "score", "vector"}] was seen, so that
// its rows are found by what they hold: the first list of objects that have a package and a status. What is fixed is
// passed over: it names no version, and the advisory does (amazon_updateinfo.cc).
#include <optional>

#include "advisory/feed.h"
#include "advisory/reading.h"
#include "codec/json.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "amazon-explore",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://explore.alas.aws.amazon.com/",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

std::string_view first_of(codec::Json entry, std::initializer_list<const char*> keys) {
  for (const auto* key : keys) {
    if (const auto text = entry[key].text(); !text.empty()) return text;
  }
  return {};
}

struct Row {
  std::string_view platform, package, status;
};

Row row_of(codec::Json entry) {
  return {.platform = first_of(entry, {"platform", "product", "distribution", "release"}),
          .package = first_of(entry, {"package", "package_name", "packageName", "name"}),
          .status = first_of(entry, {"status", "state", "fix_status", "fixStatus"})};
}

bool is_rows(codec::Json list) {
  if (!list.is_array() || list.size() == 0) return false;
  const auto row = row_of(list.at(0));
  return !row.platform.empty() && !row.package.empty() && !row.status.empty();
}

codec::Json rows_in(codec::Json root) {
  codec::Json found;
  root.each_member([&](std::string_view, codec::Json value) {
    if (!found && is_rows(value)) found = value;
  });
  return found;
}

// "2", "2023", "2018.03" of "Amazon Linux 2 - Core", "Amazon Linux 2023", "Amazon Linux 1"; `topic`: what stands behind,
// but "Core": "docker" of "Amazon Linux 2 - Docker Extra".
std::string release_of(std::string_view platform, std::string& topic) {
  constexpr std::string_view kName = "Amazon Linux ";
  if (!platform.starts_with(kName)) return {};
  const auto rest = platform.substr(kName.size());
  const auto release = rest.substr(0, rest.find(' '));
  const auto halves = base::cut(rest, " - ");
  topic = halves ? base::to_lower(base::trim(halves->after)) : std::string();
  if (topic.ends_with(" extra")) topic.resize(topic.size() - std::string_view(" extra").size());
  if (topic == "core") topic.clear();
  if (release == "1" || release == "AMI") return "2018.03";
  return release == "2" || base::to_uint(release).value_or(0) >= 2022 ? std::string(release) : std::string();
}

// False: a status that is none of theirs.
bool take_status(std::string_view text, Affected& into) {
  const auto word = base::to_lower(text);
  into.ranges = {{.introduced = "0"}};
  if (word == "not affected") {
    into.status = Status::kNotAffected;
    into.ranges = {{.introduced = "0", .fixed = "0"}};
  } else if (word == "no fix planned" || word == "won't fix" || word == "wont fix") {
    into.reason = Reason::kWillNotFix;
    into.reason_text = text;
  } else if (word == "under investigation" || word == "pending investigation") {
    into.status = Status::kUnderInvestigation;
  } else {
    return word == "pending fix" || word == "affected";
  }
  return true;
}

void add_row(const Row& row, Advisory& advisory, FeedSink& sink) {
  if (base::equals_ignoring_case(row.status, "fixed")) return;
  Affected affected;
  const auto release = release_of(row.platform, affected.repository);
  if (release.empty() || !is_id(row.package) || !take_status(row.status, affected)) {
    return sink.skip(advisory.id, "no system, no package, or a status that is not theirs: \"" +
                                      as_summary(row.platform) + "\", \"" + as_summary(row.status) + "\"");
  }
  affected.ecosystem = "Amazon Linux:" + release;
  affected.name = row.package;
  affected.order = "rpm";
  // What has no fix yet is said of the source.
  affected.architectures = {"src"};
  advisory.affected.push_back(std::move(affected));
}

// "CVE-2025-0167" of the document, else of its name.
std::string id_of(codec::Json root, std::string_view path) {
  const auto written = vulnerability_id(first_of(root, {"cve_id", "cve", "id", "name", "CVE"}));
  if (written.starts_with("CVE-")) return written;
  const auto name = base::base_name(path);
  const auto named = vulnerability_id(name.substr(0, name.rfind('.')));
  return named.starts_with("CVE-") ? named : "";
}

class AmazonExplore : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && base::base_name(path).starts_with("CVE-") &&
           base::contains(head, "\"Amazon Linux ") && base::contains(head, "\"scores\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all(codec::kMaxJsonBytes));
    PQ_TRY(const auto document, codec::JsonDocument::parse(content));
    const auto root = document.root();
    Advisory advisory{.id = id_of(root, source.path()), .source = "amazon"};
    if (advisory.id.empty() || !root.is_object())
      return base::fail(ErrorKind::kUnsupported, "no CVE of Amazon's");
    advisory.published = known_day(first_of(root, {"publish_date", "published", "public_date", "date"}));
    advisory.summary = as_summary(first_of(root, {"title", "summary", "description"}));
    root["scores"].each([&](codec::Json score) { add_rating(score["vector"].text(), {}, advisory); });
    if (advisory.ratings.empty()) add_rating({}, first_of(root, {"impact", "severity"}), advisory);
    const auto rows = rows_in(root);
    if (!rows) sink.skip(advisory.id, "no list of packages with a status");
    rows.each([&](codec::Json entry) { add_row(row_of(entry), advisory, sink); });
    sink.add(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_amazon_explore() { return std::make_unique<AmazonExplore>(); }

}  // namespace pratique::advisory
