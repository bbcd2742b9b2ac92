// Environments of the user: where they are kept, what is recorded in them, and images that are taken from there.
#pragma once

#include "cli.h"
#include "scan/scan.h"
#include "store/environments.h"
#include "teller.h"

namespace pratique::app {

// $PRATIQUE_ENVIRONMENTS; else environments.db in $XDG_DATA_HOME/pratique, else in ~/.local/share/pratique. kUsage where
// there is no such folder.
Result<std::string> environments_path();
// Makes the folder where `create` says so.
Result<store::EnvironmentStore> open_environments(bool create);

// "docker.io/library/alpine:3.18" of whatever somebody wrote; what is no reference stays as it is.
std::string full_image_name(const std::string& word);
// What is to be recorded of an image that was read; `named`: as the user wrote it.
store::RecordedImage recordable(const std::string& environment, const std::string& named,
                                const model::Inventory& inventory);

// The digests of what runs there, where the options name an environment and no image in it; else one empty text: what they
// name themselves. Errors: kNotFound for an environment without an image.
Result<std::vector<std::string>> images_of_environment(const CommonOptions& options);

// The image of options.environment that options.target names, of options.platform. Errors: kUsage where there are several;
// kNotFound.
Result<scan::Scan> read_recorded(const CommonOptions& options, Teller& teller);

}  // namespace pratique::app
