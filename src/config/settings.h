// The file of settings, pratique.yaml: where it lies, and its sections, each of which is read by the module that it
// is about (docs/arbitration.md, docs/attestations.md, docs/exceptions.md,
// docs/update.md). A word that no section has is an error: a setting that is
// misspelt would be one that is silently not there.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "codec/yaml.h"

namespace pratique::config {

inline constexpr std::uint64_t kMaxSettingsBytes = 4 << 20;

// The sections that there are, sorted.
inline constexpr std::array<std::string_view, 8> kSections = {
    "arbitration",        "exceptions",         "feeds",        "forges", "keys",
    "prefer_attestation", "require_signatures", "shipped_feeds"};

// A variable of the environment; "" when it is not set.
using Variable = std::function<std::string(const char* name)>;

// Which file counts: the one that is named, $PRATIQUE_CONFIG, ./pratique.yaml, the user's
// ($XDG_CONFIG_HOME or ~/.config, pratique/pratique.yaml; XDG Base Directory Specification). Only the first that
// there is; one that is named by a person counts whether it is there or not. Empty: none.
std::string settings_place(const std::string& named, const Variable& variable);

class SettingsFile {
 public:
  // No file: every section is absent.
  SettingsFile() = default;
  // Errors, kUsage and with the line: what is no YAML, no mapping, a section that there is not.
  static Result<SettingsFile> parse(std::string text, std::string file);
  // The same of a file. Errors: kIo, kLimit.
  static Result<SettingsFile> read(const std::string& file);

  // Empty: there is none.
  const std::string& file() const { return file_; }
  const std::string& text() const { return text_; }
  // Absent where the file has no such section. A view into this.
  codec::Yaml section(std::string_view name) const;

 private:
  std::string file_, text_;
  std::shared_ptr<const codec::YamlDocument> document_;
};

// Whether every key of a mapping is one of these. Errors: kUsage at the key's line, with the nearest that there is;
// `what` names the mapping: "exception".
Result<void> check_keys(codec::Yaml mapping, std::span<const std::string_view> keys, std::string_view what);

// An error at a node of a file of settings.
tl::unexpected<Error> wrong_at(codec::Yaml node, std::string what);

}  // namespace pratique::config
