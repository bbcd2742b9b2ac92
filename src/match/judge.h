// Judging one component: a function of the component, of its context and of the advisories.
#pragma once

#include <memory>
#include <string>

#include "match/advisories.h"
#include "match/arbitration_rules.h"
#include "match/verdict.h"
#include "model/inventory.h"

namespace pratique::match {

class LivePatches;
class Matcher;

// What a verdict depends on besides the component and the advisories.
struct Context {
  // Its platform, distribution and day of making; not what it holds, but for the live patches below.
  const model::Subject& subject;
  // As in JudgeOptions.
  std::string now{};
  const ArbitrationRules* rules = nullptr;
  // Those of the inventory, which kernels in it are mended by; nullptr: none. Must outlive the judge.
  const LivePatches* live_patches = nullptr;
};

// Judges one component after another; what it remembers (look-ups, vulnerabilities) makes it faster and changes
// no verdict. Not thread-safe, and two judges share nothing but the advisories. Subject and advisories must
// outlive it; its verdicts need neither.
class Judge {
 public:
  Judge(const Context& context, const Advisories& advisories);
  ~Judge();

  // Errors: those of a look-up.
  Result<Verdict> judge(const model::Component& component);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The same for one component alone.
Result<Verdict> judge(const model::Component& component, const Context& context,
                      const Advisories& advisories);

// What judging asks of the database is told by these, for whoever wants to know whether it would ask anything new
// (match/rejudge.h). The matcher that judges the component; nullptr: none.
const Matcher* matcher_for(const model::Component& component);
// Where advisories for a package would stand that no matcher judges, "Debian:12"; empty: nowhere.
std::string covered_ecosystem(const model::Component& component, const model::Subject& subject);

}  // namespace pratique::match
