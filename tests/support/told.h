// All that verdicts and a judgement say, as text: two of them are the same when their texts are.
#pragma once

#include <string>
#include <vector>

#include "match/gaps.h"
#include "match/judgement.h"

namespace pratique::support {

inline void tell(const match::Statement& one, std::string& out) {
  out += "\n    " + std::string(one.advisory) + "|" + std::string(one.source) + "|" +
         std::string(one.ecosystem) + "|" + in_words(one) + "|" + std::string(one.fixed) + "|" +
         std::string(one.rule) + "|" + std::string(one.category) + "|" +
         std::to_string(static_cast<int>(one.severity)) + "|" + std::string(one.reason_text);
  for (const auto id : one.ids) out += " " + std::string(id);
}
inline void tell(const match::Finding& one, std::string& out) {
  out += "\n  " + std::to_string(one.component) + " " + std::string(one.id) + "|" +
         std::string(one.rating.source) + "|" + std::string(one.rating.vector) + "|" +
         std::to_string(one.rating.score) + "|" + std::to_string(static_cast<int>(one.severity)) + "|" +
         to_string(one.state) + "|" + std::string(one.state_by) + "|" + std::string(one.fixed) + "|" +
         std::string(one.range) + "|" + std::string(one.source) + "|" + std::string(one.category) + "|" +
         std::to_string(one.exploitation.known) + std::to_string(one.exploitation.due) + "|" +
         std::to_string(static_cast<int>(one.ssvc.exploitation));
  for (const auto alias : one.aliases) out += " =" + std::string(alias);
  for (const auto cwe : one.cwes) out += " " + std::string(cwe);
  for (const auto& statement : one.statements) tell(statement, out);
}
inline std::string told(const match::Judgement& all) {
  std::string out = all.database + all.day;
  for (const auto& one : all.findings) tell(one, out);
  for (const auto& one : all.notes) out += "\n" + one.code + " " + one.message + (one.incomplete ? "!" : "");
  for (const auto& one : all.gaps)
    out += "\n" + one.code + " " + one.reason + " " + std::to_string(one.components);
  for (const auto& one : all.standings) {
    out += std::string("\n") + to_string(one.standing);
    for (const auto gap : one.gaps) out += " " + std::to_string(gap);
  }
  for (const auto& one : all.coverage)
    out += "\n" + one.ecosystem + one.source + one.newest + std::to_string(one.advisories);
  return out;
}
inline std::string told(const std::vector<match::Verdict>& verdicts) {
  std::string out;
  for (const auto& verdict : verdicts) {
    out += "\n" + std::string(verdict.name) + " " + to_string(verdict.standing);
    for (const auto& caveat : verdict.caveats) out += "; " + reason_of(caveat);
    for (const auto& one : verdict.statements) tell(one, out);
    for (const auto& one : verdict.findings) tell(one, out);
  }
  return out;
}

}  // namespace pratique::support
