// recompute FILE…: reads documents of `explain --format json` and computes every verdict again, from the texts that
// they print and the orders of versions alone; and of each finding that is not open, whether the document has what
// closes it. Prints "statements=N affected=N findings=N closed=N"; what differs is a line on standard error and exit
// code 1. By the usual order of sources.
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
  std::size_t statements = 0, affected = 0, findings = 0, closed = 0, wrong = 0;
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
                                                        {"live-patched", false},
                                                        {"live-patch-old", true},
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

bool is_about(Json statement, std::string_view id) {
  bool found = false;
  statement["vulnerabilities"].each([&](Json one) { found = found || one.text() == id; });
  return found;
}

// What the statements of a package say of one vulnerability.
struct Said {
  // By the advisory that decided, none of its functions is linked.
  bool not_linked = false;
  // Somebody calls it affected by the CVE alone, or is the distribution that repeats it; somebody does otherwise.
  bool by_its_cve = false, by_itself = false;
  // Who denies it.
  std::set<std::string> denied_by;
};

Said said_of(Json package, std::string_view id, std::string_view decided_by) {
  Said said;
  package["statements"].each([&](Json one) {
    if (!is_about(one, id)) return;
    const auto outcome = one["outcome"].text(), advisory = one["advisory"].text();
    if (outcome == "said-not-affected") said.denied_by.emplace(advisory);
    if (outcome == "live-patched")
      said.denied_by.emplace(std::string(advisory) + ", by the live patch " +
                             std::string(one["ours"].text()));
    if (outcome != "affected" && outcome != "not-linked") return;
    said.not_linked = said.not_linked || (outcome == "not-linked" && advisory == decided_by);
    (advisory == id || one["rank"].text() == "distribution" ? said.by_its_cve : said.by_itself) = true;
  });
  return said;
}

// Whether the document has what its state rests on; nothing: it has.
const char* unfounded(Json package, Json finding) {
  const auto id = finding["id"].text(), state = finding["state"].text();
  const auto by = std::string(finding["state_by"].text());
  const auto said = said_of(package, id, finding["decided_by"].text());
  const bool rejected = finding["rejected"].boolean().value_or(false);
  if (state == "open") {
    if (rejected && !said.by_itself)
      return "is open, though its CVE was rejected and nobody has another word";
    return said.not_linked ? "is open, though nothing of it is linked" : nullptr;
  }
  bool decided = false;
  finding["opinions"].each([&](Json one) { decided = decided || one["decides"].boolean().value_or(false); });
  if (decided) return nullptr;
  if (state == "suppressed") return by.empty() ? "is suppressed by nobody" : nullptr;
  if (by == std::string(id) + ", which was rejected") {
    if (!rejected) return "is closed as rejected, and was not";
    return said.by_itself ? "is closed as rejected, though a record of its own stands" : nullptr;
  }
  if (said.denied_by.contains(by)) return nullptr;
  return said.not_linked && by == finding["decided_by"].text() ? nullptr
                                                               : "is closed by what the document lacks";
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
    if (finding["state"].text() != "open") ++tally.closed;
    const auto* fault = unfounded(package, finding);
    if (fault == nullptr) return;
    ++tally.wrong;
    std::fprintf(stderr, "%s: %s %s\n", std::string(package["purl"].text()).c_str(),
                 std::string(finding["id"].text()).c_str(), fault);
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
  std::printf("statements=%zu affected=%zu findings=%zu closed=%zu\n", tally.statements, tally.affected,
              tally.findings, tally.closed);
  return tally.wrong == 0 ? 0 : 1;
}
