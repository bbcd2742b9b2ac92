// The advisory database as a source of advisories for judge().
#include <algorithm>

#include "match/advisories.h"

namespace pratique::match {

using advisory::Hit;
using advisory::HitView;

namespace {

advisory::TextList views_of(const std::vector<std::string>& texts, base::Arena& arena) {
  const auto out = arena.make<std::string_view>(texts.size());
  std::transform(texts.begin(), texts.end(), out.begin(), [&](const auto& text) { return arena.copy(text); });
  return out;
}

HitView view_of(const Hit& hit, base::Arena& arena) {
  const auto ranges = arena.make<advisory::RangeView>(hit.affected.ranges.size());
  std::transform(hit.affected.ranges.begin(), hit.affected.ranges.end(), ranges.begin(),
                 [&](const auto& range) {
                   return advisory::RangeView{.introduced = arena.copy(range.introduced),
                                              .fixed = arena.copy(range.fixed),
                                              .last_affected = arena.copy(range.last_affected),
                                              .after_introduced = range.after_introduced};
                 });
  return {.id = arena.copy(hit.id),
          .source = arena.copy(hit.source),
          .ids = views_of(hit.ids, arena),
          .withdrawn = hit.withdrawn,
          .category = arena.copy(hit.category),
          .affected = {.ecosystem = arena.copy(hit.affected.ecosystem),
                       .name = arena.copy(hit.affected.name),
                       .order = arena.copy(hit.affected.order),
                       .ranges = ranges,
                       .versions = views_of(hit.affected.versions, arena),
                       .status = hit.affected.status,
                       .module = arena.copy(hit.affected.module),
                       .platform = arena.copy(hit.affected.platform),
                       .architectures = views_of(hit.affected.architectures, arena),
                       .systems = views_of(hit.affected.systems, arena)}};
}

class DatabaseAdvisories final : public Advisories {
 public:
  explicit DatabaseAdvisories(const advisory::Database& database) : database_(database) {}
  Result<std::span<const HitView>> lookup(std::string_view ecosystem, std::string_view name,
                                          base::Arena& arena) const override {
    PQ_TRY(const auto hits, database_.lookup(ecosystem, name));
    const auto views = arena.make<HitView>(hits.size());
    std::transform(hits.begin(), hits.end(), views.begin(),
                   [&](const auto& hit) { return view_of(hit, arena); });
    return views;
  }
  std::vector<advisory::Coverage> coverage() const override { return database_.coverage(); }
  std::optional<advisory::Lifecycle> lifecycle(std::string_view distribution,
                                               std::string_view version) const override {
    return database_.lifecycle(distribution, version);
  }
  std::string newest() const override { return database_.newest(); }
  std::string newest_exploited() const override { return database_.newest_exploited(); }
  Result<const advisory::Vulnerability*> vulnerability(std::string_view id,
                                                       base::Arena& arena) const override {
    return database_.vulnerability(id, arena);
  }
  Result<advisory::Texts> texts(std::string_view id) const override { return database_.texts(id); }
  std::string fingerprint() const override { return database_.fingerprint(); }

 private:
  const advisory::Database& database_;
};

}  // namespace

Result<Judgement> judge(const model::Inventory& inventory, const advisory::Database& database,
                        const JudgeOptions& options) {
  PQ_TRY(auto judgement, judge(inventory, DatabaseAdvisories(database), options));
  const auto missing = database.missing();
  if (missing.empty()) return judgement;
  judgement.notes.push_back(
      {.code = "partial-database",
       .message = "the advisory database was built from what could be read of its feeds; "
                  "missing: " +
                  missing.front() + (missing.size() > 1 ? " (and more: pratique db status)" : ""),
       .file = {},
       .layer = {},
       .incomplete = true});
  std::sort(judgement.notes.begin(), judgement.notes.end());
  return judgement;
}

Result<void> describe(Judgement& judgement, const advisory::Database& database) {
  return describe(judgement, DatabaseAdvisories(database));
}

}  // namespace pratique::match
