// The tests of CSAF, section 6.1: those that bear on statements here, the others in the files beside it.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "vex/csaf.h"
#include "vex/csaf_tests.h"

namespace pratique::vex {

namespace {

using codec::Json;
using Ids = std::set<std::string_view>;

std::string quoted(std::string_view text) { return csaf_quoted(text); }

class FaultFinder {
 public:
  FaultFinder(Json root, const CsafProducts& products)
      : root_(root), products_(products), faults_(products.faults) {}

  std::vector<std::string> all() && {
    check_tree();
    check_identifiers(root_["product_tree"]["branches"], 0);
    root_["product_tree"]["full_product_names"].each([&](Json one) { check_identifier(one); });
    root_["product_tree"]["relationships"].each(
        [&](Json one) { check_identifier(one["full_product_name"]); });
    Ids cves;
    const auto newest = newest_csaf_revision(root_);
    root_["vulnerabilities"].each([&](Json one) {
      const auto cve = one["cve"].text();
      if (!cve.empty() && !cves.insert(cve).second) fault("6.1.23: " + std::string(cve) + " stands twice");
      check_vulnerability(one);
      test_csaf_scores(one, faults_);
      test_csaf_vulnerability(one, root_, newest, faults_);
    });
    const auto category = root_["document"]["category"].text();
    if (category == "csaf_vex" || category == "csaf_security_advisory") check_advisory();
    if (category == "csaf_vex") check_profile();
    test_csaf_head(root_, faults_);
    test_csaf_tracking(root_, faults_);
    test_csaf_tree(root_, faults_);
    return std::move(faults_).take();
  }

 private:
  void fault(std::string what) { faults_.add(std::move(what)); }
  bool is_product(std::string_view id) const { return products_.entries.contains(id); }
  void check_product(std::string_view id) {
    if (!is_product(id)) fault("6.1.1: product id " + quoted(id) + " is not defined");
  }
  void check_products(Json owner) {
    owner["product_ids"].each([&](Json id) { check_product(id.text()); });
    owner["products"].each([&](Json id) { check_product(id.text()); });
    owner["group_ids"].each([&](Json id) {
      if (!products_.groups.contains(id.text()))
        fault("6.1.4: group id " + quoted(id.text()) + " is not defined");
    });
  }

  // Relationships lead from what they define to what was there before, and never back.
  void check_tree() {
    for (const auto& [id, entry] : products_.entries) {
      if (entry.component.empty() && entry.product.empty()) continue;
      check_product(entry.component);
      check_product(entry.product);
      if (reaches(id, entry)) fault("6.1.3: product id " + quoted(id) + " is defined by itself");
      constexpr std::size_t kMaxSteps = 4'000'000;
      if (steps_ <= kMaxSteps) continue;
      fault("6.1.3: definitions that lead too far to be followed");
      break;
    }
    for (const auto& [id, members] : products_.groups) {
      for (const auto member : members) check_product(member);
    }
  }
  // Whether a definition leads back to `id`. Each id is looked at once.
  bool reaches(std::string_view id, const CsafEntry& entry) {
    std::vector<std::string_view> next = {entry.component, entry.product};
    Ids seen;
    while (!next.empty()) {
      const auto at = next.back();
      next.pop_back();
      ++steps_;
      if (at == id) return true;
      const auto found = products_.entries.find(at);
      constexpr std::size_t kMaxSeen = 1'000;
      if (found == products_.entries.end() || seen.size() > kMaxSeen || !seen.insert(at).second) continue;
      if (!found->second.component.empty()) next.push_back(found->second.component);
      if (!found->second.product.empty()) next.push_back(found->second.product);
    }
    return false;
  }

  void check_identifiers(Json branches, unsigned depth) {
    constexpr unsigned kMaxDepth = 32;
    if (depth > kMaxDepth) return;
    branches.each([&](Json branch) {
      check_identifier(branch["product"]);
      check_identifiers(branch["branches"], depth + 1);
    });
  }
  void check_identifier(Json product) {
    const auto helper = product["product_identification_helper"];
    const auto check_purl = [&](Json purl) {
      if (purl && !model::parse_purl(purl.text()))
        fault("6.1.13: " + quoted(purl.text()) + " is no package URL");
    };
    check_purl(helper["purl"]);
    helper["purls"].each(check_purl);
    helper["hashes"].each([&](Json file) {
      Ids algorithms;
      file["file_hashes"].each([&](Json hash) {
        if (!algorithms.insert(hash["algorithm"].text()).second)
          fault("6.1.25: " + quoted(hash["algorithm"].text()) + " stands twice among the hashes of a file");
      });
    });
  }

  Ids products_of(Json owner) const {
    Ids ids;
    owner["product_ids"].each([&](Json id) { ids.insert(id.text()); });
    owner["group_ids"].each([&](Json id) {
      const auto group = products_.groups.find(id.text());
      if (group != products_.groups.end()) ids.insert(group->second.begin(), group->second.end());
    });
    return ids;
  }

  void check_vulnerability(Json one) {
    const auto statuses = one["product_status"];
    statuses.each_member(
        [&](std::string_view, Json list) { list.each([&](Json id) { check_product(id.text()); }); });
    one["scores"].each([&](Json score) { check_products(score); });
    one["metrics"].each([&](Json metric) { check_products(metric); });
    one["threats"].each([&](Json threat) { check_products(threat); });
    one["remediations"].each([&](Json remediation) {
      check_products(remediation);
      if (products_of(remediation).empty() && names_none(remediation))
        fault("6.1.29: a remediation of no product");
    });
    std::map<std::string_view, std::size_t> labels;
    one["flags"].each([&](Json flag) {
      check_products(flag);
      if (names_none(flag)) fault("6.1.32: a flag of no product");
      if (!is_justification(flag["label"].text())) return;
      for (const auto id : products_of(flag)) {
        if (++labels[id] == 2) fault("6.1.33: product id " + quoted(id) + " has several justifications");
      }
    });
    check_contradictions(statuses);
  }
  static bool names_none(Json owner) {
    return owner["product_ids"].size() == 0 && owner["group_ids"].size() == 0;
  }

  // §6.1.6: of these groups a product may be in one only.
  void check_contradictions(Json statuses) {
    const std::vector<std::vector<const char*>> groups = {
        {"first_affected", "known_affected", "last_affected"},
        {"known_not_affected"},
        {"first_fixed", "fixed"},
        {"under_investigation"}};
    std::map<std::string_view, std::size_t> in;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      for (const auto* word : groups[i]) {
        statuses[word].each([&](Json id) {
          const auto [at, is_new] = in.try_emplace(id.text(), i);
          if (!is_new && at->second != i)
            fault("6.1.6: product id " + quoted(id.text()) + " has contradicting statuses");
        });
      }
    }
  }

  // §4.4, "Security Advisory", and what "VEX" has of it (6.1.27.4, .5, .11).
  void check_advisory() {
    if (!root_["product_tree"]) fault("6.1.27.4: a document without a product tree");
    if (root_["vulnerabilities"].size() == 0) fault("6.1.27.11: a document without vulnerabilities");
    root_["vulnerabilities"].each([&](Json one) {
      if (one["notes"].size() == 0) fault("6.1.27.5: a vulnerability without notes");
    });
  }

  // §4.5, "VEX": what that profile demands besides (6.1.27.7 to .10).
  void check_profile() {
    root_["vulnerabilities"].each([&](Json one) {
      if (!one["cve"] && one["ids"].size() == 0) fault("6.1.27.8: a vulnerability without an id");
      const auto statuses = one["product_status"];
      const bool any = statuses["fixed"] || statuses["known_affected"] || statuses["known_not_affected"] ||
                       statuses["under_investigation"];
      if (!any) fault("6.1.27.7: a vulnerability without a status that VEX has");
      check_reasons(one, statuses);
    });
  }
  void check_reasons(Json one, Json statuses) {
    Ids reasons, actions;
    one["flags"].each([&](Json flag) { reasons.merge(products_of(flag)); });
    one["threats"].each([&](Json threat) {
      if (threat["category"].text() == "impact") reasons.merge(products_of(threat));
    });
    one["remediations"].each([&](Json remediation) { actions.merge(products_of(remediation)); });
    statuses["known_not_affected"].each([&](Json id) {
      if (!reasons.contains(id.text()))
        fault("6.1.27.9: product id " + quoted(id.text()) + " is not affected, without a reason");
    });
    statuses["known_affected"].each([&](Json id) {
      if (!actions.contains(id.text()))
        fault("6.1.27.10: product id " + quoted(id.text()) + " is affected, without a remediation");
    });
  }

  Json root_;
  const CsafProducts& products_;
  CsafFaults faults_;
  // Of all definitions that were followed.
  std::size_t steps_ = 0;
};

}  // namespace

std::vector<std::string> csaf_faults(Json root, const CsafProducts& products) {
  return FaultFinder(root, products).all();
}

}  // namespace pratique::vex
