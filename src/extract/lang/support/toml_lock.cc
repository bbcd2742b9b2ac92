#include "extract/lang/support/toml_lock.h"

#include <utility>
#include <vector>

#include "base/text.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract::lang {

static std::vector<std::string> with(std::string file_name, std::string manifest) {
  std::vector<std::string> names = {std::move(file_name)};
  if (!manifest.empty()) names.push_back(std::move(manifest));
  return names;
}

TomlLock::TomlLock(std::string name, std::string file_name, int version, std::string manifest)
    : Extractor({.name = std::move(name),
                 .role = Role::kLockFile,
                 .version = version,
                 .triggers = {.base_names = with(std::move(file_name), std::move(manifest))},
                 .name_use = NameUse::kBaseName}) {}

bool TomlLock::is_manifest(std::string_view path) const {
  return base::base_name(path) != info().triggers.base_names.front();
}

Wish TomlLock::wants(const Candidate& candidate) const {
  return inside_package(candidate.path) ? Wish::no() : Wish::whole();
}

Result<Record> TomlLock::parse(const FileView& file) const {
  PQ_TRY(const auto text, file.text());
  if (is_manifest(file.path())) {
    const auto manifest = codec::TomlDocument::parse(text);
    return manifest ? read_manifest(manifest->root()) : Record{};  // nobody has said that it is a package's
  }
  PQ_CHECK(check_not_blank(text));
  PQ_TRY(const auto document, codec::TomlDocument::parse(text));
  if (const auto list = document.root()["package"]; list && !list.is_array()) {
    return base::invalid(info().triggers.base_names.front() + " with a list of packages that is no list");
  }
  return read(document.root());
}

}  // namespace pratique::extract::lang
