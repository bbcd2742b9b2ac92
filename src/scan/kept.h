// What of a scan comes from the cache of layers, and what goes into it: the rules by which kept analyses are
// believed.
//
// What an image promises is verified, whether a layer is read or not: the digest and size of its stored bytes
// and the diffID of the tar inside. An entry of the cache is found by all three, so what is left to see is that
// the image at hand has those very stored bytes. They were hashed once; a file that has not changed since
// (its stamp) is not hashed again, any other is, which takes a fifth of the time of reading the layer. Stores
// that get bytes by their digest have nothing to be looked at. So whatever is damaged or missing is found as it
// is found without a cache (docs/decisions/0033).
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "cache/layers.h"
#include "scan/layers.h"
#include "scan/reader.h"

namespace pratique::scan {

// For the threads that read layers.
class KeptLayers {
 public:
  // Without a folder nothing is found and nothing is kept. Both must outlive it.
  KeptLayers(cache::Folder* folder, const extract::Catalogue& catalogue);

  struct Look {
    // With an analysis that was kept, and booked on the meter; nothing: read the layer.
    std::optional<LayerRead> read;
    // Of the stored bytes, before they are read.
    std::optional<oci::FileStamp> stamp;
  };
  Look look(LayerSource& source, base::Meter& meter);
  // After a first pass that found what was promised. `part`: the meter of that pass alone. An analysis that is
  // not the layer's own, of all its bytes, is not kept: false.
  bool keep(const LayerSource& source, const Look& look, const LayerRead& read, const base::Meter& part);

  // By what the source promises; of a source with a promise.
  static cache::LayerKey key_of(const LayerSource& source);
  // Whether it is known to have the stored bytes that it promises, without a look at them.
  bool is_proven(const LayerSource& source);

  // Whether answers of further passes over the layer can be kept. `digest`: of its stored bytes.
  bool may_keep(const LayerSource& source, const std::string& digest) const {
    return layers_ && source.promise && !digest.empty();
  }
  // What passes would bring for `pending`, not booked. Only where may_keep(); the digest was verified in this
  // scan.
  std::optional<cache::KeptPasses> answer(const LayerSource& source, const std::string& digest,
                                          const extract::FurtherDispatcher::Pending& pending);
  // Keeps what passes brought for `asked.pending`, over bytes that had the digest: items and failures of
  // `further` behind those that were there before.
  struct Asked {
    extract::FurtherDispatcher::Pending pending;
    std::size_t items_before = 0, failures_before = 0;
  };
  void keep_further(const LayerSource& source, const std::string& digest, const Asked& asked,
                    const extract::FurtherRecords& further, const base::Meter& part);

 private:
  bool is_as_promised(LayerSource& source, const Look& look, const std::string& digest);
  void prove(const LayerSource& source, const Look& look, const std::string& digest);

  std::optional<cache::Layers> layers_;
  // Of the scan.
  const std::chrono::system_clock::time_point start_ = std::chrono::system_clock::now();
};

}  // namespace pratique::scan
