// The cage: a pass over a layer, made by a child that can do nothing else. The program opens what is stored, sums it
// and hands it in; the child unpacks and parses; its answer is read as bytes from outside are.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "layer/verified.h"
#include "sandbox/spawner.h"
#include "sandbox/wire.h"

namespace pratique::sandbox {

// How long, and how much, one child may take. What it was given to do ends with it.
struct CageLimits {
#ifdef PRATIQUE_SANITIZED
  static constexpr int kSlower = 10;
#else
  static constexpr int kSlower = 1;
#endif
  // Of the processor's time, for one file.
  std::chrono::milliseconds file_time{kSlower * 20'000};
  // Of the clock, for one file, and for anything else that makes no way although there are bytes to read.
  std::chrono::milliseconds patience{kSlower * 120'000};
  // Of the processor's time for a layer, beside a second for each so many bytes of it as are stored.
  std::uint64_t seconds = kSlower * 300;
  std::uint64_t bytes_a_second = 2 << 20;
  // Address space, beside twice what the scan's account "memory" bears.
  std::uint64_t memory = 1ull << 30;
};

// A child that did not come back.
struct Death {
  // "was ended by signal 11 (Segmentation fault)".
  std::string how;
  // The file that it looked at.
  std::optional<At> at;
  // It had no memory although the cage left it some.
  bool starved = false;
};

class Cage {
 public:
  Cage(std::unique_ptr<Spawner> spawner, const CageLimits& limits = {});
  ~Cage();

  // Makes ready what every child needs, meanwhile.
  void prepare() { spawner_->prepare(); }

  struct Outcome {
    // One of the three; none: the meter said stop.
    std::optional<Result<std::variant<FirstPass, FurtherPass>>> pass;
    std::optional<Death> death;
    // There is no cage to be had here: why. Nobody has looked at the layer.
    std::optional<std::string> refused;
  };
  // The pass that `task` says, over `stored`, whose bytes need not all be read afterwards. The catalogue is of
  // the extractors that the spawner was made with. What the child takes is charged to the meter as it goes.
  // `shared`: other threads charge it too. May be called by several threads. Errors: kIo, when there is no
  // memory for a child.
  Result<Outcome> run(const Task& task, Stored& stored, std::uint64_t size, bool shared,
                      const extract::Catalogue& catalogue, base::Budget& held, base::Meter& meter);

  // Why there is none, once that is known; empty till then.
  std::string refused() const;
  void refuse(const std::string& why);

  // Children so far, and the most memory that one held, in KiB.
  std::uint64_t children() const { return children_; }
  std::uint64_t most_kilobytes() const { return most_kilobytes_; }

 private:
  struct Slot;
  class Run;
  Result<std::unique_ptr<Slot>> take_slot();
  void give_back(std::unique_ptr<Slot> slot);

  const std::unique_ptr<Spawner> spawner_;
  const CageLimits limits_;
  // Of what follows.
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Slot>> idle_;
  std::string refused_;
  std::atomic<std::uint64_t> children_{0}, most_kilobytes_{0};
};

}  // namespace pratique::sandbox
