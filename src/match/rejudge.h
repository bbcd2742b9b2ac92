// Judging again what a newer database touches, and nothing else (docs/decisions/0045). A verdict is a function of the
// component, the context and what the database says of its packages, of its ecosystem and of its release; so one of
// which all that is the same stands as it is, and together they are what judging everything by the newer one gives.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "advisory/difference.h"
#include "match/fold.h"
#include "match/matcher.h"
#include "match/staleness.h"

namespace pratique::match {

// Which verdicts by an older database are those by a newer one as well. Not thread-safe.
class Renewal {
 public:
  // `then`: grounds_of() what the verdicts rest on, `given` the Context::now of then; `now`: the context that is to
  // count, of the same subject. `difference`: of the two databases (compare_databases()). All but the texts must
  // outlive it.
  Renewal(const Grounds& then, const std::string& given, const Context& now, const Advisories& newer,
          const advisory::Difference& difference);

  // Whether the component's verdict stands; never true where judging again would give another.
  bool stands(const model::Component& component);

 private:
  bool same_data(const std::string& ecosystem, const std::string& label);
  bool same_answer(const Question& question) const;
  bool same_support(const model::Component& component);
  bool same_patches(const model::Component& component);

  const Context now_;
  const Advisories& newer_;
  const Reference before_, after_;
  const std::vector<advisory::Coverage>& old_rows_;
  const std::vector<advisory::Coverage> new_rows_;
  // Views into the difference.
  std::set<std::pair<std::string_view, std::string_view>> touched_, releases_;
  std::set<std::string_view> origins_;
  // What was asked before: by ecosystem and label, by distribution and version.
  std::map<std::pair<std::string, std::string>, bool> data_, support_;
};

struct Rejudged {
  // One for each component, for fold(). Those that stand keep the memory of the judge that made them alive.
  std::vector<Verdict> verdicts;
  // How many of them were made anew.
  std::size_t judged = 0;
};

// `verdicts`: one for each component, in the inventory's order. Errors: those of a look-up.
Result<Rejudged> rejudge(const model::Inventory& inventory, std::vector<Verdict> verdicts, Renewal& renewal,
                         const Context& now, const Advisories& newer);

}  // namespace pratique::match
