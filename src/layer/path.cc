#include "layer/path.h"

#include <utility>

#include "base/text.h"

namespace pratique::layer {

// What of the name is its clean form, where that needs no rewriting, as for nearly all members: all of it,
// or, of a folder, all but the slash at the end. Nothing where it does.
static std::optional<std::string_view> clean_part(std::string_view name) {
  if (name.ends_with('/')) name.remove_suffix(1);
  if (name.empty() || name.front() == '/' || name.front() == '.' || name.back() == '/') return std::nullopt;
  for (auto slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/', slash + 1)) {
    if (name[slash + 1] == '/' || name[slash + 1] == '.') return std::nullopt;
  }
  return name;
}

std::optional<std::string> clean_path(std::string_view name) {
  if (name.size() > kMaxPath) return std::nullopt;
  if (const auto part = clean_part(name)) return std::string(*part);
  std::string path;
  for (const auto part : base::split(name, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      if (!path.empty()) path += '/';
      path += part;
    } else if (path.empty()) {
      return std::nullopt;
    } else {
      path.resize(base::folder_of(path).size());
    }
  }
  return path;
}

std::optional<std::string_view> clean_path(std::string_view name, std::string& memory) {
  if (name.size() > kMaxPath) return std::nullopt;
  if (const auto part = clean_part(name)) return part;
  auto cleaned = clean_path(name);
  if (!cleaned) return std::nullopt;
  memory = std::move(*cleaned);
  return memory;
}

}  // namespace pratique::layer
