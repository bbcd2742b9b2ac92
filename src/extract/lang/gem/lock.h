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

// Null: nobody wants to know.
struct LockVisitor {
  // Each gem of the sections GEM, PATH, GIT and PLUGIN SOURCE.
  std::function<void(const Locked&)> gem = {};
  // A gem, by name, that the gem before it depends on.
  std::function<void(std::string_view name)> needs = {};
  // A gem, by name, that the project asks for: of the section DEPENDENCIES, which repeats the Gemfile.
  std::function<void(std::string_view name)> asked = {};
  // Of the section CHECKSUMS (Bundler 2.5): SHA-256 of a gem's archive, in hexadecimal.
  std::function<void(const Locked&, std::string_view sha256)> checksum = {};
  // A line where a gem should stand and does not: "    rack (2.0", cut.
  std::function<void(std::string_view line)> unreadable = {};
};
// Errors: kInvalid for a text without any of Bundler's sections, and, with the line, at the marks that an unsolved
// merge leaves.
Result<void> read_lock(std::string_view text, const LockVisitor& visit);

}  // namespace pratique::extract::gem
