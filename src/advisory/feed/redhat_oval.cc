// Red Hat's OVAL, version 2 (https://security.access.redhat.com/data/oval/v2/): legacy, for RHEL up to 9. Streams' files
// "rhel-8.oval.xml" have its errata; "rhel-8-including-unpatched.oval.xml" a definition for each CVE without a fix as
// well, with the state of each component.
#include "advisory/oval_feed.h"
#include "advisory/oval_records.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

// Words of advisory/affected/resolution.
struct Resolution {
  std::string_view word;
  Status status;
  Reason reason;
};
constexpr Resolution kResolutions[]{
    {"Affected", Status::kAffected, Reason::kNone},
    {"Fix deferred", Status::kAffected, Reason::kDeferred},
    {"Will not fix", Status::kAffected, Reason::kWillNotFix},
    {"Out of support scope", Status::kAffected, Reason::kEndOfLife},
    {"Under investigation", Status::kUnderInvestigation, Reason::kNone},
    {"Not affected", Status::kNotAffected, Reason::kNone},
};

// Components are "firefox", and "nodejs:18/nodejs" in a module.
void set_state(const OvalDefinition& definition, Affected& affected) {
  const auto in_module = affected.module + "/" + affected.name;
  for (const auto& resolution : definition.resolutions) {
    for (const auto& component : resolution.components) {
      if (component != (affected.module.empty() ? affected.name : in_module)) continue;
      affected.reason_text = resolution.state;
      for (const auto& row : kResolutions) {
        if (row.word != resolution.state) continue;
        affected.status = row.status;
        affected.reason = row.reason;
      }
      return;
    }
  }
}

Result<OvalRecord> record_of(const OvalDefinition& definition, const std::vector<OvalStatement>&) {
  OvalRecord record{.id = id_of(definition, {"RHSA", "RHBA", "RHEA"})};
  if (!record.id.empty()) return record;
  const auto cves = cves_of(definition);
  if (cves.size() != 1) return base::invalid("neither an erratum nor one CVE");
  return OvalRecord{.id = cves.front(), .is_erratum = false, .is_part = true};
}

// CoreOS, that stands beside some releases, has a file of its own.
std::optional<std::string> ecosystem_of(std::string_view system) {
  constexpr std::string_view kSystem = "Red Hat Enterprise Linux ";
  if (!system.starts_with(kSystem)) return std::nullopt;
  return "Red Hat:enterprise_linux:" + std::string(system.substr(kSystem.size()));
}

Result<void> refine(const OvalDefinition& definition, const OvalStatement&, const OvalRecord& record,
                    Affected& affected) {
  affected.cpes = definition.cpes;
  if (!record.is_erratum) set_state(definition, affected);
  if (base::contains(definition.id, ".unaffect")) affected.status = Status::kNotAffected;
  return {};
}

Extent extent_of(std::string_view path, const OvalRecord&) {
  return base::contains(path, "including-unpatched") ? Extent::kComplete : Extent::kFixesOnly;
}

constexpr OvalPublisher kPublisher{
    .info = {.name = "redhat-oval",
             .extent = Extent::kFixesOnly,
             .complete_for = "Red Hat",
             .published = "https://security.access.redhat.com/data/oval/v2/PULP_MANIFEST",
             .layout = Layout::kDocument,
             .every_hours = 24},
    .source = "redhat",
    .ids = "oval:com.redhat.",
    .record_of = record_of,
    .ecosystem_of = ecosystem_of,
    .refine = refine,
    .extent_of = extent_of,
    .joins_architectures = true};

}  // namespace

std::unique_ptr<Feed> make_redhat_oval() { return oval_feed(kPublisher); }

}  // namespace pratique::advisory
