// One pass over a layer: index its names, and hand the files of interest to a visitor as they stream by.
#pragma once

#include <memory>
#include <vector>

#include "base/budget.h"
#include "base/meter.h"
#include "layer/entry_stream.h"
#include "layer/file_view.h"
#include "layer/index.h"

namespace pratique::layer {

// Who is interested in files. Called by the thread that reads the layer; consider() and then, unless it
// answered kNo, visit() for the same file.
class Visitor {
 public:
  virtual ~Visitor() = default;
  // `number`: of the entry, counted from 0 in stream order.
  virtual Wish consider(std::size_t number, const Candidate& candidate) = 0;
  // When the file comes by in a further pass: which of its bytes are to be fed this time.
  virtual std::vector<ByteRange> consider_again(std::size_t /*number*/, const Candidate& /*candidate*/) {
    return {};
  }
  // Before visit(): the bytes of the file in their order, up to the end of the last streamed range. What lies
  // between two pieces (a hole of a sparse file) is zero.
  virtual void feed(std::uint64_t /*offset*/, base::Bytes /*piece*/) {}
  virtual void visit(std::size_t number, const FileView& file) = 0;
};

// A file of at most this size comes whole when kWhole is wished for; a larger one comes without bytes.
inline constexpr std::uint64_t kMaxWhole = 48ull << 20;
// What all threads together hold of whole files over kSmallFile.
inline constexpr std::uint64_t kHeldBytes = kMaxWhole;
inline constexpr std::uint64_t kSmallFile = 1 << 20;
inline constexpr std::size_t kHeadBytes = 512;

struct LayerContent {
  std::shared_ptr<LayerIndex> index = std::make_shared<LayerIndex>();
  // Damage, names outside the root, limits; layer not filled in.
  std::vector<model::Note> notes;
  // The rest of the layer was not read because of it.
  std::optional<base::Account> reached;
  // By content.
  bool operator==(const LayerContent& other) const {
    return *index == *other.index && notes == other.notes && reached == other.reached;
  }
};

// Reads to the end of the stream, or to the first damage (then noted: what came before stands), or until the
// names of all layers reach their accounts of the meter.
LayerContent read_layer(EntryStream& stream, Visitor& visitor, base::Budget& held, base::Meter& meter);

// Goes over the same layer again for some files only: `wishes[number]` are ranges of entry `number`, sorted
// by number.
struct Rewish {
  std::size_t number = 0;
  std::vector<ByteRange> ranges;
};
void reread_layer(EntryStream& stream, const std::vector<Rewish>& wishes, Visitor& visitor);

}  // namespace pratique::layer
