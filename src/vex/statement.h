// What VEX documents say, whatever their form: one model of statements (docs/vex.md).
//
// Forms: OpenVEX 0.0.x and 0.2.0 (https://github.com/openvex/spec, OPENVEX-SPEC.md); CSAF 2.0 and 2.1
// (https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html); CycloneDX 1.4 to 1.7 (ECMA-424, "vulnerabilities").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/purl.h"

namespace pratique::vex {

// In the order of gravity: what a tie is decided by.
enum class VexStatus : std::uint8_t { kNotAffected, kFixed, kUnderInvestigation, kAffected };
// OpenVEX's words: "not_affected", "fixed", "under_investigation", "affected".
const char* to_string(VexStatus status);
// Errors: kInvalid for a word that is none of them; case counts.
Result<VexStatus> parse_vex_status(std::string_view word);
// The five of OpenVEX (§ "Status Justifications"), which are those of CISA's minimum requirements.
bool is_justification(std::string_view word);
const std::vector<std::string_view>& justifications();

// A product or a component of one: by whatever it is named. Several names of one thing, so that one that matches suffices.
struct VexThing {
  // As written: @id, identifiers, what a product tree calls it.
  std::vector<std::string> names{};
  std::vector<model::Purl> purls{};
  std::vector<std::string> cpes{};
  // Hexadecimal, lower case.
  std::vector<std::string> hashes{};
  // What people read: the first of its names.
  std::string text() const;
  bool operator==(const VexThing&) const = default;
};

struct VexProduct {
  VexThing thing;
  // Empty: the product and all that is in it.
  std::vector<VexThing> subcomponents{};
  bool operator==(const VexProduct&) const = default;
};

struct VexStatement {
  // The id that it is best known by first, then aliases and addresses.
  std::vector<std::string> vulnerabilities{};
  std::vector<VexProduct> products{};
  VexStatus status = VexStatus::kAffected;
  // The form's word; what is said in words: impact statement, detail, notes.
  std::string justification{}, text{}, action{};
  // When it was said: its own word, else the document's. RFC 3339; may be empty.
  std::string timestamp{};
  // Its number in the document, from 1, and those whose products were written apart share one.
  std::size_t number = 0;
  bool operator==(const VexStatement&) const = default;
};

enum class VexForm : std::uint8_t { kOpenVex, kCsaf, kCycloneDx };
const char* to_string(VexForm form);  // "OpenVEX", "CSAF", "CycloneDX"

// What was found wrong or odd.
struct VexRefusal {
  // Of the statement, from 1; 0: the document.
  std::size_t number = 0;
  // "not_affected without a justification or an impact statement".
  std::string why;
};

// Where it comes from; nearer to the user first.
enum class VexOrigin : std::uint8_t {
  kNamed,     // a place that the user named
  kAttached,  // beside the image
  kImage,     // a file in the image
};
const char* to_string(VexOrigin origin);  // "named", "attached", "image"

struct VexDocument {
  // File or address.
  std::string place{};
  VexForm form = VexForm::kOpenVex;
  VexOrigin origin = VexOrigin::kNamed;
  // "0.2.0"; as the form counts.
  std::string form_version{};
  // By its own words; may be empty.
  std::string id{}, author{}, timestamp{};
  std::uint64_t version = 0;
  std::vector<VexStatement> statements{};
  // Statements that are not believed, in the document's order.
  std::vector<VexRefusal> refused{};
  // What its form demands and it has not, though it can be read: for `vex lint`.
  std::vector<VexRefusal> faults{};
  // Why none of its statements is applied, "author \"x\" is none of --vex-author"; empty: they may be.
  std::string barred{};
  // Bytes that its statements hold (read.h, charge()).
  std::uint64_t held = 0;
};

// Seconds since 1970 of an RFC 3339 time, with whatever offset; nothing for what is none.
std::optional<std::int64_t> seconds_of(std::string_view timestamp);

}  // namespace pratique::vex
