// The whole of Debian's security tracker as JSON, one object (https://security-tracker.debian.org/tracker/data/json;
// made by its bin/tracker_service.py, page_json):
//   {PACKAGE: {CVE: {"description", "scope", "debianbug", "releases": {CODENAME: {
//     "status": "open", "resolved" or "undetermined", "fixed_version": VERSION, "0" for never affected,
//     "urgency", "nodsa": SENTENCE, "nodsa_reason": "", "postponed" or "ignored"}}}}}
// Packages are source packages. Only releases that are maintained are in it. Some 80 MB, so it is read package by
// package; a CVE of several packages is joined by the builder.
#include <algorithm>

#include "advisory/debian_words.h"
#include "advisory/ecosystem.h"
#include "advisory/feed.h"
#include "advisory/json_feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "debian-json",
                         .extent = Extent::kComplete,
                         .complete_for = "Debian",
                         .published = "https://security-tracker.debian.org/tracker/data/json",
                         .layout = Layout::kLines,
                         .every_hours = 1};

Reason no_dsa_reason(std::string_view word) {
  if (word == "postponed") return Reason::kPostponed;
  return word == "ignored" ? Reason::kIgnored : Reason::kNoDsa;
}

// Nothing: the state is none that the tracker has.
std::optional<Affected> affected_of(codec::Json release) {
  Affected affected;
  const auto state = release["status"].text();
  const auto fixed = release["fixed_version"].text();
  if (state == "resolved") {
    // A version that has the fix, or the word that none ever lacked it.
    if (fixed.empty()) return std::nullopt;
    affected.ranges.push_back({.introduced = "0", .fixed = std::string(fixed)});
    if (fixed == "0") affected.status = Status::kNotAffected;
  } else if (!take_debian_marker(state == "open"           ? "<unfixed>"
                                 : state == "undetermined" ? "<undetermined>"
                                                           : "",
                                 affected)) {
    return std::nullopt;
  }
  if (state != "resolved" && release["nodsa"].is_string()) {
    affected.reason = no_dsa_reason(release["nodsa_reason"].text());
    affected.reason_text = as_summary(release["nodsa"].text());
  }
  (void)take_debian_urgency(release["urgency"].text(), affected);
  // What has a fix is not left without one, whatever became of the release.
  if (state == "resolved") affected.reason = Reason::kNone;
  return affected;
}

// The urgency is the only severity that there is; of several releases the worst.
void rate(Advisory& advisory) {
  Rating rating{.source = std::string(kDebianSource)};
  for (const auto& affected : advisory.affected)
    rating.severity = std::max(rating.severity, affected.severity);
  if (rating.severity != Severity::kUnspecified) advisory.ratings.push_back(std::move(rating));
}

void read_vulnerability(std::string_view package, std::string_view id, codec::Json entry, FeedSink& sink) {
  const auto where = std::string(package) + " " + std::string(id);
  if (!is_id(id)) return sink.skip(where, "no id");
  if (!entry["releases"].is_object()) return sink.skip(where, "no releases");
  Advisory advisory{.id = std::string(id), .source = std::string(kDebianSource)};
  advisory.summary = as_summary(entry["description"].text());
  entry["releases"].each_member([&](std::string_view release, codec::Json state) {
    auto affected = affected_of(state);
    const bool named = !release.empty() && is_id(release);
    if (!affected || !named) {
      return sink.skip(where + " " + std::string(release),
                       named
                           ? "no state that the tracker has: \"" + std::string(state["status"].text()) + "\""
                           : "no release");
    }
    affected->ecosystem = canonical_ecosystem("Debian:" + std::string(release));
    affected->name = package;
    affected->order = "deb";
    affected->extent = kInfo.extent;
    advisory.affected.push_back(*std::move(affected));
  });
  rate(advisory);
  if (!advisory.affected.empty()) sink.add_part(std::move(advisory));
}

class DebianJson : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    const auto text = base::trim(head);
    return (path.ends_with(".json") || base::base_name(path) == "json") && text.starts_with('{') &&
           base::contains(text, "\"releases\"") && base::contains(text, "\"repositories\"") &&
           base::contains(text, "\"urgency\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return each_piece(source, sink, [&](std::string_view package, codec::Json vulnerabilities) {
      if (!vulnerabilities.is_object() || package.empty() || !is_id(package))
        return sink.skip(package, "no package with vulnerabilities");
      vulnerabilities.each_member(
          [&](std::string_view id, codec::Json entry) { read_vulnerability(package, id, entry, sink); });
    });
  }
};

}  // namespace

std::unique_ptr<Feed> make_debian_json() { return std::make_unique<DebianJson>(); }

}  // namespace pratique::advisory
