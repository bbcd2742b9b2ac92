#include "layer/path.h"

#include "base/text.h"

namespace pratique::layer {

// True for the form that nearly all members have, which needs no rewriting.
static bool is_clean(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.front() == '.' || name.back() == '/') return false;
  return !base::contains(name, "//") && !base::contains(name, "/.");
}

std::optional<std::string> clean_path(std::string_view name) {
  if (name.size() > kMaxPath) return std::nullopt;
  if (is_clean(name)) return std::string(name);
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

}  // namespace pratique::layer
