// A pass over one layer: all that is made of its bytes. The same code runs in the cage and, without one, in the
// program itself, so that the answer is the same.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/budget.h"
#include "codec/stream.h"
#include "extract/dispatch.h"

namespace pratique::sandbox {

// What there is of a layer before anybody has looked into it: its bytes, or, of a folder of this machine, the
// members. One of the two.
struct Stored {
  std::unique_ptr<codec::ByteSource> bytes = {};
  std::unique_ptr<layer::EntryStream> entries = {};
  // The bytes lie ready in memory, as those of the ring do.
  bool ready = false;
};

// What the stored bytes are.
enum class StoredForm : std::uint8_t {
  kBlob,     // of an image: a tar, plain or compressed, of which a diffID is promised
  kTar,      // the same without a promise
  kEntries,  // no bytes: members
};

struct Task {
  bool first = true;
  StoredForm form = StoredForm::kBlob;
  // Of the layer, where the meter leaves something of it out.
  std::string name;
  // Entries, by number, whose content is passed over: somebody who read them did not come back.
  std::set<std::uint64_t> shunned = {};
  // No file's content is looked at at all, the names only.
  bool names_only = false;
  // Of a further pass: what it must bring.
  extract::FurtherDispatcher::Pending pending = {};
};

struct FirstPass {
  extract::LayerAnalysis analysis;
  // Of the compressed stream: what came before it stands.
  std::optional<Error> damage = {};
  // A tar without its end mark: it may have been cut.
  bool may_be_cut = false;
  // Of the tar inside (layer::UnpackedLayer::diff_id).
  std::string diff_id = {};
  // Bytes of the tar inside.
  std::uint64_t unpacked = 0;
};

struct FurtherPass {
  extract::FurtherRecords records;
  // Files that the pass did not come by.
  extract::FurtherDispatcher::Pending unvisited;
};

// Told where a pass is, so that somebody who watches can say on which file it ended. For one thread.
class Watcher {
 public:
  virtual ~Watcher() = default;
  // The content of that entry is looked at from now on…
  virtual void begin(std::uint64_t number, std::string_view path) = 0;
  // …and no more.
  virtual void end() = 0;
};

// Errors: those of the source before the first byte, an error in any later place is `damage` or a note.
// `watcher` may be null.
Result<FirstPass> first_pass(Stored& stored, const Task& task, const extract::Catalogue& catalogue,
                             base::Budget& held, base::Meter& meter, Watcher* watcher = nullptr);
Result<FurtherPass> further_pass(Stored& stored, const Task& task, const extract::Catalogue& catalogue,
                                 base::Meter& meter, Watcher* watcher = nullptr);

}  // namespace pratique::sandbox
