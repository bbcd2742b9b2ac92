#include "match/newest.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/arena.h"
#include "base/text.h"
#include "match/matcher.h"
#include "model/ecosystem.h"
#include "version/order.h"

namespace pratique::match {

namespace {

// Words of versions before a release, in the ecosystems' spellings.
bool is_early(std::string_view version) {
  static constexpr std::array<std::string_view, 11> kWords{
      "alpha", "beta", "rc", "dev", "pre", "snapshot", "canary", "next", "nightly", "milestone", "preview"};
  const auto lower = base::to_lower(version);
  if (std::ranges::any_of(kWords, [&](auto word) { return base::contains(lower, word); })) return true;
  // PEP 440's "1.0a1" and "1.0b2", Maven's "1.0-M1".
  for (std::size_t i = 1; i + 1 < lower.size(); ++i) {
    const bool letter = lower[i] == 'a' || lower[i] == 'b' || lower[i] == 'm';
    const bool before = base::is_digit(lower[i - 1]) || lower[i - 1] == '-' || lower[i - 1] == '.';
    if (letter && before && base::is_digit(lower[i + 1])) return true;
  }
  return false;
}

// The newest of what one package's advisories name.
class Newest {
 public:
  explicit Newest(const std::string& installed) : installed_(installed), early_(is_early(installed)) {}

  void take(const advisory::HitView& hit) {
    if (hit.withdrawn || !hit.category.empty()) return;
    order_ = version::find_order(hit.affected.order);
    if (order_ == nullptr || !order_->comparable(installed_)) return;
    for (const auto& range : hit.affected.ranges) take(range.fixed, hit);
    for (const auto listed : hit.affected.versions) take(listed, hit);
  }
  bool named_any() const { return named_any_; }
  // Empty version: nothing newer.
  NewestNamed found() const { return found_; }

 private:
  void take(std::string_view version, const advisory::HitView& hit) {
    if (version.empty() || version::is_commit(version) || !order_->comparable(version)) return;
    if (is_early(version) && !early_) return;
    named_any_ = true;
    const std::string_view best = found_.version.empty() ? std::string_view(installed_) : found_.version;
    if (order_->compare(version, best) <= 0) return;
    found_.version = version;
    found_.advisory = hit.id;
    found_.source = hit.source;
  }

  const std::string& installed_;
  const bool early_;
  const version::Order* order_ = nullptr;
  bool named_any_ = false;
  NewestNamed found_;
};

bool is_asked(const model::Component& component) {
  return !component.is_main && component.owner.empty() && !component.purl.version.empty() &&
         !model::is_system(component.purl.type);
}

}  // namespace

Result<NewestAnswer> newest_named(const model::Inventory& inventory, const Advisories& advisories) {
  const auto matchers = all_matchers();
  NewestAnswer answer;
  for (std::size_t i = 0; i < inventory.components.size(); ++i) {
    const auto& component = inventory.components[i];
    if (!is_asked(component)) continue;
    const auto matcher =
        std::ranges::find_if(matchers, [&](const auto& one) { return one->handles(component); });
    if (matcher == matchers.end()) continue;
    const auto question = (*matcher)->ask(component, inventory.subject);
    if (question.ecosystem.empty() || question.version.empty() || question.distribution) continue;
    ++answer.asked;
    base::Arena arena;
    PQ_TRY(const auto hits, advisories.lookup(question.ecosystem, question.name, arena));
    Newest newest(question.version);
    for (const auto& hit : hits) newest.take(hit);
    if (newest.named_any()) ++answer.named;
    auto found = newest.found();
    if (found.version.empty()) continue;
    found.component = i;
    answer.newer.push_back(std::move(found));
  }
  return answer;
}

}  // namespace pratique::match
