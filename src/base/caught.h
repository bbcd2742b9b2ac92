// The border where exceptions end: at the start of a thread, and around libraries that throw. No exception of
// ours is ever thrown; memory that runs out is.
#pragma once

#include <exception>
#include <new>

#include "base/result.h"

namespace pratique::base {

// Runs `work`, which returns a Result, and makes an Error of what it throws.
template <class Work>
auto caught(Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return fail(ErrorKind::kLimit, "not enough memory", {}, "give the program more, or lower its limits");
  } catch (const std::exception& unexpected) {
    return fail(ErrorKind::kIo, unexpected.what());
  }
}

}  // namespace pratique::base
