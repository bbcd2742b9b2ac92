// A handful of advisories in memory, for tests of matching.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "advisory/bounds.h"
#include "match/advisories.h"

namespace pratique::support {

// What a HitView shows, with texts of its own.
struct Hit {
  std::string id, source;
  // Empty: itself.
  std::vector<std::string> ids;
  bool withdrawn = false;
  std::string category;
  advisory::Affected affected;
};
// Likewise what a Vulnerability shows.
struct Facts {
  std::vector<std::string_view> aliases;
  std::vector<advisory::RatingView> ratings;
  std::vector<std::string_view> cwes;
  advisory::Exploitation exploitation{};
  bool rejected = false;
};

// A handful of advisories in memory.
class Shelf : public match::Advisories {
 public:
  std::map<std::pair<std::string, std::string>, std::vector<Hit>> hits;
  std::map<std::string, std::string, std::less<>> preferred;
  std::map<std::string, Facts, std::less<>> vulnerabilities;
  std::map<std::string, std::string, std::less<>> summaries;
  std::map<std::string, advisory::Epss, std::less<>> scores;
  std::vector<advisory::Coverage> rows;
  // By repository.
  std::map<std::string, std::vector<std::string>, std::less<>> products;
  std::string newest_day = "2026-08-21";

  void add(Hit hit) {
    const auto& affected = hit.affected;
    if (row(affected.ecosystem) == nullptr) {
      rows.push_back({.ecosystem = affected.ecosystem,
                      .source = hit.source,
                      .newest = "2026-08-01",
                      .advisories = 1000,
                      .packages = 400,
                      .declared = advisory::Extent::kComplete,
                      .extent = advisory::Extent::kComplete});
    }
    hits[{affected.ecosystem, affected.name}].push_back(std::move(hit));
  }

  Result<std::span<const advisory::HitView>> lookup(std::string_view ecosystem, std::string_view name,
                                                    base::Arena& arena) const override {
    const auto found = hits.find({std::string(ecosystem), std::string(name)});
    if (found == hits.end()) return std::span<const advisory::HitView>();
    const auto views = arena.make<advisory::HitView>(found->second.size());
    std::transform(found->second.begin(), found->second.end(), views.begin(),
                   [&](const Hit& hit) { return view_of(hit, arena); });
    return views;
  }
  advisory::HitView view_of(const Hit& hit, base::Arena& arena) const {
    const auto& affected = hit.affected;
    const auto ids = arena.make<std::string_view>(std::max<std::size_t>(hit.ids.size(), 1));
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto& id = hit.ids.empty() ? hit.id : hit.ids[i];
      const auto known = preferred.find(id);
      ids[i] = arena.copy(known == preferred.end() ? id : known->second);
    }
    // As the database does: what a look-up gives lives in the arena, whatever becomes of the shelf.
    const auto text = [&](std::string_view one) { return arena.copy(one); };
    const auto ranges = arena.make<advisory::RangeView>(affected.ranges.size());
    std::transform(affected.ranges.begin(), affected.ranges.end(), ranges.begin(), [&](const auto& range) {
      return advisory::RangeView{
          .introduced = text(range.introduced),
          .fixed = text(range.fixed),
          .last_affected = text(range.last_affected),
          .after_introduced = range.after_introduced,
          .before_last_affected = range.before_last_affected,
          .odd_bound = advisory::has_odd_bound(range, version::find_order(affected.order))};
    });
    const auto list = [&](const std::vector<std::string>& texts) {
      const auto views = arena.make<std::string_view>(texts.size());
      std::transform(texts.begin(), texts.end(), views.begin(), text);
      return views;
    };
    const auto parts = arena.make<advisory::PartView>(affected.parts.size());
    std::transform(affected.parts.begin(), affected.parts.end(), parts.begin(), [&](const auto& part) {
      return advisory::PartView{.path = text(part.path),
                                .symbols = list(part.symbols),
                                .systems = list(part.systems),
                                .architectures = list(part.architectures)};
    });
    return {.id = text(hit.id),
            .source = text(hit.source),
            .ids = ids,
            .withdrawn = hit.withdrawn,
            .category = text(hit.category),
            .affected = {.ecosystem = text(affected.ecosystem),
                         .name = text(affected.name),
                         .order = text(affected.order),
                         .ranges = ranges,
                         .versions = list(affected.versions),
                         .status = affected.status,
                         .module = text(affected.module),
                         .platform = text(affected.platform),
                         .architectures = list(affected.architectures),
                         .systems = list(affected.systems),
                         .cpes = list(affected.cpes),
                         .only_with = list(affected.only_with),
                         .repository = affected.repository,
                         .reason = affected.reason,
                         .severity = affected.severity,
                         .reason_text = affected.reason_text,
                         .channel = affected.channel,
                         .parts = parts}};
  }
  advisory::Coverage* row(std::string_view ecosystem) {
    const auto at =
        std::find_if(rows.begin(), rows.end(), [&](const auto& each) { return each.ecosystem == ecosystem; });
    return at == rows.end() ? nullptr : &*at;
  }
  std::optional<advisory::Lifecycle> lifecycle(std::string_view distribution,
                                               std::string_view version) const override {
    if (distribution != "alpine" || !version.starts_with("3.10")) return std::nullopt;
    return advisory::Lifecycle{"alpine", "3.10", "2021-05-01", ""};
  }
  Result<std::vector<std::string>> products_of(std::string_view repository) const override {
    const auto found = products.find(repository);
    return found == products.end() ? std::vector<std::string>() : found->second;
  }
  std::string newest() const override { return newest_day; }
  std::vector<advisory::EnrichmentSource> enrichments() const override {
    return {{std::string(advisory::kExploitedSource), 1, "2026-08-07"},
            {std::string(advisory::kEpssSource), 1, "2026-08-21"}};
  }
  Result<advisory::Epss> epss(std::string_view id) const override {
    const auto found = scores.find(id);
    return found == scores.end() ? advisory::Epss{} : found->second;
  }
  std::vector<advisory::Coverage> coverage() const override { return rows; }
  Result<const advisory::Vulnerability*> vulnerability(std::string_view id,
                                                       base::Arena& arena) const override {
    const auto found = vulnerabilities.find(id);
    if (found == vulnerabilities.end()) return nullptr;
    const auto& facts = found->second;
    const advisory::Vulnerability known{.id = arena.copy(found->first),
                                        .aliases = arena.copy(std::span(facts.aliases)),
                                        .ratings = arena.copy(std::span(facts.ratings)),
                                        .cwes = arena.copy(std::span(facts.cwes)),
                                        .exploitation = facts.exploitation,
                                        .rejected = facts.rejected};
    return arena.copy(std::span(&known, 1)).data();
  }
  Result<advisory::Texts> texts(std::string_view id) const override {
    const auto found = summaries.find(id);
    return advisory::Texts{.summary = found == summaries.end() ? "" : found->second};
  }
  std::string fingerprint() const override { return "shelf"; }
  Result<std::unique_ptr<match::Advisories>> twin() const override { return std::make_unique<Shelf>(*this); }
};

inline Hit hit(std::string id, std::string source, std::string ecosystem, std::string name, std::string order,
               std::string introduced, std::string fixed) {
  return {.id = std::move(id),
          .source = std::move(source),
          .affected = {.ecosystem = std::move(ecosystem),
                       .name = std::move(name),
                       .order = std::move(order),
                       .ranges = {{.introduced = std::move(introduced), .fixed = std::move(fixed)}}}};
}

inline model::Component package(std::string_view purl) { return {.purl = *model::parse_purl(purl)}; }

}  // namespace pratique::support
