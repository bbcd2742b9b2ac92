// Exceptions: findings that a team lives with, or that it knows to be wrong, until a day. Of the section `exceptions:`
// of pratique.yaml (docs/exceptions.md), and of the files in which other scanners are told to be silent.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codec/yaml.h"
#include "match/finding.h"
#include "model/inventory.h"
#include "vex/product.h"

namespace pratique::vex {

inline constexpr std::size_t kMaxExceptions = 20'000;
inline constexpr std::uint64_t kMaxIgnoreFile = 4 << 20;

enum class ExceptionScope : unsigned char { kOrganisation, kRepository, kImage };
const char* to_string(ExceptionScope scope);  // "organisation", "repository", "image"

// All that is set must hold; several of one list are alternatives.
struct ExceptionRule {
  // Of vulnerabilities, by any of their names; empty: any.
  std::vector<std::string> ids{};
  // Whether aliases of the finding count; other scanners compare its own id only.
  bool with_aliases = true;
  // A purl (as `matches(Purl, Purl)`), or with stars a pattern of its text with or without qualifiers.
  std::vector<std::string> purls{};
  // Patterns of a path in the image.
  std::vector<std::string> paths{};
  // Of other scanners: the package's name, version and purl type; whether a fix is known ("fixed", "not-fixed").
  std::string name{}, version{}, type{}, fix_state{};
  ExceptionScope scope = ExceptionScope::kOrganisation;
  // Of a repository or an image: "docker.io/library/alpine", "ghcr.io/org/*", "alpine:3.18", "sha256:…".
  std::string scope_of{};
  // "accepted-risk", "false-positive".
  std::string kind = "accepted-risk";
  std::string justification{}, owner{}, approver{};
  // The last day on which it holds, "2026-12-31"; empty: until it is taken away.
  std::string expiry{};
  // Other scanners' files: it holds until that day begins, not until it ends.
  bool until = false;
  // Where it stands.
  std::string file{};
  std::uint64_t line = 0;

  // Expired on that day; never, where the day is not known.
  bool is_over(std::string_view day) const {
    return !expiry.empty() && !day.empty() && (until ? day >= expiry : day > expiry);
  }
  // What it is about, for people: "CVE-2024-1 in pkg:deb/debian/openssl".
  std::string text() const;
};

// What was not understood, so that it closes nothing.
struct ExceptionFault {
  std::string file;
  std::uint64_t line = 0;
  std::string why;
};

struct ExceptionFile {
  std::string file{};
  std::vector<ExceptionRule> rules{};
  // Only of other scanners' files: what they can say and we cannot hold to.
  std::vector<ExceptionFault> faults{};
};

// The section of pratique.yaml; absent: none. Errors, kUsage at the line: an unknown member, a missing one (id, type,
// justification), a word or day that is none, a purl that is none. One bad exception refuses the file: who wrote it wants to
// know.
Result<std::vector<ExceptionRule>> read_exceptions(codec::Yaml section, const std::string& file);

// ".trivyignore", ".trivyignore.yaml", ".grype.yaml", "osv-scanner.toml" or a name that ends so or begins so; anything
// else is read as .trivyignore if it has the ending of none. Errors: kUsage: not of its form, with the line; kLimit.
Result<ExceptionFile> read_ignore_file(std::string_view text, const std::string& file);
// The names that are looked for in the working folder.
const std::vector<std::string>& usual_ignore_files();

// Whether it is about a finding, and by what; kNot: it is not.
VexMatch matches(const ExceptionRule& rule, const match::Finding& finding, const model::Component& component);
// Whether its scope has the image.
bool in_scope(const ExceptionRule& rule, const ImageNames& image);
// "2026-12-31".
bool is_day(std::string_view text);

}  // namespace pratique::vex
