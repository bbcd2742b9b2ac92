// Work on several threads, whose exceptions do not end the program.
#pragma once

#include <cstddef>
#include <functional>

#include "base/result.h"

namespace pratique::base {

// Runs work(0) … work(count - 1) on up to `threads` threads, this one among them; each takes the next that is
// left. Fewer threads do it when the system gives no more. What a call throws becomes the error (of the
// lowest number, when several do), and no further call is begun.
Result<void> run_parallel(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace pratique::base
