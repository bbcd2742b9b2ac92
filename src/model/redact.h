// Values that say that they are secret are taken out of an image's configuration before anything is kept of
// it: passwords, tokens and keys in its environment, labels, history and commands never reach an inventory, a
// report or a log. What counts stands in docs/formats/inventory.md, "Secrets".
//
// By names: a variable, label, option or header whose name says so ("DB_PASSWORD", "--token", "X-Api-Key"). By
// shapes: the password in a URL, and the forms in which well-known services write their tokens. Names of files
// and of variables, truth values and public keys are no secrets. A text is read once from its start, in time
// proportional to its length; redacting twice changes nothing more.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pratique::model {

inline constexpr std::string_view kRedacted = "[redacted]";

struct Redaction {
  // With kRedacted in the place of each secret.
  std::string text;
  // Of each: "DB_PASSWORD", "password in a URL", "GitHub token".
  std::vector<std::string> what;
};

// Whether a name says that its value is secret: "DB_PASSWORD", "apiKey", "AWS_SECRET_ACCESS_KEY"; not
// "TOKENIZERS_PARALLELISM", "GPG_KEY" (a public key's fingerprint), "SECRETS_DIR".
bool is_secret_name(std::string_view name);

// The value of a variable or label of this name.
Redaction redact_value(std::string_view name, std::string_view value);
// A command, an instruction of a build, prose: assignments, options and headers in it, and shapes.
Redaction redact_text(std::string_view text);

}  // namespace pratique::model
