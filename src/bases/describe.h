// What the index knows of an image's base, put into its inventory.
#pragma once

#include "bases/index.h"
#include "model/inventory.h"

namespace pratique::bases {

// The bases by layers: the longest beginning of the image's layers that is all of an indexed image, then the longest one of
// these, and so on, each with its other names. What provenance or a label says of the nearest base stays, and gets the number of its
// layers. Notes: "base-moved" (its name means another image by now), "base-not-newest" (its line has a newer version),
// "base-unsupported" (an official image's tag that is no more among the supported ones), "base-architecture" (the official
// image has no such platform). Errors: those of reading the index.
Result<void> describe(const Index& index, model::Inventory& inventory);

// Without any index: what is built by tools that put files together without a base image (Bazel's rules, apko, ko, Nix), by
// its history, is built on nothing. Only where nothing else is known.
void tell_built_on_nothing(model::Subject& subject);

}  // namespace pratique::bases
