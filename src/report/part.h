// Which packages are the base image's, and which the image's own.
#pragma once

#include <set>
#include <string>

#include "model/inventory.h"

namespace pratique::report {

class BasePart {
 public:
  // kUsage when it is not known which layers are the base image's, with what would tell it.
  static Result<BasePart> of(const model::Subject& subject);

  // By the layer of the file that the package was read from first; of a package database, the layer that brought the
  // package as it is now. Where no layer is told (a package of an attested SBOM of another tool) both hold: it may be
  // either. Packages of build stages are nobody's base.
  bool may_be_of_base(const model::Component& component) const;
  bool may_be_own(const model::Component& component) const;

 private:
  // diffIDs.
  std::set<std::string, std::less<>> base_;
};

// Takes out of an inventory what does not hold; edges follow. Packages whose layer is not told stay, and a note says how
// many they are.
enum class ImagePart { kBase, kOwn };
Result<void> keep_part(ImagePart part, model::Inventory& inventory);
// Takes out all packages that are of none of these build stages. One that no package is of leaves the note "no-stages".
void keep_stages(const std::vector<std::string>& stages, model::Inventory& inventory);

}  // namespace pratique::report
