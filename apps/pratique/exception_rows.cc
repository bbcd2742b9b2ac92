#include "exception_rows.h"

namespace pratique::app {

report::FactRow row_of(const vex::ExceptionRule& rule) {
  report::FactRow row{{"file", rule.file}};
  const auto put = [&](const char* name, const std::string& text) {
    if (!text.empty()) row.push_back({name, text});
  };
  const auto put_all = [&](const char* name, const std::vector<std::string>& texts) {
    if (!texts.empty()) row.push_back({name, texts});
  };
  if (rule.line > 0) row.push_back({"line", std::uint64_t{rule.line}});
  put_all("ids", rule.ids);
  put_all("purls", rule.purls);
  put_all("paths", rule.paths);
  row.push_back({"scope", std::string(to_string(rule.scope))});
  put("scope_of", rule.scope_of);
  put("type", rule.kind);
  put("justification", rule.justification);
  put("owner", rule.owner);
  put("approver", rule.approver);
  put("expiry", rule.expiry);
  return row;
}

}  // namespace pratique::app
