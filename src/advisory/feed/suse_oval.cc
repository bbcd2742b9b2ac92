// SUSE's OVAL (https://ftp.suse.com/pub/projects/security/oval/): one file for each product line, in three flavours that
// share their ids. Plain and "-affected": a definition for each CVE, with what is fixed and what is not affected; the
// latter also says what is affected without a fix. "-patch": a definition for each update. Packages by the names of
// their rpms, in each product and module of its own.
#include "advisory/oval_feed.h"
#include "advisory/oval_records.h"
#include "advisory/suse.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

// "SUSE-SU-2021:1210-1 -- moderate: …"; a CVE's definition is called by it, and stands in the files of several product
// lines.
Result<OvalRecord> record_of(const OvalDefinition& definition, const std::vector<OvalStatement>&) {
  const bool is_update = definition.kind == "patch";
  const auto cves = cves_of(definition);
  OvalRecord record{.id = definition.title.substr(0, definition.title.find(' ')),
                    .is_erratum = is_update,
                    .is_part = !is_update};
  if (is_update ? !base::contains(record.id, "SU-") : cves.empty() || cves.front() != record.id)
    return base::invalid("title without an id: \"" + definition.title + "\"");
  return record;
}

std::optional<std::string> ecosystem_of(std::string_view system) { return suse_ecosystem(system); }

Extent extent_of(std::string_view path, const OvalRecord&) {
  return base::contains(path, "-affected") ? Extent::kComplete : Extent::kFixesOnly;
}

constexpr OvalPublisher kPublisher{.info = {.name = "suse-oval",
                                            .extent = Extent::kFixesOnly,
                                            .complete_for = "SUSE",
                                            .published = "https://ftp.suse.com/pub/projects/security/oval/",
                                            .layout = Layout::kDocument,
                                            .every_hours = 24},
                                   .source = "suse",
                                   .ids = "oval:org.opensuse.security:",
                                   .record_of = record_of,
                                   .ecosystem_of = ecosystem_of,
                                   .extent_of = extent_of};

}  // namespace

std::unique_ptr<Feed> make_suse_oval() { return oval_feed(kPublisher); }

}  // namespace pratique::advisory
