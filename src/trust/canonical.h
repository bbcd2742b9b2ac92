// Canonical JSON as TUF signs it (OLPC, "Canonical JSON"): members sorted by the bytes of their keys, no blanks, whole
// numbers only, and of text nothing escaped but '"' and '\'. Not RFC 8785, which writes text and numbers otherwise.
#pragma once

#include <string>

#include "codec/json.h"

namespace pratique::trust {

// Errors, kInvalid: a number that is not whole, a key that occurs twice in an object; kLimit: deeper than 32.
Result<std::string> canonical(codec::Json value);

// For what we write ourselves: the text in quotes.
std::string canonical_text(std::string_view text);

// The same as JSON that any reader takes: canonical JSON leaves the control characters of a text (line ends of a PEM)
// as they are, JSON must not.
std::string as_json(std::string_view canonical);

}  // namespace pratique::trust
