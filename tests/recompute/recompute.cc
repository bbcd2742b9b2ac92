// recompute FILE…: reads documents of `explain --format json` and computes every verdict again, from the texts that
// they print and the orders of versions alone. Prints "statements=N affected=N findings=N"; what differs is a line on
// standard error and exit code 1.
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>

#include "codec/json.h"
#include "version/order.h"

namespace {

using pratique::codec::Json;

struct Tally {
  std::size_t statements = 0, affected = 0, findings = 0, wrong = 0;
};

bool holds(const pratique::version::Order& order, std::string_view version, std::string_view op,
           std::string_view bound) {
  if (op == "=") return order.same(version, bound);
  const auto place = order.compare_bound(version, bound);
  if (op == "<") return place < 0;
  if (op == "<=") return place <= 0;
  return op == ">" ? place > 0 : place >= 0;
}

// Whether its range holds the version; nothing where it says by itself that no answer is to be had.
std::optional<bool> within(Json statement, Tally& tally) {
  const auto* order = pratique::version::find_order(statement["order"].text());
  if (order == nullptr) return std::nullopt;
  std::optional<bool> all = true;
  statement["comparisons"].each([&](Json one) {
    if (!one["holds"].boolean()) {
      all.reset();
      if (order->bounds(one["bound"].text())) ++tally.wrong;
      return;
    }
    const bool now = holds(*order, statement["version"].text(), one["operator"].text(), one["bound"].text());
    if (now != *one["holds"].boolean()) ++tally.wrong;
    if (all) all = *all && now;
  });
  return all;
}

// What must hold of the range for an outcome: inside, outside, or either.
std::optional<bool> wanted(std::string_view outcome) {
  static const std::map<std::string_view, bool> kWanted{{"affected", true},
                                                        {"not-linked", true},
                                                        {"said-fixed", true},
                                                        {"said-not-affected", true},
                                                        {"under-investigation", true},
                                                        {"informational", true},
                                                        {"fixed", false},
                                                        {"after-last-affected", false},
                                                        {"before-introduced", false}};
  const auto found = kWanted.find(outcome);
  return found == kWanted.end() ? std::nullopt : std::optional(found->second);
}

void check_package(Json package, Tally& tally) {
  std::set<std::string> affecting, found;
  package["statements"].each([&](Json statement) {
    ++tally.statements;
    const auto outcome = statement["outcome"].text();
    const auto inside = within(statement, tally), want = wanted(outcome);
    if (inside && want && *inside != *want) {
      ++tally.wrong;
      std::fprintf(stderr, "%s: %s is %s\n", std::string(package["purl"].text()).c_str(),
                   std::string(statement["advisory"].text()).c_str(), std::string(outcome).c_str());
    }
    // What is not linked is a finding too, in the state "not-affected".
    if (outcome != "affected" && outcome != "not-linked") return;
    ++tally.affected;
    statement["vulnerabilities"].each([&](Json id) { affecting.emplace(id.text()); });
  });
  package["findings"].each([&](Json finding) {
    ++tally.findings;
    found.emplace(finding["id"].text());
  });
  if (found == affecting) return;
  ++tally.wrong;
  std::fprintf(stderr, "%s: the findings are not what the statements affect\n",
               std::string(package["purl"].text()).c_str());
}

}  // namespace

int main(int count, char** names) {
  Tally tally;
  for (int i = 1; i < count; ++i) {
    std::ifstream file(names[i], std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    const auto document = pratique::codec::JsonDocument::parse(text.str());
    if (!document || !document->root()["packages"].is_array()) {
      std::fprintf(stderr, "%s: no document of explain\n", names[i]);
      return 1;
    }
    document->root()["packages"].each([&](Json package) { check_package(package, tally); });
  }
  std::printf("statements=%zu affected=%zu findings=%zu\n", tally.statements, tally.affected, tally.findings);
  return tally.wrong == 0 ? 0 : 1;
}
