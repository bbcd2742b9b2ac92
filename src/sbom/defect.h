// What is wrong with a document by its format's schema, and where.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::sbom {

struct Defect {
  // From 1; 0: not known.
  std::size_t line = 0;
  // JSON pointer (RFC 6901): "/components/3/hashes/0/alg".
  std::string place;
  // "\"FOO\" is not a hash algorithm".
  std::string what;
  bool operator==(const Defect&) const = default;
};
// Of these the first are kept: a document that is wrong in one way is so a thousand times.
inline constexpr std::size_t kMaxDefects = 20;

// "line 12: "FOO" is not a hash algorithm (/components/3/hashes/0/alg)".
std::string to_line(const Defect& defect);

// The line on which the value at a JSON pointer begins; 0 when there is none such. Of sound JSON, UTF-8.
std::size_t line_of_json(std::string_view text, std::string_view place);
// The line of a byte.
std::size_t line_of_offset(std::string_view text, std::size_t offset);

}  // namespace pratique::sbom
