#include "extract/lang/python/place.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"
#include "extract/lang/support/places.h"

namespace pratique::extract::python {
namespace {

using lang::Place;
using lang::Segments;

constexpr std::string_view kLists[] = {"RECORD", "SOURCES.txt", "WHEEL", "top_level.txt"};

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

// Index of the segment that names the distribution (x.dist-info, x.egg-info, x.egg); the number of segments
// when none does.
std::size_t distribution_at(const Segments& path) {
  const auto last = path.size() - 1;
  if (path[last].ends_with(".egg-info")) return last;
  if (last == 0) return path.size();
  const auto parent = path[last - 1];
  if (parent.ends_with(".dist-info") && is_one_of(path[last], {"METADATA", "RECORD", "REQUESTED", "WHEEL"}))
    return last - 1;
  // importlib.metadata looks for both names in an egg-info folder.
  if (parent.ends_with(".egg-info") &&
      is_one_of(path[last], {"METADATA", "PKG-INFO", "SOURCES.txt", "top_level.txt"}))
    return last - 1;
  if (path[last] != "PKG-INFO") return path.size();
  if (parent == "EGG-INFO" && last > 1 && path[last - 2].ends_with(".egg")) return last - 2;
  return path.size();
}

// One past the innermost folder that Python imports from; 0 when no name tells. ".../lib/python3.11/" itself
// counts: the standard library is a package too, with test data of its own.
std::size_t root_end(const Segments& path, std::size_t end) {
  for (auto i = end; i-- > 0;) {
    if (path[i] == "site-packages" || path[i] == "dist-packages" || path[i] == "lib-dynload") return i + 1;
  }
  for (auto i = end; i-- > 1;) {
    if (path[i].starts_with("python") && path[i - 1].starts_with("lib")) return i + 1;
  }
  return 0;
}

bool is_vendor_folder(std::string_view segment) {
  return segment == "_vendor" || segment == "_vendored" || segment == "vendored_packages";
}

}  // namespace

lang::Place place_of(std::string_view path) {
  const auto all = lang::segments_of(path);
  const auto at = distribution_at(all);
  if (at == all.size()) return Place::kElsewhere;
  // pip renames a distribution to "~ame" before it removes it; what an interrupted run leaves so is not
  // installed.
  if (all[at].starts_with('~')) return Place::kElsewhere;
  const auto root = root_end(all, at);
  if (root != 0 && lang::has_test_folder(all, root, at)) return Place::kTestData;
  if (std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(at), is_vendor_folder))
    return Place::kVendored;
  return root != 0 && at > root ? Place::kVendored : Place::kInstalled;
}

std::string_view site_of(std::string_view path) {
  const auto all = lang::segments_of(path);
  const auto at = distribution_at(all);
  if (at == 0 || at == all.size()) return {};
  return path.substr(0, static_cast<std::size_t>(all[at].data() - path.data()) - 1);
}

std::string_view python_of(std::string_view path) {
  for (auto segment : lang::segments_of(path)) {
    if (!segment.starts_with("python")) continue;
    segment.remove_prefix(6);
    const bool is_number = segment.find_first_not_of("0123456789.") == std::string_view::npos;
    if (is_number && base::contains(segment, ".")) return segment;
  }
  return {};
}

bool is_request(std::string_view path) { return base::base_name(path) == "REQUESTED"; }

bool is_list(std::string_view path) {
  return std::ranges::find(kLists, base::base_name(path)) != std::end(kLists);
}

FolderName name_of(std::string_view path) {
  const auto all = lang::segments_of(path);
  const auto at = distribution_at(all);
  if (at == all.size()) return {};
  const auto stem = base::cut_last(all[at], ".");
  // "-" separates the parts and is written "_" inside them.
  const auto parts = base::split(stem ? stem->before : all[at], '-');
  if (parts.size() < 2) return {};
  return {std::string(parts[0]), std::string(parts[1])};
}

}  // namespace pratique::extract::python
