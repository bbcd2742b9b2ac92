// A map of YAML with its merge keys ("<<", YAML 1.1 type repository, "merge"), which Compose files use to share settings.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/yaml.h"
#include "policy/run_config/run_config.h"

namespace pratique::policy {

// Merge keys in merge keys.
inline constexpr int kMaxMergeDepth = 16;
// Maps that are merged into one.
inline constexpr std::size_t kMaxMerged = 64;

// The member, or that of the first map that is merged in and has it. Absent: nobody has it.
codec::Yaml member_of(codec::Yaml map, std::string_view key);
// The keys of the map and of those merged in, each once, with the value that counts.
void each_member_of(codec::Yaml map,
                    const std::function<void(std::string_view key, codec::Yaml value)>& visit);

// A text or a list of texts, at most kMaxRunEntries.
std::vector<RunWord> words_of(codec::Yaml node);
// true, false and, as Compose takes them, their texts.
std::optional<RunFlag> flag_of(codec::Yaml node);
// A scalar that is not empty.
std::optional<RunWord> word_of(codec::Yaml node);

// "CAP_NET_ADMIN" and "net_admin" are "NET_ADMIN".
std::string capability_name(std::string_view text);
// Whether a variable is a secret that stands there: its name or the shape of its value says so, and the value is no
// reference to something else ("$TOKEN", "/run/secrets/x").
bool is_secret_variable(std::string_view name, std::string_view value);

// Compose's interpolation (compose-spec, "Interpolation") as far as the text itself tells: "${TAG:-1.0}" is "1.0", "$$" is
// "$"; `open` is set when a variable is left that the environment has, which stays as it is written.
std::string interpolated(std::string_view text, bool& open);

}  // namespace pratique::policy
