#include "advisory/csaf_records.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
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

// Those that differ in their architectures or products only are one.
void add_statements(const CsafVulnerability& vulnerability, const CsafEcosystem& ecosystem, Extent extent,
                    std::uint64_t& others, JoinedAffected& joined) {
  vulnerability.each_statement([&](const CsafStatement& statement) {
    auto rpm = csaf_rpm(statement.found);
    auto name = ecosystem(*statement.found.product);
    if (!rpm || name.empty()) {
      ++others;
    } else {
      joined.add(affected_of(statement, *std::move(rpm), std::move(name), extent));
    }
  });
}

}  // namespace

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

namespace {

// Records of a VEX. Each is given when the next one comes: the last, which is the only one of most, when the tree is gone,
// for both may be large.
class VexRecords {
 public:
  VexRecords(const CsafHead& head, std::string source, FeedSink& sink)
      : head_(head), source_(std::move(source)), sink_(sink) {}

  void add(CsafVulnerability&& each, const CsafEcosystem& ecosystem, Extent extent) {
    give();
    auto& advisory = record_.emplace(advisory_of(head_, std::move(each.id), source_));
    if (!each.title.empty()) advisory.summary = each.title;
    advisory.cwes = std::move(each.cwes);
    advisory.ratings = std::move(each.ratings);
    add_severity(head_, advisory);
    add_statements(each, ecosystem, extent, others_, joined_);
  }
  void finish() {
    give();
    tell_others(others_, sink_);
  }

 private:
  void give() {
    if (!record_) return;
    record_->affected = std::exchange(joined_, JoinedAffected(true)).take();
    sink_.add(*std::move(record_));
    record_.reset();
  }

  const CsafHead& head_;
  std::string source_;
  FeedSink& sink_;
  std::optional<Advisory> record_;
  JoinedAffected joined_{true};
  std::uint64_t others_ = 0;
};

}  // namespace

CsafTaker vex_taker(const CsafHead& head, std::string_view source, const CsafEcosystem& ecosystem,
                    Extent extent, FeedSink& sink) {
  const auto records = std::make_shared<VexRecords>(head, std::string(source), sink);
  return {.source = std::string(source),
          .take = [=](CsafVulnerability&& each) { records->add(std::move(each), ecosystem, extent); },
          .finish = [=] { records->finish(); }};
}

namespace {

bool is_fix(const Affected& each) {
  return each.status == Status::kAffected && !each.ranges.empty() && !each.ranges.front().fixed.empty();
}

// What a statement has of one of the vulnerabilities only.
struct Own {
  Severity severity = Severity::kUnspecified;
  std::string word, vector;
  auto operator<=>(const Own&) const = default;
};

// Gathers what an erratum says, vulnerability by vulnerability. An update of a kernel has hundreds of these, with the
// same thousands of packages each, so what they share is kept once.
class Erratum {
 public:
  void add(CsafVulnerability&& vulnerability, std::vector<Affected>&& affected) {
    Said said{.id = std::move(vulnerability.id),
              .ratings = std::move(vulnerability.ratings),
              .cwes = std::move(vulnerability.cwes),
              .statements = {}};
    for (auto& each : affected) {
      Own own{each.severity, std::exchange(each.severity_word, {}), std::exchange(each.severity_vector, {})};
      each.severity = Severity::kUnspecified;
      const auto [base, is_new] =
          base_numbers_.try_emplace(encode(each), static_cast<std::uint32_t>(bases_.size()));
      if (is_new) bases_.push_back({.affected = std::move(each)});
      ++bases_[base->second].uses;
      const auto [at, is_new_own] =
          owns_.try_emplace(std::move(own), static_cast<std::uint32_t>(own_list_.size()));
      if (is_new_own) own_list_.push_back(&at->first);
      said.statements.emplace_back(base->second, at->second);
    }
    all_.push_back(std::move(said));
  }

  // What is fixed for all of them goes to the erratum, what is left to parts.
  void give(const CsafHead& head, Advisory erratum, std::string_view apart, FeedSink& sink) {
    for (auto& said : all_) {
      erratum.upstream.push_back(said.id);
      std::vector<Affected> own;
      for (const auto& [number, of_it] : said.statements) {
        auto& base = bases_[number];
        if (!is_fix(base.affected) || base.uses < all_.size()) {
          own.push_back(with(base.affected, *own_list_[of_it]));
        } else if (!std::exchange(base.is_given, true)) {
          erratum.affected.push_back(base.affected);
        }
      }
      enrich(said, erratum.source, sink);
      if (own.empty()) continue;
      auto part = advisory_of(head, said.id, apart);
      part.affected = std::move(own);
      sink.add_part(std::move(part));
    }
    sink.add(std::move(erratum));
  }

 private:
  struct Base {
    // Without what is of one of the vulnerabilities only.
    Affected affected;
    std::size_t uses = 0;
    bool is_given = false;
  };
  struct Said {
    std::string id;
    std::vector<Rating> ratings;
    std::vector<std::string> cwes;
    // Of `bases_` and `own_list_`.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> statements;
  };

  static Affected with(Affected affected, const Own& own) {
    affected.severity = own.severity;
    affected.severity_word = own.word;
    affected.severity_vector = own.vector;
    return affected;
  }

  static void enrich(Said& said, const std::string& source, FeedSink& sink) {
    Enrichment enrichment{.id = said.id, .source = source};
    enrichment.ratings = std::move(said.ratings);
    enrichment.cwes = std::move(said.cwes);
    if (!enrichment.ratings.empty() || !enrichment.cwes.empty()) sink.add(std::move(enrichment));
  }

  std::vector<Said> all_;
  std::vector<Base> bases_;
  std::map<std::string, std::uint32_t> base_numbers_;
  std::map<Own, std::uint32_t> owns_;
  std::vector<const Own*> own_list_;
};

}  // namespace

CsafTaker erratum_taker(const CsafHead& head, std::string_view source, std::string_view apart,
                        const CsafEcosystem& ecosystem, FeedSink& sink) {
  const auto others = std::make_shared<std::uint64_t>(0);
  const auto erratum = std::make_shared<Erratum>();
  const std::string name(source), name_apart(apart);
  return {.source = name,
          .take =
              [=](CsafVulnerability&& one) {
                JoinedAffected joined(true);
                add_statements(one, ecosystem, Extent::kFixesOnly, *others, joined);
                erratum->add(std::move(one), std::move(joined).take());
              },
          .finish =
              [=, &head, &sink] {
                auto record = advisory_of(head, head.id, name);
                add_severity(head, record);
                erratum->give(head, std::move(record), name_apart, sink);
                tell_others(*others, sink);
              }};
}

}  // namespace pratique::advisory
