// Whether what an image is made of is still maintained: its distribution, the products that its base images are made for,
// and programs that no package manager installed (endoflife.date, in the advisory database).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "advisory/database.h"
#include "match/staleness.h"
#include "model/inventory.h"

namespace pratique::match {

// A note "base-end-of-life" for each base image whose product (of its name: "node") and version (of its tags: "16.20-slim") had
// reached its end of life on the reference's day, also by another name of the same image. Distributions are none of these.
std::vector<model::Note> ends_of_bases(const model::Subject& subject, const advisory::Database& database,
                                       const Reference& reference);

// How long what an image of this name ("docker.io/library/node:16.20-slim", "alpine:3.14", "debian:bookworm-slim") is made
// for is maintained; nothing where the name tells no product or release that is known.
std::optional<advisory::Lifecycle> lifecycle_of_image(std::string_view name,
                                                      const advisory::Database& database);

// A note "runtime-end-of-life" for each release of a program that had reached it: of components that no package of the
// distribution owns (a distribution mends what it ships), of what programs say of themselves, and of Go in Go programs.
std::vector<model::Note> ends_of_programs(const model::Inventory& inventory,
                                          const advisory::Database& database, const Reference& reference);

// A note "end-of-life" of the distribution, for who lists and does not judge: a judgement says it of its packages.
std::vector<model::Note> end_of_system(const model::Subject& subject, const advisory::Database& database,
                                       const Reference& reference);

}  // namespace pratique::match
