#include "scan/owners.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace pratique::scan {

namespace {

using extract::Assembly;

constexpr std::size_t kShown = 3;  // replaced files that the note names

enum class Claim { kHolds, kReplaced, kForeign };

class Owners {
 public:
  Owners(Assembly& out, const Files& files) : out_(out), files_(files) {
    for (std::size_t i = 0; i < files.layers.size(); ++i) positions_.try_emplace(files.layers[i], i);
  }

  std::map<std::string, std::string> run() {
    collect();
    for (const auto& ownership : out_.ownerships) {
      if (!ownership.root.empty() && !is_worth(ownership)) continue;
      for (const auto& path : ownership.paths) {
        const auto found = wanted_.find(files_.real_path(ownership.root + path));
        if (found != wanted_.end()) settle(found->first, found->second, ownership, path);
      }
    }
    note_replaced();
    return std::move(owned_);
  }

 private:
  struct Wanted {
    std::string path, layer;
    std::vector<model::Component*> components;  // none for a file that is not read
  };

  void collect() {
    for (auto& component : out_.components) {
      if (component.locations.empty()) continue;
      const auto& first = component.locations.front();
      const auto path = first.path.substr(0, first.path.find('!'));
      auto& wanted = wanted_[files_.real_path(path)];
      wanted.path = path;
      wanted.layer = first.layer;
      wanted.components.push_back(&component);
    }
    for (const auto& file : files_.others) {
      wanted_.try_emplace(files_.real_path(file.path), Wanted{file.path, file.layer, {}});
    }
    for (const auto& file : out_.unread) {
      wanted_.try_emplace(files_.real_path(file.path), Wanted{file.path, file.layer, {}});
    }
  }

  // Links can give one database to thousands of roots, each with all its files: only those of a root with
  // something to own are looked at, as far as the meter bears it.
  bool is_worth(const Assembly::Ownership& ownership) const {
    constexpr std::uint64_t kPathWork = 256;  // bytes that could be inflated meanwhile
    const auto root = files_.real_path(ownership.root);
    const auto first = wanted_.lower_bound(root);
    if (first == wanted_.end() || !first->first.starts_with(root)) return false;
    return out_.meter == nullptr ||
           out_.meter->charge(base::Account::kReread, ownership.paths.size() * kPathWork, ownership.root);
  }

  void settle(const std::string& real, const Wanted& wanted, const Assembly::Ownership& ownership,
              const std::string& listed) {
    const auto claim = judge(wanted, ownership, listed);
    if (claim == Claim::kHolds) owned_.try_emplace(real, ownership.purl);
    for (auto* component : wanted.components) {
      if (!component->owner.empty() || component->purl.to_string() == ownership.purl) continue;
      if (claim == Claim::kHolds) {
        component->owner = ownership.purl;
        if (component->details.is_there()) component->details.edit().listed_by.clear();
      } else if (claim == Claim::kForeign) {
        if (component->details->listed_by.empty()) component->details.edit().listed_by = ownership.purl;
      } else {
        replaced_.try_emplace(real, wanted.path + " (of " + name_of(ownership.purl) + ")");
      }
    }
  }

  static std::string name_of(const std::string& purl) {
    const auto parsed = model::parse_purl(purl);
    return parsed ? parsed->name : purl;
  }

  Claim judge(const Wanted& wanted, const Assembly::Ownership& ownership, const std::string& listed) const {
    if (!ownership.of_distribution) return Claim::kForeign;
    if (const auto same = same_content(wanted, ownership, listed))
      return *same ? Claim::kHolds : Claim::kReplaced;
    const auto& layers = ownership.layers;
    if (std::ranges::find(layers, wanted.layer) != layers.end()) return Claim::kHolds;
    const bool below = ownership.layers_below && position(wanted.layer) < position(layers.front());
    return below ? Claim::kHolds : Claim::kReplaced;
  }

  std::optional<bool> same_content(const Wanted& wanted, const Assembly::Ownership& ownership,
                                   const std::string& listed) const {
    const auto* digest = ownership.digests == nullptr ? nullptr : ownership.digests->find(listed);
    const auto* content = digest == nullptr ? nullptr : files_.digests(wanted.path);
    return content == nullptr ? std::nullopt : std::optional(digest->agrees(*content));
  }

  std::size_t position(const std::string& layer) const {
    const auto found = positions_.find(layer);
    return found == positions_.end() ? files_.layers.size() : found->second;
  }

  void note_replaced() {
    std::vector<std::string> shown;
    std::size_t count = 0;
    for (const auto& [real, text] : replaced_) {
      if (owned_.contains(real)) continue;
      if (++count <= kShown) shown.push_back(text);
    }
    if (count == 0) return;
    auto message = count == 1 ? std::string("1 file is") : std::to_string(count) + " files are";
    message += " not what the system package that lists it installed: " + base::join(shown, ", ");
    if (count > kShown) message += " and " + std::to_string(count - kShown) + " more";
    message += "; the packages found there are judged by themselves";
    out_.notes.push_back({.code = "replaced-file",
                          .message = std::move(message),
                          .file = {},
                          .layer = {},
                          .incomplete = false});
  }

  Assembly& out_;
  const Files& files_;
  std::map<std::string, std::size_t> positions_;  // of layers
  std::map<std::string, Wanted> wanted_;          // by real path
  std::map<std::string, std::string> replaced_;   // real path to how it is told
  std::map<std::string, std::string> owned_;      // with their owners
};

}  // namespace

std::map<std::string, std::string> set_owners(Assembly& out, const Files& files) {
  return Owners(out, files).run();
}

}  // namespace pratique::scan
