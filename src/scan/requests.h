// What further passes are asked to bring of each layer, and its way from and to the cache.
//
// What passes bring of a layer follows from its bytes and from what is asked for, so the answer can be kept with
// both as its key. The bytes of a further pass are not verified (docs/decisions/0006) but here: where the answer
// is to be kept, the stored bytes are summed to their end at each pass, and an answer from others is not kept.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scan/kept.h"
#include "scan/names.h"

namespace pratique::scan {

class SummedLayer;

// One thread.
class Requests {
 public:
  // Takes out of `names.further` what the cache answers, and books it, when it answers all. `digests`: of the layers' stored bytes, as
  // verified in this scan. All must outlive it.
  Requests(KeptLayers& kept, const std::vector<std::unique_ptr<LayerSource>>& sources,
           const std::vector<std::string>& digests, Names& names, base::Meter& meter);
  ~Requests();

  // The layer and the meter to pass with.
  LayerSource& source(std::size_t layer);
  base::Meter& meter(std::size_t layer);
  // The answer lacks something that another pass might bring.
  void spoil(std::size_t layer);
  // When all passes are made.
  void keep();

 private:
  struct Request;
  bool answered();
  KeptLayers& kept_;
  const std::vector<std::unique_ptr<LayerSource>>& sources_;
  const std::vector<std::string>& digests_;
  Names& names_;
  base::Meter& meter_;
  // Of the layers whose answers may be kept.
  std::map<std::size_t, std::unique_ptr<Request>> requests_;
};

}  // namespace pratique::scan
