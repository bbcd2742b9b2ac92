// Offers each file of a layer to the extractors that could want it, and keeps what they made of it.
#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/text_hash.h"
#include "extract/digests.h"
#include "extract/extractor.h"
#include "layer/read.h"

namespace pratique::extract {

// The extractors of a scan and their triggers as look-up tables. Immutable, shared by the threads that read
// layers.
class Catalogue {
 public:
  explicit Catalogue(std::vector<std::unique_ptr<Extractor>> extractors);

  std::size_t size() const { return extractors_.size(); }
  const Extractor& operator[](std::size_t number) const { return *extractors_[number]; }
  // Whether it reads the database of an operating system.
  bool is_system(std::size_t number) const { return system_[number]; }
  NameUse name_use(std::size_t number) const { return name_uses_[number]; }
  // Whether it only tells of files that nobody reads.
  bool is_unread(std::size_t number) const { return unread_[number]; }
  // Numbers of the extractors with a trigger that fits, ascending. `head` empty: names only.
  std::vector<std::size_t> triggered(std::string_view path, base::Bytes head) const;

 private:
  struct Magic {
    std::string bytes;
    std::size_t extractor;
  };
  using Numbers = std::vector<std::size_t>;
  std::vector<std::unique_ptr<Extractor>> extractors_;
  std::vector<bool> system_, unread_;
  std::vector<NameUse> name_uses_;
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

// What was learnt from one layer.
struct LayerRecords {
  struct Item {
    std::size_t entry;      // number in the layer's index
    std::size_t extractor;  // number in the catalogue
    std::string as;  // the name it was parsed under, when a hard or symbolic link led to it; else empty
    std::vector<std::string> also;  // other names, by links, under which the record counts as it is
    Record record;
    // Of a file that language packages were read from, where an OS package may list it; else null.
    std::unique_ptr<ContentDigests> digests = nullptr;
  };
  struct Failure {
    std::size_t entry;
    model::Note note;
    std::string as = {};  // as in Item
  };
  // A file that a further pass must bring: its extractors need more of its bytes, or a link gives it another
  // name.
  struct Wanting {
    std::size_t extractor;
    std::string as;
    std::vector<std::string> also;
  };
  struct Pending {
    std::vector<Wanting> wanting;
    std::vector<layer::Range> ranges;
  };
  std::vector<Item> items;
  std::vector<Failure> failures;
  std::map<std::size_t, Pending> pending;  // by entry number
};

// The items of a layer by entry number; a view of `items`, to be made anew when they change.
class ItemIndex {
 public:
  explicit ItemIndex(const LayerRecords& records);
  // The items of that entry.
  std::span<const LayerRecords::Item* const> of(std::size_t entry) const;

 private:
  std::vector<const LayerRecords::Item*> sorted_;
};

// At most this much of one file is ever brought, in all passes together.
inline constexpr std::uint64_t kMaxFileBytes = 64ull << 20;

// One pass over one layer. The first pass decides by triggers and wishes; later ones by `pending` of the pass
// before.
class Dispatcher : public layer::Visitor {
 public:
  // What is kept is charged to the meter's records.
  Dispatcher(const Catalogue& catalogue, LayerRecords& records, base::Meter& meter)
      : catalogue_(catalogue), records_(records), meter_(meter) {}
  // A further pass over the files in `again`.
  Dispatcher(const Catalogue& catalogue, LayerRecords& records, base::Meter& meter,
             std::map<std::size_t, LayerRecords::Pending> again)
      : catalogue_(catalogue), records_(records), meter_(meter), again_(std::move(again)) {}

  Wish consider(std::size_t number, const Candidate& candidate) override;
  void visit(std::size_t number, const FileView& file) override;
  // Of a further pass: the files that it did not come by.
  const std::map<std::size_t, LayerRecords::Pending>& unvisited() const { return again_; }

 private:
  void parse(std::size_t number, const LayerRecords::Wanting& wanting, const FileView& file);
  std::unique_ptr<ContentDigests> digests_for(std::size_t extractor, const Record& record,
                                              const FileView& file) const;
  void postpone(std::size_t number, const LayerRecords::Wanting& wanting, const FileView& file);
  void fail(std::size_t number, const LayerRecords::Wanting& wanting, const Error& error,
            const FileView& file);

  const Catalogue& catalogue_;
  LayerRecords& records_;
  base::Meter& meter_;
  std::map<std::size_t, LayerRecords::Pending> again_;
  LayerRecords::Pending now_;  // who wants the file under consideration, and which ranges
};

}  // namespace pratique::extract
