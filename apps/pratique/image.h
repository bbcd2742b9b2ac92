// An image that a command opens, by the options that name it.
#pragma once

#include "attest/write.h"
#include "cli.h"
#include "scan/open_image.h"
#include "teller.h"

namespace pratique::app {

struct NamedImage {
  scan::Target target;
  // Of what is opened; on the heap, so that its place stays.
  std::unique_ptr<base::Meter> meter;
  scan::OpenImage open;
};

// Adds target, --platform and --ref, and how it is got: what names an image.
void add_image(CLI::App& command, CommonOptions& options);
// The image of options.target; kUsage without one.
Result<NamedImage> open_named(const CommonOptions& options, Teller& teller);

// Media type, digest and size of the image's manifest, as a referrer names its subject.
Result<oci::Descriptor> subject_descriptor(const NamedImage& image);
// Attaches it to the image where that lies; says whether it was not there yet. kUnsupported for archives.
Result<bool> attach(const NamedImage& image, const attest::Referrer& referrer);

}  // namespace pratique::app
