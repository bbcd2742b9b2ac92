#include "fix/chain.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "fix/list_language.h"
#include "fix/requirement.h"
#include "version/order.h"

namespace pratique::fix {

namespace {

// Versions of one link from which the end can be reached, the oldest first.
struct Reachable {
  std::vector<std::string> versions;
  // Those that do not require the next link any more.
  std::set<std::string> dropping;
};

bool has_letters(std::string_view version) {
  return std::ranges::any_of(version.substr(version.starts_with('v') ? 1 : 0), base::is_alpha);
}

class Raising {
 public:
  Raising(MetadataBook& book, const std::vector<ChainLink>& chain, const version::Order& order,
          const RequirementLanguage& language)
      : book_(book), chain_(chain), order_(order), language_(language), reachable_(chain.size()) {}

  Result<ChainAnswer> run(std::string_view at_least) {
    PQ_CHECK(start(at_least));
    for (auto i = chain_.size() - 1; i-- > 0;) PQ_CHECK(extend(i));
    return choose();
  }

 private:
  // Released versions from `least` on, the nearest first.
  Result<std::vector<std::string>> candidates(const ChainLink& link, std::string_view least) {
    PQ_TRY(const auto* all, book_.versions(link.name));
    std::vector<std::string> out;
    for (const auto& one : *all) {
      if (one.yanked && one.version != link.version) continue;
      if (order_.compare(one.version, least) < 0) continue;
      if (has_letters(one.version) && !has_letters(link.version) && !is_release_word(one.version)) continue;
      if (out.size() == kMaxCandidates) {
        answer_.unread.push_back(link.name + " from " + one.version + " on: more than 300 versions");
        break;
      }
      out.push_back(one.version);
    }
    return out;
  }
  // Maven's releases may have words.
  static bool is_release_word(std::string_view version) {
    const auto lower = base::to_lower(version);
    return lower.ends_with(".final") || lower.ends_with(".release") || lower.ends_with(".ga") ||
           lower.ends_with("-jre") || lower.ends_with("-android") || base::contains(lower, "post") ||
           lower.ends_with("+incompatible");
  }

  Result<void> start(std::string_view at_least) {
    const auto& last = chain_.back();
    PQ_TRY(reachable_.back().versions, candidates(last, at_least));
    if (!reachable_.back().versions.empty()) return {};
    return base::fail(ErrorKind::kNotFound, "no released version is " + std::string(at_least) + " or later",
                      {.file = last.name});
  }

  // Versions of a link that lead to one of the next link's.
  Result<void> extend(std::size_t i) {
    PQ_TRY(const auto all, candidates(chain_[i], chain_[i].version));
    std::string nearest;
    for (const auto& version : all) {
      const auto dependencies = book_.dependencies(chain_[i].name, version);
      if (!dependencies) {
        if (dependencies.error().kind != ErrorKind::kNotFound &&
            dependencies.error().kind != ErrorKind::kInvalid)
          return tl::unexpected(dependencies.error());
        answer_.unread.push_back(chain_[i].name + " " + version);
        continue;
      }
      const auto required = requirements(**dependencies, chain_[i + 1].name);
      if (required.empty()) reachable_[i].dropping.insert(version);
      if (required.empty() || leads(required, reachable_[i + 1])) reachable_[i].versions.push_back(version);
    }
    if (!reachable_[i].versions.empty()) return {};
    return base::fail(ErrorKind::kNotFound,
                      "no released version of it admits " + chain_[i + 1].name + " " +
                          reachable_[i + 1].versions.front() + " or later, or does without it",
                      {.file = chain_[i].name});
  }

  bool is_same(std::string_view a, std::string_view b) const {
    const auto plain = [&](std::string_view name) {
      auto out = base::to_lower(name);
      if (language_.purl_type() != "pypi" && language_.purl_type() != "cargo") return std::string(name);
      std::ranges::replace_if(out, [](char c) { return c == '_' || c == '.'; }, '-');
      return out;
    };
    return plain(a) == plain(b);
  }

  std::vector<std::string> requirements(const std::vector<ReleasedDependency>& all,
                                        std::string_view name) const {
    std::vector<std::string> out;
    for (const auto& one : all) {
      if (is_same(one.name, name)) out.push_back(one.requirement);
    }
    return out;
  }

  // Whether all admit one of the versions; of what is no range (an address, a tag) nothing is known, so it does not.
  bool leads(const std::vector<std::string>& required, const Reachable& next) const {
    return std::ranges::any_of(next.versions, [&](const auto& version) { return admits(required, version); });
  }
  bool admits(const std::vector<std::string>& required, const std::string& version) const {
    return std::ranges::all_of(
        required, [&](const auto& one) { return language_.admits(one, version).value_or(false); });
  }

  // The installed version where it is among them, else the nearest of the same major version, else the nearest.
  static const std::string& nearest(const ChainLink& link, const std::vector<std::string>& versions) {
    const auto same = std::ranges::find(versions, link.version);
    if (same != versions.end()) return *same;
    const auto close =
        std::ranges::find_if(versions, [&](const auto& one) { return !crosses_major(link.version, one); });
    return close == versions.end() ? versions.front() : *close;
  }

  Result<ChainAnswer> choose() {
    auto possible = reachable_.front().versions;
    for (std::size_t i = 0; i < chain_.size(); ++i) {
      const auto& link = chain_[i];
      const auto chosen = nearest(link, possible);
      if (chosen != link.version)
        answer_.moves.push_back({.name = link.name,
                                 .from = link.version,
                                 .to = chosen,
                                 .crosses_major = crosses_major(link.version, chosen)});
      if (i + 1 == chain_.size()) break;
      if (reachable_[i].dropping.contains(chosen)) {
        answer_.drops = true;
        break;
      }
      PQ_TRY(const auto* dependencies, book_.dependencies(link.name, chosen));
      const auto required = requirements(*dependencies, chain_[i + 1].name);
      possible = reachable_[i + 1].versions;
      std::erase_if(possible, [&](const auto& version) { return !admits(required, version); });
    }
    return std::move(answer_);
  }

  MetadataBook& book_;
  const std::vector<ChainLink>& chain_;
  const version::Order& order_;
  const RequirementLanguage& language_;
  std::vector<Reachable> reachable_;
  ChainAnswer answer_;
};

}  // namespace

bool crosses_major(std::string_view from, std::string_view to) {
  const auto a = leading_numbers(from), b = leading_numbers(to);
  const auto keep = kept_by_caret(a);
  for (std::size_t i = 0; i < keep && i < 2; ++i) {
    if (i >= b.size() || a[i] != b[i]) return true;
  }
  return false;
}

Result<ChainAnswer> raise_chain(MetadataBook& book, const std::vector<ChainLink>& chain,
                                std::string_view at_least) {
  const auto* order = version::order_of_purl_type(book.purl_type());
  const auto* language = find_requirement_language(book.purl_type());
  if (order == nullptr || language == nullptr)
    return base::fail(ErrorKind::kUnsupported,
                      "no order or language of ranges of " + std::string(book.purl_type()));
  if (chain.empty()) return base::invalid("a chain without a link");
  if (chain.size() > kMaxChain) return base::over_limit("a chain of more than 40 links");
  return Raising(book, chain, *order, *language).run(at_least);
}

}  // namespace pratique::fix
