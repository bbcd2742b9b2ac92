#include "advisory/difference.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "advisory/compact.h"
#include "advisory/compared_side.h"
#include "advisory/row_keys.h"

namespace pratique::advisory {

namespace {

// A row of the table of records, in the order of that table.
struct RecordRow {
  bool enrichment = false;
  std::string source, id;
  std::int64_t digest = 0;
  std::uint64_t number = 0;
  auto place() const { return std::tie(enrichment, source, id); }
};

class Comparison {
 public:
  Comparison(ComparedSide older, ComparedSide newer) : older_(std::move(older)), newer_(std::move(newer)) {}

  Result<Difference> run() {
    PQ_CHECK(compare_records());
    PQ_CHECK(compare_scores());
    PQ_CHECK(compare_vulnerabilities());
    std::sort(vulnerabilities_.begin(), vulnerabilities_.end());
    PQ_CHECK(compare_packages());
    PQ_CHECK(compare_releases());
    PQ_CHECK(compare_origins());
    std::sort(packages_.begin(), packages_.end(), [](const auto& a, const auto& b) {
      return std::tie(a.ecosystem, a.name) < std::tie(b.ecosystem, b.name);
    });
    Difference out{.sources = {},
                   .touched = std::move(packages_),
                   .ecosystems = differing_coverage(),
                   .releases = std::move(releases_),
                   .origins = {origins_.begin(), origins_.end()},
                   .newest_before = older_.contents().newest,
                   .newest_after = newer_.contents().newest};
    for (auto& [_, source] : sources_) out.sources.push_back(std::move(source));
    return out;
  }

 private:
  static Result<ComparedRows<RecordRow>> records(ComparedSide& side) {
    return ComparedRows<RecordRow>::of(
        side, "SELECT id, name, source, digest, enrichment FROM record ORDER BY id",
        [&side](const SqlStatement& row) -> Result<RecordRow> {
          PQ_TRY(const auto source, side.string(row.integer(2)));
          return RecordRow{.enrichment = row.integer(4) != 0,
                           .source = std::string(source),
                           .id = std::string(row.text(1)),
                           .digest = row.integer(3),
                           .number = static_cast<std::uint64_t>(row.integer(0))};
        });
  }

  Result<void> compare_records() {
    PQ_TRY(auto older, records(older_));
    PQ_TRY(auto newer, records(newer_));
    return side_by_side<RecordRow>(older, newer, [&](const RecordRow* a, const RecordRow* b) -> Result<void> {
      if (a && b && a->digest == b->digest) return {};
      auto& source = sources_[(a ? a : b)->source];
      source.source = (a ? a : b)->source;
      ++(a && b ? source.changed : (a ? source.removed : source.added));
      if (a) older_.touch(a->number);
      if (b) newer_.touch(b->number);
      return {};
    });
  }

  struct Score {
    std::string id;
    Epss epss;
    auto place() const { return std::tie(id); }
  };
  static Result<ComparedRows<Score>> scores(ComparedSide& side) {
    return ComparedRows<Score>::of(side, "SELECT id, score, percentile, day FROM epss ORDER BY id",
                                   [](const SqlStatement& row) -> Result<Score> {
                                     return Score{
                                         .id = std::string(row.text(0)),
                                         .epss = {.score = static_cast<std::uint32_t>(row.integer(1)),
                                                  .percentile = static_cast<std::uint32_t>(row.integer(2)),
                                                  .day = static_cast<Day>(row.integer(3))}};
                                   });
  }

  // They change daily for nearly everything, and no finding comes or goes by them: they touch nothing.
  Result<void> compare_scores() {
    PQ_TRY(auto older, scores(older_));
    PQ_TRY(auto newer, scores(newer_));
    Difference::Source all{.source = "epss"};
    PQ_CHECK(side_by_side<Score>(older, newer, [&](const Score* a, const Score* b) -> Result<void> {
      if (!(a && b && a->epss == b->epss)) ++(a && b ? all.changed : (a ? all.removed : all.added));
      return {};
    }));
    if (all.added + all.changed + all.removed > 0) sources_[all.source] = all;
    return {};
  }

  struct Known {
    std::string id;
    // The other ids of its group.
    std::vector<std::string> aliases;
    // Of what judging learns of it: an erratum's word is told of what others bundle as well, and has no record that
    // would be its own.
    std::uint64_t told = 0;
    // One of its own records is touched.
    bool touched = false;
    // As the table is sorted, but where a key was taken.
    auto place() const { return std::pair(vulnerability_key(id), std::string_view(id)); }
  };
  static Result<ComparedRows<Known>> known(ComparedSide& side) {
    return ComparedRows<Known>::of(
        side, "SELECT id, facts, key FROM vulnerability WHERE facts<>x'' ORDER BY key",
        [&side](const SqlStatement& row) -> Result<Known> {
          base::Arena arena;
          std::uint64_t enriched = 0;
          PQ_TRY(auto facts, decode_facts(row.blob(1), side.text_of(), arena, enriched));
          facts.id = row.text(0);
          if (enriched != 0) PQ_CHECK(side.enrich(row.integer(2), enriched, arena, facts));
          return Known{.id = std::string(row.text(0)),
                       .aliases = {facts.aliases.begin(), facts.aliases.end()},
                       .told = digest(facts),
                       .touched = std::any_of(facts.records.begin(), facts.records.end(),
                                              [&](auto each) { return side.is_touched(each); })};
        });
  }
  // Of all that a finding shows of it.
  static std::uint64_t digest(const Vulnerability& known) {
    compact::CompactWriter all;
    for (const auto& rating : known.ratings) {
      all.text(rating.source);
      all.text(rating.vector);
      all.number(static_cast<std::uint64_t>(rating.severity));
      all.text(std::to_string(rating.score));
    }
    all.text("");
    for (const auto& cwe : known.cwes) all.text(cwe);
    const auto& use = known.exploitation;
    all.number(known.rejected ? 1 : 0);
    all.number(use.known ? 1 : 0);
    all.number(use.ransomware ? 1 : 0);
    all.number(use.added);
    all.number(use.due);
    for (const auto word :
         {static_cast<std::uint64_t>(known.ssvc.exploitation),
          static_cast<std::uint64_t>(known.ssvc.automatable), static_cast<std::uint64_t>(known.ssvc.impact)})
      all.number(word);
    return hash(all.take());
  }

  // By whichever of its names a record speaks of it: that of an erratum is looked up as well.
  void touch(const Known& known) {
    vulnerabilities_.push_back(hash(known.id));
    for (const auto& alias : known.aliases) vulnerabilities_.push_back(hash(alias));
  }
  Result<void> compare_vulnerabilities() {
    PQ_TRY(auto older, known(older_));
    PQ_TRY(auto newer, known(newer_));
    return side_by_side<Known>(older, newer, [&](const Known* a, const Known* b) -> Result<void> {
      if (a && b && !a->touched && !b->touched && a->aliases == b->aliases && a->told == b->told) return {};
      if (a) touch(*a);
      if (b) touch(*b);
      return {};
    });
  }

  struct Package {
    std::string ecosystem, name;
    bool touched = false;
    auto place() const {
      return std::tuple(package_key(ecosystem, name), std::string_view(ecosystem), std::string_view(name));
    }
  };
  // What an erratum bundles changes what it shows, and so does what rates the erratum itself.
  bool is_touched(const ComparedSide& side, std::uint64_t record, const HitView& hit) const {
    const auto is_new = [&](std::string_view id) {
      return std::binary_search(vulnerabilities_.begin(), vulnerabilities_.end(), hash(id));
    };
    return side.is_touched(record) || is_new(hit.id) || std::any_of(hit.ids.begin(), hit.ids.end(), is_new);
  }
  Result<ComparedRows<Package>> packages(ComparedSide& side) const {
    return ComparedRows<Package>::of(
        side, "SELECT ecosystem, name, entries FROM package ORDER BY key",
        [this, &side](const SqlStatement& row) -> Result<Package> {
          PQ_TRY(const auto ecosystem, side.string(row.integer(0)));
          Package package{.ecosystem = std::string(ecosystem), .name = std::string(row.text(1))};
          const auto see = [&](std::uint64_t record, const HitView& hit) -> Result<void> {
            package.touched = package.touched || is_touched(side, record, hit);
            return {};
          };
          base::Arena arena;
          PQ_CHECK(decode_views(row.blob(2), side.text_of(), arena, see));
          return package;
        });
  }

  Result<void> compare_packages() {
    PQ_TRY(auto older, packages(older_));
    PQ_TRY(auto newer, packages(newer_));
    return side_by_side<Package>(older, newer, [&](const Package* a, const Package* b) -> Result<void> {
      if ((a && a->touched) || (b && b->touched))
        packages_.push_back({(a ? a : b)->ecosystem, (a ? a : b)->name});
      return {};
    });
  }

  // Sorted by ecosystem, of both.
  std::vector<std::string> differing_coverage() const {
    std::map<std::string, std::array<std::vector<const Coverage*>, 2>> rows;
    for (const auto& row : older_.contents().coverage) rows[row.ecosystem][0].push_back(&row);
    for (const auto& row : newer_.contents().coverage) rows[row.ecosystem][1].push_back(&row);
    const auto same = [](const Coverage* a, const Coverage* b) { return *a == *b; };
    std::vector<std::string> out;
    for (const auto& [ecosystem, both] : rows) {
      if (!std::ranges::equal(both[0], both[1], same)) out.push_back(ecosystem);
    }
    return out;
  }

  struct Support {
    std::string distribution, release, ends, extended;
    bool ended = false;
    auto place() const { return std::tie(distribution, release); }
    bool operator==(const Support&) const = default;
  };
  static Result<ComparedRows<Support>> supported(const ComparedSide& side) {
    return ComparedRows<Support>::of(
        side,
        "SELECT distribution, release, ends, extended, ended FROM lifecycle ORDER BY distribution, release",
        [](const SqlStatement& row) -> Result<Support> {
          return Support{.distribution = std::string(row.text(0)),
                         .release = std::string(row.text(1)),
                         .ends = std::string(row.text(2)),
                         .extended = std::string(row.text(3)),
                         .ended = row.integer(4) != 0};
        });
  }
  Result<void> compare_releases() {
    PQ_TRY(auto older, supported(older_));
    PQ_TRY(auto newer, supported(newer_));
    return side_by_side<Support>(older, newer, [&](const Support* a, const Support* b) -> Result<void> {
      if (!(a && b && *a == *b))
        releases_.push_back({.distribution = (a ? a : b)->distribution, .release = (a ? a : b)->release});
      return {};
    });
  }

  struct Named {
    std::int64_t kind = 0;
    std::string name, stands_for;
    auto place() const { return std::tie(kind, name); }
  };
  static Result<ComparedRows<Named>> named(const ComparedSide& side) {
    return ComparedRows<Named>::of(side, "SELECT kind, name, stands_for FROM origin ORDER BY kind, name",
                                   [](const SqlStatement& row) -> Result<Named> {
                                     return Named{.kind = row.integer(0),
                                                  .name = std::string(row.text(1)),
                                                  .stands_for = std::string(row.text(2))};
                                   });
  }
  Result<void> compare_origins() {
    PQ_TRY(auto older, named(older_));
    PQ_TRY(auto newer, named(newer_));
    return side_by_side<Named>(older, newer, [&](const Named* a, const Named* b) -> Result<void> {
      if (!(a && b && a->stands_for == b->stands_for)) origins_.insert((a ? a : b)->name);
      return {};
    });
  }

  // Two ids of one hash would touch a package too many.
  static std::uint64_t hash(std::string_view id) { return XXH3_64bits(id.data(), id.size()); }

  ComparedSide older_, newer_;
  std::map<std::string, Difference::Source> sources_;
  std::vector<std::uint64_t> vulnerabilities_;
  std::vector<Difference::Touched> packages_;
  std::vector<Difference::Release> releases_;
  std::set<std::string> origins_;
};

}  // namespace

Result<Difference> compare_databases(const std::string& older, const std::string& newer) {
  PQ_TRY(auto first, ComparedSide::open(older));
  PQ_TRY(auto second, ComparedSide::open(newer));
  return Comparison(std::move(first), std::move(second)).run();
}

}  // namespace pratique::advisory
