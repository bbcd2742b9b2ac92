// Whether the programs that base images are made for are still maintained.
#pragma once

#include <string_view>
#include <vector>

#include "advisory/database.h"
#include "model/note.h"
#include "model/subject.h"

namespace pratique::match {

// A note "base-end-of-life" for each base image whose product (of its name: "node") and version (of its tags: "16.20-slim") had
// reached its end of life on the day. Distributions are told by the judgement. `day`: "2026-08-21"; empty: none.
std::vector<model::Note> ends_of_bases(const model::Subject& subject, const advisory::Database& database,
                                       std::string_view day);

}  // namespace pratique::match
