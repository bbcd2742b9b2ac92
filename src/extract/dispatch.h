// Offers each file of a layer to the extractors that could want it, and keeps what they made of it.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "extract/catalogue.h"
#include "extract/layer_analysis.h"
#include "layer/read.h"

namespace pratique::extract {

// At most this much of one file is ever brought, in all passes together.
inline constexpr std::uint64_t kMaxFileBytes = 64ull << 20;

// The first pass over a layer: offers each file to the extractors whose triggers fit and who wish for it.
// Fills items, failures and pending of the analysis.
class Dispatcher : public layer::Visitor {
 public:
  Dispatcher(const Catalogue& catalogue, LayerAnalysis& analysis, base::Meter& meter)
      : catalogue_(catalogue), analysis_(analysis), meter_(meter), streams_(catalogue.streams()) {}

  Wish consider(std::size_t number, const Candidate& candidate) override;
  void feed(std::uint64_t offset, base::Bytes piece) override { streams_.feed(offset, piece); }
  void visit(std::size_t number, const FileView& file) override;

 private:
  const Catalogue& catalogue_;
  LayerAnalysis& analysis_;
  base::Meter& meter_;
  // Who wants the file under consideration, and which ranges.
  LayerAnalysis::Pending now_;
  Streams streams_;
};

// What the stream's layer says: the whole first pass, and all that the cage does with a layer. `held` and
// `meter` are shared by the threads that read layers.
LayerAnalysis analyse(layer::EntryStream& stream, const Catalogue& catalogue, base::Budget& held,
                      base::Meter& meter);

// A further pass over the same layer, for the files in `again`; what these still lack is pending in `further`
// anew.
class FurtherDispatcher : public layer::Visitor {
 public:
  using Pending = std::map<std::size_t, FurtherRecords::Pending>;
  FurtherDispatcher(const Catalogue& catalogue, FurtherRecords& further, base::Meter& meter, Pending again)
      : catalogue_(catalogue),
        further_(further),
        meter_(meter),
        again_(std::move(again)),
        streams_(catalogue.streams()) {}

  Wish consider(std::size_t, const Candidate&) override { return Wish::no(); }
  std::vector<layer::ByteRange> consider_again(std::size_t number, const Candidate& candidate) override;
  void feed(std::uint64_t offset, base::Bytes piece) override { streams_.feed(offset, piece); }
  void visit(std::size_t number, const FileView& file) override;
  // The files that the pass did not come by.
  const Pending& unvisited() const { return again_; }

 private:
  void parse(std::size_t number, const FurtherRecords::Wanting& wanting, const FileView& file,
             const std::vector<layer::ByteRange>& had);

  const Catalogue& catalogue_;
  FurtherRecords& further_;
  base::Meter& meter_;
  Pending again_;
  Streams streams_;
};

}  // namespace pratique::extract
