#include "extract/lang/support/toml_lock.h"

#include <utility>

#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract::lang {

TomlLock::TomlLock(std::string name, std::string file_name)
    : Extractor({.name = std::move(name),
                 .role = Role::kLockFile,
                 .triggers = {.base_names = {std::move(file_name)}},
                 .name_use = NameUse::kNone}) {}

Wish TomlLock::wants(const Candidate& candidate) const {
  return inside_package(candidate.path) ? Wish::no() : Wish::whole();
}

Result<Record> TomlLock::parse(const FileView& file) const {
  PQ_TRY(const auto text, file.text());
  PQ_CHECK(check_not_blank(text));
  PQ_TRY(const auto document, codec::TomlDocument::parse(text));
  if (const auto list = document.root()["package"]; list && !list.is_array()) {
    return base::invalid(info().triggers.base_names.front() + " with a list of packages that is no list");
  }
  return read(document.root());
}

}  // namespace pratique::extract::lang
