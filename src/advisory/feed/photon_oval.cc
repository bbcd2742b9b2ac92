// Photon OS' updates as OVAL (https://packages.vmware.com/photon/photon_oval_definitions/): one file a release. Fixed
// vulnerabilities only; packages by the names of their rpms.
#include "advisory/oval_records.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "photon-oval",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "Photon OS",
                         .published = "https://packages.vmware.com/photon/photon_oval_definitions/",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

constexpr std::string_view kSource = "photon", kIds = "oval:com.vmware.phsa:";

class PhotonOval : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view, std::string_view head) const override { return is_oval(head, kIds); }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return read_oval(source, kIds, sink, [&](const auto& definition, const auto& statements) {
      take(definition, statements, sink);
    });
  }

 private:
  // "PHSA-2020:00001 sqlite Security Update. (Important)".
  static void take(const OvalDefinition& definition, const std::vector<OvalStatement>& statements,
                   FeedSink& sink) {
    const std::string id(definition.title.substr(0, definition.title.find(' ')));
    if (!id.starts_with("PHSA-")) return sink.skip(definition.id, "title without an id");
    auto advisory = advisory_of(definition, id, kSource);
    advisory.upstream = cves_of(definition);
    for (const auto& each : statements) {
      for (const auto& platform : each.platforms) {
        if (!platform.starts_with("Photon OS ")) {
          sink.skip(advisory.id, "package of another system: " + platform);
          continue;
        }
        // OSV has the release as os-release does: "3.0".
        auto release = platform.substr(10);
        if (!base::contains(release, ".")) release += ".0";
        advisory.affected.push_back(affected_of(each, "Photon OS:" + release, definition, kInfo.extent));
      }
    }
    sink.add(std::move(advisory));
  }
};

}  // namespace

std::unique_ptr<Feed> make_photon_oval() { return std::make_unique<PhotonOval>(); }

}  // namespace pratique::advisory
