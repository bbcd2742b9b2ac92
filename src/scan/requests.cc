#include "scan/requests.h"

#include <algorithm>
#include <iterator>

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
  if (answered()) return;
  for (std::size_t i = 0; i < sources.size() && i < digests.size(); ++i) {
    const auto& further = names.further[i];
    if (further.pending.empty() || !kept.may_keep(*sources[i], digests[i])) continue;
    requests_.emplace(i, std::make_unique<Request>(*sources[i], digests[i], further, meter));
  }
}

// All of them or none: where a limit is reached, what is left out hangs on the order of all passes.
bool Requests::answered() {
  std::map<std::size_t, cache::KeptPasses> answers;
  base::Charges all{};
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const auto& pending = names_.further[i].pending;
    if (pending.empty()) continue;
    if (i >= digests_.size() || !kept_.may_keep(*sources_[i], digests_[i])) return false;
    auto answer = kept_.answer(*sources_[i], digests_[i], pending);
    if (!answer) return false;
    for (std::size_t j = 0; j < all.size(); ++j) {
      const bool held = static_cast<base::Account>(j) == base::Account::kWindows;
      const auto one = answer->charges[j];
      all[j] = held ? std::max(all[j], one) : all[j] + std::min(one, UINT64_MAX - all[j]);
    }
    answers.emplace(i, *std::move(answer));
  }
  if (!meter_.charge(all)) return false;
  for (auto& [i, answer] : answers) {
    auto& further = names_.further[i];
    std::ranges::move(answer.brought.items, std::back_inserter(further.items));
    std::ranges::move(answer.brought.failures, std::back_inserter(further.failures));
    further.pending.clear();
  }
  return true;
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
