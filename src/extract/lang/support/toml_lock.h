// Lock files of TOML whose packages are the tables of "[[package]]": Cargo.lock, poetry.lock.
#pragma once

#include <string>

#include "codec/toml.h"
#include "extract/extractor.h"

namespace pratique::extract::lang {

class TomlLock : public Extractor {
 public:
  // Names of the extractor, of the file, and of the manifest beside it where that is read too.
  TomlLock(std::string name, std::string file_name, int version, std::string manifest = {});
  // A lock file inside a package is not the project's.
  Wish wants(const Candidate& candidate) const final;
  // Errors: kInvalid for what is blank, no TOML, or has something else than a list where packages stand.
  Result<Record> parse(const FileView& file) const final;

 protected:
  // Of a document whose "package" is a list or is not there.
  virtual Record read(codec::Toml root) const = 0;
  // Of a manifest, by RecordKind::kReasons; an empty record where it asks for nothing.
  virtual Record read_manifest(codec::Toml) const { return {}; }

 private:
  bool is_manifest(std::string_view path) const;
};

}  // namespace pratique::extract::lang
