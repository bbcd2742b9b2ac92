// Judging a whole inventory on several threads.
//
// A verdict depends on nothing but its component, the subject and the advisories, so components are judged in blocks,
// by as many judges as there are threads, and folded in their order: whoever finishes a block folds what is next and
// ready. No judge runs far ahead of the fold, so what waits for its turn stays small.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "base/caught.h"
#include "base/parallel.h"
#include "match/advisories.h"
#include "match/fold.h"
#include "match/judge.h"
#include "match/live_patch.h"

namespace pratique::match {

namespace {

// A judge more costs half a millisecond, and a component some 20 microseconds.
constexpr std::size_t kBlock = 64, kLeastForEach = 250;
constexpr unsigned kMaxJudges = 4;
// Blocks that may wait for their turn, for each judge.
constexpr std::size_t kAhead = 4;

class Bench {
 public:
  Bench(const model::Inventory& inventory, const Context& context, const Advisories& advisories)
      : inventory_(inventory), context_(context), advisories_(advisories), fold_(inventory) {}

  Result<Judgement> judge() {
    const auto& components = inventory_.components;
    const auto judges =
        std::clamp<std::size_t>(components.size() / kLeastForEach, 1,
                                std::clamp(std::thread::hardware_concurrency(), 1u, kMaxJudges));
    seat(judges);
    blocks_.resize((components.size() + kBlock - 1) / kBlock);
    PQ_CHECK(base::run_parallel(static_cast<unsigned>(seats_.size()), blocks_.size(),
                                [&](std::size_t block) { work(block); }));
    if (failed_) return tl::unexpected(*std::move(failed_));
    return fold_.finish(grounds_of(context_, advisories_));
  }

 private:
  struct Seat {
    std::unique_ptr<Advisories> own;
    std::unique_ptr<Judge> judge;
    bool taken = false;
  };
  struct Block {
    bool ready = false;
    std::vector<Verdict> verdicts;
    std::optional<Error> failed;
  };

  // Where there is no twin, or no memory for one, fewer judges do it: the first needs none.
  void seat(std::size_t judges) {
    seats_.resize(1);
    seats_[0].judge = std::make_unique<Judge>(context_, advisories_);
    while (seats_.size() < judges) {
      auto own = advisories_.twin();
      if (!own || *own == nullptr) break;
      auto judge = std::make_unique<Judge>(context_, **own);
      seats_.push_back({*std::move(own), std::move(judge)});
    }
  }

  void work(std::size_t number) {
    auto& seat = sit_down(number);
    Block done;
    auto judged = base::caught([&] { return judge_block(number, *seat.judge, done.verdicts); });
    if (!judged) done.failed = std::move(judged).error();
    done.ready = true;
    const std::lock_guard lock(mutex_);
    seat.taken = false;
    blocks_[number] = std::move(done);
    while (next_ < blocks_.size() && blocks_[next_].ready) fold_next();
    turned_.notify_all();
  }

  Result<void> judge_block(std::size_t number, Judge& judge, std::vector<Verdict>& verdicts) const {
    for (auto i = number * kBlock; i < end_of(number) && !idle_; ++i) {
      PQ_TRY(auto verdict, judge.judge(inventory_.components[i]));
      // The fold looks at neither.
      verdict.statements = {};
      verdict.read.reset();
      verdicts.push_back(std::move(verdict));
    }
    return {};
  }
  std::size_t end_of(std::size_t block) const {
    return std::min((block + 1) * kBlock, inventory_.components.size());
  }

  // Blocks are begun in their order, so the one that is next never waits.
  Seat& sit_down(std::size_t number) {
    std::unique_lock lock(mutex_);
    turned_.wait(lock, [&] { return number < next_ + kAhead * seats_.size(); });
    auto& seat = *std::find_if(seats_.begin(), seats_.end(), [](const Seat& one) { return !one.taken; });
    seat.taken = true;
    return seat;
  }

  void fold_next() {
    const auto number = next_++;
    const auto block = std::move(blocks_[number]);
    if (failed_) return;
    auto folded = base::caught([&] { return fold_block(number, block); });
    if (!folded) failed_ = std::move(folded).error();
    idle_ = failed_ || fold_.is_full();
  }

  Result<void> fold_block(std::size_t number, const Block& block) {
    auto verdict = block.verdicts.begin();
    for (auto i = number * kBlock; i < end_of(number); ++i) {
      if (fold_.is_full()) {
        fold_.add(Fold::too_many(inventory_.components[i]));
      } else if (verdict != block.verdicts.end()) {
        fold_.add(*verdict++);
      } else if (block.failed) {
        return tl::unexpected(*block.failed);
      }
    }
    return {};
  }

  const model::Inventory& inventory_;
  const Context& context_;
  const Advisories& advisories_;
  std::vector<Seat> seats_;
  // What comes of judging is not wanted any more.
  std::atomic<bool> idle_ = false;
  std::mutex mutex_;  // of what follows, and of the seats
  std::condition_variable turned_;
  std::vector<Block> blocks_;
  std::size_t next_ = 0;
  Fold fold_;
  std::optional<Error> failed_;
};

}  // namespace

Result<Judgement> judge(const model::Inventory& inventory, const Advisories& advisories,
                        const JudgeOptions& options) {
  const LivePatches live_patches(inventory);
  const Context context{.subject = inventory.subject,
                        .now = options.now,
                        .rules = options.rules,
                        .live_patches = &live_patches};
  return Bench(inventory, context, advisories).judge();
}

}  // namespace pratique::match
