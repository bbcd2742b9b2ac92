#include "extract/lang/npm/place.h"

#include <cstddef>

#include "extract/lang/support/places.h"

namespace pratique::extract::npm {
namespace {

using lang::Place;
using lang::Segments;

// Whether segment `at` is a folder that holds modules by name.
bool is_module_folder(const Segments& path, std::size_t at) {
  if (path[at] == "node_modules") return true;
  if (path[at] != "nodejs" || path[0] != "usr") return false;
  // usr/share/nodejs, usr/lib/nodejs, usr/lib/x86_64-linux-gnu/nodejs
  return (at == 2 && (path[1] == "share" || path[1] == "lib")) || (at == 3 && path[1] == "lib");
}

bool is_store(std::string_view segment) {
  return segment == ".pnpm" || segment == ".deno" || segment == ".store";
}

// Steps over the NAME or @SCOPE/NAME at `at` and gives its name; an empty name when there is none (npm allows
// no package name with a leading dot: node_modules/.cache is not a package).
std::string take_name(const Segments& path, std::size_t last, std::size_t& at) {
  if (at >= last || path[at].starts_with('.')) return {};
  std::string name(path[at++]);
  if (!name.starts_with('@')) return name;
  if (at >= last) return {};
  return name + '/' + std::string(path[at++]);
}

// Steps over a store's folder with the names below it, up to the node_modules (or yarn's "package") inside.
bool skip_store(const Segments& path, std::size_t last, std::size_t& at) {
  if (at + 2 >= last || !is_store(path[at])) return false;
  at += 2;
  return true;
}

}  // namespace

Located locate(std::string_view path) {
  const auto all = lang::segments_of(path);
  const auto last = all.size() - 1;  // the file itself
  std::size_t at = 0;
  while (at < last && !is_module_folder(all, at)) ++at;
  if (at == last) return {};

  Located located{.place = Place::kVendored, .package = {}};
  while (at < last && (is_module_folder(all, at))) {
    ++at;
    if (skip_store(all, last, at)) {
      if (is_module_folder(all, at)) continue;
      if (all[at] != "package" || at + 1 != last) break;
      // The folder's name says nothing here; the file itself does.
      return {.place = Place::kInstalled, .package = {}};
    }
    auto name = take_name(all, last, at);
    if (name.empty()) break;
    located.package = std::move(name);
    if (at == last) return {.place = Place::kInstalled, .package = std::move(located.package)};
  }
  if (lang::has_test_folder(all, at, last)) located.place = Place::kTestData;
  return located;
}

}  // namespace pratique::extract::npm
