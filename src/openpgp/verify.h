// OpenPGP signatures (RFC 4880), verified against keys that are named by their fingerprints. Who is believed is whoever
// has one of these keys; user ids, trust and key servers play no part.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "codec/stream.h"

namespace pratique::openpgp {

// A primary key that was asked for and is there.
struct PinnedKey {
  // 40 (or more) upper-case hexadecimal digits.
  std::string fingerprint;
  // Seconds since 1970; 0: it does not expire.
  std::int64_t expires = 0;
  bool revoked = false;
};

// A good signature.
struct GoodSignature {
  // Fingerprint of the primary key whose key, or sub key, made it.
  std::string key;
  // "SHA256".
  std::string hash;
  // When it says that it was made: seconds since 1970.
  std::int64_t made = 0;
};

struct SignedText {
  GoodSignature signature;
  // What is signed, and nothing else: dashes unescaped, lines end as RFC 4880 §7.1 has them signed, as "\n".
  std::string text;
};

// "77e7 9abe …" in any spelling as it is kept here; empty for what is no fingerprint (40 digits, or 64 of version 5).
std::string plain_fingerprint(std::string_view text);

// Thread-safe: one signature is verified at a time, in the whole program.
class Verifier {
 public:
  // `keys`: texts of public keys, armoured or not (packets.h, key_packets()); of the same key all that is said counts, a
  // revocation above all. `trusted`: fingerprints of primary keys; no others are looked at. `now`: seconds since 1970.
  // Errors: kInvalid for texts that are no keys; kNotFound when none of the trusted ones is among them; kUnsupported when
  // the library is not there.
  static Result<Verifier> make(const std::vector<std::string>& keys, const std::vector<std::string>& trusted,
                               std::int64_t now);

  // Those of `trusted` that are there, in that order.
  const std::vector<PinnedKey>& keys() const;

  // The signature of `data`, which is read to its end. Of several, one by a trusted key is enough. Errors: kMismatch, with
  // the reason: it is of other bytes; by a key that is not trusted, revoked, expired, or not for signing; expired; made
  // with MD5, SHA-1 or RIPEMD-160. kInvalid, kLimit: no signature (packets.h). Errors of `data`.
  Result<GoodSignature> detached(codec::ByteSource& data, std::string_view signature) const;
  // The same of a text that is signed in the clear.
  Result<SignedText> cleartext(std::string_view document) const;

  struct State;
  explicit Verifier(std::shared_ptr<State> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<State> state_;
};

}  // namespace pratique::openpgp
