// What registries of packages say, from mirrors that the user names: --registry-metadata.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli.h"
#include "fix/plan.h"

namespace pratique::app {

class RegistryMetadata {
 public:
  // Adds --registry-metadata.
  static void declare(CLI::App& command, std::vector<std::string>& words);
  // Of "TYPE=PLACE" each: a folder or an address. Nothing is asked before a package is. Errors: kUsage for a type that no
  // reader has, a place that is none, a type given twice.
  static Result<RegistryMetadata> of(const std::vector<std::string>& words, const CommonOptions& options);
  // Valid as long as this.
  fix::Books books() const;

 private:
  std::map<std::string, std::unique_ptr<fix::MetadataBook>, std::less<>> books_;
};

}  // namespace pratique::app
