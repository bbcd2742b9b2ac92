#include "model/platform.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace pratique::model {

namespace {

struct Spelling {
  std::string_view architecture, variant, normal_architecture, normal_variant;
};
// "*": whatever variant; it stays. The first row that fits counts.
constexpr std::array<Spelling, 24> kSpellings{{{"i386", "*", "386", ""},
                                               {"i686", "*", "386", ""},
                                               {"x64", "*", "amd64", "*"},
                                               {"ppc64el", "*", "ppc64le", "*"},
                                               {"loongarch64", "*", "loong64", "*"},
                                               {"armv6l", "*", "arm", "v6"},
                                               {"armv7l", "*", "arm", "v7"},
                                               {"armv8l", "*", "arm", "v8"},
                                               {"x86_64", "v1", "amd64", ""},
                                               {"x86-64", "v1", "amd64", ""},
                                               {"amd64", "v1", "amd64", ""},
                                               {"x86_64", "*", "amd64", "*"},
                                               {"x86-64", "*", "amd64", "*"},
                                               {"aarch64", "*", "arm64", "*"},
                                               {"armhf", "*", "arm", "v7"},
                                               {"armel", "*", "arm", "v6"},
                                               {"arm", "", "arm", "v7"},
                                               {"arm", "5", "arm", "v5"},
                                               {"arm", "6", "arm", "v6"},
                                               {"arm", "7", "arm", "v7"},
                                               {"arm", "8", "arm", "v8"},
                                               {"arm64", "8", "arm64", ""},
                                               {"arm64", "v8", "arm64", ""},
                                               {"arm64", "9", "arm64", "v9"}}};

// "v8.2" is 8 and 2. What names no variant is the least one there is.
struct Level {
  int major = 0, minor = 0;
};
std::optional<Level> level(const Platform& platform) {
  if (platform.variant.empty()) return Level{.major = platform.architecture == "arm64" ? 8 : 1, .minor = 0};
  if (platform.variant.front() != 'v') return std::nullopt;
  const auto text = std::string_view(platform.variant).substr(1);
  const auto halves = base::cut(text, ".");
  const auto major = base::to_uint(halves ? halves->before : text);
  const auto minor = halves ? base::to_uint(halves->after) : std::optional<std::uint64_t>(0);
  if (!major || !minor || *major > 99 || *minor > 99) return std::nullopt;
  return Level{static_cast<int>(*major), static_cast<int>(*minor)};
}

constexpr int kMajorStep = 1'000;
constexpr int kHigherThanAsked = 1'000'000;  // worse than any lower variant

// Armv9.0 contains Armv8.5 (Arm Architecture Reference Manual, "Armv9"), and so on upwards.
constexpr int kArmV9Contains = 5;

bool runs(Level machine, Level program) {
  if (machine.major == 9 && program.major == 8) return program.minor <= machine.minor + kArmV9Contains;
  return machine.major > program.major || (machine.major == program.major && machine.minor >= program.minor);
}

}  // namespace

Platform normal(const Platform& platform) {
  Platform all{.os = base::to_lower(platform.os),
               .architecture = base::to_lower(platform.architecture),
               .variant = base::to_lower(platform.variant)};
  if (all.os.empty()) all.os = "linux";
  if (all.os == "macos") all.os = "darwin";
  if (all.variant.ends_with(".0")) all.variant.resize(all.variant.size() - 2);
  // Twice: aarch64/v8 is arm64/v8, which is arm64.
  for (int round = 0; round < 2; ++round) {
    const auto row = std::find_if(kSpellings.begin(), kSpellings.end(), [&](const Spelling& one) {
      return one.architecture == all.architecture && (one.variant == "*" || one.variant == all.variant);
    });
    if (row == kSpellings.end()) break;
    all.architecture = row->normal_architecture;
    if (row->normal_variant != "*") all.variant = row->normal_variant;
  }
  return all;
}

std::optional<int> distance(const Platform& have, const Platform& want) {
  const auto there = normal(have), asked = normal(want);
  if (there.os != asked.os || there.architecture != asked.architecture) return std::nullopt;
  if (there.variant == asked.variant) return 0;
  const auto program = level(there), machine = level(asked);
  const int step = program && machine
                       ? kMajorStep * (machine->major - program->major) + machine->minor - program->minor
                       : 0;
  if (program && machine && runs(*machine, *program)) return step;
  if (want.variant.empty()) return kHigherThanAsked - step;
  return std::nullopt;
}

}  // namespace pratique::model
