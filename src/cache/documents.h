// Manifests and configs of images, kept by their digest: what a registry gave once need not be asked for again.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cache/folder.h"

namespace pratique::cache {

// Of entries that hold a document.
std::string maker_of_documents();

// Thread-safe.
class Documents {
 public:
  // The folder must outlive it.
  explicit Documents(Folder& folder) : folder_(folder) {}

  // Not verified: the folder may hold anything under this digest.
  std::optional<std::string> find(const std::string& digest);
  // The caller must have verified it.
  void keep(const std::string& digest, std::string_view text);

 private:
  Folder& folder_;
};

}  // namespace pratique::cache
