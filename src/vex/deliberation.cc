#include "vex/deliberation.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/text.h"

namespace pratique::vex {

namespace {

using match::Finding;
using match::FindingState;
using match::Opinion;

constexpr std::size_t kMaxSteps = 100'000;

// A statement that is about a finding.
struct Hit {
  const VexDocument* document = nullptr;
  const VexStatement* statement = nullptr;
  // Its place among all, for a tie.
  std::size_t number = 0;
  VexNearness nearness = VexNearness::kNot;
  bool names_component = false;
  // How it came to be about the finding.
  std::string how{};
  // Why it cannot decide; empty: it can.
  std::string refused{};
  std::int64_t seconds = 0;
};

// Which of two hits decides: whose origin is nearer to the user, then the newer, the one that names more closely, the
// graver. So what is uncertain stays open.
bool outweighs(const Hit& a, const Hit& b) {
  const auto key = [](const Hit& hit) {
    return std::tuple(hit.refused.empty(), -static_cast<int>(hit.document->origin), hit.seconds, hit.nearness,
                      hit.names_component, hit.statement->status, hit.number);
  };
  return key(a) > key(b);
}

bool closes(VexStatus status) { return status == VexStatus::kNotAffected || status == VexStatus::kFixed; }

// "not affected" in words: "vulnerable code not present".
std::string in_plain_words(std::string_view word) { return base::replace_all(word, "_", " "); }

}  // namespace

struct Deliberation::State {
  State(const model::Inventory& inventory_, ImageNames image_, const Testimony& opinions_)
      : inventory(inventory_), image(std::move(image_)), testimony(opinions_) {}

  const model::Inventory& inventory;
  const ImageNames image;
  const Testimony& testimony;
  struct Place {
    const VexDocument* document = nullptr;
    const VexStatement* statement = nullptr;
    std::size_t number = 0;
  };
  // By id, small letters.
  std::unordered_map<std::string, std::vector<Place>> by_id;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_name;
  // Components that need or hold the component.
  std::vector<std::vector<std::uint32_t>> holders;
  struct Use {
    bool applied = false;
    // Findings that it would have closed, by component and id: one may be weighed again.
    std::set<std::pair<std::size_t, std::string>> expired = {};
  };
  std::vector<Use> uses;
  std::unordered_map<std::string, std::vector<std::size_t>> rules_by_id;
  std::vector<std::size_t> rules_of_any;
  std::set<const VexStatement*> applied;
  // What a product is in the inventory; asked for again and again.
  std::map<const VexThing*, std::vector<std::size_t>> products;

  void index();
  std::vector<Hit> hits_of(const Finding& finding, std::size_t component);
  void look_at(const Place& place, std::string_view alias, std::size_t component, std::vector<Hit>& hits);
  bool look_at_product(const VexProduct& product, std::size_t component, Hit& hit);
  const std::vector<std::size_t>& components_of(const VexThing& thing);
  bool is_within(std::size_t component, const std::vector<std::size_t>& products) const;
  bool is_held_by(std::size_t component, const std::set<std::size_t>& products) const;
  std::string refusal(const Place& place, const Hit& hit) const;
  Opinion claim_of(const Hit& hit, bool decides, std::string why, base::Arena& arena) const;
  std::vector<Opinion> exceptions_of(const Finding& finding, std::size_t component, bool may_apply,
                                     base::Arena& arena);
};

void Deliberation::State::index() {
  std::size_t number = 0;
  for (const auto& document : testimony.documents) {
    for (const auto& statement : document.statements) {
      ++number;
      std::set<std::string> ids;
      for (const auto& id : statement.vulnerabilities) ids.insert(base::to_lower(id));
      for (const auto& id : ids)
        by_id[id].push_back({.document = &document, .statement = &statement, .number = number});
    }
  }
  for (std::size_t i = 0; i < testimony.exceptions.size(); ++i) {
    const auto& rule = testimony.exceptions[i];
    if (rule.ids.empty()) rules_of_any.push_back(i);
    for (const auto& id : rule.ids) rules_by_id[base::to_lower(id)].push_back(i);
  }
  uses.resize(testimony.exceptions.size());
  if (by_id.empty()) return;
  for (std::size_t i = 0; i < inventory.components.size(); ++i)
    by_name[inventory.components[i].purl.name].push_back(i);
  holders.resize(inventory.components.size());
  for (const auto& edge : inventory.edges) {
    if (edge.kind == model::EdgeKind::kDependsOn || edge.kind == model::EdgeKind::kContains)
      holders[edge.to].push_back(edge.from);
  }
}

const std::vector<std::size_t>& Deliberation::State::components_of(const VexThing& thing) {
  const auto [at, is_new] = products.try_emplace(&thing);
  if (!is_new) return at->second;
  auto& found = at->second;
  const auto look = [&](std::size_t component) {
    if (matches(thing, inventory.components[component])) found.push_back(component);
  };
  if (!thing.cpes.empty() || !thing.hashes.empty()) {
    for (std::size_t i = 0; i < inventory.components.size(); ++i) look(i);
    return found;
  }
  for (const auto& purl : thing.purls) {
    const auto same = by_name.find(purl.name);
    if (same == by_name.end()) continue;
    for (const auto component : same->second) look(component);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

// Every way to it leads through a product: one that does not is a use of which the statement knows nothing. Who is met on
// the way up must be held by somebody, must not have been asked for by itself, and must be met again on the way down from
// the products: what only holds itself, in a circle, is nobody's part.
bool Deliberation::State::is_held_by(std::size_t component, const std::set<std::size_t>& within) const {
  std::set<std::size_t> met;
  std::map<std::size_t, std::vector<std::size_t>> parts;  // of those who hold what was met
  std::vector<std::size_t> next = {component}, reached;
  while (!next.empty()) {
    const auto at = next.back();
    next.pop_back();
    if (!met.insert(at).second) continue;
    const auto& one = inventory.components[at];
    const bool is_root = one.is_main || one.reason == model::InstallReason::kExplicit;
    if (is_root || holders[at].empty() || met.size() > kMaxSteps) return false;
    for (const auto holder : holders[at]) {
      auto& held = parts[holder];
      if (held.empty() && within.contains(holder)) reached.push_back(holder);
      held.push_back(at);
      if (!within.contains(holder)) next.push_back(holder);
    }
  }
  std::set<std::size_t> below;
  while (!reached.empty()) {
    const auto at = reached.back();
    reached.pop_back();
    const auto held = parts.find(at);
    if (held == parts.end()) continue;
    for (const auto part : held->second) {
      if (below.insert(part).second) reached.push_back(part);
    }
  }
  return below.size() == met.size();
}

// Whether a component is a product, lies in its files (the modules of a program), or is needed or held by it alone.
bool Deliberation::State::is_within(std::size_t component, const std::vector<std::size_t>& within) const {
  if (std::binary_search(within.begin(), within.end(), component)) return true;
  const auto& locations = inventory.components[component].locations;
  const auto lies_in = [&](const model::Location& location) {
    return std::ranges::any_of(within, [&](std::size_t product) {
      return std::ranges::any_of(inventory.components[product].locations, [&](const auto& one) {
        // The modules of a program and what a project's lock file names share its file; so do all packages of a
        // database, which are nobody's parts.
        const bool shares = inventory.components[product].is_main && location.path == one.path;
        return shares || location.path.starts_with(one.path + "!");
      });
    });
  };
  if (!locations.empty() && std::ranges::all_of(locations, lies_in)) return true;
  return is_held_by(component, {within.begin(), within.end()});
}

// Whether the product is the image, or a package that the finding's component is or belongs to; and, where the statement
// names components, whether the finding's is one of them.
bool Deliberation::State::look_at_product(const VexProduct& product, std::size_t index, Hit& hit) {
  const auto& component = inventory.components[index];
  VexMatch part;
  for (const auto& sub : product.subcomponents) {
    if (auto match = matches(sub, component); match.nearness > part.nearness) part = std::move(match);
  }
  if (!product.subcomponents.empty() && !part) return false;
  auto whole = matches(product.thing, image);
  std::string what = "the product is this image, ";
  if (!whole) {
    const auto& within = components_of(product.thing);
    if (within.empty()) return false;
    const bool itself = std::binary_search(within.begin(), within.end(), index);
    if (!itself && !is_within(index, within)) {
      if (part) hit.refused = "nothing tells that the package belongs to " + product.thing.text() + " alone";
      return static_cast<bool>(part);
    }
    whole = matches(product.thing, inventory.components[within.front()]);
    what = itself ? "the product is this package, " : "the package belongs to the product, ";
  }
  hit.nearness = std::max(whole.nearness, part.nearness);
  hit.names_component = static_cast<bool>(part);
  hit.how = what + whole.how + (part ? ", the component " + part.how : "");
  // Which version has the fix, only a version says.
  if (hit.statement->status == VexStatus::kFixed && hit.nearness == VexNearness::kByName)
    hit.refused = "does not say in which version it is fixed, and this one is called vulnerable";
  return true;
}

std::string Deliberation::State::refusal(const Place& place, const Hit& hit) const {
  if (!place.document->barred.empty()) return place.document->barred;
  if (testimony.day_is_named && place.statement->timestamp.substr(0, 10) > testimony.day)
    return "said on " + place.statement->timestamp.substr(0, 10) + ", after " + testimony.day;
  return hit.refused;
}

void Deliberation::State::look_at(const Place& place, std::string_view alias, std::size_t component,
                                  std::vector<Hit>& hits) {
  Hit best;
  for (const auto& product : place.statement->products) {
    Hit hit{.document = place.document, .statement = place.statement, .number = place.number};
    if (!look_at_product(product, component, hit)) continue;
    if (best.statement == nullptr || outweighs(hit, best)) best = std::move(hit);
  }
  if (best.statement == nullptr) return;
  best.refused = refusal(place, best);
  if (!alias.empty())
    best.how += (best.how.empty() ? "by the alias " : ", by the alias ") + std::string(alias);
  best.seconds = seconds_of(place.statement->timestamp).value_or(0);
  hits.push_back(std::move(best));
}

std::vector<Hit> Deliberation::State::hits_of(const Finding& finding, std::size_t component) {
  std::vector<Hit> hits;
  std::set<const VexStatement*> seen;
  const auto look = [&](std::string_view id, std::string_view alias) {
    const auto at = by_id.find(base::to_lower(id));
    if (at == by_id.end()) return;
    for (const auto& place : at->second) {
      if (seen.insert(place.statement).second) look_at(place, alias, component, hits);
    }
  };
  look(finding.id, {});
  for (const auto alias : finding.aliases) look(alias, alias);
  std::sort(hits.begin(), hits.end(), outweighs);
  return hits;
}

Opinion Deliberation::State::claim_of(const Hit& hit, bool decides, std::string why,
                                      base::Arena& arena) const {
  const auto& [document, statement] = std::tie(*hit.document, *hit.statement);
  if (!hit.how.empty()) why = why.empty() ? hit.how : hit.how + "; " + why;
  const auto& words = statement.text.empty() ? statement.action : statement.text;
  return {.decides = decides,
          .kind = "vex",
          .status = to_string(statement.status),
          .justification = arena.copy(statement.justification),
          .text = arena.copy(words),
          .document = arena.copy(document.place),
          .place = arena.copy("statement " + std::to_string(statement.number)),
          .document_id = arena.copy(document.id),
          .author = arena.copy(document.author),
          .verification = "unsigned",
          .timestamp = arena.copy(statement.timestamp),
          .expiry = {},
          .owner = {},
          .approver = {},
          .why = arena.copy(why)};
}

std::vector<Opinion> Deliberation::State::exceptions_of(const Finding& finding, std::size_t index,
                                                        bool may_apply, base::Arena& arena) {
  std::set<std::size_t> candidates(rules_of_any.begin(), rules_of_any.end());
  const auto add = [&](std::string_view id) {
    const auto at = rules_by_id.find(base::to_lower(id));
    if (at != rules_by_id.end()) candidates.insert(at->second.begin(), at->second.end());
  };
  if (!rules_by_id.empty()) {
    add(finding.id);
    for (const auto alias : finding.aliases) add(alias);
  }
  std::vector<Opinion> claims;
  for (const auto number : candidates) {
    const auto& rule = testimony.exceptions[number];
    if (!in_scope(rule, image)) continue;
    const auto match = matches(rule, finding, inventory.components[index]);
    if (!match) continue;
    const bool over = rule.is_over(testimony.day);
    if (over)
      uses[number].expired.emplace(index, finding.id);
    else
      uses[number].applied = true;
    const bool decides = may_apply && !over;
    may_apply = may_apply && over;
    const auto place = rule.line == 0 ? std::string() : "line " + std::to_string(rule.line);
    claims.push_back({.decides = decides,
                      .kind = "exception",
                      .status = arena.copy(rule.kind),
                      .justification = {},
                      .text = arena.copy(rule.justification),
                      .document = arena.copy(rule.file),
                      .place = arena.copy(place),
                      .document_id = {},
                      .author = {},
                      .verification = {},
                      .timestamp = {},
                      .expiry = arena.copy(rule.expiry),
                      .owner = arena.copy(rule.owner),
                      .approver = arena.copy(rule.approver),
                      .why = arena.copy(match.how + (over ? "; expired on " + rule.expiry : ""))});
  }
  return claims;
}

Deliberation::Deliberation(const model::Inventory& inventory, ImageNames image, const Testimony& testimony)
    : state_(std::make_unique<State>(inventory, std::move(image), testimony)) {
  state_->index();
}
Deliberation::~Deliberation() = default;

// "Aqua Security (unsigned) in trivy.openvex.json, vulnerable code not present".
static std::string said_by(const Opinion& claim) {
  std::string text = claim.kind == "vex"
                         ? (claim.author.empty() ? "VEX" : "VEX of " + std::string(claim.author))
                         : "exception";
  if (claim.kind == "vex") text += " (unsigned)";
  text += " in " + std::string(claim.document);
  if (!claim.place.empty()) text += ", " + std::string(claim.place);
  if (claim.kind == "exception") text += ", " + std::string(claim.status);
  if (claim.status == "fixed") text += ", fixed";
  if (!claim.justification.empty()) text += ", " + in_plain_words(claim.justification);
  if (!claim.expiry.empty()) text += ", until " + std::string(claim.expiry);
  return text;
}

void Deliberation::weigh(Finding& finding, std::size_t component, base::Arena& arena) {
  auto& state = *state_;
  const auto hits = state.by_id.empty() ? std::vector<Hit>() : state.hits_of(finding, component);
  const bool was_open = finding.state == FindingState::kOpen;
  std::vector<Opinion> claims;
  bool closed = false, decided = false;
  for (const auto& hit : hits) {
    const bool decides = was_open && !decided && hit.refused.empty();
    if (decides) {
      decided = true;
      closed = closes(hit.statement->status);
      state.applied.insert(hit.statement);
    }
    std::string why = hit.refused;
    if (!decides && why.empty())
      why = was_open ? "another statement outweighs it" : "the finding is closed already";
    claims.push_back(state.claim_of(hit, decides, std::move(why), arena));
  }
  auto exceptions = state.exceptions_of(finding, component, was_open && !closed, arena);
  const auto excepted = std::ranges::find_if(exceptions, [](const Opinion& one) { return one.decides; });
  const bool is_excepted = excepted != exceptions.end();
  // One claim decides: an exception closes what a statement leaves open.
  if (is_excepted) {
    for (auto& claim : claims) claim.decides = false;
    std::rotate(exceptions.begin(), excepted, excepted + 1);
    claims.insert(claims.begin(), exceptions.begin(), exceptions.end());
  } else {
    claims.insert(claims.end(), exceptions.begin(), exceptions.end());
  }
  if (claims.empty()) return;
  if (claims.size() > kMaxOpinions) claims.resize(kMaxOpinions);
  finding.opinions = arena.copy(std::span<const Opinion>(claims));
  if (!closed && !is_excepted) return;
  finding.state = is_excepted ? FindingState::kSuppressed : FindingState::kNotAffected;
  finding.state_by = arena.copy(said_by(claims.front()));
}

std::vector<Deliberation::Unused> Deliberation::unused() const {
  std::vector<Unused> all;
  for (std::size_t i = 0; i < state_->uses.size(); ++i) {
    const auto& rule = state_->testimony.exceptions[i];
    const auto& use = state_->uses[i];
    const bool over = rule.is_over(state_->testimony.day);
    if (use.applied || !in_scope(rule, state_->image)) continue;
    all.push_back({.rule = &rule, .expired = over, .findings = use.expired.size()});
  }
  return all;
}

std::size_t Deliberation::statements_applied() const { return state_->applied.size(); }

}  // namespace pratique::vex
