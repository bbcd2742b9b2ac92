// What was learnt from one layer.
//
// A layer's analysis is a function of the layer's bytes and of the catalogue (which extractors, in which
// versions), and of nothing else: not of the layers below or above, the image's name, or the other threads.
// So one layer is analysed once however many images have it. What an image adds to it, names by which links
// lead to the layer's files, and bytes that a further pass brought, is kept apart (FurtherRecords).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "extract/digests.h"
#include "extract/extractor.h"
#include "layer/read.h"

namespace pratique::extract {

// What an extractor made of a file.
struct Item {
  // Number in the layer's index.
  std::size_t entry;
  // Number in the catalogue.
  std::size_t extractor;
  Record record;
  // Of a file that language packages were read from, where an OS package may list it.
  base::Box<ContentDigests> digests = {};
  bool operator==(const Item&) const = default;
};

// Why an extractor made nothing of a file that it wanted.
struct Failure {
  std::size_t entry, extractor;
  // Names the file, not the layer.
  model::Note note;
  bool operator==(const Failure&) const = default;
};

// A value: compared by content, written and read by analysis_codec.h.
struct LayerAnalysis {
  // A file whose extractors need bytes that the first pass did not keep.
  struct Pending {
    std::vector<std::size_t> extractors;
    std::vector<layer::ByteRange> ranges;
    bool operator==(const Pending&) const = default;
  };
  layer::LayerContent content;
  // In stream order.
  std::vector<Item> items;
  std::vector<Failure> failures;
  // By entry number.
  std::map<std::size_t, Pending> pending;
  // Something was left out because the scan had reached an account: true of this scan only.
  bool metered = false;
  bool operator==(const LayerAnalysis&) const = default;
};

// What further passes over a layer brought, for one image. Not hashed again (docs/decisions/0006), and chosen
// by what shows in that image: nothing of it is the layer's own.
struct FurtherRecords {
  // Of a file under the name of a link that leads to it; under its own when `as` is empty.
  struct Named {
    std::string as;
    Item item;
  };
  struct NamedFailure {
    std::string as;
    Failure failure;
  };
  // What the next pass must bring: the file, and who wants it under which name.
  struct Wanting {
    std::size_t extractor;
    std::string as;
    // Together with this log (Extractor::parse_logged); null: by itself.
    std::shared_ptr<const std::string> log = nullptr;
  };
  struct Pending {
    std::vector<Wanting> wanting;
    std::vector<layer::ByteRange> ranges;
  };
  // Of several for one file, extractor and name, the last counts, and before that of the layer's analysis.
  std::vector<Named> items;
  std::vector<NamedFailure> failures;
  // By entry number.
  std::map<std::size_t, Pending> pending;
};

// The items and failures of a layer by entry number; a view, to be made anew when they change.
class ItemIndex {
 public:
  explicit ItemIndex(const LayerAnalysis& analysis);
  std::span<const Item* const> of(std::size_t entry) const;
  const Item* find(std::size_t entry, std::size_t extractor) const;
  // Whether the extractor needs more of the file, under its own name.
  bool is_pending(std::size_t entry, std::size_t extractor) const;
  std::span<const Failure* const> failures_of(std::size_t entry) const;

 private:
  const LayerAnalysis* analysis_;
  std::vector<const Item*> items_;
  std::vector<const Failure*> failures_;
};

}  // namespace pratique::extract
