// What a child of the cage can do no more: open, connect, make or become another process, reach others.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace pratique::sandbox {

// ProcessBounds of one child, in the kernel's hands. 0: none.
struct ProcessBounds {
  // Of the address space.
  std::uint64_t memory = 0;
  // Of the processor's time.
  std::uint64_t seconds = 0;
};

// The list of system calls, as the kernel takes it.
class SystemCalls {
 public:
  // Errors: kIo, when the library or the kernel cannot.
  static Result<SystemCalls> make();
  // For all threads of this process, which may raise signals in itself only. False, errno: refused.
  bool restrict_to(pid_t self) const;

 private:
  // struct sock_filter each.
  std::vector<std::uint64_t> program_;
};

// This process and its children get no more rights, write no core, are no other's to trace, and reach no file and
// no socket by a name where the kernel has Landlock. Before the first child. Errors: kIo.
Result<void> renounce();

// The rest, of a child alone: bounds, and nothing left open but `keep` descriptors from 0 on. Gives what failed;
// empty: nothing did.
std::string confine(const SystemCalls& calls, const ProcessBounds& bounds, unsigned keep);

}  // namespace pratique::sandbox
