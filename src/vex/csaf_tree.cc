#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "base/text.h"
#include "model/purl.h"
#include "vex/csaf_tests.h"
#include "vex/statement.h"

namespace pratique::vex {

namespace {

using codec::Json;

// As deep as the reader goes; §6.1.34 of 2.1 allows 30.
constexpr unsigned kMaxDepth = 32;
constexpr unsigned kMaxBranches = 30;

// §6.1.31: words that make a version a range, or all.
constexpr auto kRangeWords =
    std::to_array<std::string_view>({"after", "all", "before", "earlier", "later", "prior", "versions"});

bool is_range(std::string_view version) {
  for (const auto word : base::split(version, ' ')) {
    if (word.starts_with('<') || word.starts_with('>')) return true;
    if (std::ranges::find(kRangeWords, base::to_lower(word)) != kRangeWords.end()) return true;
  }
  return false;
}

// Stars that no backslash takes the meaning from; an even number of backslashes is backslashes.
std::size_t stars(std::string_view pattern) {
  std::size_t number = 0;
  bool escaped = false;
  for (const char c : pattern) {
    if (c == '*' && !escaped) ++number;
    escaped = c == '\\' && !escaped;
  }
  return number;
}

class Tree {
 public:
  Tree(bool is_2_1, CsafFaults& faults) : is_2_1_(is_2_1), faults_(faults) {}

  void test(Json branches, unsigned depth) {
    if (depth > kMaxDepth) return;
    if (is_2_1_ && depth == kMaxBranches && branches.size() > 0)
      faults_.add("6.1.34: branches nested more than 30 deep");
    branches.each([&](Json branch) {
      if (branch["category"].text() == "product_version" && is_range(branch["name"].text()))
        faults_.add("6.1.31: the version " + csaf_quoted(branch["name"].text()) + " is a range");
      if (is_2_1_) test_product(branch["product"]);
      test(branch["branches"], depth + 1);
    });
  }

  void test_product(Json product) {
    const auto helper = product["product_identification_helper"];
    test_purls(helper["purls"]);
    test_stars(helper["model_numbers"], "6.1.43: the model number ");
    test_stars(helper["serial_numbers"], "6.1.44: the serial number ");
  }

 private:
  // §6.1.42: several purls of a product differ in their qualifiers only.
  void test_purls(Json purls) {
    std::set<std::string> seen;
    purls.each([&](Json one) {
      auto purl = model::parse_purl(one.text());
      if (!purl) return;
      purl->qualifiers.clear();
      if (seen.insert(purl->to_string()).second && seen.size() == 2)
        faults_.add("6.1.42: " + csaf_quoted(one.text()) +
                    " differs from its neighbours in more than qualifiers");
    });
  }
  void test_stars(Json patterns, const std::string& what) {
    patterns.each([&](Json one) {
      if (stars(one.text()) > 1) faults_.add(what + csaf_quoted(one.text()) + " has several stars");
    });
  }

  bool is_2_1_;
  CsafFaults& faults_;
};

bool is_later(Json date, std::int64_t than) {
  const auto seconds = seconds_of(date.text());
  return seconds && *seconds > than;
}

// §6.1.45, .49, .51 to .53 of 2.1: a released document knows nothing of what comes after its last revision.
void test_dates(Json vulnerability, Json root, std::optional<std::int64_t> newest, CsafFaults& faults) {
  const auto status = root["document"]["tracking"]["status"].text();
  if (!newest || (status != "final" && status != "interim")) return;
  const auto check = [&](const char* test, Json date) {
    if (is_later(date, *newest))
      faults.add(std::string(test) + " " + csaf_quoted(date.text()) + " is after the last revision");
  };
  if (root["document"]["distribution"]["tlp"]["label"].text() == "CLEAR")
    check("6.1.45: the disclosure date", vulnerability["disclosure_date"]);
  vulnerability["metrics"].each([&](Json metric) {
    const auto content = metric["content"];
    check("6.1.49: the time of SSVC", content["ssvc_v2"]["timestamp"]);
    check("6.1.51: the time of EPSS", content["epss"]["timestamp"]);
  });
  vulnerability["first_known_exploitation_dates"].each([&](Json one) {
    check("6.1.52: the date of exploitation", one["date"]);
    const auto known = seconds_of(one["date"].text());
    if (known && is_later(one["exploitation_date"], *known))
      faults.add("6.1.53: an exploitation that was known before it happened");
  });
}

}  // namespace

void test_csaf_tree(Json root, CsafFaults& faults) {
  Tree tree(root["document"]["csaf_version"].text() == "2.1", faults);
  const auto products = root["product_tree"];
  tree.test(products["branches"], 0);
  if (root["document"]["csaf_version"].text() != "2.1") return;
  products["full_product_names"].each([&](Json one) { tree.test_product(one); });
  products["relationships"].each([&](Json one) { tree.test_product(one["full_product_name"]); });
}

std::optional<std::int64_t> newest_csaf_revision(Json root) {
  std::optional<std::int64_t> newest;
  root["document"]["tracking"]["revision_history"].each([&](Json one) {
    const auto seconds = seconds_of(one["date"].text());
    if (seconds && (!newest || *seconds > *newest)) newest = seconds;
  });
  return newest;
}

void test_csaf_vulnerability(Json vulnerability, Json root, std::optional<std::int64_t> newest,
                             CsafFaults& faults) {
  std::set<std::pair<std::string_view, std::string_view>> involved;
  vulnerability["involvements"].each([&](Json one) {
    const auto party = one["party"].text(), date = one["date"].text();
    if (!date.empty() && !involved.emplace(party, date).second)
      faults.add("6.1.24: " + csaf_quoted(party) + " is involved twice at " + std::string(date));
  });
  if (root["document"]["csaf_version"].text() == "2.1") test_dates(vulnerability, root, newest, faults);
}

}  // namespace pratique::vex
