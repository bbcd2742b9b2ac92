// Red Hat's OVAL, version 2 (https://security.access.redhat.com/data/oval/v2/): legacy, for RHEL up to 9. Streams' files
// "rhel-8.oval.xml" have its errata; "rhel-8-including-unpatched.oval.xml" a definition for each CVE without a fix as
// well, with the state of each component.
#include "advisory/join_architectures.h"
#include "advisory/oval_records.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "redhat-oval",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "Red Hat",
                         .published = "https://security.access.redhat.com/data/oval/v2/PULP_MANIFEST",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

constexpr std::string_view kSource = "redhat", kIds = "oval:com.redhat.";
constexpr std::string_view kSystem = "Red Hat Enterprise Linux ";

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

class RedHatOval : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view, std::string_view head) const override { return is_oval(head, kIds); }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const auto extent =
        base::contains(source.path(), "including-unpatched") ? Extent::kComplete : kInfo.extent;
    return read_oval(source, kIds, sink, [&](const auto& definition, const auto& statements) {
      take(definition, statements, extent, sink);
    });
  }

 private:
  static void take(const OvalDefinition& definition, const std::vector<OvalStatement>& statements,
                   Extent extent, FeedSink& sink) {
    std::string id;
    for (const auto* source : {"RHSA", "RHBA", "RHEA"}) {
      if (id.empty()) id = id_of(definition, source);
    }
    const auto cves = cves_of(definition);
    const bool is_erratum = !id.empty();
    if (!is_erratum && cves.size() != 1) return sink.skip(definition.id, "neither an erratum nor one CVE");
    auto advisory = advisory_of(definition, is_erratum ? id : cves.front(), kSource);
    if (is_erratum) advisory.upstream = cves;
    for (const auto& each : statements) {
      for (const auto& platform : each.platforms) {
        if (!platform.starts_with(kSystem)) continue;  // CoreOS has a file of its own
        auto affected = affected_of(each, "Red Hat:enterprise_linux:" + platform.substr(kSystem.size()),
                                    definition, extent);
        affected.cpes = definition.cpes;
        if (!is_erratum) set_state(definition, affected);
        if (base::contains(definition.id, ".unaffect")) affected.status = Status::kNotAffected;
        advisory.affected.push_back(std::move(affected));
      }
    }
    advisory.affected = join_architectures(std::move(advisory.affected));
    if (is_erratum) {
      give_enrichments(definition, kSource, sink);
      sink.add(std::move(advisory));
    } else {
      sink.add_part(std::move(advisory));
    }
  }
};

}  // namespace

std::unique_ptr<Feed> make_redhat_oval() { return std::make_unique<RedHatOval>(); }

}  // namespace pratique::advisory
