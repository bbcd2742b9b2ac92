#include "advisory/csaf_records.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "advisory/cvss.h"
#include "advisory/ecosystem.h"
#include "advisory/join_architectures.h"
#include "advisory/shard.h"

namespace pratique::advisory {

namespace {

// What is fixed in some products is for subscribers of longer terms: "cpe:/a:redhat:rhel_eus:9.2::appstream",
// "cpe:/o:suse:sles-ltss:15:sp2".
std::string channel_of(std::string_view cpe) {
  for (const std::string_view mark : {":redhat:rhel_", ":suse:sles-", ":suse:sle_hpc-"}) {
    const auto at = cpe.find(mark);
    if (at == std::string_view::npos) continue;
    const auto rest = cpe.substr(at + mark.size());
    return std::string(rest.substr(0, rest.find(':')));
  }
  return {};
}

void set_versions(const CsafStatement& statement, const CsafRpm& rpm, Affected& out) {
  out.status = statement.status;
  if (statement.status == Status::kFixed && !rpm.evr.empty()) {
    out.status = Status::kAffected;
    out.ranges.push_back({.introduced = "0", .fixed = rpm.evr, .last_affected = {}});
    out.fixed_on = statement.fixed_on;
  } else if (statement.status == Status::kNotAffected && !rpm.evr.empty()) {
    out.versions.push_back(rpm.evr);
  } else {
    out.ranges.push_back({.introduced = "0", .fixed = {}, .last_affected = {}});
  }
}

Affected affected_of(const CsafStatement& statement, CsafRpm&& rpm, std::string ecosystem, Extent extent) {
  Affected out;
  out.ecosystem = canonical_ecosystem(ecosystem);
  out.name = std::move(rpm.name);
  out.order = order_name(out.ecosystem);
  set_versions(statement, rpm, out);
  out.reason = statement.reason;
  out.reason_text = statement.reason_text;
  out.module = std::move(rpm.module);
  if (!rpm.architecture.empty()) out.architectures.push_back(std::move(rpm.architecture));
  const auto cpe = statement.found.product->cpe;
  if (!cpe.empty()) out.cpes.emplace_back(cpe);
  out.channel = channel_of(cpe);
  // One product of a release, where nothing else tells which.
  if (cpe.empty()) out.repository = ecosystem_product(ecosystem);
  out.severity = severity_of_word(statement.impact);
  if (out.severity != Severity::kUnspecified) out.severity_word = statement.impact;
  if (!statement.vector.empty()) {
    const auto rating = rating_of_vector("", statement.vector);
    out.severity_vector = rating.vector;
    if (out.severity == Severity::kUnspecified) out.severity = rating.severity;
  }
  out.extent = extent;
  return out;
}

// Statements that differ in their products only are one: each package is named once for each of a release's products.
std::vector<Affected> join_products(std::vector<Affected>&& list) {
  std::vector<Affected> out;
  std::map<std::string, std::size_t> places;
  for (auto& each : list) {
    auto cpes = std::exchange(each.cpes, {});
    const auto [at, is_new] = places.try_emplace(encode(each), out.size());
    if (is_new) out.push_back(std::move(each));
    auto& known = out[at->second].cpes;
    // What names no product holds for all.
    if (!is_new && (known.empty() || cpes.empty())) cpes.clear(), known.clear();
    for (auto& cpe : cpes) {
      if (std::find(known.begin(), known.end(), cpe) == known.end()) known.push_back(std::move(cpe));
    }
  }
  for (auto& each : out) std::sort(each.cpes.begin(), each.cpes.end());
  return out;
}

}  // namespace

std::vector<Affected> affected_of(const CsafVulnerability& vulnerability, const CsafEcosystem& ecosystem,
                                  Extent extent, std::uint64_t& others) {
  std::vector<Affected> list;
  for (const auto& statement : vulnerability.statements) {
    auto rpm = csaf_rpm(statement.found);
    auto name = ecosystem(*statement.found.product);
    if (!rpm || name.empty()) {
      ++others;
    } else {
      list.push_back(affected_of(statement, *std::move(rpm), std::move(name), extent));
    }
  }
  return join_products(join_architectures(std::move(list)));
}

Advisory advisory_of(const CsafHead& head, std::string id, std::string_view source) {
  Advisory advisory{.id = std::move(id), .source = std::string(source)};
  advisory.published = head.published;
  advisory.modified = head.modified;
  advisory.summary = head.title;
  advisory.references = head.references;
  return advisory;
}

namespace {

void tell_others(std::uint64_t others, FeedSink& sink) {
  if (others > 0)
    sink.tell("statements about what is no rpm of a distribution are left out: " + std::to_string(others));
}

void add_severity(const CsafHead& head, Advisory& advisory) {
  auto rating = rating_of_word(advisory.source, head.severity);
  if (advisory.ratings.empty() && rating.severity != Severity::kUnspecified)
    advisory.ratings.push_back(std::move(rating));
}

}  // namespace

void give_vex(codec::Json root, const CsafHead& head, std::string_view source, const CsafEcosystem& ecosystem,
              Extent extent, FeedSink& sink) {
  const CsafTree tree(root["product_tree"], sink);
  std::uint64_t others = 0;
  each_vulnerability(root, tree, source, sink, [&](CsafVulnerability&& each) {
    auto advisory = advisory_of(head, each.id, source);
    if (!each.title.empty()) advisory.summary = each.title;
    advisory.cwes = std::move(each.cwes);
    advisory.affected = affected_of(each, ecosystem, extent, others);
    advisory.ratings = std::move(each.ratings);
    add_severity(head, advisory);
    sink.add(std::move(advisory));
  });
  tell_others(others, sink);
}

namespace {

bool is_fix(const Affected& each) {
  return each.status == Status::kAffected && !each.ranges.empty() && !each.ranges.front().fixed.empty();
}

// A fix without what belongs to one of the vulnerabilities only.
Affected plain(Affected fix) {
  fix.severity = Severity::kUnspecified;
  fix.severity_word.clear();
  fix.severity_vector.clear();
  return fix;
}

// Gathers what an erratum says, vulnerability by vulnerability.
class Erratum {
 public:
  void add(CsafVulnerability&& vulnerability, std::vector<Affected>&& affected) {
    for (const auto& each : affected) {
      if (is_fix(each)) ++uses_[encode(plain(each))];
    }
    all_.emplace_back(std::move(vulnerability), std::move(affected));
  }

  // What is fixed for all of them goes to the erratum, what is left to parts.
  void give(const CsafHead& head, Advisory erratum, std::string_view apart, FeedSink& sink) {
    std::set<std::string> taken;
    for (auto& [vulnerability, list] : all_) {
      erratum.upstream.push_back(vulnerability.id);
      std::vector<Affected> own;
      for (auto& each : list) {
        const auto key = is_fix(each) ? encode(plain(each)) : std::string();
        if (key.empty() || uses_.at(key) < all_.size()) {
          own.push_back(std::move(each));
        } else if (taken.insert(key).second) {
          erratum.affected.push_back(plain(std::move(each)));
        }
      }
      enrich(vulnerability, erratum.source, sink);
      if (own.empty()) continue;
      auto part = advisory_of(head, vulnerability.id, apart);
      part.affected = std::move(own);
      sink.add_part(std::move(part));
    }
    sink.add(std::move(erratum));
  }

 private:
  static void enrich(CsafVulnerability& vulnerability, const std::string& source, FeedSink& sink) {
    Enrichment enrichment{.id = vulnerability.id, .source = source};
    enrichment.ratings = std::move(vulnerability.ratings);
    enrichment.cwes = std::move(vulnerability.cwes);
    if (!enrichment.ratings.empty() || !enrichment.cwes.empty()) sink.add(std::move(enrichment));
  }

  std::vector<std::pair<CsafVulnerability, std::vector<Affected>>> all_;
  std::map<std::string, std::size_t> uses_;
};

}  // namespace

void give_erratum(const CsafVulnerabilities& each, const CsafHead& head, std::string_view source,
                  std::string_view apart, const CsafEcosystem& ecosystem, FeedSink& sink) {
  std::uint64_t others = 0;
  Erratum erratum;
  each([&](CsafVulnerability&& one) {
    auto affected = affected_of(one, ecosystem, Extent::kFixesOnly, others);
    erratum.add(std::move(one), std::move(affected));
  });
  auto record = advisory_of(head, head.id, source);
  add_severity(head, record);
  erratum.give(head, std::move(record), apart, sink);
  tell_others(others, sink);
}

void give_erratum(codec::Json root, const CsafHead& head, std::string_view source, std::string_view apart,
                  const CsafEcosystem& ecosystem, FeedSink& sink) {
  const CsafTree tree(root["product_tree"], sink);
  const CsafVulnerabilities each = [&](const auto& take) {
    each_vulnerability(root, tree, source, sink, take);
  };
  give_erratum(each, head, source, apart, ecosystem, sink);
}

}  // namespace pratique::advisory
