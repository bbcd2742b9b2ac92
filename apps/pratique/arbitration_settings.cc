#include "arbitration_settings.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "config/settings.h"

namespace pratique::app {

namespace {

using match::ArbitrationOrder;

Result<std::vector<std::string>> words_of(codec::Yaml list, std::string_view what) {
  std::vector<std::string> words;
  if (!list) return words;
  if (!list.is_array() || list.size() == 0)
    return config::wrong_at(list, std::string(what) + " is a list of words, the strongest first");
  bool plain = true;
  list.each([&](codec::Yaml word) {
    plain = plain && word.is_string();
    words.emplace_back(word.text());
  });
  if (!plain) return config::wrong_at(list, std::string(what) + " holds something that is no word");
  return words;
}

Result<ArbitrationOrder> order_of(std::string ecosystem, codec::Yaml node) {
  ArbitrationOrder order{.ecosystem = std::move(ecosystem), .sources = {}, .ratings = {}};
  PQ_TRY(order.sources, words_of(node["sources"], "sources"));
  PQ_TRY(order.ratings, words_of(node["ratings"], "ratings"));
  return order;
}

// What an error of the rules says has no line of its own: that of the section.
Result<std::vector<ArbitrationOrder>> orders_in(codec::Yaml section) {
  constexpr std::array<std::string_view, 3> kKeys = {"ecosystems", "ratings", "sources"};
  constexpr std::array<std::string_view, 2> kEach = {"ratings", "sources"};
  std::vector<ArbitrationOrder> orders;
  if (!section || section.is_null()) return orders;
  if (!section.is_object()) return config::wrong_at(section, "arbitration is a mapping");
  PQ_CHECK(config::check_keys(section, kKeys, "arbitration"));
  PQ_TRY(auto first, order_of("", section));
  if (!first.sources.empty() || !first.ratings.empty()) orders.push_back(std::move(first));
  Result<void> sound;
  section["ecosystems"].each_entry([&](codec::Yaml name, codec::Yaml node) {
    if (!sound) return;
    if (!node.is_object()) {
      sound = config::wrong_at(name, "arbitration of " + std::string(name.text()) + " is a mapping");
      return;
    }
    sound = config::check_keys(node, kEach, "arbitration of " + std::string(name.text()));
    if (!sound) return;
    auto order = order_of(std::string(name.text()), node);
    if (!order) {
      sound = tl::unexpected(std::move(order).error());
      return;
    }
    orders.push_back(*std::move(order));
  });
  PQ_CHECK(sound);
  if (auto rules = match::ArbitrationRules::make(orders); !rules)
    return config::wrong_at(section, rules.error().what);
  return orders;
}

Result<std::vector<ArbitrationOrder>> of_file() {
  const auto file = config::settings_place("", [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  });
  if (file.empty()) return std::vector<ArbitrationOrder>{};
  PQ_TRY(const auto settings, config::Settings::read(file));
  auto orders = orders_in(settings.section("arbitration"));
  if (!orders) return tl::unexpected(std::move(orders).error().in(file));
  return orders;
}

// An order of the command takes the place of the file's for the same ecosystem.
void lay_over(std::vector<ArbitrationOrder> own, std::vector<ArbitrationOrder>& orders) {
  for (auto& order : own) {
    const auto at = std::ranges::find_if(
        orders, [&](const auto& one) { return base::equals_ignoring_case(one.ecosystem, order.ecosystem); });
    if (at == orders.end()) {
      orders.push_back(std::move(order));
      continue;
    }
    if (!order.sources.empty()) at->sources = std::move(order.sources);
    if (!order.ratings.empty()) at->ratings = std::move(order.ratings);
  }
}

}  // namespace

Result<match::ArbitrationRules> rules_of(const CommonOptions& options) {
  std::vector<ArbitrationOrder> own;
  for (const auto& text : options.source_orders)
    PQ_CHECK(match::add_order(match::OrderOf::kSources, text, own));
  for (const auto& text : options.rating_orders)
    PQ_CHECK(match::add_order(match::OrderOf::kRatings, text, own));
  PQ_TRY(auto orders, of_file());
  lay_over(std::move(own), orders);
  return match::ArbitrationRules::make(std::move(orders));
}

}  // namespace pratique::app
