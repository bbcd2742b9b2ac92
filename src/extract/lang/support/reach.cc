#include "extract/lang/support/reach.h"

#include <algorithm>
#include <array>

namespace pratique::extract::lang {
namespace {

// From the nearest to the weakest.
constexpr std::array kScopes = {model::Scope::kRequired, model::Scope::kOptional, model::Scope::kPeer,
                                model::Scope::kBuild, model::Scope::kDev};

struct Step {
  std::uint32_t from, to;
  model::Scope scope;
};

std::vector<Step> steps_of(std::span<const model::Edge> edges, std::uint32_t first, std::size_t count) {
  std::vector<Step> steps;
  for (const auto& edge : edges) {
    if (edge.from < first || edge.to < first || edge.from - first >= count || edge.to - first >= count)
      continue;
    steps.push_back({edge.from - first, edge.to - first, edge.scope});
  }
  std::ranges::sort(steps, {}, &Step::from);
  return steps;
}

class Spread {
 public:
  Spread(std::span<model::Component> components, std::vector<Step> steps)
      : components_(components), steps_(std::move(steps)), is_done_(components.size()) {}

  // In the order of scopes. What weaker steps lead to is kept for its turn.
  void from(std::uint32_t number, model::Scope scope) {
    waiting_[static_cast<std::size_t>(scope)].push_back(number);
  }

  void run() {
    for (const auto scope : kScopes) {
      auto& waiting = waiting_[static_cast<std::size_t>(scope)];
      while (!waiting.empty()) {
        const auto number = waiting.back();
        waiting.pop_back();
        if (!is_done_[number]) settle(number, scope);
      }
    }
  }

 private:
  void settle(std::uint32_t number, model::Scope scope) {
    is_done_[number] = true;
    components_[number].scope = scope;
    auto step = std::ranges::lower_bound(steps_, number, {}, &Step::from);
    for (; step != steps_.end() && step->from == number; ++step) {
      if (!is_done_[step->to]) from(step->to, std::max(scope, step->scope));
    }
  }

  std::span<model::Component> components_;
  std::vector<Step> steps_;
  std::vector<bool> is_done_;
  std::array<std::vector<std::uint32_t>, kScopes.size()> waiting_;
};

}  // namespace

void spread_scopes(std::span<model::Component> components, std::span<const model::Edge> edges,
                   std::span<const Beginning> asked, std::uint32_t first) {
  Spread spread(components, steps_of(edges, first, components.size()));
  for (const auto& [number, scope] : asked) {
    if (number >= first && number - first < components.size()) spread.from(number - first, scope);
  }
  spread.run();
}

}  // namespace pratique::extract::lang
