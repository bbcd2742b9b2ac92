// Writing statements as OpenVEX 0.2.0, whatever form they were read from, and comparing them.
#pragma once

#include <string>
#include <vector>

#include "codec/json_value.h"
#include "vex/statement.h"

namespace pratique::vex {

// What a document says of itself.
struct VexHead {
  // Empty: made of what the document says, so that equal statements give equal ids.
  std::string id;
  std::string author;
  // RFC 3339.
  std::string timestamp;
  std::uint64_t version = 1;
};

// The statements of all documents in one, by time, then in the order of the documents; each with its own time, so that
// merging changes nothing of which is the newest. One that stands in several is written once.
codec::JsonObject to_openvex(const std::vector<VexDocument>& documents, const VexHead& head);

// One product in one vulnerability, with what is said of it last.
struct VexChange {
  enum class Kind : unsigned char { kAdded, kChanged, kRemoved };
  Kind kind = Kind::kAdded;
  // "CVE-2024-1", "pkg:oci/app", "pkg:apk/alpine/busybox"; the last may be empty.
  std::string vulnerability, product, subcomponent;
  // "not_affected (vulnerable_code_not_present)"; empty where it was not or is not there.
  std::string before, after;
};
// Sorted by vulnerability, product, subcomponent.
std::vector<VexChange> difference(const std::vector<VexDocument>& before,
                                  const std::vector<VexDocument>& after);

}  // namespace pratique::vex
