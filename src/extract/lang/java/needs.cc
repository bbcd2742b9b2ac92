#include "extract/lang/java/needs.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/text.h"
#include "base/text_hash.h"
#include "extract/lang/support/needs.h"

namespace pratique::extract::java {
namespace {

constexpr auto kNowhere = static_cast<std::uint32_t>(-1);
// Of one name that are looked at in one file, in one folder, in all: a server has a library in a few versions, and in
// dozens of applications.
constexpr std::size_t kMaxOfOneName = 64;

// A component where it lies: "app/a.jar" and, in it, "!BOOT-INF/lib/b.jar".
struct Lying {
  std::uint32_t number;
  std::string_view file, inside;
};

std::string_view archive_around(std::string_view inside) { return inside.substr(0, inside.rfind('!')); }

constexpr int kElsewhere = 6;

// How far the candidate is from whoever needs it; the higher the farther.
int distance(const Lying& from, const Lying& to) {
  if (to.file == from.file) {
    const bool merged = to.inside == from.inside;  // classes of both in one archive
    const bool beside = archive_around(to.inside) == archive_around(from.inside);
    const bool below = to.inside.starts_with(from.inside);
    return merged ? 0 : beside ? 1 : below ? 2 : 3;
  }
  const auto folder = base::folder_of(from.file), other = base::folder_of(to.file);
  if (folder == other) return 4;
  const bool below = folder.empty() || (other.starts_with(folder) && other.size() > folder.size() &&
                                        other[folder.size()] == '/');
  return below ? 5 : kElsewhere;
}

class Assembler {
 public:
  explicit Assembler(Assembly& out) : out_(out) {}

  void add(const Found& found) {
    const auto& components = found.record->components;
    auto& numbers = numbers_[&found];
    for (std::size_t i = 0; i < components.size(); ++i) {
      if (out_.is_full()) {
        out_.leave_out(found.path, components.size() - i);
        return;
      }
      const auto next = static_cast<std::uint32_t>(out_.components.size());
      numbers.push_back(out_.add(located(components[i], found)) ? next : kNowhere);
      if (numbers.back() == kNowhere) continue;
      const auto name = components[i].purl.name_space + ":" + components[i].purl.name;
      const auto one = lying(found, components[i], next);
      put(key_of(one.file, name), one);
      put(key_of(base::folder_of(one.file), name), one);
      put(key_of({}, name), one);
    }
  }

  void relate(const Found& found) {
    const auto& needs = *found.record->needs;
    const auto& numbers = numbers_[&found];
    const auto count = std::min({needs.names.size(), needs.scopes.size(), needs.of.size()});
    for (std::size_t i = 0; i < count; ++i) {
      if (needs.of[i] >= numbers.size() || numbers[needs.of[i]] == kNowhere) continue;
      if (looked_up_++ >= lang::kMaxLookups) {
        ++out_.edges_left_out;
        continue;
      }
      const auto from = lying(found, found.record->components[needs.of[i]], numbers[needs.of[i]]);
      needs.names.join(i, name_);
      const auto to = nearest(from, name_);
      if (to != kNowhere && to != from.number)
        out_.add_edge({from.number, to, model::EdgeKind::kDependsOn, needs.scopes[i]});
    }
  }

 private:
  // Of the component as parse() left it: its place within the file, if it has one.
  static Lying lying(const Found& found, const model::Component& component, std::uint32_t number) {
    const auto& locations = component.locations;
    return {number, found.path, locations.empty() ? std::string_view() : locations.front().path};
  }

  // A name of Maven's has no line feed.
  static std::string key_of(std::string_view place, std::string_view name) {
    return std::string(place) + "\n" + std::string(name);
  }

  void put(const std::string& key, const Lying& one) {
    auto& all = by_place_[key];
    if (all.size() < kMaxOfOneName && (all.empty() || all.back().number != one.number)) all.push_back(one);
  }

  // In the same file first, then in its folder, then anywhere.
  std::uint32_t nearest(const Lying& from, std::string_view name) const {
    for (const auto place : {from.file, base::folder_of(from.file), std::string_view()}) {
      const auto found = by_place_.find(key_of(place, name));
      if (found == by_place_.end()) continue;
      const auto& all = found->second;
      const auto best = std::ranges::min_element(
          all, [&](const Lying& a, const Lying& b) { return distance(from, a) < distance(from, b); });
      const bool elsewhere = distance(from, *best) == kElsewhere;
      return elsewhere && all.size() > 1 ? kNowhere : best->number;
    }
    return kNowhere;
  }

  Assembly& out_;
  std::unordered_map<std::string, std::vector<Lying>, base::TextHash, std::equal_to<>> by_place_;
  std::unordered_map<const Found*, std::vector<std::uint32_t>> numbers_;
  std::string name_;
  std::size_t looked_up_ = 0;
};

}  // namespace

void assemble(const Records& records, Assembly& out) {
  Assembler assembler(out);
  for (const auto& found : records.present) assembler.add(found);
  for (const auto& found : records.present) assembler.relate(found);
}

}  // namespace pratique::extract::java
