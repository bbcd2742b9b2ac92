// What the commands below `sbom` share that take documents: which forms they write, and reading them.
#pragma once

#include <string>

#include "cli.h"
#include "documents.h"
#include "model/inventory.h"
#include "sbom/write.h"
#include "teller.h"

namespace pratique::app {

// Every form of an inventory: those that programs read and those for people; sorted.
Forms inventory_forms(std::string usual);

// Writes the inventory in each of them; SOURCE_DATE_EPOCH says when the documents were made.
Result<void> write_inventory(const model::Inventory& inventory, const std::vector<Output>& outputs);

// What lies at a path ("-": standard input), or any target: an image, a folder. A path is read as an SBOM. With
// options.refuse_invalid only valid documents are taken.
Result<model::Inventory> read_listed(const std::string& named, const CommonOptions& options, Teller& teller);

// --lenient, which unsets options.refuse_invalid.
void add_lenient(CLI::App& command, CommonOptions& options);

}  // namespace pratique::app
