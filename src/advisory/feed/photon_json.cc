// Photon OS' list of CVEs, one file a release
// (https://packages.broadcom.com/photon/photon_cve_metadata/cve_data_photon5.0.json), an array of
//   {"cve_id", "pkg", "cve_score": 9.8 or null, "aff_ver": SENTENCE, "res_ver": VERSION or "NA", "status"}
// Packages are sources, which some have the name of; what is built from one has its defects. The release stands in the file's name only.
#include "advisory/cvss.h"
#include "advisory/json_feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "photon-json",
                         .extent = Extent::kComplete,
                         .complete_for = "Photon OS",
                         .published = "https://packages.broadcom.com/photon/photon_cve_metadata/",
                         .layout = Layout::kLines,
                         .every_hours = 24};

constexpr std::string_view kName = "cve_data_photon";

// "5.0" of "cve_data_photon5.0.json"; "" of another name.
std::string_view release_of(std::string_view path) {
  auto name = base::base_name(path);
  if (!name.starts_with(kName) || !name.ends_with(".json")) return {};
  name = name.substr(kName.size(), name.size() - kName.size() - 5);
  return !name.empty() && base::is_digit(name.front()) ? name : std::string_view();
}

// Nothing: the status is none of theirs, or no version is there to be fixed in.
std::optional<Affected> affected_of(codec::Json entry, std::string_view release) {
  Affected affected{.ecosystem = "Photon OS:" + std::string(release),
                    .name = std::string(entry["pkg"].text()),
                    .order = "rpm"};
  if (affected.name.empty() || !is_id(affected.name)) return std::nullopt;
  affected.extent = kInfo.extent;
  affected.architectures = {"src"};
  const auto fixed = entry["res_ver"].text();
  const auto status = base::to_lower(entry["status"].text());
  const bool known = !fixed.empty() && fixed != "NA";
  if (status == "not affected") {
    affected.status = Status::kNotAffected;
    affected.ranges.push_back({.introduced = "0", .fixed = "0"});
  } else if (status == "fixed" || status == "affected" || status == "unfixed" || status == "not fixed") {
    // "Fixed" in "NA": the list knows of no version with the fix.
    affected.ranges.push_back({.introduced = "0", .fixed = known ? std::string(fixed) : ""});
  } else {
    return std::nullopt;
  }
  if (const auto score = entry["cve_score"].number(); score && *score >= 0 && *score <= 10)
    affected.severity = severity_of_score(*score);
  return affected;
}

class PhotonJson : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return !release_of(path).empty() && base::trim(head).starts_with('[') &&
           base::contains(head, "\"cve_id\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const std::string release(release_of(source.path()));
    if (release.empty())
      return base::fail(ErrorKind::kUnsupported, "a list of Photon's whose name says no release");
    return each_piece(source, sink, [&](std::string_view number, codec::Json entry) {
      const auto where = "entry " + std::string(number);
      // Black Duck's and others' ids stand in it beside CVEs.
      const auto id = vulnerability_id(entry["cve_id"].text());
      if (id.empty()) return sink.skip(where, "no id");
      auto affected = affected_of(entry, release);
      if (!affected) return sink.skip(where, id + ": no package, or a status that is not theirs");
      Advisory advisory{.id = id, .source = "photon"};
      if (affected->severity != Severity::kUnspecified)
        advisory.ratings.push_back({.source = "photon",
                                    .vector = {},
                                    .score = entry["cve_score"].number().value_or(0),
                                    .severity = affected->severity});
      advisory.affected.push_back(*std::move(affected));
      sink.add_part(std::move(advisory));
    });
  }
};

}  // namespace

std::unique_ptr<Feed> make_photon_json() { return std::make_unique<PhotonJson>(); }

}  // namespace pratique::advisory
