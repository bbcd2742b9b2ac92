// Offers each file of a layer to the extractors that could want it, and keeps what they made of it.
#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/text_hash.h"
#include "extract/extractor.h"
#include "extract/layer_analysis.h"
#include "layer/read.h"

namespace pratique::extract {

// The extractors of a scan and their triggers as look-up tables. Immutable, shared by the threads that read
// layers.
class Catalogue {
 public:
  explicit Catalogue(std::vector<std::unique_ptr<Extractor>> extractors);

  std::size_t size() const { return extractors_.size(); }
  const Extractor& operator[](std::size_t number) const { return *extractors_[number]; }
  Role role(std::size_t number) const { return extractors_[number]->info().role; }
  NameUse name_use(std::size_t number) const { return extractors_[number]->info().name_use; }
  // Whether it makes the same record of a file under both names.
  bool same_record(std::size_t number, std::string_view a, std::string_view b) const;
  // Numbers of the extractors with a trigger that fits, ascending. `head` empty: names only.
  std::vector<std::size_t> triggered(std::string_view path, base::Bytes head) const;

 private:
  struct Magic {
    std::string bytes;
    std::size_t extractor;
  };
  using Numbers = std::vector<std::size_t>;
  std::vector<std::unique_ptr<Extractor>> extractors_;
  // Extractors by word. Nearly all that is asked for is not there; of most of that the length, the first and
  // the last letter tell, without a hash.
  class Table {
   public:
    void add(const std::string& word, std::size_t extractor) {
      numbers_[word].push_back(extractor);
      shapes_.set(shape_of(word));
    }
    // False: there is no such word, in whatever case.
    bool may_have(std::string_view word) const { return shapes_[shape_of(word)]; }
    void collect(std::string_view word, Numbers& found) const;

   private:
    static constexpr std::size_t kShapes = 4096;
    static std::size_t shape_of(std::string_view word);
    std::unordered_map<std::string, Numbers, base::TextHash, std::equal_to<>> numbers_;
    std::bitset<kShapes> shapes_;
  };
  Table base_names_, extensions_, folders_, folder_names_;
  std::vector<Magic> magics_;
};

// At most this much of one file is ever brought, in all passes together.
inline constexpr std::uint64_t kMaxFileBytes = 64ull << 20;

// The first pass over a layer: offers each file to the extractors whose triggers fit and who wish for it.
// Fills items, failures and pending of the analysis.
class Dispatcher : public layer::Visitor {
 public:
  Dispatcher(const Catalogue& catalogue, LayerAnalysis& analysis, base::Meter& meter)
      : catalogue_(catalogue), analysis_(analysis), meter_(meter) {}

  Wish consider(std::size_t number, const Candidate& candidate) override;
  void visit(std::size_t number, const FileView& file) override;

 private:
  const Catalogue& catalogue_;
  LayerAnalysis& analysis_;
  base::Meter& meter_;
  // Who wants the file under consideration, and which ranges.
  LayerAnalysis::Pending now_;
};

// A further pass over the same layer, for the files in `again`; what these still lack is pending in `further`
// anew.
class FurtherDispatcher : public layer::Visitor {
 public:
  using Pending = std::map<std::size_t, FurtherRecords::Pending>;
  FurtherDispatcher(const Catalogue& catalogue, FurtherRecords& further, base::Meter& meter, Pending again)
      : catalogue_(catalogue), further_(further), meter_(meter), again_(std::move(again)) {}

  Wish consider(std::size_t, const Candidate&) override { return Wish::no(); }
  void visit(std::size_t number, const FileView& file) override;
  // The files that the pass did not come by.
  const Pending& unvisited() const { return again_; }

 private:
  void parse(std::size_t number, const FurtherRecords::Wanting& wanting, const FileView& file,
             const std::vector<layer::Range>& had);

  const Catalogue& catalogue_;
  FurtherRecords& further_;
  base::Meter& meter_;
  Pending again_;
};

}  // namespace pratique::extract
