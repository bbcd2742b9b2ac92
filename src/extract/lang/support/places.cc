#include "extract/lang/support/places.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace pratique::extract::lang {

Segments segments_of(std::string_view path) { return base::split(path, '/'); }

bool is_test_folder(std::string_view segment) {
  static constexpr std::array<std::string_view, 24> kNames = {
      "__fixtures__", "__mocks__", "__tests__", "bench",     "benchmark", "benchmarks", "demo",    "demos",
      "example",      "examples",  "fixture",   "fixtures",  "mock",      "mocks",      "sample",  "samples",
      "spec",         "specs",     "test",      "test-data", "test_data", "testdata",   "testing", "tests"};
  return std::ranges::binary_search(kNames, segment);
}

bool has_test_folder(const Segments& segments, std::size_t first, std::size_t last) {
  for (auto i = first; i < std::min(last, segments.size()); ++i) {
    if (is_test_folder(segments[i])) return true;
  }
  return false;
}

bool inside_package(std::string_view path) {
  const auto segments = segments_of(path);
  for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
    const auto folder = segments[i];
    const auto below = segments.size() - i - 2;  // folders between this one and the file
    if (folder == "node_modules" || folder == "site-packages" || folder == "dist-packages") return true;
    // gems/NAME-VERSION/… (but gems/3.1.0/ is RubyGems' own folder), ~/.cargo/registry/src/HOST/…
    if (folder == "gems" && below > 0 && segments[i + 1].find('-') != std::string_view::npos) return true;
    if (folder == "registry" && segments[i + 1] == "src" && below > 0) return true;
  }
  return false;
}

}  // namespace pratique::extract::lang
