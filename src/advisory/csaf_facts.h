// One vulnerability of a CSAF document while it is read (csaf.h): what it says of each product, by the numbers of the tree.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "advisory/csaf.h"
#include "codec/json_walk.h"

namespace pratique::advisory {

// Some 190 MB of the tree and of vulnerabilities may be kept.
inline constexpr std::uint64_t kMaxCsafKept = 192ull << 20;
// Facts about groups are facts about each product of theirs: a short document can say very many of them.
inline constexpr std::uint64_t kMaxCsafOfGroups = 50'000'000;

// An object of which some members are lists of products, which may be long, and the others are small.
struct CsafItem {
  // The others.
  Result<codec::JsonDocument> rest;
  std::vector<KeptTexts::Number> products, groups;
};
// Errors: those of the walk; kLimit: more than 32 MiB are no lists of products, or kMaxCsafKept is passed.
Result<CsafItem> read_csaf_item(codec::JsonWalk& walk, CsafTree& tree);

class CsafFacts {
 public:
  using Number = KeptTexts::Number;
  explicit CsafFacts(CsafTree& tree) : tree_(tree) { forget(); }

  // Reads the vulnerability before which the walk stands. What is no JSON in it is skipped and located. `where` of it:
  // "vulnerability 3". `tree_is_known`: its groups count at once. Errors: those of read_csaf_item(); then it is forgotten.
  Result<void> read(codec::JsonWalk& walk, const std::string& where, bool tree_is_known, FeedSink& sink);
  // Gives it, and forgets it.
  void give(const CsafTaker& taker, FeedSink& sink);

  // It is put aside until the tree is known.
  void put_aside();
  // Errors, kLimit: more than kMaxCsafOfGroups facts in all of the document.
  Result<void> give_put_aside(const CsafTaker& taker, FeedSink& sink);
  // About what all of it takes in memory, what is put aside as well.
  std::uint64_t bytes() const;

 private:
  // Kinds of facts; of each product the last one counts. The numbers of texts, but for the remedies (from 1).
  enum Field { kRemedy, kFlag, kImpact, kVector, kFixed, kFields };
  using Row = std::array<Number, kFields>;
  struct OfGroup {
    Field field;
    Number group, value;
  };
  // Texts, each once, in their order.
  struct Texts {
    std::vector<Number> list;
    std::set<Number> seen;
  };
  struct Vulnerability {
    std::string where, id, title;
    std::vector<std::string> cwes, references;
    Texts vectors, words, words_of_some;
    // By the rows of csaf_facts.cc's table of statuses.
    std::array<std::deque<Number>, 8> statements;
    std::vector<OfGroup> of_groups;
    // Where it was put aside.
    std::deque<std::pair<Number, Row>> rows;

    std::uint64_t bytes() const;
  };

  Result<void> read_member(std::string_view key, codec::JsonWalk& walk, FeedSink& sink);
  Result<void> read_statuses(codec::JsonWalk& walk);
  void read_small(std::string_view key, codec::Json value);
  Result<void> add_item(std::string_view kind, codec::Json item, const CsafItem& ids, FeedSink& sink);
  void add_text(std::string_view text, Texts& into, FeedSink& sink);
  Result<void> set(const CsafItem& ids, Field field, Number value);
  Result<void> set_group(Number group, Field field, Number value);
  void set(Number id, Field field, Number value);
  Number row_with(Number row, Field field, Number value);
  CsafStatement statement_of(Number id, Status status, CsafFound&& found) const;
  std::vector<Rating> ratings(const std::string& source) const;
  void forget();

  struct Remedy {
    Reason reason = Reason::kNone;
    Number text = 0;
    auto operator<=>(const Remedy&) const = default;
  };
  CsafTree& tree_;
  bool tree_is_known_ = true;
  std::vector<Remedy> remedies_;
  std::map<Remedy, Number> remedy_numbers_;
  // Different rows, of which a vulnerability has few; the first says nothing.
  std::deque<Row> rows_;
  std::map<Row, Number> row_numbers_;
  // What was set last, for the next product mostly says the same: of that row and value came that row.
  struct Step {
    Number from = 0;
    Field field = kFields;
    Number value = 0, to = 0;
  };
  Step last_;
  // The row by the number of a product's id; and which of them say something.
  std::deque<Number> row_of_, touched_;
  Vulnerability now_;
  std::deque<Vulnerability> aside_;
  std::uint64_t aside_bytes_ = 0;
  std::uint64_t of_groups_ = 0;
};

}  // namespace pratique::advisory
