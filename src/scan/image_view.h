// An image as it shows: its layers, where each stands in the stack, and which file a path leads to.
//
// Problem: a layer is read once, but it may stand at several positions; a file has one content, but links
// give it several names; and only what no later layer took away counts. Whoever needs one of these facts needs
// them all, so they are answered in one place, from the layers' analyses, which stay untouched.
//
//     position   2   layer 1   app/lock -> ../data/x        path "app/lock"  leads to the file
//                1   layer 0   data/x                       {position 1, layer 0, entry of data/x}
//                0   layer 1   (the same as position 2)
//
// Three words that are easily mixed up: a *layer* is a number among the distinct ones that were read, a
// *position* is a place in the stack (0 = lowest), an *entry* is a number in its layer's index.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/layer_analysis.h"
#include "layer/stack.h"

namespace pratique::scan {

// A layer and what was learnt from it. Shared, so that whoever keeps analyses can hand out the same one.
struct ReadLayer {
  std::string diff_id;
  std::shared_ptr<const extract::LayerAnalysis> analysis;
  // What was wrong with the layer as it is stored (its compression): not part of what its bytes say. Where
  // there is one, the analysis may be of a part of the layer.
  std::vector<model::Note> notes = {};
};

// A regular file in the stack.
struct ImageFile {
  std::size_t position = 0, layer = 0, entry = 0;
};

// Immutable once built; safe to share between threads.
class ImageView : public extract::View {
 public:
  // `layers` are the distinct ones, `positions[p]` the one that stands at p.
  ImageView(std::vector<ReadLayer> layers, std::vector<std::size_t> positions);

  const std::vector<ReadLayer>& layers() const { return layers_; }
  // Layers, lowest first.
  const std::vector<std::size_t>& positions() const { return positions_; }
  const layer::Stack& stack() const { return stack_; }
  const ReadLayer& at(std::size_t position) const { return layers_[positions_[position]]; }
  const layer::Entry& entry(const ImageFile& file) const {
    return stack_.layer(file.position).entries()[file.entry];
  }

  // Whether the entry is what a container sees under the entry's own name.
  bool shows(std::size_t position, const layer::Entry& entry) const {
    return is_current(position, entry) && stack_.shows(position, entry.path);
  }
  // Whether it is the last of its name in its layer.
  bool is_current(std::size_t position, const layer::Entry& entry) const {
    return stack_.layer(position).find(entry.path) == &entry;
  }
  // The file that the path leads to, through links of both kinds.
  std::optional<ImageFile> file(std::string_view path) const;

  bool exists(std::string_view path) const override { return stack_.resolve(path).has_value(); }
  std::string layer_of(std::string_view path) const override;
  std::string resolve(std::string_view path) const override { return stack_.resolve(path).value_or(""); }

 private:
  std::vector<ReadLayer> layers_;
  std::vector<std::size_t> positions_;
  layer::Stack stack_;
};

}  // namespace pratique::scan
