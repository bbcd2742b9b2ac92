// Ubuntu's OVAL (https://security-metadata.canonical.com/oval/): com.ubuntu.CODENAME.cve.oval.xml has a definition for each
// CVE and says in words what its tracker says of each source package; com.ubuntu.CODENAME.usn.oval.xml one for each
// notice, by the names of its binary packages.
#include "advisory/oval_records.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "ubuntu-oval",
                         .extent = Extent::kComplete,
                         .complete_for = "Ubuntu",
                         .published = "https://security-metadata.canonical.com/oval/",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

constexpr std::string_view kSource = "ubuntu", kIds = "oval:com.ubuntu.";

// "oval:com.ubuntu.jammy:def:2021…" → "jammy".
std::string codename_of(std::string_view id) {
  id.remove_prefix(std::min(id.size(), kIds.size()));
  return std::string(id.substr(0, id.find_first_of(":/")));
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

class UbuntuOval : public Feed {
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
    const auto notice = id_of(definition, "USN");
    const auto cves = cves_of(definition);
    if (notice.empty() && cves.empty()) return sink.skip(definition.id, "neither a CVE nor a notice");
    auto advisory = advisory_of(definition, notice.empty() ? cves.front() : notice, kSource);
    if (!notice.empty()) advisory.upstream = cves;
    const auto ecosystem = "Ubuntu:" + codename_of(definition.id);
    const auto extent = notice.empty() ? Extent::kComplete : Extent::kFixesOnly;
    for (const auto& each : statements) {
      auto affected = affected_of(each, ecosystem, definition, extent);
      if (notice.empty() && !set_state(each, affected)) {
        sink.skip(advisory.id, "words that say nothing of a package's state: \"" + each.comment + "\"");
        continue;
      }
      // Versions of the extended maintenance are behind a subscription: "2.0-1ubuntu0.1~esm1".
      if (base::contains(each.range.fixed, "esm")) affected.channel = "esm";
      advisory.affected.push_back(std::move(affected));
    }
    sink.add_part(std::move(advisory));  // a CVE stands in the file of each release
  }
};

}  // namespace

std::unique_ptr<Feed> make_ubuntu_oval() { return std::make_unique<UbuntuOval>(); }

}  // namespace pratique::advisory
