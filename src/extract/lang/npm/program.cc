#include "extract/lang/npm/program.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::extract::npm {
namespace {

constexpr std::string_view kSystemFolders[] = {"usr/lib", "usr/libexec", "usr/local/lib", "usr/local/share",
                                               "usr/share"};

bool is_system_folder(std::string_view folder) {
  return std::ranges::find(kSystemFolders, folder) != std::end(kSystemFolders);
}

bool starts_like_version(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  return !text.empty() && base::is_digit(text.front());
}

std::string_view without_scope(std::string_view name) {
  const auto halves = name.starts_with('@') ? base::cut(name, "/") : std::nullopt;
  return halves ? halves->after : name;
}

// "yarn-v1.22.22" of yarn and 1.22.22.
bool names_both(std::string_view folder, std::string_view name, std::string_view version) {
  if (!folder.starts_with(name)) return false;
  folder.remove_prefix(name.size());
  if (!folder.starts_with('-')) return false;
  folder.remove_prefix(1);
  if (folder.starts_with('v') && folder != version) folder.remove_prefix(1);
  return folder == version;
}

}  // namespace

bool may_be_program(std::string_view path) {
  const auto folder = base::folder_of(path);
  const auto own = base::base_name(folder), above = base::folder_of(folder);
  if (above == "opt" || is_system_folder(above) || starts_like_version(own)) return true;
  for (auto dash = own.find('-'); dash != std::string_view::npos; dash = own.find('-', dash + 1)) {
    if (starts_like_version(own.substr(dash + 1))) return true;
  }
  return false;
}

bool may_be_extension(std::string_view path) {
  return base::base_name(base::folder_of(base::folder_of(path))) == "extensions";
}

bool is_program(std::string_view path, const ProgramManifest& manifest) {
  if (manifest.name.empty() || manifest.version.empty()) return false;
  const auto name = without_scope(manifest.name);
  const auto folder = base::folder_of(path);
  const auto own = base::base_name(folder), above = base::folder_of(folder);
  if (names_both(own, name, manifest.version)) return true;
  if (own == manifest.version && base::base_name(above) == name) return true;
  return own == name && (is_system_folder(above) || (above == "opt" && manifest.has_command));
}

}  // namespace pratique::extract::npm
