#include "scan/requests.h"

namespace pratique::scan {

// A layer whose stored bytes are summed to their end at each opening, however much of them is looked at.
class SummedLayer : public LayerSource {
 public:
  SummedLayer(LayerSource& source, const std::string& digest) : source_(source), digest_(digest) {
    form = source.form;
    promise = source.promise;
    name = source.name;
    diff_id = source.diff_id;
    size = source.size;
    position = source.position;
  }
  Result<sandbox::Stored> open() override {
    PQ_TRY(auto stored, source_.open());
    if (stored.bytes != nullptr) stored.bytes = std::make_unique<ToTheEnd>(std::move(stored.bytes), *this);
    return stored;
  }
  // Whether every opening gave the digest's bytes.
  bool is_verified() const { return verified_; }

 private:
  class ToTheEnd : public layer::SummedSource {
   public:
    ToTheEnd(std::unique_ptr<codec::ByteSource> stored, SummedLayer& layer)
        : SummedSource(std::move(stored)), layer_(layer) {}
    ~ToTheEnd() override {
      if (finish().digest != layer_.digest_) layer_.verified_ = false;
    }

   private:
    SummedLayer& layer_;
  };

  LayerSource& source_;
  const std::string digest_;
  bool verified_ = true;
};

struct Requests::Request {
  Request(LayerSource& source, const std::string& digest, const extract::FurtherRecords& further,
          base::Meter& whole)
      : layer(source, digest),
        before{further.pending, further.items.size(), further.failures.size()},
        part(&whole) {}
  SummedLayer layer;
  KeptLayers::Asked before;
  base::Meter part;
  bool spoilt = false;
};

Requests::Requests(KeptLayers& kept, const std::vector<std::unique_ptr<LayerSource>>& sources,
                   const std::vector<std::string>& digests, Names& names, base::Meter& meter)
    : kept_(kept), sources_(sources), digests_(digests), names_(names), meter_(meter) {
  for (std::size_t i = 0; i < sources.size() && i < digests.size(); ++i) {
    auto& further = names.further[i];
    if (further.pending.empty() || !kept.may_keep(*sources[i], digests[i])) continue;
    if (kept.look_further(*sources[i], digests[i], further, meter)) continue;
    requests_.emplace(i, std::make_unique<Request>(*sources[i], digests[i], further, meter));
  }
}
Requests::~Requests() = default;

LayerSource& Requests::source(std::size_t layer) {
  const auto found = requests_.find(layer);
  if (found == requests_.end()) return *sources_[layer];
  return found->second->layer;
}

base::Meter& Requests::meter(std::size_t layer) {
  const auto found = requests_.find(layer);
  return found == requests_.end() ? meter_ : found->second->part;
}

void Requests::spoil(std::size_t layer) {
  if (const auto found = requests_.find(layer); found != requests_.end()) found->second->spoilt = true;
}

void Requests::keep() {
  for (const auto& [i, request] : requests_) {
    if (request->spoilt || !request->layer.is_verified()) continue;
    kept_.keep_further(*sources_[i], digests_[i], request->before, names_.further[i], request->part);
  }
}

}  // namespace pratique::scan
