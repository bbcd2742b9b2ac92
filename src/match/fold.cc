#include "match/fold.h"

#include <algorithm>

#include "advisory/ecosystem.h"
#include "match/staleness.h"

namespace pratique::match {

namespace {

model::Note incomplete(std::string code, std::string message) {
  return {
      .code = std::move(code), .message = std::move(message), .file = {}, .layer = {}, .incomplete = true};
}

}  // namespace

Grounds grounds_of(const Context& context, const Advisories& advisories) {
  return {.coverage = advisories.coverage(),
          .database = advisories.fingerprint(),
          .day = reference_of(context.now, context.subject.created, advisories.newest()).day,
          .enrichments = advisories.enrichments(),
          .missing = advisories.missing(),
          .kept = advisories.kept()};
}

// A list that grows by doubling touches twice the memory that it ends with. What is only reserved costs nothing, but
// not without end: some live with a limit of address space.
Fold::Fold(const model::Inventory& inventory, std::size_t most)
    : inventory_(inventory), most_(most), gaps_(inventory) {
  constexpr std::size_t kEach = 16, kMost = 60'000;
  judgement_.findings.reserve(std::min(kEach * inventory.components.size(), kMost));
}

void Fold::add(const Verdict& verdict) {
  const auto index = next_++;
  bool owned = false;
  for (const auto& caveat : verdict.caveats) {
    if (caveat.kind == CaveatKind::kOwned) {
      owned_.push_back(index);
      owned = true;
    } else {
      gaps_.add(caveat, index);
    }
  }
  for (const auto& finding : verdict.findings) {
    judgement_.findings.push_back(finding);
    judgement_.findings.back().component = index;
  }
  if (!owned && !verdict.ecosystem.empty() && !ecosystems_.contains(verdict.ecosystem))
    ecosystems_.emplace(verdict.ecosystem);
  auto& kept = judgement_.kept;
  // As many as there are judges.
  if (verdict.kept != nullptr && std::find(kept.begin(), kept.end(), verdict.kept) == kept.end())
    kept.push_back(verdict.kept);
}

Verdict Fold::too_many(const model::Component& component) {
  Verdict verdict{.standing = Standing::kUnjudged};
  verdict.caveats.push_back({.kind = CaveatKind::kTooMany, .subject = {}, .ecosystem = component.purl.type});
  return verdict;
}

// Language packages that an OS package owns are as well judged as their owner is.
void Fold::settle_owned() {
  if (owned_.empty()) return;
  std::set<std::string> blind;
  for (std::size_t i = 0; i < inventory_.components.size(); ++i) {
    if (gaps_.unjudged(i)) blind.insert(inventory_.components[i].purl.to_string());
  }
  for (const auto index : owned_) {
    const auto& component = inventory_.components[index];
    const auto kind = blind.contains(component.owner) ? CaveatKind::kOwnerBlind : CaveatKind::kOwned;
    gaps_.add({.kind = kind, .subject = {}, .ecosystem = component.purl.type}, index);
  }
}

// A feed that enriches matters to whatever was judged.
bool Fold::matters(const advisory::KeptFeed& kept) const {
  if (kept.ecosystems.empty()) return !ecosystems_.empty();
  return std::ranges::any_of(ecosystems_, [&](const std::string& ecosystem) {
    return std::ranges::find(kept.ecosystems, advisory::ecosystem_family(ecosystem)) != kept.ecosystems.end();
  });
}

Judgement Fold::finish(const Grounds& grounds) {
  settle_owned();
  for (const auto& row : grounds.coverage) {
    if (ecosystems_.contains(row.ecosystem)) judgement_.coverage.push_back(row);
  }
  gaps_.report(judgement_);
  auto& notes = judgement_.notes;
  // A scan that found nothing has said so; a document that lists nothing has not.
  const bool said = std::any_of(inventory_.notes.begin(), inventory_.notes.end(),
                                [](const auto& note) { return note.incomplete; });
  if (inventory_.components.empty() && !said)
    notes.push_back(incomplete("no-packages", "no packages found: there is nothing to judge"));
  if (!grounds.missing.empty()) {
    notes.push_back(incomplete(
        "partial-database",
        "the advisory database was built from what could be read of its feeds; missing: " +
            grounds.missing.front() + (grounds.missing.size() > 1 ? " (and more: pratique db status)" : "")));
  }
  for (const auto& kept : grounds.kept) {
    if (!matters(kept)) continue;
    // What is older than a week may lack what everybody knows by now.
    constexpr std::uint64_t kOld = 7;
    auto note = incomplete("stale-feed",
                           "the feed " + kept.input + " is kept as of " + kept.read_on + ": " + kept.fault);
    note.incomplete = kept.days > kOld;
    notes.push_back(std::move(note));
  }
  std::sort(notes.begin(), notes.end());
  judgement_.database = grounds.database;
  judgement_.enrichments = grounds.enrichments;
  judgement_.day = grounds.day;
  return std::move(judgement_);
}

Judgement fold(const model::Inventory& inventory, std::span<const Verdict> verdicts, const Grounds& grounds) {
  Fold all(inventory);
  for (std::size_t i = 0; i < verdicts.size(); ++i)
    all.add(all.is_full() ? Fold::too_many(inventory.components[i]) : verdicts[i]);
  return all.finish(grounds);
}

Judgement judge_without_database(const model::Inventory& inventory, const std::string& why) {
  Judgement judgement;
  const auto count = model::count_packages(inventory);
  judgement.standings.assign(inventory.components.size(), {Standing::kUnjudged, {0}});
  if (count > 0) {
    judgement.gaps.push_back({.code = "no-advisory-database",
                              .reason = "no advisory database",
                              .ecosystem = {},
                              .standing = Standing::kUnjudged,
                              .components = count});
  }
  judgement.notes.push_back({.code = "no-advisory-database",
                             .message = why + ": nothing was matched, " + count_of(count, "package") +
                                        " not judged; get one: pratique db update, or of files: pratique db "
                                        "build --feeds DIR",
                             .file = {},
                             .layer = {},
                             .incomplete = true});
  return judgement;
}

}  // namespace pratique::match
