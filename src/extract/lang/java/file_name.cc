#include "extract/lang/java/file_name.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::extract::java {
namespace {

// Longer than any on Maven Central; what is longer is no version but text.
constexpr std::size_t kMaxVersion = 128;

// Words that follow '-' inside a version: 24.0-jre, 1.0-beta-2, 2.0-b04, 1.0-SNAPSHOT, 5.0.0.redhat-1.
constexpr std::string_view kQualifiers[] = {
    "alpha",     "android", "b",     "beta",       "build",   "cr",     "dev", "ea",
    "final",     "fuse",    "ga",    "incubating", "jboss",   "jdk",    "jre", "m",
    "milestone", "p",       "patch", "pre",        "preview", "public", "r",   "rc",
    "redhat",    "release", "rev",   "snapshot",   "sp",      "stable", "v"};

// Words that begin a classifier.
constexpr std::string_view kClassifiers[] = {
    "all",      "bin",  "debug", "exec",    "fat",    "jakarta", "jar",        "javadoc", "lib",
    "linux",    "mac",  "macos", "natives", "native", "no",      "nodep",      "nodeps",  "noaop",
    "optional", "osx",  "plain", "runner",  "shaded", "sources", "standalone", "stubs",   "test",
    "tests",    "uber", "win",   "windows", "with",   "x86"};

std::string_view letters_of(std::string_view piece) {
  const auto end = std::find_if_not(piece.begin(), piece.end(), base::is_alpha);
  return piece.substr(0, static_cast<std::size_t>(end - piece.begin()));
}

// Whether `rest`, which starts with a digit, is a version with perhaps a classifier; `length` is then that of
// the version.
bool is_version(std::string_view rest, std::size_t& length) {
  length = 0;
  for (const auto piece : base::split(rest, '-')) {
    const auto letters = base::to_lower(letters_of(piece));
    const bool number = !piece.empty() && base::is_digit(piece.front());
    if (!number && !base::is_one_of(letters, kQualifiers)) {
      return base::is_one_of(letters, kClassifiers);
    }
    length += piece.size() + (length == 0 ? 0 : 1);
  }
  return true;
}

// OSGi's NAME_VERSION, as p2 names bundles: after the first '_' three numbers and perhaps a qualifier, which
// keeps names such as "akka-actor_2.13-2.6.20" apart. The position of that '_', or npos.
std::size_t before_osgi_version(std::string_view stem) {
  const auto underscore = stem.find('_');
  if (underscore == std::string_view::npos || underscore == 0) return std::string_view::npos;
  const auto numbers = base::split(stem.substr(underscore + 1), '.');
  const auto is_number = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), base::is_digit);
  };
  const bool osgi = numbers.size() >= 3 && numbers.size() <= 4 &&
                    std::all_of(numbers.begin(), numbers.begin() + 3, is_number);
  return osgi ? underscore : std::string_view::npos;
}

}  // namespace

// Implementation-Version holds anything: "1.8.0_292", but also commit hashes, dates, and sentences.
bool looks_like_version(std::string_view text) {
  if (text.empty() || text.size() > kMaxVersion) return false;
  const auto early = text.substr(0, 3);
  return std::any_of(early.begin(), early.end(), base::is_digit) &&
         std::none_of(text.begin(), text.end(), [](char c) {
           return base::is_space(c) || c == '/' || c == ':' || c == '@' || c == ',';
         });
}

// The name may hold digits after a dash itself (log4j-1.2-api), so the first dash after which all reads as a
// version counts.
FileName split_file_name(std::string_view path, std::string_view known_version) {
  auto stem = base::base_name(path);
  if (const auto dot = stem.rfind('.'); dot != std::string_view::npos && dot > 0) stem = stem.substr(0, dot);
  FileName out{.stem = std::string(stem), .name = std::string(stem)};
  const auto split = [&](std::size_t dash, std::size_t length) {
    out.name = stem.substr(0, dash);
    out.version = stem.substr(dash + 1, length);
    const auto after = stem.substr(dash + 1 + length);
    out.classifier = after.empty() ? after : after.substr(1);
    return out;
  };
  if (looks_like_version(known_version)) {
    const auto at = stem.rfind("-" + std::string(known_version));
    const auto end = at == std::string_view::npos ? at : at + 1 + known_version.size();
    if (at != 0 && at != std::string_view::npos && end == stem.size()) return split(at, known_version.size());
  }
  if (const auto underscore = before_osgi_version(stem); underscore != std::string_view::npos)
    return split(underscore, stem.size() - underscore - 1);
  std::size_t first = 0;
  for (std::size_t dash = 1; dash + 1 < stem.size(); ++dash) {
    if (stem[dash] != '-' || !base::is_digit(stem[dash + 1])) continue;
    std::size_t length = 0;
    if (is_version(stem.substr(dash + 1), length)) return split(dash, length);
    if (first == 0 && base::contains(base::split(stem.substr(dash + 1), '-').front(), ".")) first = dash;
  }
  // A version with words that are no known qualifiers: "9999.0-empty-to-avoid-conflict-with-guava".
  if (first != 0) return split(first, stem.size() - first - 1);
  return out;
}

}  // namespace pratique::extract::java
