// Requirements: what a manifest says of the versions that it takes, as each ecosystem writes it: "^4.17.1", "~=2.0",
// ">=1.0,<2", "[1.0,2.0)". One file in fix/requirement/ adds a language.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::fix {

inline constexpr std::size_t kMaxRequirement = 4'096;

// What a requirement says of a version.
enum class Admission : std::uint8_t {
  kAdmitted,
  // Older than all that is asked for.
  kOlder,
  // Not admitted otherwise: newer, left out, or between alternatives.
  kNewer
};

struct MovedRequirement {
  std::string text;
  // What a reader should know of it; may be empty.
  std::string remark{};
};

// `const` and without state. Errors of all: kLimit over kMaxRequirement, kInvalid for what is no requirement or version of
// the language, kUnsupported for what names no versions (a tag, an address) or cannot be moved.
class RequirementLanguage {
 public:
  virtual ~RequirementLanguage() = default;
  // "npm", "poetry".
  virtual std::string_view name() const = 0;
  // Of the package URLs whose ecosystem writes so: "npm", "pypi"; "" where another language is the usual one.
  virtual std::string_view purl_type() const { return name(); }
  virtual Result<Admission> admission(std::string_view requirement, std::string_view version) const = 0;
  // The requirement with the same operators, moved so that it admits `to` and, where the language can say that, nothing
  // older. What is between the versions stays as it is written.
  virtual Result<MovedRequirement> moved(std::string_view requirement, std::string_view to) const = 0;
  // How the language says "this version or a later compatible one", for an entry that is added.
  virtual std::string compatible(std::string_view version) const = 0;

  Result<bool> admits(std::string_view requirement, std::string_view version) const;
};

namespace requirements {
// Every language, sorted by file name. Generated (cmake/registry.cmake).
std::vector<std::unique_ptr<RequirementLanguage>> all_languages();
}  // namespace requirements

// By its name or a type of package URLs; nullptr: none. The object lives as long as the program.
const RequirementLanguage* find_requirement_language(std::string_view word);

}  // namespace pratique::fix
