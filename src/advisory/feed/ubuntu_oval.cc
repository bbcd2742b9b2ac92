// Ubuntu's OVAL (https://security-metadata.canonical.com/oval/): com.ubuntu.CODENAME.cve.oval.xml has a definition for each
// CVE and says in words what its tracker says of each source package; com.ubuntu.CODENAME.usn.oval.xml one for each
// notice, by the names of its binary packages.
#include <algorithm>

#include "advisory/oval_feed.h"
#include "advisory/oval_records.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr std::string_view kIds = "oval:com.ubuntu.";

// A notice, or a CVE; both stand in the file of each release.
Result<OvalRecord> record_of(const OvalDefinition& definition, const std::vector<OvalStatement>&) {
  auto notice = id_of(definition, {"USN"});
  if (!notice.empty()) return OvalRecord{.id = std::move(notice), .is_part = true};
  const auto cves = cves_of(definition);
  if (cves.empty()) return base::invalid("neither a CVE nor a notice");
  return OvalRecord{.id = cves.front(), .is_erratum = false, .is_part = true};
}

// By the codename in the definition's id: "oval:com.ubuntu.jammy:def:2021…".
std::string ecosystem_by(const OvalDefinition& definition, const OvalStatement&) {
  auto codename = std::string_view(definition.id);
  codename.remove_prefix(std::min(codename.size(), kIds.size()));
  return "Ubuntu:" + std::string(codename.substr(0, codename.find_first_of(":/")));
}

// The tracker's states in the words of its OVAL.
struct Words {
  std::string_view words;
  Status status = Status::kAffected;
  Reason reason = Reason::kNone;
};
constexpr Words kWords[]{
    {"related to the CVE in some way and has been fixed", Status::kNotAffected},
    {"related to the CVE in some way, a decision has been made to ignore", Status::kAffected,
     Reason::kIgnored},
    {"a decision has been made to defer", Status::kAffected, Reason::kDeferred},
    {"may need fixing", Status::kAffected, Reason::kNeedsTriage},
    {"is affected and needs fixing"},
    {"is pending publication"},
    {"was vulnerable"},
};

// What stands in "(note: '…')".
std::string note_of(std::string_view comment) {
  const auto at = comment.find("(note: '");
  if (at == std::string_view::npos) return {};
  const auto note = comment.substr(at + 8);
  return std::string(note.substr(0, note.rfind("')")));
}

// False: words that are none of these.
bool set_state(const OvalStatement& statement, Affected& affected) {
  for (const auto& row : kWords) {
    if (!base::contains(statement.comment, row.words)) continue;
    affected.status = row.status;
    affected.reason = row.reason;
    if (affected.ranges.front().fixed.empty()) affected.reason_text = note_of(statement.comment);
    return true;
  }
  return false;
}

// Versions of the extended maintenance are behind a subscription: "2.0-1ubuntu0.1~esm1".
Result<void> refine(const OvalDefinition&, const OvalStatement& statement, const OvalRecord& record,
                    Affected& affected) {
  if (!record.is_erratum && !set_state(statement, affected))
    return base::invalid("words that say nothing of a package's state: \"" + statement.comment + "\"");
  if (base::contains(statement.range.fixed, "esm")) affected.channel = "esm";
  return {};
}

Extent extent_of(std::string_view, const OvalRecord& record) {
  return record.is_erratum ? Extent::kFixesOnly : Extent::kComplete;
}

constexpr OvalPublisher kPublisher{.info = {.name = "ubuntu-oval",
                                            .extent = Extent::kComplete,
                                            .complete_for = "Ubuntu",
                                            .published = "https://security-metadata.canonical.com/oval/",
                                            .layout = Layout::kDocument,
                                            .every_hours = 24},
                                   .source = "ubuntu",
                                   .ids = kIds,
                                   .record_of = record_of,
                                   .ecosystem_by = ecosystem_by,
                                   .refine = refine,
                                   .extent_of = extent_of};

}  // namespace

std::unique_ptr<Feed> make_ubuntu_oval() { return oval_feed(kPublisher); }

}  // namespace pratique::advisory
