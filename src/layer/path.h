// Names in a layer become keys of the index, never paths of this machine.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pratique::layer {

// Linux's PATH_MAX; no file of a longer name can be opened in a container.
inline constexpr std::size_t kMaxPath = 4096;

// "./usr//lib/../bin/x", "/usr/bin/x" → "usr/bin/x"; "" for the root itself. Nothing when the name climbs
// above the root or is longer than kMaxPath.
std::optional<std::string> clean_path(std::string_view name);
// The same without a copy where there is nothing to clean: a view of `name`, or else of `memory`.
std::optional<std::string_view> clean_path(std::string_view name, std::string& memory);

}  // namespace pratique::layer
