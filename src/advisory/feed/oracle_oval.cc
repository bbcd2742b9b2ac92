// Oracle's errata as OVAL (https://linux.oracle.com/security/oval/): com.oracle.elsa-all.xml, and one file for each year
// and release. Fixed vulnerabilities only; packages by the names of their rpms, architecture by architecture.
#include "advisory/join_architectures.h"
#include "advisory/oval_records.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "oracle-oval",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "Oracle Linux",
                         .published = "https://linux.oracle.com/security/oval/com.oracle.elsa-all.xml.bz2",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

constexpr std::string_view kSource = "oracle", kIds = "oval:com.oracle.elsa:";

// Packages of Ksplice and of the FIPS certified builds have versions of their own, that do not compare with those of
// the ordinary ones ("2:1.1.1g-15.ksplice1.el8_3").
std::string_view channel_of(std::string_view fixed) {
  if (base::contains(fixed, ".ksplice")) return "ksplice";
  return base::contains(fixed, "_fips") ? "fips" : "";
}

class OracleOval : public Feed {
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
    auto id = id_of(definition, "elsa");
    if (id.empty()) return sink.skip(definition.id, "no id of an erratum");
    auto advisory = advisory_of(definition, std::move(id), kSource);
    advisory.upstream = cves_of(definition);
    for (const auto& each : statements) {
      for (const auto& platform : each.platforms) {
        if (!platform.starts_with("Oracle Linux ")) {
          sink.skip(advisory.id, "package of another system: " + platform);
          continue;
        }
        auto affected = affected_of(each, "Oracle Linux:" + platform.substr(13), definition, kInfo.extent);
        affected.channel = channel_of(each.range.fixed);
        advisory.affected.push_back(std::move(affected));
      }
    }
    advisory.affected = join_architectures(std::move(advisory.affected));
    give_enrichments(definition, kSource, sink);
    sink.add(std::move(advisory));
  }
};

}  // namespace

std::unique_ptr<Feed> make_oracle_oval() { return std::make_unique<OracleOval>(); }

}  // namespace pratique::advisory
