// Gemfile.lock as Bundler writes it (Bundler::LockfileParser): sections at the margin, "  specs:" in those
// that bring gems, and below it the gems with four blanks, "    rack (2.0.6)", and what they depend on with
// six.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"

namespace pratique::extract::gem {

struct Locked {
  // Platform "" stands for "ruby"; views into the text.
  std::string_view name, version, platform;
  // The project's own gem: PATH with "remote: ."
  bool is_main = false;
};

// Calls `visit` for each gem of the sections GEM, PATH, GIT and PLUGIN SOURCE. Errors: kInvalid, with the
// line, at the marks that an unsolved merge leaves.
Result<void> each_locked(std::string_view text, const std::function<void(const Locked&)>& visit);

}  // namespace pratique::extract::gem
