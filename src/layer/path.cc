#include "layer/path.h"

#include <utility>

#include "base/text.h"

namespace pratique::layer {

// True for the form that nearly all members have, which needs no rewriting.
static bool is_clean(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.front() == '.' || name.back() == '/') return false;
  for (auto slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/', slash + 1)) {
    if (name[slash + 1] == '/' || name[slash + 1] == '.') return false;
  }
  return true;
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

std::optional<std::string_view> clean_path(std::string_view name, std::string& memory) {
  if (name.size() <= kMaxPath && is_clean(name)) return name;
  auto cleaned = clean_path(name);
  if (!cleaned) return std::nullopt;
  memory = std::move(*cleaned);
  return memory;
}

}  // namespace pratique::layer
