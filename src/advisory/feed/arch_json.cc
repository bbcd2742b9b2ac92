// Arch Linux' vulnerability groups (https://security.archlinux.org/all.json; shape in its tracker/view/index.py), an array
// of {"name": "AVG-1", "packages", "status", "severity", "type", "affected": a version that is, "fixed": VERSION or null,
// "issues": [CVE…], "advisories": [ASA…]}. Status: Vulnerable, Testing (the fix lies in the testing repository), Fixed,
// Unknown, Not affected. Packages are as pacman installs them.
#include "advisory/cvss.h"
#include "advisory/json_feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "arch-json",
                         .extent = Extent::kComplete,
                         .complete_for = "Arch Linux",
                         .published = "https://security.archlinux.org/all.json",
                         .layout = Layout::kLines,
                         .every_hours = 1};

// False: a status that is not theirs.
bool take_state(codec::Json group, Affected& into) {
  const auto status = group["status"].text();
  Range range{.introduced = "0", .fixed = std::string(group["fixed"].text())};
  if (status == "Testing") {
    into.reason_text = "the fix is in the testing repository";
  } else if (status == "Unknown") {
    into.status = Status::kUnderInvestigation;
  } else if (status == "Not affected") {
    into.status = Status::kNotAffected;
    range.fixed = "0";
  } else if (status != "Vulnerable" && status != "Fixed") {
    return false;
  }
  into.ranges.push_back(std::move(range));
  return true;
}

void read_group(std::string_view number, codec::Json group, FeedSink& sink) {
  Advisory advisory{.id = std::string(group["name"].text()), .source = "arch"};
  const auto where = is_id(advisory.id) ? advisory.id : "entry " + std::string(number);
  Affected affected{.ecosystem = "Arch Linux", .name = {}, .order = "alpm"};
  if (!is_id(advisory.id) || !group["packages"].is_array()) return sink.skip(where, "no group of packages");
  if (!take_state(group, affected)) return sink.skip(where, "no status of theirs");
  affected.extent = kInfo.extent;
  affected.severity_word = group["severity"].text();
  affected.severity = severity_of_word(affected.severity_word);
  auto rating = rating_of_word("arch", affected.severity_word);
  if (rating.severity != Severity::kUnspecified) advisory.ratings.push_back(std::move(rating));
  advisory.summary = as_summary(group["type"].text());
  group["issues"].each([&](codec::Json issue) {
    if (is_id(issue.text())) advisory.upstream.emplace_back(issue.text());
  });
  group["advisories"].each([&](codec::Json issue) {
    if (is_id(issue.text()))
      advisory.references.push_back("https://security.archlinux.org/" + std::string(issue.text()));
  });
  group["packages"].each([&](codec::Json package) {
    affected.name = package.text();
    if (is_id(affected.name)) advisory.affected.push_back(affected);
  });
  sink.add(std::move(advisory));
}

class ArchJson : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && base::trim(head).starts_with('[') && base::contains(head, "\"AVG-") &&
           base::contains(head, "\"issues\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return each_piece(source, sink,
                      [&](std::string_view number, codec::Json group) { read_group(number, group, sink); });
  }
};

}  // namespace

std::unique_ptr<Feed> make_arch_json() { return std::make_unique<ArchJson>(); }

}  // namespace pratique::advisory
