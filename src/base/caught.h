// The border where exceptions end: at the start of a thread, and around libraries that throw. No exception of
// ours is ever thrown; memory that runs out is.
#pragma once

#include <exception>
#include <new>

#include "base/result.h"

namespace pratique::base {

// What is said when memory ran out. There may be none for these words either: then a word that needs none,
// since a throw from here would end the program.
inline Error out_of_memory() noexcept {
  Error error{.kind = ErrorKind::kLimit};
  try {
    error.hint = "give the program more, or lower its limits";
    error.what = "not enough memory";
  } catch (const std::bad_alloc&) {
    // Short enough to be held by the string itself.
    error.what = "no memory";
  }
  return error;
}

// Runs `work`, which returns a Result, and makes an Error of what it throws.
template <class Work>
auto caught(Work&& work) -> decltype(work()) {
  try {
    try {
      return work();
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& unexpected) {
      return fail(ErrorKind::kIo, unexpected.what());
    }
  } catch (const std::bad_alloc&) {
    return tl::unexpected(out_of_memory());
  }
}

// What a library in C made: it gives null when memory runs out, where our own containers throw. So that a
// lack of memory is never taken for damage of the file that was read.
template <class T>
T* made(T* pointer) {
  if (pointer == nullptr) throw std::bad_alloc();
  return pointer;
}

}  // namespace pratique::base
