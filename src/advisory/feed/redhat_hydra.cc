// Red Hat's security data API, one CVE a file (https://access.redhat.com/hydra/rest/securitydata/cve/CVE-2022-1921.json;
// docs.redhat.com, "Red Hat Security Data API"), and its lists of CVEs (…/cve.json?page=1, or one entry a file).
//   {"name": CVE, "threat_severity", "public_date", "cvss3": {"cvss3_scoring_vector"}, "cwe",
//    "affected_release": [{"cpe", "package": "NAME-EPOCH:VERSION-RELEASE", "advisory", "release_date"}],
//    "package_state": [{"cpe", "package_name", "fix_state"}]}
// A list's entry rates a CVE and names packages of no product: it enriches. Packages are source packages; "MODULE:STREAM"
// in the place of one is a module whose packages are not told.
#include "advisory/coverage.h"
#include "advisory/cvss.h"
#include "advisory/ecosystem.h"
#include "advisory/enrichment.h"
#include "advisory/json_feed.h"
#include "advisory/no_days.h"
#include "advisory/nvr.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "redhat-hydra",
                         .extent = Extent::kComplete,
                         .complete_for = "Red Hat",
                         .published = "https://access.redhat.com/hydra/rest/securitydata/cve.json",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

constexpr std::string_view kSource = "redhat-hydra";

// OSV's name of a product: "Red Hat:enterprise_linux:9::appstream" of "cpe:/a:redhat:enterprise_linux:9::appstream".
std::string ecosystem_of(std::string_view cpe) {
  constexpr std::string_view kVendor = ":redhat:";
  const auto at = cpe.find(kVendor);
  if (!cpe.starts_with("cpe:/") || at == std::string_view::npos || !is_id(cpe)) return {};
  return "Red Hat:" + std::string(cpe.substr(at + kVendor.size()));
}

// False: a state that is not theirs.
bool take_state(std::string_view word, Affected& into) {
  into.ranges = {{.introduced = "0"}};
  if (word == "Not affected") {
    into.status = Status::kNotAffected;
    into.ranges = {{.introduced = "0", .fixed = "0"}};
  } else if (word == "Under investigation" || word == "New") {
    into.status = Status::kUnderInvestigation;
  } else if (word == "Will not fix") {
    into.reason = Reason::kWillNotFix;
  } else if (word == "Out of support scope") {
    into.reason = Reason::kEndOfLife;
  } else if (word == "Fix deferred") {
    into.reason = Reason::kDeferred;
  } else if (word != "Affected") {
    return false;
  }
  into.reason_text = word == "Affected" || word == "Not affected" ? "" : std::string(word);
  return true;
}

class Record {
 public:
  Record(codec::Json root, FeedSink& sink) : root_(root), sink_(sink) {}

  void read(std::string id) {
    Advisory advisory{.id = std::move(id), .source = std::string(kSource)};
    id_ = advisory.id;
    advisory.published = known_day(root_["public_date"].text().substr(0, 10));
    advisory.summary = as_summary(root_["bugzilla"]["description"].text());
    if (const auto cwe = root_["cwe"].text(); cwe.starts_with("CWE-") && is_id(cwe))
      advisory.cwes.emplace_back(cwe);
    for (const auto vector : {root_["cvss3"]["cvss3_scoring_vector"], root_["cvss"]["cvss_scoring_vector"]}) {
      if (!vector.text().empty()) advisory.ratings.push_back(rating_of_vector("redhat", vector.text()));
    }
    auto rating = rating_of_word("redhat", root_["threat_severity"].text());
    if (rating.severity != Severity::kUnspecified) advisory.ratings.push_back(std::move(rating));
    // "This CVE ID has been rejected or withdrawn by its CVE Numbering Authority."
    if (base::contains(root_["details"].at(0).text(), "has been rejected or withdrawn"))
      advisory.withdrawn = advisory.published;
    root_["affected_release"].each([&](codec::Json each) { add_fix(each, advisory); });
    root_["package_state"].each([&](codec::Json each) { add_state(each, advisory); });
    sink_.add(std::move(advisory));
  }

 private:
  // A product's package; nothing where the product is none of Red Hat's.
  std::optional<Affected> package(codec::Json entry) {
    const auto cpe = entry["cpe"].text();
    Affected affected{.ecosystem = canonical_ecosystem(ecosystem_of(cpe)), .name = {}, .order = "rpm"};
    affected.architectures = {"src"};
    affected.extent = kInfo.extent;
    affected.severity_word = root_["threat_severity"].text();
    affected.severity = severity_of_word(affected.severity_word);
    if (affected.ecosystem.empty()) {
      sink_.skip(id_, "no product of Red Hat's: \"" + as_summary(cpe) + "\"");
      return std::nullopt;
    }
    affected.cpes.emplace_back(cpe);
    return affected;
  }

  void add_fix(codec::Json entry, Advisory& advisory) {
    auto affected = package(entry);
    if (!affected) return;
    const auto text = entry["package"].text();
    const auto parts = split_nvr(text);
    if (!parts || !is_id(text) || base::contains(parts->name, ":") || base::contains(parts->name, "/")) {
      // Containers and modules, or a product as a whole.
      return sink_.skip(id_, "no package that is fixed: \"" + as_summary(text) + "\"");
    }
    affected->name = parts->name;
    affected->ranges.push_back({.introduced = "0", .fixed = std::string(parts->evr)});
    affected->fixed_on = known_day(entry["release_date"].text().substr(0, 10));
    advisory.affected.push_back(*std::move(affected));
  }

  void add_state(codec::Json entry, Advisory& advisory) {
    auto affected = package(entry);
    if (!affected) return;
    auto name = entry["package_name"].text();
    // "libreoffice:flatpak/gstreamer1": a package of a module.
    if (const auto halves = base::cut(name, "/"); halves && base::contains(halves->before, ":")) {
      affected->module = halves->before;
      name = halves->after;
    }
    const auto word = entry["fix_state"].text();
    if (!is_id(name) || !take_state(word, *affected))
      return sink_.skip(id_, "no package, or a state that is not theirs: \"" + as_summary(word) + "\"");
    affected->name = name;
    advisory.affected.push_back(*std::move(affected));
  }

  codec::Json root_;
  FeedSink& sink_;
  std::string id_;
};

void read_entry(codec::Json entry, const std::string& where, FeedSink& sink) {
  Enrichment enrichment{.id = vulnerability_id(entry["CVE"].text()), .source = std::string(kSource)};
  if (!enrichment.id.starts_with("CVE-")) return sink.skip(where, "no CVE");
  enrichment.day = day_number(entry["public_date"].text());
  for (const auto* key : {"cvss3_scoring_vector", "cvss_scoring_vector"}) {
    auto rating = rating_of_vector("redhat", entry[key].text());
    if (!rating.vector.empty()) enrichment.ratings.push_back(std::move(rating));
  }
  auto rating = rating_of_word("redhat", entry["severity"].text());
  if (rating.severity != Severity::kUnspecified) enrichment.ratings.push_back(std::move(rating));
  if (const auto cwe = entry["CWE"].text(); cwe.starts_with("CWE-") && is_id(cwe))
    enrichment.cwes.emplace_back(cwe);
  enrichment.summary = as_summary(entry["bugzilla_description"].text());
  sink.add(std::move(enrichment));
}

class RedhatHydra : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  // Files of vunnel's copy have no ending.
  bool recognises(std::string_view, std::string_view head) const override {
    // One that was rejected has no severity.
    const bool one = base::contains(head, "\"public_date\"") &&
                     (base::contains(head, "\"threat_severity\"") || base::contains(head, "\"bugzilla\""));
    return one || (base::contains(head, "\"CVE\"") && base::contains(head, "securitydata/cve/"));
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const auto take = [&](std::string_view number, codec::Json entry) {
      read_entry(entry, "entry " + std::string(number), sink);
    };
    PQ_TRY(const auto document, read_records(source, sink, {.lists = {""}, .take = take}));
    const auto root = document.root();
    if (root.is_array()) return {};
    if (root["CVE"]) {
      read_entry(root, "", sink);
    } else {
      auto id = vulnerability_id(root["name"].text());
      if (!id.starts_with("CVE-")) return base::fail(ErrorKind::kUnsupported, "no CVE of Red Hat's");
      Record(root, sink).read(std::move(id));
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_redhat_hydra() { return std::make_unique<RedhatHydra>(); }

}  // namespace pratique::advisory
