#include "extract/binary/go/link_flags.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "version/order.h"

namespace pratique::extract::go {
namespace {

constexpr std::size_t kMaxVersion = 64;

// Words as cmd/go splits them: blanks separate, quotes of either kind hold a word together.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  char quote = 0;
  for (const char c : text) {
    if (quote == 0 && base::is_space(c)) {
      if (!word.empty()) out.push_back(std::move(word));
      word.clear();
    } else if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else {
      word += c;
    }
  }
  if (!word.empty()) out.push_back(std::move(word));
  return out;
}

// "goVersion" is that of the compiler, "configVersion" that of something else.
bool is_programs_version(std::string_view name) {
  constexpr std::string_view kNames[] = {"appversion",     "buildversion",   "currentversion",
                                         "gitversion",     "programversion", "release",
                                         "releaseversion", "semver",         "tag",
                                         "gittag",         "version",        "versionstring"};
  return std::ranges::find(kNames, base::to_lower(name)) != std::end(kNames);
}

bool is_of_program(std::string_view package, std::string_view module) {
  return package == "main" || package == module ||
         (package.starts_with(module) && package[module.size()] == '/');
}

bool is_release(std::string_view value) {
  if (value.starts_with('v')) value.remove_prefix(1);
  return value.size() <= kMaxVersion && base::contains(value, ".") &&
         version::find_order("go")->valid("v" + std::string(value));
}

// "main.version=1.2.3": "v1.2.3"; "" for any other.
std::string version_in(std::string_view definition, std::string_view module) {
  const auto halves = base::cut(definition, "=");
  const auto name = halves ? base::cut_last(halves->before, ".") : std::nullopt;
  if (!name || !is_programs_version(name->after) || !is_of_program(name->before, module) ||
      !is_release(halves->after))
    return {};
  return (halves->after.starts_with('v') ? "" : "v") + std::string(halves->after);
}

}  // namespace

std::string version_in_flags(std::string_view flags, std::string_view module) {
  std::string found;
  bool next = false;  // the word before was "-X"
  for (const auto& word : words_of(flags)) {
    std::string_view definition = word;
    if (definition.starts_with("--")) definition.remove_prefix(1);
    const bool defines = std::exchange(next, definition == "-X");
    if (definition.starts_with("-X=")) {
      definition.remove_prefix(3);
    } else if (!defines) {
      continue;
    }
    auto version = version_in(definition, module);
    if (version.empty()) continue;
    if (!found.empty() && found != version) return {};
    found = std::move(version);
  }
  return found;
}

}  // namespace pratique::extract::go
