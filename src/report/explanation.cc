#include "report/explanation.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::report {

namespace {

bool asked(const Explanation& document, std::string_view id) {
  return document.ids.empty() || std::any_of(document.ids.begin(), document.ids.end(), [&](const auto& one) {
           return base::equals_ignoring_case(one, id);
         });
}

bool any_asked(const Explanation& document, advisory::TextList ids) {
  return std::any_of(ids.begin(), ids.end(), [&](std::string_view id) { return asked(document, id); });
}

}  // namespace

Result<std::vector<match::Finding>> asked_findings(const Explanation& document,
                                                   const match::Verdict& verdict) {
  std::vector<match::Finding> all;
  for (const auto& one : verdict.findings) {
    if (!asked(document, one.id) && !any_asked(document, one.aliases)) continue;
    PQ_TRY(all.emplace_back(one).epss, document.epss_of(one.id));
  }
  return all;
}

std::vector<const match::Statement*> asked_statements(const Explanation& document,
                                                      const match::Verdict& verdict) {
  std::vector<const match::Statement*> all;
  for (const auto& one : verdict.statements) {
    if (asked(document, one.advisory) || any_asked(document, one.ids)) all.push_back(&one);
  }
  return all;
}

}  // namespace pratique::report
