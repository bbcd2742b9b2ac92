#include "licence/text_match.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "licence/text_index.h"
#include "licence/text_words.h"

namespace pratique::licence {

namespace {

// Share of a licence's pairs that the whole text must have, in per cent, before the licence is looked for.
constexpr std::uint32_t kLeastShare = 85;
// Licences that are looked for in one text, those with most pairs first.
constexpr std::size_t kMaxCandidates = 64;
// What a pair of the licence is worth to a stretch, and what another costs it: a stretch of which three in five are pairs
// of the licence is worth nothing. Some two in five pairs of any English contract are ("of the", "in any").
constexpr int kGain = 2, kCost = 3;

// Part of the row of pairs; `end` is behind it.
struct Range {
  std::size_t begin = 0, end = 0;
};

// A licence, and a stretch of the text that is like it.
struct Stretch {
  std::size_t licence = 0;
  Range range;
  double likeness = 0;
  // How much of the text it explains, and how well: of two that explain as much the better one, and a long one that is
  // nearly exact before an exact one inside it.
  double weight = 0;
};

// The maximal scoring subsequences of Ruzzo and Tompa, in order.
class MaximalRanges {
 public:
  // The score of the pair at the row's next position.
  void add(int score) {
    const auto before = total_;
    total_ += score;
    ++position_;
    if (score <= 0) return;
    Part part{.range = {position_ - 1, position_}, .left = before, .right = total_};
    // The nearest part before it that starts lower takes it in, if it also ends lower.
    for (;;) {
      auto j = parts_.size();
      while (j > 0 && parts_[j - 1].left >= part.left) j = parts_[j - 1].lower;
      if (j == 0 || parts_[j - 1].right >= part.right) {
        part.lower = j;
        break;
      }
      part.range.begin = parts_[j - 1].range.begin;
      part.left = parts_[j - 1].left;
      parts_.resize(j - 1);
    }
    parts_.push_back(part);
  }
  template <class Visit>
  void each(Visit&& visit) const {
    for (const auto& part : parts_) visit(part.range, part.right - part.left);
  }

 private:
  struct Part {
    Range range;
    // Sums of all scores before it, and with it.
    std::int64_t left = 0, right = 0;
    // One more than the number of the nearest part before it that starts lower; 0: none.
    std::size_t lower = 0;
  };
  std::vector<Part> parts_;
  std::int64_t total_ = 0;
  std::size_t position_ = 0;
};

class Search {
 public:
  explicit Search(std::string_view text) : text_(text), index_(text_index()) {
    row_ = word_pairs(text, kMaxLicenceText);
    number_pairs();
  }

  std::vector<TextMatch> run() {
    choose_candidates();
    std::vector<Stretch> found;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      // Nothing of it can win against what was found, and what that leaves of the text is too little for it.
      const auto best = static_cast<double>(candidates_[i].common);
      if (left_by(taken_of(found, best)) * 100 < std::uint64_t{candidates_[i].common} * kLeastShare) continue;
      find_all(i, found);
    }
    auto taken = taken_of(found, 0);
    std::sort(taken.begin(), taken.end(),
              [](const Stretch& a, const Stretch& b) { return a.range.begin < b.range.begin; });
    std::vector<TextMatch> out;
    out.reserve(taken.size());
    for (const auto& stretch : taken) out.push_back(match_of(stretch));
    return out;
  }

 private:
  struct Candidate {
    std::size_t licence = 0;
    // Of its pairs, how many the text has.
    std::uint32_t common = 0;
  };

  // Those of at least that weight, heaviest first, without what lies over a heavier one.
  static std::vector<Stretch> taken_of(std::vector<Stretch>& found, double least) {
    std::sort(found.begin(), found.end(), [](const Stretch& a, const Stretch& b) {
      if (a.weight != b.weight) return a.weight > b.weight;
      return std::tie(a.range.begin, a.licence) < std::tie(b.range.begin, b.licence);
    });
    std::vector<Stretch> taken;
    for (const auto& stretch : found) {
      if (stretch.weight < least || taken.size() == kMaxTextMatches) break;
      const auto overlaps = [&](const Stretch& other) {
        return stretch.range.begin < other.range.end && other.range.begin < stretch.range.end;
      };
      if (std::none_of(taken.begin(), taken.end(), overlaps)) taken.push_back(stretch);
    }
    return taken;
  }

  std::uint64_t left_by(const std::vector<Stretch>& taken) const {
    auto left = row_.size();
    for (const auto& stretch : taken) left -= stretch.range.end - stretch.range.begin;
    return left;
  }

  // Numbers the different pairs of the text, and looks each up once.
  void number_pairs() {
    std::vector<std::uint32_t> hashes;
    hashes.reserve(row_.size());
    for (const auto& pair : row_) hashes.push_back(pair.hash);
    std::sort(hashes.begin(), hashes.end());
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    for (const auto& pair : row_) {
      const auto at = std::lower_bound(hashes.begin(), hashes.end(), pair.hash) - hashes.begin();
      numbers_.push_back(static_cast<std::uint32_t>(at));
    }
    for (const auto hash : hashes) listed_.push_back(index_.find(hash));
    seen_.assign(hashes.size(), 0);
  }

  // Licences of which the text has most pairs, largest first, and which pairs these are.
  void choose_candidates() {
    std::vector<std::uint32_t> common(index_.size());
    for (const auto pair : listed_) {
      if (pair >= 0) index_.each_licence(pair, [&](std::uint16_t licence) { ++common[licence]; });
    }
    for (std::size_t i = 0; i < common.size(); ++i) {
      if (std::uint64_t{common[i]} * 100 >= std::uint64_t{index_.pairs_of(i)} * kLeastShare)
        candidates_.push_back({.licence = i, .common = common[i]});
    }
    std::stable_sort(candidates_.begin(), candidates_.end(),
                     [](const Candidate& a, const Candidate& b) { return a.common > b.common; });
    if (candidates_.size() > kMaxCandidates) candidates_.resize(kMaxCandidates);
    static_assert(kMaxCandidates <= 64, "a bit for each");
    std::vector<std::uint64_t> bits(index_.size());
    for (std::size_t i = 0; i < candidates_.size(); ++i) bits[candidates_[i].licence] = std::uint64_t{1} << i;
    members_.assign(listed_.size(), 0);
    for (std::size_t i = 0; i < listed_.size(); ++i) {
      if (listed_[i] >= 0)
        index_.each_licence(listed_[i], [&](std::uint16_t licence) { members_[i] |= bits[licence]; });
    }
  }

  bool has(std::size_t candidate, std::uint32_t number) const {
    return (members_[number] >> candidate & 1) != 0;
  }

  void find_all(std::size_t candidate, std::vector<Stretch>& found) {
    MaximalRanges ranges;
    for (const auto number : numbers_) ranges.add(has(candidate, number) ? kGain : -kCost);
    const auto pairs = index_.pairs_of(candidates_[candidate].licence);
    ranges.each([&](Range range, std::int64_t score) {
      // No stretch of fewer pairs than half of the licence's is like it.
      if (score * 2 >= std::int64_t{pairs} * kGain) add(candidate, range, found);
    });
  }

  void add(std::size_t candidate, Range range, std::vector<Stretch>& found) {
    ++round_;
    std::uint32_t different = 0, common = 0;
    for (auto i = range.begin; i < range.end; ++i) {
      if (std::exchange(seen_[numbers_[i]], round_) == round_) continue;
      ++different;
      common += has(candidate, numbers_[i]) ? 1 : 0;
    }
    Stretch out{.licence = candidates_[candidate].licence, .range = range};
    out.likeness = 2.0 * common / static_cast<double>(index_.pairs_of(out.licence) + different);
    if (out.likeness * 100 < kLeastLikeness) return;
    out.weight = common * std::pow(out.likeness, 8);
    found.push_back(out);
  }

  TextMatch match_of(const Stretch& stretch) const {
    TextMatch out;
    out.ids = index_.names_of(stretch.licence);
    out.likeness = static_cast<int>(stretch.likeness * 100);
    out.begin = row_[stretch.range.begin].at;
    const auto behind = stretch.range.end;
    out.end = behind < row_.size() ? row_[behind].at : std::min(text_.size(), kMaxLicenceText);
    return out;
  }

  std::string_view text_;
  const TextIndex& index_;
  std::vector<WordPair> row_;
  // Of each position of the row, from 0: equal for equal pairs.
  std::vector<std::uint32_t> numbers_;
  // By that number: the pair's place in the index; in which round it was last seen; which candidates have it, a bit each.
  std::vector<std::int64_t> listed_;
  std::vector<std::uint32_t> seen_;
  std::vector<std::uint64_t> members_;
  std::vector<Candidate> candidates_;
  std::uint32_t round_ = 0;
};

}  // namespace

std::vector<TextMatch> match_text(std::string_view text) { return Search(text).run(); }

}  // namespace pratique::licence
