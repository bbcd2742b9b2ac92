// Microsoft's OVAL of Azure Linux and CBL-Mariner (https://github.com/microsoft/AzureLinuxVulnerabilityData): one file a
// release, one definition for each CVE and source package. `patchable` says what it is: "true": there is a fix; "false":
// none yet; "Not Applicable": the package never had it.
#include "advisory/oval_records.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "azure-oval",
                         .extent = Extent::kComplete,
                         .complete_for = "Azure Linux",
                         .published = "https://github.com/microsoft/AzureLinuxVulnerabilityData",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

constexpr std::string_view kSource = "azurelinux", kIds = "oval:com.microsoft.";

// Nothing in a document names its release but the end of each version: "1.20.7-1.cm2", "2.6.7-3.azl3".
std::string release_of(const Range& range) {
  for (const auto& version : {range.fixed, range.last_affected, range.introduced}) {
    for (const std::string_view mark : {".cm", ".azl"}) {
      const auto at = version.rfind(mark);
      if (at == std::string::npos) continue;
      const auto digits = std::string_view(version).substr(at + mark.size());
      const bool is_number = digits.find_first_not_of("0123456789") == std::string_view::npos;
      if (is_number && !digits.empty() && digits.size() <= 2) return std::string(digits);
    }
  }
  return {};
}

class AzureOval : public Feed {
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
    const auto cves = cves_of(definition);
    if (cves.size() != 1) return sink.skip(definition.id, "not one CVE");
    const bool is_fixed = definition.patchable == "true";
    const bool is_unaffected = definition.patchable == "Not Applicable";
    if (!is_fixed && !is_unaffected && definition.patchable != "false")
      return sink.skip(definition.id, "patchable is \"" + definition.patchable + "\"");
    auto advisory = advisory_of(definition, cves.front(), kSource);
    const bool is_mariner = base::contains(definition.id, ".cbl-mariner:");
    const std::string family = is_mariner ? "CBL-Mariner:" : "Azure Linux:";
    advisory.summary.clear();  // it names one package and version
    for (const auto& each : statements) {
      const auto release = release_of(each.range);
      if (release.empty()) return sink.skip(definition.id, "version without its release");
      auto affected = affected_of(each, family + release, definition, kInfo.extent);
      if (is_unaffected) {
        affected.status = Status::kNotAffected;
        affected.fixed_on.clear();
      }
      advisory.affected.push_back(std::move(affected));
    }
    if (advisory.affected.empty()) return sink.skip(definition.id, "no package");
    // A CVE has a definition for each package, in the file of each release.
    sink.add_part(std::move(advisory));
  }
};

}  // namespace

std::unique_ptr<Feed> make_azure_oval() { return std::make_unique<AzureOval>(); }

}  // namespace pratique::advisory
