#include "extract/lang/python/source.h"

#include <array>

#include "base/text.h"
#include "codec/json.h"
#include "extract/lang/python/place.h"
#include "extract/lang/support/packages.h"
#include "model/redact.h"

namespace pratique::extract::python {

namespace {

constexpr std::string_view kDirect = "direct_url.json";

// "file:///app" → "/app"; anything else as it is.
std::string folder_of_url(std::string_view url) {
  constexpr std::string_view kFile = "file://";
  if (url.starts_with(kFile)) url.remove_prefix(kFile.size());
  return base::replace_all(lang::descriptive(url), "%20", " ");
}

}  // namespace

bool is_source(std::string_view path) {
  if (path.ends_with(".egg-link")) return true;
  return base::base_name(path) == kDirect &&
         place_of(std::string(base::folder_of(path)) + "/METADATA") == lang::Place::kInstalled;
}

std::string source_of(std::string_view path, std::string_view text) {
  if (path.ends_with(".egg-link")) {
    const auto first = base::trim(text.substr(0, text.find('\n')));
    return first.empty() ? std::string() : "editable\n" + lang::descriptive(first);
  }
  const auto document = codec::JsonDocument::parse(text);
  if (!document) return {};
  const auto root = document->root();
  const auto url = root["url"].text();
  if (root["vcs_info"]) return "repository\n" + lang::descriptive(model::redact_text(url).text);
  if (!root["dir_info"]) return {};
  const bool editable = root["dir_info"]["editable"].boolean().value_or(false);
  return std::string(editable ? "editable" : "folder") + "\n" + folder_of_url(url);
}

std::string_view described_by(std::string_view path) {
  const auto folder = base::folder_of(path);
  return folder.ends_with(".dist-info") ? folder : std::string_view();
}

bool project_is_in(std::string_view folder, const View& view) {
  while (folder.starts_with('/')) folder.remove_prefix(1);
  if (folder.empty()) return false;
  for (const std::string_view file : {"pyproject.toml", "setup.py", "setup.cfg"}) {
    if (view.exists(std::string(folder) + "/" + std::string(file))) return true;
  }
  return false;
}

}  // namespace pratique::extract::python
