// renew_bench OLDER NEWER DOCUMENT: judges the document's packages by the older database, then what a newer one touches, and
// compares the result with judging everything by the newer one. Prints "components N", "judged N", "compare_ms N" (of the
// databases), "renew_ms N", "judge_ms N"; exit code 1 where the two differ.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "base/meter.h"
#include "match/advisories.h"
#include "match/rejudge.h"
#include "sbom/read.h"
#include "support/told.h"

namespace {

using namespace pratique;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

Result<std::vector<match::Verdict>> judge_all(const model::Inventory& inventory,
                                              const match::Context& context,
                                              const match::Advisories& advisories) {
  match::Judge judge(context, advisories);
  std::vector<match::Verdict> verdicts;
  for (const auto& component : inventory.components) {
    PQ_TRY(auto verdict, judge.judge(component));
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

Result<bool> measure(const std::string& older_path, const std::string& newer_path,
                     const std::string& document) {
  std::ostringstream text;
  text << std::ifstream(document, std::ios::binary).rdbuf();
  // A document of any size: what it costs to judge is asked, not what a scan may hold.
  base::Limits limits;
  limits.set(base::Account::kComponents, 10'000'000);
  base::Meter meter(limits);
  PQ_TRY(const auto inventory, sbom::read_document(text.str(), meter));
  PQ_TRY(const auto older, advisory::Database::open(older_path));
  PQ_TRY(const auto newer, advisory::Database::open(newer_path));
  const auto before = match::advisories_of(older), after = match::advisories_of(newer);
  const match::Context context{.subject = inventory.subject};
  PQ_TRY(auto verdicts, judge_all(inventory, context, *before));
  const auto grounds = match::grounds_of(context, *before);
  auto start = Clock::now();
  PQ_TRY(const auto difference, advisory::compare_databases(older_path, newer_path));
  const auto compared = ms_since(start);
  start = Clock::now();
  match::Renewal renewal(grounds, "", context, *after, difference);
  PQ_TRY(const auto again, match::rejudge(inventory, std::move(verdicts), renewal, context, *after));
  const auto renewed = ms_since(start);
  start = Clock::now();
  PQ_TRY(const auto all, judge_all(inventory, context, *after));
  const auto judged = ms_since(start);
  std::printf("components %zu\njudged %zu\ncompare_ms %.1f\nrenew_ms %.1f\njudge_ms %.1f\n",
              inventory.components.size(), again.judged, compared, renewed, judged);
  const auto now = match::grounds_of(context, *after);
  return support::told(again.verdicts) == support::told(all) &&
         support::told(match::fold(inventory, again.verdicts, now)) ==
             support::told(match::fold(inventory, all, now));
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::fputs("renew_bench OLDER NEWER DOCUMENT\n", stderr);
    return 64;
  }
  const auto same = measure(words[1], words[2], words[3]);
  if (!same) std::fputs((to_line(same.error()) + "\n").c_str(), stderr);
  if (same && !*same) std::fputs("renewed verdicts are not those of judging everything\n", stderr);
  return same && *same ? 0 : 1;
}
