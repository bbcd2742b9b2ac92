// Stack answers from the indexes, by look-ups that are kept. Here the layers are applied one after the other to
// a plain table of names, as an unpacker would, and all answers must be the same: for thousands of small random
// images in which everything collides.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "base/text.h"
#include "layer/stack.h"

namespace pratique::layer {
namespace {

struct Change {
  enum class Kind { kEntry, kWhiteout, kOpaque } kind = Kind::kEntry;
  std::string path, target;
  EntryType type = EntryType::kFile;
};
using Changes = std::vector<Change>;

bool is_below(std::string_view path, std::string_view folder) {
  return folder.empty()
             ? !path.empty()
             : path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

using Id = std::pair<std::size_t, std::size_t>;  // position, entry

class Model {
 public:
  struct Name {
    Id entry;
    EntryType type = EntryType::kFile;
    std::string target;
    std::optional<Id> bound;  // what a hard link is a name of, else the entry itself
  };

  void apply(std::size_t position, const Changes& layer) {
    std::map<std::string, std::size_t> last;  // entry by name
    std::vector<const Change*> entries;
    std::vector<std::optional<Id>> bound;
    std::vector<std::pair<std::size_t, std::size_t>> same;   // a link, and the earlier entry of its layer
    std::vector<std::pair<std::size_t, std::string>> early;  // a link that comes before its file
    for (const auto& change : layer) {
      if (change.kind != Change::Kind::kEntry) continue;
      const auto number = entries.size();
      entries.push_back(&change);
      bound.push_back(Id{position, number});
      if (change.type == EntryType::kHardlink) {
        bound.back().reset();
        if (const auto own = last.find(change.target); own != last.end()) {
          same.emplace_back(number, own->second);
        } else if (const auto* below = find(change.target)) {
          bound.back() = below->bound;
        } else {
          early.emplace_back(number, change.target);
        }
      }
      last[change.path] = number;
    }
    for (int i = 0; i < 50; ++i) {
      for (const auto& [link, first] : same) bound[link] = bound[first];
      for (const auto& [link, name] : early) {
        if (const auto later = last.find(name); later != last.end()) bound[link] = bound[later->second];
      }
    }
    take_away(layer, last, entries);
    for (const auto& [path, number] : last)
      names_[path] = {{position, number}, entries[number]->type, entries[number]->target, bound[number]};
  }

  const Name* find(const std::string& path) const {
    const auto found = names_.find(path);
    return found == names_.end() ? nullptr : &found->second;
  }

  // What a bound hard link stands for.
  std::optional<Name> at(Id id, const std::vector<Changes>& layers) const {
    std::size_t number = 0;
    for (const auto& change : layers[id.first]) {
      if (change.kind == Change::Kind::kEntry && number++ == id.second)
        return Name{id, change.type, change.target, id};
    }
    return std::nullopt;
  }

  std::optional<std::string> resolve(const std::string& path, const std::vector<Changes>& layers) const {
    std::vector<std::string> parts;
    const auto push = [&](std::string_view text) {
      auto more = base::split(text, '/');
      for (auto part = more.rbegin(); part != more.rend(); ++part) parts.emplace_back(*part);
    };
    push(path);
    std::string at_path;
    bool missing = false;
    for (int hops = 0; !parts.empty();) {
      const auto part = parts.back();
      parts.pop_back();
      if (part.empty() || part == ".") continue;
      if (part == "..") {
        at_path.resize(base::folder_of(at_path).size());
        missing = false;
        continue;
      }
      const auto next = at_path.empty() ? part : at_path + "/" + part;
      const auto* name = find(next);
      const auto real = name != nullptr && name->bound ? at(*name->bound, layers) : std::nullopt;
      missing = !real;
      if (!real || real->type != EntryType::kSymlink) {
        at_path = next;
        continue;
      }
      if (++hops > 40) return std::nullopt;
      if (real->target.starts_with('/')) at_path.clear();
      push(real->target);
    }
    return missing ? std::nullopt : std::optional(at_path);
  }

 private:
  void take_away(const Changes& layer, const std::map<std::string, std::size_t>& last,
                 const std::vector<const Change*>& entries) {
    const auto erase_below = [&](std::string_view folder) {
      std::erase_if(names_, [&](const auto& name) { return is_below(name.first, folder); });
    };
    for (const auto& change : layer) {
      if (change.kind == Change::Kind::kEntry) continue;
      if (change.kind == Change::Kind::kWhiteout) names_.erase(change.path);
      erase_below(change.path);
    }
    for (const auto& [path, number] : last) {
      if (entries[number]->type != EntryType::kFolder) erase_below(path);
      for (auto folder = base::folder_of(path); !folder.empty(); folder = base::folder_of(folder)) {
        const auto lower = names_.find(std::string(folder));
        if (last.contains(std::string(folder)) || lower == names_.end()) continue;
        const auto type = lower->second.type;
        if (type != EntryType::kFolder && type != EntryType::kSymlink) names_.erase(lower);
      }
    }
  }

  std::map<std::string, Name> names_;
};

class Images {
 public:
  explicit Images(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }

  std::string path() {
    std::string text(1, static_cast<char>('a' + below(3)));
    for (auto depth = below(4); depth > 0; --depth)
      text += std::string("/") + static_cast<char>('a' + below(3));
    return text;
  }

  Changes layer() {
    constexpr std::array kTypes{EntryType::kFile,   EntryType::kFile,    EntryType::kFolder,
                                EntryType::kFolder, EntryType::kSymlink, EntryType::kHardlink};
    Changes changes;
    for (auto count = below(9); count > 0; --count) {
      Change change{.path = path(), .target = {}};
      if (below(5) == 0) {
        change.kind = below(2) == 0 ? Change::Kind::kWhiteout : Change::Kind::kOpaque;
      } else {
        change.type = kTypes[below(kTypes.size())];
        if (change.type == EntryType::kHardlink) change.target = path();
        if (change.type == EntryType::kSymlink) change.target = target();
      }
      changes.push_back(std::move(change));
    }
    return changes;
  }

 private:
  std::string target() {
    constexpr std::array kBefore{"", "/", "../", "./", "../../"}, kBehind{"", "", "/", "/.", "/.."};
    return kBefore[below(kBefore.size())] + path() + kBehind[below(kBehind.size())];
  }

  std::mt19937 random_;
};

std::shared_ptr<const LayerIndex> index_of(const Changes& layer) {
  auto index = std::make_shared<LayerIndex>();
  for (const auto& change : layer) {
    if (change.kind == Change::Kind::kWhiteout) {
      index->add_whiteout(change.path);
    } else if (change.kind == Change::Kind::kOpaque) {
      index->add_opaque(change.path);
    } else {
      index->add({.path = change.path, .target = change.target, .type = change.type});
    }
  }
  return index;
}

std::string described(const std::vector<Changes>& layers) {
  std::string text;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    text += "layer " + std::to_string(i) + ":";
    for (const auto& change : layers[i]) {
      constexpr std::array kKinds{"", "whiteout ", "opaque "};
      text += std::string(" ") + kKinds[static_cast<std::size_t>(change.kind)] + change.path;
      if (change.kind == Change::Kind::kEntry) text += ":" + std::to_string(static_cast<int>(change.type));
      if (!change.target.empty()) text += "->" + change.target;
    }
    text += "\n";
  }
  return text;
}

// All paths of up to four parts of three letters.
std::vector<std::string> all_paths() {
  std::vector<std::string> paths{"a", "b", "c"};
  for (std::size_t i = 0; paths[i].size() < 7; ++i) {
    for (const char letter : {'a', 'b', 'c'}) paths.push_back(paths[i] + "/" + letter);
  }
  return paths;
}

std::optional<Id> id_of(const Stack& stack, const std::optional<StackEntry>& place) {
  if (!place) return std::nullopt;
  return Id{place->layer, stack.layer(place->layer).number_of(place->entry)};
}

void compare(const std::vector<Changes>& layers, const std::vector<std::size_t>& order,
             const std::vector<std::string>& paths) {
  std::vector<std::shared_ptr<const LayerIndex>> distinct, positions;
  for (const auto& layer : layers) distinct.push_back(index_of(layer));
  std::vector<Changes> stacked;
  Model model;
  for (const auto number : order) {
    positions.push_back(distinct[number]);
    stacked.push_back(layers[number]);
    model.apply(stacked.size() - 1, layers[number]);
  }
  const Stack stack(positions);
  const auto where = [&](const std::string& path) { return path + " of\n" + described(stacked); };
  for (const auto& path : paths) {
    const auto* want = model.find(path);
    const auto found = stack.find(path);
    ASSERT_EQ(id_of(stack, found), want == nullptr ? std::nullopt : std::optional(want->entry))
        << where(path);
    for (std::size_t position = 0; position < order.size(); ++position) {
      // A layer that stands twice shows at its highest place only.
      const bool shows = want != nullptr && want->entry.first == position;
      ASSERT_EQ(stack.shows(position, path), shows) << position << " " << where(path);
    }
    const auto bound = found ? stack.bound(*found) : std::nullopt;
    ASSERT_EQ(id_of(stack, bound), want == nullptr ? std::nullopt : want->bound) << where(path);
    ASSERT_EQ(stack.resolve(path), model.resolve(path, stacked)) << where(path);
  }
}

TEST(StackModel, AnswersAreThoseOfUnpackingLayerByLayer) {
  auto paths = all_paths();
  std::mt19937 shuffle(3);
  for (unsigned seed = 0; seed < 4000; ++seed) {
    Images images(seed);
    std::vector<Changes> layers(1 + images.below(6));
    for (auto& layer : layers) layer = images.layer();
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < layers.size(); ++i) order.push_back(i);
    for (auto again = images.below(3); again > 0; --again) order.push_back(images.below(layers.size()));
    // What is kept depends on what was asked before.
    std::shuffle(paths.begin(), paths.end(), shuffle);
    compare(layers, order, paths);
    if (HasFatalFailure()) FAIL() << "seed " << seed;
  }
}

}  // namespace
}  // namespace pratique::layer
