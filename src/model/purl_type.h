// What the registered purl types want of their parts (purl-spec, types/*-definition.json): one row a type.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/purl.h"

namespace pratique::model {

enum class Presence { kOptional, kRequired, kProhibited };
enum class Letters { kKept, kLower, kUpper };

struct PurlType {
  std::string_view type;
  Presence name_space = Presence::kOptional;
  Letters name_space_case = Letters::kKept;
  Letters name_case = Letters::kKept;
  Letters version_case = Letters::kKept;
  bool name_is_path =
      false;  // the namespace is one segment, the name all that follow, its slashes not encoded
};

// The row of a type; the row of an unregistered type allows everything and changes nothing.
const PurlType& purl_type(std::string_view type);

// The type that people mean by a word: its own name or an everyday one ("go", "pip", "debian", "jar"; case
// does not matter). Nothing for words that name no type.
std::optional<std::string_view> type_named(std::string_view word);
// Every word that type_named() takes, sorted: for "did you mean".
std::vector<std::string> type_words();

// Rewrites namespace, name and version as the type wants; applied twice it changes nothing more.
void normalise_for_type(Purl& purl);

// The rules that go beyond presence of a namespace: permitted characters and required qualifiers.
Result<void> check_for_type(const Purl& purl);

}  // namespace pratique::model
