// What readers make of one file of a feed, counted.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "advisory/inputs.h"
#include "feeds/expected.h"

namespace pratique::feeds {

struct Reading {
  // Path inside the input, which comes first: "almalinux/…/ALSA-2023:4520.json".
  std::string path;
  // Those that take the file for their own; one of more than one that a file has is a fault.
  std::vector<std::string> readers;
  Counts counts;
  // Each as "where: why"; where the whole file could not be read, that alone.
  std::vector<std::string> skipped;
};

// Offers every file of the input to all readers. `told`: the reader that a file is read with though it does not
// recognise it, as where a declaration names it; empty: none is.
Result<void> read_input(const advisory::FeedInput& input,
                        const std::function<std::string(const std::string& path)>& told,
                        const std::function<void(Reading)>& give);

}  // namespace pratique::feeds
