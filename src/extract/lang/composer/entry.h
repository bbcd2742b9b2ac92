// One package as installed.json and composer.lock write it (https://getcomposer.org/doc/04-schema.md).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/json.h"
#include "extract/lang/support/packages.h"

namespace pratique::extract::composer {

// The packages of one file, and whom they require.
class Packages {
 public:
  // {"name": "vendor/name", "version": "v1.2.3", "license": ["MIT"], "authors": [{"name": …}], "require": {…}, …};
  // the version stays as written. `dev`: only the development of the project needs it. The document must outlive
  // this.
  void add(codec::Json entry, model::Evidence evidence, bool dev);
  Record take() &&;

 private:
  lang::PackageCollector packages_;
  lang::PackageNames names_;
  std::vector<std::pair<codec::Json, lang::PackageCollector::Id>> entries_;
};

// composer.json of a project, neither in its vendor folder nor in another package.
bool is_manifest(std::string_view path);
// A record of what it requires, for development too, names in lower case; an empty one for what is no such file.
Record parse_manifest(std::string_view text);
// As such a record calls a package.
std::string manifest_name(const model::Purl& purl);

}  // namespace pratique::extract::composer
