#include "crypto/sha512.h"

#include <openssl/evp.h>

#include <array>
#include <span>

#include "base/hex.h"

namespace pratique::crypto {

struct Sha512::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Sha512::Sha512() : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex2(state_->context, EVP_sha512(), nullptr);
}
Sha512::~Sha512() = default;
Sha512::Sha512(Sha512&&) noexcept = default;
Sha512& Sha512::operator=(Sha512&&) noexcept = default;

void Sha512::update(base::Bytes bytes) { EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()); }

std::string Sha512::finish() {
  std::array<unsigned char, 64> digest{};
  EVP_DigestFinal_ex(state_->context, digest.data(), nullptr);
  std::string text = "sha512:";
  base::append_hex(text, std::as_bytes(std::span(digest)));
  return text;
}

}  // namespace pratique::crypto
