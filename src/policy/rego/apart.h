// Work done apart: in a child process that holds what this one holds, can reach nothing, and is ended when it takes too much.
// What it finds out comes back as texts. A policy of Rego is a program of somebody else's, and may run for ever, ask for all
// memory at once or nest without an end; none of that can be undone in a process that goes on.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::policy {

struct ApartLimits {
#ifdef PRATIQUE_SANITIZED
  static constexpr int kSlower = 10;
#else
  static constexpr int kSlower = 1;
#endif
  // Of the processor's time, for one answer.
  std::chrono::milliseconds time{kSlower * 5'000};
  // Of the clock, for one answer: beside others who want the processor.
  std::chrono::milliseconds patience{kSlower * 120'000};
  // What the engine may hold more than at the start.
  std::size_t memory = std::size_t{512} << 20;
  // Bytes of one answer.
  std::size_t answer = std::size_t{32} << 20;
  // Of the stack of the thread that works.
  std::size_t stack = std::size_t{64} << 20;
};

struct DoneApart {
  // In the order in which they were told.
  std::vector<std::string> answers;
  // How the child ended before it was done: "took more than 5 s of the processor's time", "held more than 512 MiB",
  // "was ended by signal 11 (Segmentation fault)". Nothing: it was done.
  std::optional<std::string> death;
};

// What the work calls for each answer.
using TellAnswer = std::function<void(std::string_view answer)>;

// Runs `work` apart, in a thread of the child, whose other threads are not there: it may take no lock that another thread of
// this process may hold, the allocator's aside. The engine is warm (engine.h). Errors: kIo, no child is to be had.
Result<DoneApart> done_apart(const std::function<void(const TellAnswer&)>& work,
                             const ApartLimits& limits = {});

}  // namespace pratique::policy
