#include "model/platform_words.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/nearest.h"
#include "base/text.h"
#include "model/platform.h"

namespace pratique::model {

namespace {

// image-spec config.md: values of GOOS and GOARCH. "unknown" is what builders write for attestations.
constexpr std::array<std::string_view, 17> kSystems = {
    "aix",    "android", "darwin", "dragonfly", "freebsd", "illumos", "ios",  "js",     "linux",
    "netbsd", "openbsd", "plan9",  "solaris",   "wasip1",  "windows", "wasi", "unknown"};
constexpr std::array<std::string_view, 18> kArchitectures = {
    "386",   "amd64",   "arm",     "arm64", "loong64", "mips",  "mips64",  "mips64le", "mipsle",
    "ppc64", "ppc64le", "riscv64", "s390x", "wasm",    "riscv", "sparc64", "s390",     "unknown"};

Result<void> known(std::string_view what, std::string_view word, std::span<const std::string_view> words) {
  if (std::find(words.begin(), words.end(), word) != words.end()) return {};
  const auto meant = base::did_you_mean(word, words);
  return base::fail(ErrorKind::kUsage,
                    "unknown " + std::string(what) + " \"" + std::string(word) + "\"" + meant, {},
                    meant.empty() ? "platforms look like linux/amd64 or linux/arm/v7" : "");
}

}  // namespace

Result<Platform> platform_named(std::string_view text) {
  PQ_TRY(const auto given, parse_platform(base::to_lower(text)));
  auto platform = normal(given);
  // "arm" asks for no variant, and must not come to ask for v7; "armhf" does.
  if (platform.architecture == given.architecture) platform.variant = given.variant;
  PQ_CHECK(known("operating system", platform.os, kSystems));
  PQ_CHECK(known("architecture", platform.architecture, kArchitectures));
  return platform;
}

}  // namespace pratique::model
