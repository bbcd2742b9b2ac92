// SUSE's OVAL (https://ftp.suse.com/pub/projects/security/oval/): one file for each product line, in three flavours that
// share their ids. Plain and "-affected": a definition for each CVE, with what is fixed and what is not affected; the
// latter also says what is affected without a fix. "-patch": a definition for each update. Packages by the names of
// their rpms, in each product and module of its own.
#include "advisory/oval_records.h"
#include "advisory/suse.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "suse-oval",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "SUSE",
                         .published = "https://ftp.suse.com/pub/projects/security/oval/",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

constexpr std::string_view kSource = "suse", kIds = "oval:org.opensuse.security:";

class SuseOval : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view, std::string_view head) const override { return is_oval(head, kIds); }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const auto extent = base::contains(source.path(), "-affected") ? Extent::kComplete : Extent::kFixesOnly;
    return read_oval(source, kIds, sink, [&](const auto& definition, const auto& statements) {
      take(definition, statements, extent, sink);
    });
  }

 private:
  static void take(const OvalDefinition& definition, const std::vector<OvalStatement>& statements,
                   Extent extent, FeedSink& sink) {
    const bool is_update = definition.kind == "patch";
    const auto cves = cves_of(definition);
    std::string id(definition.title.substr(0, definition.title.find(' ')));
    // "SUSE-SU-2021:1210-1 -- moderate: …"; a CVE's definition is called by it.
    if (is_update ? !base::contains(id, "SU-") : cves.empty() || cves.front() != id)
      return sink.skip(definition.id, "title without an id: \"" + definition.title + "\"");
    auto advisory = advisory_of(definition, id, kSource);
    if (is_update) advisory.upstream = cves;
    for (const auto& each : statements) {
      for (const auto& product : each.platforms) {
        const auto ecosystem = suse_ecosystem(product);
        if (ecosystem.empty()) {
          sink.skip(definition.id, "product of another publisher: " + product);
          continue;
        }
        advisory.affected.push_back(affected_of(each, ecosystem, definition, extent));
      }
    }
    if (is_update) {
      give_enrichments(definition, kSource, sink);
      sink.add(std::move(advisory));
    } else {
      sink.add_part(std::move(advisory));  // a CVE stands in the files of several product lines
    }
  }
};

}  // namespace

std::unique_ptr<Feed> make_suse_oval() { return std::make_unique<SuseOval>(); }

}  // namespace pratique::advisory
