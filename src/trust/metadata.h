// Signed metadata in the manner of TUF 1.0 (The Update Framework, specification 1.0.31, §4): four roles, each a JSON
// document with signatures. Root says whose keys count, of how many; targets names the files; snapshot names the
// targets of one moment, so that nothing is mixed; timestamp names the snapshot and soon expires, so that nothing is
// withheld. Written and checked here as values; what is fetched and remembered is client.h.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json.h"
#include "crypto/sign.h"

namespace pratique::trust {

enum class RoleName { kRoot, kTargets, kSnapshot, kTimestamp };
inline constexpr std::array kAllRoles{RoleName::kRoot, RoleName::kTargets, RoleName::kSnapshot,
                                      RoleName::kTimestamp};
// "root".
std::string_view to_string(RoleName role);

// Seconds since 1970, UTC.
using Time = std::int64_t;
// "2026-12-03T09:30:00Z", and back. Errors: kInvalid for any other form.
std::string to_text(Time time);
Result<Time> time_of(std::string_view text);

inline constexpr std::uint64_t kMaxDocument = 4u << 20;
inline constexpr std::size_t kMaxSignatures = 64;  // of a document
inline constexpr std::size_t kMaxKeys = 64;        // of a root
inline constexpr std::size_t kMaxTargets = 4096;
inline constexpr std::uint64_t kMaxVersion = (1u << 31) - 1;

// A key as TUF names it: the id is the SHA-256 of this object, in canonical JSON.
struct RoleKey {
  crypto::PublicKey key;
  // Hex.
  std::string id() const;
  std::string to_json() const;
};

struct Signers {
  // Ids.
  std::vector<std::string> keys;
  std::uint64_t threshold = 1;
};

// Another document, as one names it.
struct Named {
  std::uint64_t version = 0, length = 0;
  // "sha256:…"
  std::string digest;
};

struct TargetFile {
  std::uint64_t length = 0;
  std::string digest;
  // Canonical JSON of `custom`; "{}" where there is none.
  std::string custom = "{}";
};

// What every document has; and of its role the part that belongs to it.
struct Metadata {
  RoleName role = RoleName::kRoot;
  std::uint64_t version = 0;
  Time expires = 0;
  // Of root.
  std::map<std::string, RoleKey> keys;
  std::map<RoleName, Signers> roles;
  // Of timestamp (the snapshot) and snapshot (the targets).
  Named names;
  // Of targets.
  std::map<std::string, TargetFile> targets;
};

struct Signature {
  // Id of the key.
  std::string key;
  std::string bytes;
};

// A document as it is stored.
struct SignedDocument {
  Metadata metadata;
  // What is signed: canonical.
  std::string body;
  std::vector<Signature> signatures;

  std::string to_text() const;
};

// Without signatures. What is written is canonical, so equal metadata are equal bytes.
SignedDocument document_of(const Metadata& metadata);
// Checks the shape, and no signature. Errors: kInvalid (`role` is what it must be), kLimit, kUnsupported for another
// major version of the specification.
Result<SignedDocument> read_document(std::string_view text, RoleName role);

// How many keys of the role signed: keys, however often one signed and by however many ids it goes.
std::uint64_t count_signers(const SignedDocument& document, const Metadata& root);
// That enough did, by this root. Errors: kMismatch, with how many of how many.
Result<void> check_signatures(const SignedDocument& document, const Metadata& root);
// Adds one, if the key is one of its role's by `root`; says whether it is. One of the same key that holds stays, any other is
// replaced.
Result<bool> add_signature(SignedDocument& document, const Metadata& root, const crypto::PrivateKey& key);

}  // namespace pratique::trust
