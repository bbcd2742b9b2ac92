#include "config/settings.h"

#include <filesystem>

#include "base/nearest.h"
#include "base/text.h"
#include "codec/stream.h"

namespace pratique::config {

namespace {

constexpr const char* kFileName = "pratique.yaml";

bool is_file(const std::string& path) {
  std::error_code error;
  return !path.empty() && std::filesystem::is_regular_file(path, error);
}

std::string users_own(const Variable& variable) {
  const auto named = variable("XDG_CONFIG_HOME"), home = variable("HOME");
  // The specification has relative ones ignored.
  if (named.starts_with('/')) return named + "/pratique/" + kFileName;
  return home.starts_with('/') && home.size() > 1 ? home + "/.config/pratique/" + kFileName : "";
}

}  // namespace

std::string settings_place(const std::string& named, const Variable& variable) {
  if (!named.empty()) return named;
  if (auto set = variable("PRATIQUE_CONFIG"); !set.empty()) return set;
  for (const auto& usual : {std::string(kFileName), users_own(variable)}) {
    if (is_file(usual)) return usual;
  }
  return {};
}

tl::unexpected<Error> wrong_at(codec::Yaml node, std::string what) {
  Where where;
  if (node.line() > 0) where.line = node.line();
  return base::fail(ErrorKind::kUsage, std::move(what), std::move(where));
}

Result<void> check_keys(codec::Yaml mapping, std::span<const std::string_view> keys, std::string_view what) {
  Result<void> sound;
  mapping.each_entry([&](codec::Yaml key, codec::Yaml) {
    if (!sound || base::is_one_of(key.text(), keys)) return;
    sound = wrong_at(key, std::string(what) + " has no \"" + std::string(key.text()) + "\"" +
                              base::did_you_mean(key.text(), keys));
  });
  return sound;
}

Result<SettingsFile> SettingsFile::parse(std::string text, std::string file) {
  SettingsFile settings;
  settings.file_ = std::move(file);
  settings.text_ = std::move(text);
  const auto here = [&](Error error) {
    error.kind = ErrorKind::kUsage;
    return tl::unexpected(std::move(error).in(settings.file_));
  };
  auto document = codec::YamlDocument::parse(settings.text_, kMaxSettingsBytes);
  if (!document) return here(std::move(document).error());
  settings.document_ = std::make_shared<const codec::YamlDocument>(*std::move(document));
  const auto root = settings.document_->root();
  if (root && !root.is_object() && !root.is_null()) return here({.what = "no settings by name"});
  if (auto sound = check_keys(root, kSections, "pratique.yaml"); !sound)
    return here(std::move(sound).error());
  return settings;
}

Result<SettingsFile> SettingsFile::read(const std::string& file) {
  PQ_TRY(const auto source, codec::open_file(file));
  PQ_TRY(auto text, codec::read_all(*source, kMaxSettingsBytes));
  return parse(std::move(text), file);
}

codec::Yaml SettingsFile::section(std::string_view name) const {
  return document_ == nullptr ? codec::Yaml() : document_->root()[name];
}

}  // namespace pratique::config
