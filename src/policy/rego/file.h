// Files of Rego as policies: which of them ask something, what they say of themselves, and what they bring along.
//
// A policy is a file of the package docker.scout (Docker's documentation of local policies); each is evaluated alone, so several
// files may have the package. Files of other packages are libraries of all that come from one place; files whose package ends
// with "_test", or whose name does, hold tests.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"

namespace pratique::policy {

inline constexpr std::string_view kPolicyPackage = "docker.scout";
inline constexpr std::uint64_t kMaxRegoFile = 1 << 20;
inline constexpr std::size_t kMaxRegoFiles = 1'000;
// Of all files of one place.
inline constexpr std::uint64_t kMaxRegoBytes = 16 << 20;

struct RegoFile {
  // As the user named it, or in a bundle.
  std::string path;
  std::string text;
  // "docker.scout"; filled by read_package().
  std::string package{};

  bool is_policy() const { return package == kPolicyPackage; }
  bool is_test() const;
};

// The package that the text declares, in which only blank lines and comments may stand before. Errors: kInvalid with the
// line.
Result<std::string> read_package(std::string_view text);

struct RegoMetadata {
  PolicyAbout about;
  // Line of the first "# METADATA"; 0: there is none.
  std::uint64_t line = 0;
  // What is left unsaid or said in a way that nobody reads, for `policy lint`.
  std::vector<std::string> remarks{};
};
// The METADATA block before the package (OPA's documentation of annotations, "package" scope): YAML in comments. Without one,
// or without custom.name, the policy's name is its package. Errors, kInvalid with the line: no YAML, a member of another kind, a
// name that is none, a weight that is none, a result type that there is not.
Result<RegoMetadata> read_metadata(std::string_view text, const std::string& package, std::string origin);

// One policy, ready to be asked.
struct RegoPolicy {
  PolicyAbout about;
  RegoFile file;
  // Of its place, sorted by path.
  std::shared_ptr<const std::vector<RegoFile>> libraries;
  std::vector<std::string> remarks{};
};

// The policies among the files of one place, sorted by path. Errors, with the file: those above; kLimit; two of one name.
// `origin`: what is said of where they come from, before ": PATH"; empty: the path alone.
Result<std::vector<RegoPolicy>> policies_in(std::vector<RegoFile> files, const std::string& origin);

}  // namespace pratique::policy
