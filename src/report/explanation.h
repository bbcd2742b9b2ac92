// The document of `explain`: what was considered for some packages, and what came of it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "match/verdict.h"
#include "model/inventory.h"
#include "report/report.h"

namespace pratique::report {

inline constexpr std::string_view kExplainSchema = "pratique/explain/1";

// The inventory must outlive it.
struct Explanation {
  const model::Inventory& inventory;
  // Fingerprint of the advisory database, and the day that ages are measured against.
  std::string database, day;
  // That are asked about: preferred ids, and what was typed; empty: everything.
  std::vector<std::string> ids;
  // Indices of the components that are explained, ascending.
  std::vector<std::size_t> components;
  // Of that component, made when it is written and then forgotten. The same for every call.
  std::function<Result<match::Verdict>(std::size_t component)> verdict_of;
  // Of a vulnerability; not known() where nobody gives it a score.
  std::function<Result<advisory::Epss>(std::string_view id)> epss_of;
};

// Of a verdict, what is asked about, in its order.
// Each a copy with its EPSS score.
Result<std::vector<match::Finding>> asked_findings(const Explanation& document,
                                                   const match::Verdict& verdict);
std::vector<const match::Statement*> asked_statements(const Explanation& document,
                                                      const match::Verdict& verdict);

}  // namespace pratique::report
