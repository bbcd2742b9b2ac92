// Tags as versions: "3.18.4-alpine" is version 3.18.4 of the variant "-alpine".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::bases {

struct TagVersion {
  std::vector<std::uint64_t> numbers;
  // What stands before ("v") and behind ("-slim-bookworm"); versions are compared within the same alone.
  std::string before, variant;
};
// Nothing: it has no version ("latest", "bookworm"), or one that is a date or a commit ("20240530", "4f2a…").
std::optional<TagVersion> version_of_tag(std::string_view tag);

// The newest of these tags in the line of `tag`: the same variant, as many numbers, all but the last of them equal (of three
// and more), a greater one; of a tag with a day ("bookworm-20240513-slim") the latest that is otherwise the same. Empty: there
// is none. "3.18.4" → "3.18.9"; "1.22" → "" where 1.23 is another line.
std::string newest_of_line(std::string_view tag, const std::vector<std::string>& tags);

}  // namespace pratique::bases
