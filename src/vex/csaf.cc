#include "vex/csaf.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.h"
#include "vex/read.h"

namespace pratique::vex {

namespace {

using codec::Json;

constexpr unsigned kMaxDepth = 32;
constexpr std::size_t kMaxFaults = 1'000;

void add_fault(std::vector<std::string>& faults, std::string what) {
  if (faults.size() < kMaxFaults) faults.push_back(std::move(what));
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// §3.1.3.3; of 2.1 `purls`.
VexThing thing_of(Json product) {
  VexThing thing;
  const auto helper = product["product_identification_helper"];
  add_name(thing, helper["purl"].text());
  helper["purls"].each([&](Json purl) { add_name(thing, purl.text()); });
  add_name(thing, helper["cpe"].text());
  helper["hashes"].each([&](Json file) {
    file["file_hashes"].each([&](Json hash) { add_hash(thing, hash["value"].text()); });
  });
  add_name(thing, product["name"].text());
  return thing;
}

class TreeReader {
 public:
  Result<CsafProducts> read(Json tree) {
    tree["full_product_names"].each([&](Json product) { add(product); });
    add_branches(tree["branches"], 0);
    tree["relationships"].each([&](Json one) {
      const auto product = one["full_product_name"];
      if (auto* entry = add(product)) {
        entry->component = one["product_reference"].text();
        entry->product = one["relates_to_product_reference"].text();
      }
    });
    tree["product_groups"].each([&](Json group) {
      const auto id = group["group_id"].text();
      if (!products_.groups.try_emplace(id).second)
        add_fault(products_.faults, "6.1.5: group id " + quoted(id) + " is defined twice");
      group["product_ids"].each([&](Json one) { products_.groups[id].push_back(one.text()); });
    });
    if (full_) return base::over_limit("over 1,000,000 products");
    return std::move(products_);
  }

 private:
  CsafEntry* add(Json product) {
    const auto id = product["product_id"].text();
    if (id.empty()) return nullptr;
    if (products_.entries.size() >= kMaxVexThings) {
      full_ = true;
      return nullptr;
    }
    const auto [at, is_new] = products_.entries.try_emplace(id);
    if (!is_new) {
      add_fault(products_.faults, "6.1.2: product id " + quoted(id) + " is defined twice");
      return nullptr;
    }
    at->second.thing = thing_of(product);
    return &at->second;
  }

  void add_branches(Json branches, unsigned depth) {
    if (depth > kMaxDepth) return add_fault(products_.faults, "branches nested more than 32 deep");
    branches.each([&](Json branch) {
      add(branch["product"]);
      add_branches(branch["branches"], depth + 1);
    });
  }

  CsafProducts products_;
  bool full_ = false;
};

// Where a status of the form leads; "recommended" is fixed in SUSE's documents and advice elsewhere: no statement of it.
struct StatusWord {
  const char* word;
  VexStatus status;
};
constexpr StatusWord kStatuses[] = {{"known_not_affected", VexStatus::kNotAffected},
                                    {"fixed", VexStatus::kFixed},
                                    {"first_fixed", VexStatus::kFixed},
                                    {"under_investigation", VexStatus::kUnderInvestigation},
                                    {"known_affected", VexStatus::kAffected},
                                    {"first_affected", VexStatus::kAffected},
                                    {"last_affected", VexStatus::kAffected}};

// What flags, threats and remediations say, by product id; what names no product is about all (""; threats and
// remediations of one that stands alone).
class Reasons {
 public:
  Reasons(Json vulnerability, const CsafProducts& products) : products_(products) {
    vulnerability["flags"].each([&](Json flag) { add(flag, flag["label"].text(), flags_); });
    vulnerability["threats"].each([&](Json threat) {
      if (threat["category"].text() == "impact") add(threat, threat["details"].text(), impacts_);
    });
    vulnerability["remediations"].each([&](Json one) { add(one, one["details"].text(), actions_); });
  }
  std::string_view flag(std::string_view id) const { return of(flags_, id); }
  std::string_view impact(std::string_view id) const { return of(impacts_, id); }
  std::string_view action(std::string_view id) const { return of(actions_, id); }

 private:
  using Words = std::map<std::string_view, std::string_view>;

  void add(Json one, std::string_view word, Words& into) const {
    bool about_all = true;
    one["product_ids"].each([&](Json id) {
      about_all = false;
      into.try_emplace(id.text(), word);
    });
    one["group_ids"].each([&](Json id) {
      about_all = false;
      const auto group = products_.groups.find(id.text());
      if (group == products_.groups.end()) return;
      for (const auto product : group->second) into.try_emplace(product, word);
    });
    // A flag of no product is a fault (§6.1.32), and no reason for any.
    if (about_all && &into != &flags_) into.try_emplace("", word);
  }
  static std::string_view of(const Words& words, std::string_view id) {
    auto at = words.find(id);
    if (at == words.end()) at = words.find("");
    return at == words.end() ? std::string_view() : at->second;
  }

  const CsafProducts& products_;
  Words flags_, impacts_, actions_;
};

// The product that an id stands for: of relationships the outermost product, with the component in it. A component that is itself a
// relationship ("the package of the module") adds its own component.
class Resolver {
 public:
  explicit Resolver(const CsafProducts& products) : products_(products) {}

  std::optional<VexProduct> of(std::string_view id) const {
    const auto* entry = find(id);
    if (entry == nullptr) return std::nullopt;
    if (entry->component.empty()) return VexProduct{.thing = entry->thing, .subcomponents = {}};
    const auto* product = plain(entry->product, true);
    const auto* component = plain(entry->component, false);
    if (product == nullptr || component == nullptr) return std::nullopt;
    return VexProduct{.thing = product->thing, .subcomponents = {component->thing}};
  }

 private:
  const CsafEntry* find(std::string_view id) const {
    const auto at = products_.entries.find(id);
    return at == products_.entries.end() ? nullptr : &at->second;
  }
  // Through relationships, towards the product or the component.
  const CsafEntry* plain(std::string_view id, bool outwards) const {
    const auto* entry = find(id);
    for (unsigned depth = 0; entry != nullptr && !entry->component.empty(); ++depth) {
      if (depth > kMaxDepth) return nullptr;
      entry = find(outwards ? entry->product : entry->component);
    }
    return entry;
  }

  const CsafProducts& products_;
};

std::vector<std::string> ids_of(Json vulnerability) {
  std::vector<std::string> ids;
  if (const auto cve = vulnerability["cve"].text(); !cve.empty()) ids.emplace_back(cve);
  vulnerability["ids"].each([&](Json one) {
    if (!one["text"].text().empty()) ids.emplace_back(one["text"].text());
  });
  return ids;
}

// How many products all groups stand for that a vulnerability names: each of few bytes may be a million.
Result<void> check_groups(Json root, const CsafProducts& products) {
  std::uint64_t named = 0;
  const auto count = [&](Json owner) {
    owner["group_ids"].each([&](Json id) {
      const auto group = products.groups.find(id.text());
      if (group != products.groups.end()) named += group->second.size();
    });
  };
  root["vulnerabilities"].each([&](Json one) {
    for (const auto* member : {"flags", "threats", "remediations"}) one[member].each(count);
  });
  return named > kMaxVexThings ? base::over_limit("groups that stand for over 1,000,000 products")
                               : Result<void>();
}

Result<void> take_vulnerability(Json vulnerability, const CsafProducts& products, std::size_t number,
                                std::size_t& left, VexDocument& document) {
  const Reasons reasons(vulnerability, products);
  const Resolver resolver(products);
  const auto ids = ids_of(vulnerability);
  using Key = std::tuple<VexStatus, std::string_view, std::string_view, std::string_view>;
  std::map<Key, VexStatement> statements;
  Result<void> sound;
  for (const auto& [word, status] : kStatuses) {
    vulnerability["product_status"][word].each([&](Json json) {
      if (!sound) return;
      if (left == 0) {
        sound = base::over_limit("over 1,000,000 products with a status");
        return;
      }
      --left;
      const auto id = json.text();
      auto product = resolver.of(id);
      if (!product) {
        document.refused.push_back({.number = number, .why = "product id " + quoted(id) + " leads nowhere"});
        return;
      }
      std::uint64_t bytes = bytes_of(product->thing);
      for (const auto& part : product->subcomponents) bytes += bytes_of(part);
      if (sound = charge(document, bytes); !sound) return;
      const bool not_affected = status == VexStatus::kNotAffected;
      const auto flag = not_affected ? reasons.flag(id) : "";
      const auto impact = not_affected ? reasons.impact(id) : "";
      const auto action = not_affected ? "" : reasons.action(id);
      auto& statement = statements[{status, flag, impact, action}];
      statement.status = status;
      statement.justification = flag;
      statement.text = impact;
      statement.action = action;
      statement.products.push_back(*std::move(product));
    });
  }
  PQ_CHECK(sound);
  for (auto& [key, statement] : statements) {
    statement.vulnerabilities = ids;
    statement.number = number;
    statement.timestamp = document.timestamp;
    PQ_CHECK(take(document, std::move(statement)));
  }
  return {};
}

}  // namespace

Result<CsafProducts> csaf_products(Json product_tree) { return TreeReader().read(product_tree); }

Result<VexDocument> read_csaf(Json root) {
  const auto head = root["document"];
  const auto version = head["csaf_version"].text();
  if (version != "2.0" && version != "2.1")
    return base::fail(ErrorKind::kUnsupported, "CSAF " + quoted(version) + " is not read");
  const auto tracking = head["tracking"];
  VexDocument document;
  document.form = VexForm::kCsaf;
  document.form_version = version;
  document.id = tracking["id"].text();
  if (document.id.empty()) return base::invalid("CSAF without a tracking id");
  document.author = head["publisher"]["name"].text();
  document.timestamp = tracking["current_release_date"].text();
  document.version = base::to_uint(base::split(tracking["version"].text(), '.').front()).value_or(0);
  PQ_TRY(const auto products, csaf_products(root["product_tree"]));
  PQ_CHECK(check_groups(root, products));
  for (auto& fault : csaf_faults(root, products)) {
    // Statements about products that are not told apart, or of two minds, could be about any.
    const bool fatal = fault.size() > 5 && fault[4] >= '1' && fault[4] <= '6' && fault[5] == ':';
    if (fatal) return base::invalid(std::move(fault));
    document.faults.push_back({.number = 0, .why = std::move(fault)});
  }
  std::size_t number = 0, left = kMaxVexThings;
  Result<void> sound;
  root["vulnerabilities"].each([&](Json one) {
    ++number;
    if (sound) sound = take_vulnerability(one, products, number, left, document);
  });
  PQ_CHECK(sound);
  return document;
}

}  // namespace pratique::vex
