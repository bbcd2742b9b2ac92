// The final view: what a container started from the image would see, answered from the layers' indexes
// without building it.
//
// Problem: an image of 40 layers may have a million names. A merged tree of them costs as much memory again,
// and nearly all of it is never asked for. So nothing is merged: a question goes from the top layer down, and
// ends at the first one that has the name or takes it away.
//
// Example, lowest layer first:
//     0  app/a  app/b          1  app/.wh.b  app/c -> a          2  app/a/x
//   app/b  nothing: layer 1 has a whiteout, layer 0 is not asked.
//   app/c  the link of layer 1; file("app/c") is nothing, because…
//   app/a  …names below it make it a folder in layer 2, and a folder hides a file below.
//
// Hard links are names of files, not of names. Layer 1 of   0 {tmp/x}   1 {bin/y = tmp/x, then tmp/x anew}
// has two files: bin/y stays the one of layer 0, whatever becomes of tmp/x. A link is bound when it comes by
// in its layer (LayerIndex::bound), so that a chain of any length costs one step; only what a layer does not
// have itself is looked for below it, where a whiteout of the link's own layer does not reach: the link was
// made before the name went, or the layer could not be unpacked at all.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text_hash.h"
#include "layer/index.h"

namespace pratique::layer {

struct StackEntry {
  // 0 = lowest.
  std::size_t layer = 0;
  const Entry* entry = nullptr;
};

// Immutable once built; safe to share between threads.
class Stack {
 public:
  // Lowest first. A layer that occurs several times may be the same object.
  explicit Stack(std::vector<std::shared_ptr<const LayerIndex>> layers);

  // The entry that shows at `path`, links not followed.
  std::optional<StackEntry> find(std::string_view path) const;
  // True when the entry at `path` of layer `layer` is what shows there.
  bool shows(std::size_t layer, std::string_view path) const;

  // Follows symbolic links in every part of the path, inside the root ("/x" and ".." stay in it), at most 40
  // hops (Linux's limit, path_resolution(7)). Nothing for a cycle or a missing end.
  std::optional<std::string> resolve(std::string_view path) const;

  // The folder that `path` leads to, without links: one that has an entry, or one that names below it may make.
  // Nothing for what is no folder, a cycle or an end outside.
  std::optional<std::string> folder(std::string_view path) const;

  // The regular file that `path` leads to, through symbolic and hard links.
  std::optional<StackEntry> file(std::string_view path) const;
  // What a hard link is a name of: a place that is no hard link. Any other place is its own answer.
  std::optional<StackEntry> bound(StackEntry place) const;

  std::size_t size() const { return layers_.size(); }
  const LayerIndex& layer(std::size_t number) const { return *layers_[number]; }

 private:
  // Where a path leads.
  struct Way {
    std::string path;
    int hops = 0;
    // Nothing lies there.
    bool end_missing = false;
  };
  struct Ways {
    // Whether there is room for another way, whose paths take so many bytes; then it is booked.
    bool keep(std::size_t paths);

    std::mutex mutex;
    // By the path of a link.
    std::unordered_map<std::string, Way> of;
    // By a folder's path from the root. Nothing: it leads nowhere.
    std::unordered_map<std::string, std::optional<Way>, base::TextHash, std::equal_to<>> to;
    // What both take.
    std::size_t bytes = 0;
    // Positions that cover a folder, ascending.
    std::unordered_map<std::string, std::vector<std::size_t>, base::TextHash, std::equal_to<>> covered;
    std::size_t covered_bytes = 0;
  };

  // The highest position lower than `below` whose layer covers the folder or one above it.
  std::optional<std::size_t> covered_at(std::string_view folder, std::size_t below) const;
  void add_covering(std::string_view folder, std::vector<std::size_t>& positions) const;
  // As find(), were the layers from `layers` on not there.
  std::optional<StackEntry> find_below(std::size_t layers, std::string_view path) const;
  template <class Numbers>
  std::optional<StackEntry> find_in(const Numbers& numbers, std::size_t below, std::string_view path) const;
  // On from where a way has led.
  std::optional<Way> walk(Way way, std::string_view path, int depth) const;
  std::optional<Way> way_to(std::string_view folder) const;
  // Of the path as a whole, its end too.
  std::optional<Way> way_of(std::string_view path) const;
  std::optional<Way> through(const std::string& link, const std::string& folder, std::string_view target,
                             int depth) const;

  std::vector<std::shared_ptr<const LayerIndex>> layers_;
  // The highest position of each distinct layer, from the top down.
  std::vector<std::size_t> tops_;
  // All positions of each of these layers.
  std::vector<std::vector<std::size_t>> positions_;
  // What was found out already.
  std::unique_ptr<Ways> ways_ = std::make_unique<Ways>();
};

}  // namespace pratique::layer
