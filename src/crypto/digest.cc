#include "crypto/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/hex.h"
#include "base/text.h"

namespace pratique::crypto {

namespace {
// Fetched once: the implicit fetch of EVP_sha256() costs microseconds a call in OpenSSL 3.0.
const EVP_MD* algorithm() {
  static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched;
}
}  // namespace

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex2(state_->context, algorithm(), nullptr);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(base::Bytes bytes) { EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()); }

std::string Sha256::finish() {
  std::array<unsigned char, 32> digest{};
  EVP_DigestFinal_ex(state_->context, digest.data(), nullptr);
  std::string text = "sha256:";
  base::append_hex(text, std::as_bytes(std::span(digest)));
  return text;
}

std::string sha256(base::Bytes bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

static std::string hex_digest(const EVP_MD* algorithm, base::Bytes bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm, nullptr);
  return base::to_hex(std::as_bytes(std::span(digest)).first(size));
}

std::string sha512_hex(base::Bytes bytes) { return hex_digest(EVP_sha512(), bytes); }

std::string md5_hex(base::Bytes bytes) {
  static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "MD5", nullptr);
  return hex_digest(fetched, bytes);
}

std::string sha1_hex(base::Bytes bytes) {
  static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  return hex_digest(fetched, bytes);
}

bool is_sha256(std::string_view digest) {
  constexpr std::string_view kPrefix = "sha256:";
  if (!digest.starts_with(kPrefix) || digest.size() != kPrefix.size() + 64) return false;
  digest.remove_prefix(kPrefix.size());
  return std::all_of(digest.begin(), digest.end(),
                     [](char c) { return base::is_digit(c) || (c >= 'a' && c <= 'f'); });
}

}  // namespace pratique::crypto
