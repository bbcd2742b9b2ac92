#include "advisory/osv.h"

#include <algorithm>
#include <array>

#include "advisory/coverage.h"
#include "advisory/cvss.h"
#include "advisory/ecosystem.h"
#include "advisory/osv_publishers.h"
#include "advisory/osv_ranges.h"
#include "advisory/unreviewed.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/yaml.h"

namespace pratique::advisory {

namespace {

// More references than this of one record are not kept: a kernel CVE names several hundred mail archives.
constexpr std::size_t kMaxReferences = 48;
constexpr std::size_t kMaxIdBytes = 200;

struct SourceRow {
  std::string_view prefix, source;
  bool bundles = false;  // a distribution's advisory: one record, several CVEs
  Extent extent = Extent::kUndeclared;
  std::string_view family = {};  // the ecosystem that `extent` is about
};
constexpr auto kFixes = Extent::kFixesOnly, kAll = Extent::kComplete;

// Prefixes of OSV schema §"id, modified fields", database prefixes.
constexpr std::array kSources{
    SourceRow{"ALBA", "almalinux", true, kFixes, "AlmaLinux"},
    SourceRow{"ALEA", "almalinux", true, kFixes, "AlmaLinux"},
    SourceRow{"ALSA", "almalinux", true, kFixes, "AlmaLinux"},
    SourceRow{"ALPINE", "alpine", false, kFixes, "Alpine"},
    SourceRow{"AZL", "azure-linux"},
    SourceRow{"BIT", "bitnami", false, kAll, "Bitnami"},
    SourceRow{"CGA", "chainguard"},
    SourceRow{"CLSA", "tuxcare", true},
    SourceRow{"DEBIAN", "debian", false, kAll, "Debian"},
    SourceRow{"DLA", "debian", true, kFixes, "Debian"},
    SourceRow{"DSA", "debian", true, kFixes, "Debian"},
    SourceRow{"DTSA", "debian", true, kFixes, "Debian"},
    SourceRow{"ECHO", "echo", false, kAll, "Echo"},
    SourceRow{"ELA", "debian-elts", true},
    SourceRow{"GHSA", "ghsa"},
    SourceRow{"GO", "go-vulndb", false, kAll, "Go"},
    SourceRow{"HSEC", "haskell", false, kAll, "Hackage"},
    SourceRow{"JLSEC", "julia", false, kAll, "Julia"},
    SourceRow{"LSN", "ubuntu", true},
    SourceRow{"MAL", "malicious-packages"},
    SourceRow{"MGASA", "mageia", true, kFixes, "Mageia"},
    SourceRow{"MINI", "minimos"},
    SourceRow{"OESA", "openeuler", true, kFixes, "openEuler"},
    SourceRow{"OSV", "oss-fuzz"},
    SourceRow{"PHSA", "photon", true, kFixes, "Photon OS"},
    SourceRow{"PYSEC", "pypa"},  // a part of what is known of PyPI: much is in GHSA alone
    SourceRow{"RHBA", "redhat", true, kFixes, "Red Hat"},
    SourceRow{"RHEA", "redhat", true, kFixes, "Red Hat"},
    SourceRow{"RHSA", "redhat", true, kFixes, "Red Hat"},
    SourceRow{"RLSA", "rocky", true, kFixes, "Rocky Linux"},
    SourceRow{"RXSA", "rocky", true, kFixes, "Rocky Linux"},
    SourceRow{"RUSTSEC", "rustsec", false, kAll, "crates.io"},
    SourceRow{"UBUNTU", "ubuntu", false, kAll, "Ubuntu"},
    SourceRow{"USN", "ubuntu", true, kFixes, "Ubuntu"},
    SourceRow{"SUSE", "suse", true, kFixes, "SUSE"},
    SourceRow{"openSUSE", "suse", true, kFixes, "openSUSE"},
};

std::string_view prefix_of(std::string_view id) { return id.substr(0, id.find('-')); }

const SourceRow* source_row(std::string_view id) {
  const auto prefix = prefix_of(id);
  // "DSA-CORE-2022-011" is Drupal's, not Debian's.
  if (id.starts_with("DSA-CORE-") || id.starts_with("DSA-CONTRIB-")) return nullptr;
  const auto* row =
      std::find_if(kSources.begin(), kSources.end(), [&](const auto& r) { return r.prefix == prefix; });
  return row == kSources.end() ? nullptr : row;
}

bool is_cve(std::string_view id) { return id.starts_with("CVE-"); }

void add_unique(std::vector<std::string>& list, std::string text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

// Texts that are no ids ("see CVE-2020-1 and others") are left out: they would join what does not belong
// together.
template <class Node>
std::vector<std::string> ids(Node list) {
  std::vector<std::string> out;
  list.each([&](Node each) {
    if (is_id(each.text())) add_unique(out, std::string(each.text()));
  });
  return out;
}

template <class Node>
std::vector<std::string> texts(Node list) {
  std::vector<std::string> out;
  list.each([&](Node each) {
    if (!each.text().empty()) add_unique(out, std::string(each.text()));
  });
  return out;
}

// "goos": ["windows"] of every part is what the package as a whole is limited to; one part without a limit
// lifts it.
std::vector<std::string> limit_of(const std::vector<Part>& parts, std::vector<std::string> Part::* list) {
  std::vector<std::string> all;
  for (const auto& part : parts) {
    if ((part.*list).empty()) return {};
    for (const auto& each : part.*list) add_unique(all, each);
  }
  std::sort(all.begin(), all.end());
  return all;
}

// Where in the package the defect is. Go's vulndb (https://go.dev/doc/security/vuln/database, "ImportPath"):
// imports [{path, symbols, goos, goarch}]. RustSec: affects {arch, os, functions}.
template <class Node>
void read_parts(Node specific, Affected& affected) {
  specific["imports"].each([&](Node import) {
    Part part{.path = std::string(import["path"].text()), .symbols = texts(import["symbols"])};
    part.systems = texts(import["goos"]);
    part.architectures = texts(import["goarch"]);
    affected.parts.push_back(std::move(part));
  });
  affected.systems = limit_of(affected.parts, &Part::systems);
  affected.architectures = limit_of(affected.parts, &Part::architectures);
  const auto affects = specific["affects"];
  if (!affects.is_object()) return;
  affected.systems = texts(affects["os"]);
  affected.architectures = texts(affects["arch"]);
  auto functions = texts(affects["functions"]);
  if (!functions.empty()) affected.parts.push_back({.path = {}, .symbols = std::move(functions)});
}

// What a publisher adds to one package: its own rating (§"affected[].severity"; a word of Docker's hardened
// images), Ubuntu's channel of the fix, Rocky's repository.
template <class Node>
void read_qualifiers(Node node, Affected& affected) {
  const auto specific = node["ecosystem_specific"];
  read_parts(specific, affected);
  if (base::contains(specific["availability"].text(), "Ubuntu Pro")) affected.channel = "pro";
  node["ranges"].each([&](Node range) {
    const auto repository = range["database_specific"]["yum_repository"].text();
    if (affected.repository.empty()) affected.repository = repository;
  });
  node["severity"].each([&](Node each) {
    const auto score = each["score"].text();
    const bool vector = each["type"].text().starts_with("CVSS_");
    const auto rating = vector ? rating_of_vector("", score) : rating_of_word("", score);
    if (rating.severity <= affected.severity) return;
    affected.severity = rating.severity;
    (vector ? affected.severity_vector : affected.severity_word) = score;
  });
  const auto word = node["database_specific"]["severity"].text();
  if (affected.severity == Severity::kUnspecified && !word.empty()) {
    affected.severity = rating_of_word("", word).severity;
    affected.severity_word = word;
  }
}

// Nothing when no version is named that an inventory could have: commits only, or a package without a name.
template <class Node>
std::optional<Affected> affected_of(Node node) {
  Affected out;
  out.ecosystem = canonical_ecosystem(node["package"]["ecosystem"].text());
  out.name = canonical_name(out.ecosystem, node["package"]["name"].text());
  if (out.ecosystem.empty() || out.name.empty()) return std::nullopt;
  out.order = order_name(out.ecosystem);
  out.repository = ecosystem_repository(node["package"]["ecosystem"].text());
  read_versions(node, out);
  if (out.ranges.empty() && out.versions.empty()) return std::nullopt;
  read_qualifiers(node, out);
  read_publisher(node, out);
  return out;
}

// "Important: nodejs:18 security update" → {"nodejs:18"}; "virt:rhel and virt-devel:rhel security update" →
// both.
std::vector<std::string> modules_of(std::string_view summary) {
  std::vector<std::string> modules;
  for (auto word : base::words(summary)) {
    while (word.ends_with(',')) word.remove_suffix(1);
    const auto halves = base::cut(word, ":");
    if (halves && !halves->before.empty() && !halves->after.empty()) modules.emplace_back(word);
  }
  return modules;
}

// AlmaLinux and Rocky name the module of their packages in the summary only; that a package is in one shows
// in its release ("…module_el8.9.0+3627", "…module+el8"). A record about two modules gives each package for
// both.
void set_modules(Advisory& advisory) {
  const auto modules = modules_of(advisory.summary);
  std::vector<Affected> more;
  for (auto& affected : advisory.affected) {
    const bool modular = std::any_of(affected.ranges.begin(), affected.ranges.end(), [](const Range& range) {
      return base::contains(range.fixed, ".module");
    });
    if (!modular || modules.empty()) continue;
    affected.module = modules.front();
    for (std::size_t i = 1; i < modules.size(); ++i) {
      more.push_back(affected);
      more.back().module = modules[i];
    }
  }
  std::move(more.begin(), more.end(), std::back_inserter(advisory.affected));
}

void add_rating(std::vector<Rating>& ratings, Rating rating) {
  const auto same = [&](const Rating& other) {
    return other.vector == rating.vector && other.severity == rating.severity;
  };
  if (rating.severity == Severity::kUnspecified && rating.vector.empty()) return;
  if (std::none_of(ratings.begin(), ratings.end(), same)) ratings.push_back(std::move(rating));
}

template <class Node>
void add_severities(Node list, Advisory& advisory) {
  list.each([&](Node each) {
    const auto score = each["score"].text();
    const bool vector = each["type"].text().starts_with("CVSS_");
    add_rating(advisory.ratings,
               vector ? rating_of_vector(advisory.source, score) : rating_of_word(advisory.source, score));
  });
}

// §"severity": on the record, or on each package (Bitnami); words in `database_specific` (GitHub) or before
// the summary (Red Hat's style, which AlmaLinux and Rocky share).
template <class Node>
void read_ratings(Node record, Advisory& advisory) {
  add_severities(record["severity"], advisory);
  record["affected"].each([&](Node each) { add_severities(each["severity"], advisory); });
  if (!advisory.ratings.empty()) return;
  // Docker's hardened images rate by word, on each package.
  record["affected"].each([&](Node each) {
    add_rating(advisory.ratings,
               rating_of_word(advisory.source, each["database_specific"]["severity"].text()));
  });
  if (!advisory.ratings.empty()) return;
  // A word only where there is no vector: it is derived from one nearly everywhere.
  add_rating(advisory.ratings,
             rating_of_word(advisory.source, record["database_specific"]["severity"].text()));
  const auto halves = base::cut(advisory.summary, ":");  // "Moderate: gnutls security update"
  const auto* row = source_row(advisory.id);
  if (advisory.ratings.empty() && halves && row != nullptr && row->bundles) {
    add_rating(advisory.ratings, rating_of_word(advisory.source, halves->before));
  }
}

// GitHub's advisories that nobody there has looked at: taken from NVD, mostly without a package.
template <class Node>
bool is_unreviewed(Node record) {
  return record["database_specific"]["github_reviewed"].boolean() == false;
}

// Red Hat's scheme: SA security, BA bug fix, EA enhancement. One that names CVEs all the same is about
// security.
template <class Node>
std::string category_of(Node record, std::string_view id, bool names_cves) {
  if (id.starts_with("MAL-")) return "malicious";
  const bool update = id.starts_with("ALBA-") || id.starts_with("RHBA-");
  const bool enhancement = id.starts_with("ALEA-") || id.starts_with("RHEA-");
  if ((update || enhancement) && !names_cves) return update ? "bugfix" : "enhancement";
  if (is_unreviewed(record)) return std::string(kUnreviewed);
  return record["affected"].at(0)["database_specific"]["informational"].text_or("");  // RustSec
}

bool has_fix(const Affected& affected) {
  return std::any_of(affected.ranges.begin(), affected.ranges.end(),
                     [](const Range& range) { return !range.fixed.empty(); });
}

// CPEs stand on the record (Bitnami, the Erlang foundation): of which package is clear only where there is
// one.
template <class Node>
void read_products(Node record, Advisory& advisory) {
  if (advisory.affected.size() != 1) return;
  for (const auto* key : {"cpes", "cpe_ids"}) {
    for (auto& cpe : texts(record["database_specific"][key]))
      add_unique(advisory.affected.front().cpes, std::move(cpe));
  }
}

// curl's own records (https://curl.se/docs/vuln.json) name no package but in `database_specific`.
template <class Node>
void read_curl(Node record, std::vector<Affected>& out) {
  record["affected"].each([&](Node each) {
    if (each["package"]) return;
    Affected one{
        .ecosystem = "curl", .name = record["database_specific"]["package"].text_or("curl"), .order = {}};
    one.order = order_name(one.ecosystem);
    read_versions(each, one);
    if (!one.ranges.empty() || !one.versions.empty()) out.push_back(std::move(one));
  });
}

// Which ids are the same vulnerability, and which are bundled.
template <class Node>
void read_ids(Node record, Advisory& advisory) {
  const auto* row = source_row(advisory.id);
  const bool bundles = row != nullptr && row->bundles;
  advisory.aliases = ids(record["aliases"]);
  advisory.upstream = ids(record["upstream"]);
  if (bundles) {
    for (auto& id : ids(record["related"])) {
      if (is_cve(id)) add_unique(advisory.upstream, std::move(id));
    }
    for (const auto& id : advisory.aliases) {
      if (is_cve(id)) add_unique(advisory.upstream, id);
    }
    std::erase_if(advisory.aliases, is_cve);
  }
  // "CVE-…, GHSA-…, EUVD-…" are three names of one thing: the CVE stands for them.
  if (std::any_of(advisory.upstream.begin(), advisory.upstream.end(), is_cve)) {
    std::erase_if(advisory.upstream, [](const auto& id) { return !is_cve(id); });
  }
}

// Summary, dates, references and weaknesses: for people, never for matching.
template <class Node>
void read_texts(Node record, Advisory& advisory) {
  // Go's vulndb writes its zero time, year 1, for a time that it does not know.
  const auto time = [&](const char* key) {
    const auto text = record[key].text();
    return known_day(text).empty() ? std::string() : std::string(text);
  };
  advisory.published = time("published");
  advisory.modified = time("modified");
  // Withdrawn at an unknown time is withdrawn, but the zero time is no time.
  const auto withdrawn = record["withdrawn"].text();
  advisory.withdrawn = withdrawn.starts_with("0001-") ? std::string() : std::string(withdrawn);
  const auto summary = record["summary"].text();
  advisory.summary = as_summary(summary.empty() ? record["details"].text() : summary);
  record["references"].each([&](Node reference) {
    const auto url = reference.is_object() ? reference["url"].text() : reference.text();
    if (!url.empty() && advisory.references.size() < kMaxReferences)
      add_unique(advisory.references, std::string(url));
  });
  const auto specific = record["database_specific"];
  for (const auto* key : {"cwe_ids", "cwes"}) {
    specific[key].each([&](Node each) {
      const auto cwe = each.is_object() ? each["cweId"].text() : each.text();
      if (cwe.starts_with("CWE-") && is_id(cwe)) add_unique(advisory.cwes, std::string(cwe));
    });
  }
}

}  // namespace

std::string as_summary(std::string_view text) {
  text = base::trim(text.substr(0, text.find("\n\n")));
  std::string out;
  for (const auto word : base::words(text)) {
    if (out.size() + word.size() + 1 > kMaxSummaryBytes) return out + " …";
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

std::string vulnerability_id(std::string_view text) {
  text = base::trim(text);
  if (!is_id(text) || text.find('-') == std::string_view::npos) return {};
  const auto lower = base::to_lower(text);
  if (lower.starts_with("cve-")) return "CVE-" + std::string(text.substr(4));
  return lower.starts_with("ghsa-") ? "GHSA-" + lower.substr(5) : std::string(text);
}

std::string osv_source(std::string_view id) {
  const auto* row = source_row(id);
  if (row != nullptr) return std::string(row->source);
  if (id.starts_with("SA-CO") || id.starts_with("DSA-CO") || id.starts_with("DRUPAL-")) return "drupal";
  return is_cve(id) ? "osv" : base::to_lower(prefix_of(id));
}

template <class Node>
Result<Advisory> read_osv(Node record) {
  Advisory advisory;
  advisory.id = record["id"].text();
  if (!is_id(advisory.id) || !record["affected"].is_array()) {
    return base::fail(ErrorKind::kUnsupported, "not an OSV record");
  }
  advisory.source = is_unreviewed(record) ? std::string(kUnreviewedSource) : osv_source(advisory.id);
  read_ids(record, advisory);
  read_texts(record, advisory);
  advisory.category = category_of(record, advisory.id, !advisory.upstream.empty());
  record["affected"].each([&](Node each) {
    if (auto affected = affected_of(each)) add_packages(each, *std::move(affected), advisory.affected);
  });
  read_products(record, advisory);
  if (advisory.id.starts_with("CURL-")) read_curl(record, advisory.affected);
  record["affected"].each([&](Node each) {
    for (auto& commits : read_commits(each)) advisory.affected.push_back(std::move(commits));
  });
  const auto* row = source_row(advisory.id);
  if (row != nullptr && row->bundles) set_modules(advisory);
  for (auto& affected : advisory.affected) {
    if (row != nullptr && ecosystem_family(affected.ecosystem) == row->family) affected.extent = row->extent;
    // An erratum is published with its fix.
    if (row != nullptr && row->bundles && has_fix(affected))
      affected.fixed_on = known_day(advisory.published);
  }
  read_ratings(record, advisory);
  finish_publisher(advisory);
  return advisory;
}

template Result<Advisory> read_osv(codec::Json record);
template Result<Advisory> read_osv(codec::Yaml record);

}  // namespace pratique::advisory
