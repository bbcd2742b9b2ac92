// Package URLs: the one name of a component. Specification: ECMA-427 / package-url purl-spec
// (PURL-SPECIFICATION, types/).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pratique::model {

// The parts are held decoded and normalised as their type wants (pypi: lower case, "-" for "_"; golang, deb:
// lower case …); make_purl() and parse_purl() do that, so two purls of one package compare equal. Plain
// value, safe to copy and share.
struct Purl {
  // "deb", "npm"…; lower case.
  std::string type;
  // "debian", "@babel", "org.apache.logging.log4j"; may hold '/'.
  std::string name_space;
  std::string name;
  // As the package manager writes it; may be empty.
  std::string version;
  // Sorted by key; no empty values.
  std::map<std::string, std::string> qualifiers;
  std::string subpath;

  bool operator==(const Purl&) const = default;
  auto operator<=>(const Purl&) const = default;

  // Canonical text: "pkg:deb/debian/curl@7.88.1-10+deb12u5?arch=amd64&distro=debian-12".
  std::string to_string() const;
  // Without qualifiers and subpath: "pkg:deb/debian/curl@7.88.1-10+deb12u5".
  std::string short_form() const;
};

// Normalises the parts by the rules of `type`. Never fails: what a package manager recorded is kept, however
// odd.
Purl make_purl(std::string_view type, std::string_view name_space, std::string_view name,
               std::string_view version, std::map<std::string, std::string> qualifiers = {});

// How much parse_purl() lets pass. Lenient takes what other tools write: upper case in qualifier keys, and
// parts that the rules of the type do not allow ("pkg:golang/stdlib@1.22" has no namespace). Strict takes
// conforming text only.
enum class PurlSyntax { kLenient, kStrict };

// Parses a text, canonical or not. Errors: kInvalid with the offset of the wrong part.
Result<Purl> parse_purl(std::string_view text, PurlSyntax syntax = PurlSyntax::kLenient);

// Whether the parts are what the specification and the definition of the type allow: type and name present
// and well-formed, qualifier keys well-formed, namespace present or absent as the type wants. Errors:
// kInvalid, the part in `what`.
Result<void> check(const Purl& purl);

}  // namespace pratique::model
