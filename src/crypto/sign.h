// Keys and signatures (OpenSSL 3): Ed25519 (RFC 8032, pure) and ECDSA over P-256 with SHA-256 (FIPS 186-5; signatures
// in DER). No other algorithm is accepted, whatever a key file holds.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/byte_reader.h"

namespace pratique::crypto {

enum class KeyAlgorithm { kEd25519, kEcdsaP256 };
// "ed25519", "ecdsa".
std::string_view to_string(KeyAlgorithm algorithm);

// A copy shares the key. Thread-safe.
class PublicKey {
 public:
  // PEM, "BEGIN PUBLIC KEY". Errors: kInvalid for what is none; kUnsupported for another algorithm or curve.
  static Result<PublicKey> from_pem(std::string_view text);
  // The 32 bytes of an Ed25519 key. Errors: kInvalid.
  static Result<PublicKey> from_ed25519(std::string_view bytes);

  KeyAlgorithm algorithm() const;
  std::string pem() const;
  // Of an Ed25519 key its 32 bytes.
  std::string raw() const;
  // SHA-256 of the key's DER (SubjectPublicKeyInfo), "sha256:…": the same however the key is written.
  std::string fingerprint() const;
  // False for whatever is not a signature of these bytes by this key.
  bool verify(std::string_view message, std::string_view signature) const;

  struct State;
  explicit PublicKey(std::shared_ptr<const State> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<const State> state_;
};

// It cannot be printed: pem() is the one door.
class PrivateKey {
 public:
  static Result<PrivateKey> generate(KeyAlgorithm algorithm);
  // PKCS#8 PEM, encrypted or not. Errors, none of which holds a part of key or passphrase: kInvalid; kUsage when it is
  // encrypted and the passphrase is empty or wrong; kUnsupported.
  static Result<PrivateKey> from_pem(std::string_view text, std::string_view passphrase);

  PublicKey public_key() const;
  Result<std::string> sign(std::string_view message) const;
  // PKCS#8; encrypted (PBES2, AES-256-CBC, PBKDF2) unless the passphrase is empty.
  Result<std::string> pem(std::string_view passphrase) const;

  struct State;
  explicit PrivateKey(std::shared_ptr<const State> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<const State> state_;
};

}  // namespace pratique::crypto
