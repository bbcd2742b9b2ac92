// Ubuntu's OpenVEX (https://security-metadata.canonical.com/vex/vex-all.tar.xz): a document for each CVE, what the tracker
// says of each package of each release, in words. Products are the source package and all its binaries, at the version that
// the release has at the time; what is said is said of the package in the release, so the source package stands for it.
#include "advisory/ecosystem.h"
#include "advisory/openvex.h"
#include "advisory/osv.h"
#include "advisory/ubuntu_channels.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "ubuntu-vex",
                         .extent = Extent::kComplete,
                         .complete_for = "Ubuntu",
                         .published = "https://security-metadata.canonical.com/vex/vex-all.tar.xz",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

constexpr std::string_view kSource = "ubuntu-vex", kAuthor = "Canonical";
// What stands before the notes of the people who looked at it.
constexpr std::string_view kNotes = " CVE Notes / justification:";

// The tracker's states in the words of its VEX.
Reason reason_of(std::string_view notes) {
  if (base::contains(notes, "decided to not fix")) return Reason::kIgnored;
  if (base::contains(notes, "no longer supported")) return Reason::kEndOfLife;
  if (base::contains(notes, "defer")) return Reason::kDeferred;
  if (base::contains(notes, "needs to be triaged") || base::contains(notes, "needs triage"))
    return Reason::kNeedsTriage;
  return Reason::kNone;
}

// Nothing: one of the binaries.
std::optional<Affected> affected_of(const model::Purl& purl, const OpenVexStatement& statement) {
  const auto qualifier = [&](const char* key) {
    const auto at = purl.qualifiers.find(key);
    return at == purl.qualifiers.end() ? std::string() : at->second;
  };
  const auto release = qualifier("distro");
  if (purl.type != "deb" || qualifier("arch") != "source" || release.empty()) return std::nullopt;
  const auto lineage = ubuntu_lineage(release);
  Affected out{.ecosystem = lineage.ecosystem, .name = purl.name};
  out.order = order_name(out.ecosystem);
  out.channel = lineage.channel;
  out.status = statement.status;
  // Of what is fixed only that the version has the fix is known, not since when.
  if (statement.status == Status::kFixed) {
    out.versions.push_back(purl.version);
  } else {
    out.ranges.push_back({.introduced = "0", .fixed = {}, .last_affected = {}});
  }
  const auto words = statement.notes.substr(0, statement.notes.find(kNotes));
  if (statement.status == Status::kAffected) out.reason = reason_of(words);
  if (statement.status != Status::kFixed)
    out.reason_text = statement.justification.empty() ? as_summary(words) : statement.justification;
  out.extent = kInfo.extent;
  return out;
}

class UbuntuVex : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && is_openvex(head, kAuthor);
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    Advisory advisory{.id = {}, .source = std::string(kSource)};
    PQ_CHECK(each_statement(source, kAuthor, sink, [&](OpenVexStatement&& statement) {
      if (advisory.id.empty()) advisory.id = statement.id;
      if (advisory.id != statement.id)
        return sink.skip(statement.id, "another vulnerability in this document");
      if (advisory.summary.empty()) advisory.summary = statement.description;
      advisory.published = statement.published;
      advisory.modified = std::max(advisory.modified, statement.modified);
      for (const auto& purl : statement.products) {
        if (auto affected = affected_of(purl, statement)) advisory.affected.push_back(*std::move(affected));
      }
    }));
    if (!advisory.id.empty()) sink.add(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_ubuntu_vex() { return std::make_unique<UbuntuVex>(); }

}  // namespace pratique::advisory
