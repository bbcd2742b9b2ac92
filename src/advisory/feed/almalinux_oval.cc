// AlmaLinux' errata as OVAL (https://security.almalinux.org/oval/): one file a release. Fixed vulnerabilities only; the
// same errata as its OSV records, with the modules named.
#include "advisory/join_architectures.h"
#include "advisory/oval_records.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "almalinux-oval",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "AlmaLinux",
                         .published = "https://security.almalinux.org/oval/",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

constexpr std::string_view kSource = "almalinux", kIds = "oval:org.almalinux.al";

class AlmaLinuxOval : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view, std::string_view head) const override { return is_oval(head, kIds); }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return read_oval(source, kIds, sink, [&](const auto& definition, const auto& statements) {
      take(definition, statements, sink);
    });
  }

 private:
  static void take(const OvalDefinition& definition, const std::vector<OvalStatement>& statements,
                   FeedSink& sink) {
    std::string id;
    for (const auto* source : {"ALSA", "ALBA", "ALEA"}) {
      if (id.empty()) id = id_of(definition, source);
    }
    if (id.empty()) return sink.skip(definition.id, "no id of an erratum");
    auto advisory = advisory_of(definition, id, kSource);
    advisory.upstream = cves_of(definition);
    if (advisory.upstream.empty() && !id.starts_with("ALSA-"))
      advisory.category = id.starts_with("ALBA-") ? "bugfix" : "enhancement";
    for (const auto& each : statements) {
      for (const auto& platform : each.platforms) {
        if (!platform.starts_with("AlmaLinux ")) {
          sink.skip(advisory.id, "package of another system: " + platform);
          continue;
        }
        advisory.affected.push_back(
            affected_of(each, "AlmaLinux:" + platform.substr(10), definition, kInfo.extent));
      }
    }
    advisory.affected = join_architectures(std::move(advisory.affected));
    give_enrichments(definition, kSource, sink);
    sink.add(std::move(advisory));
  }
};

}  // namespace

std::unique_ptr<Feed> make_almalinux_oval() { return std::make_unique<AlmaLinuxOval>(); }

}  // namespace pratique::advisory
