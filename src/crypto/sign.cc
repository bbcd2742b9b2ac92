#include "crypto/sign.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <optional>

#include "base/caught.h"
#include "crypto/digest.h"

namespace pratique::crypto {

namespace {

constexpr std::size_t kRawBytes = 32;
constexpr std::size_t kMaxPem = 64 << 10;

template <auto kFree>
struct Free {
  template <class T>
  void operator()(T* thing) const {
    kFree(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Context = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

// OpenSSL takes an empty text for one only where it lies somewhere.
Bio reading(std::string_view text) {
  const char* begin = text.empty() ? "" : text.data();
  return Bio(base::made(BIO_new_mem_buf(begin, static_cast<int>(text.size()))));
}
std::string written(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// OpenSSL's own words may quote the file; they are dropped.
tl::unexpected<Error> failed(ErrorKind kind, std::string what, std::string hint = {}) {
  ERR_clear_error();
  return base::fail(kind, std::move(what), {}, std::move(hint));
}

Result<KeyAlgorithm> algorithm_of(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "ED25519") != 0) return KeyAlgorithm::kEd25519;
  std::array<char, 64> group{};
  if (EVP_PKEY_is_a(key, "EC") != 0 &&
      EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 0 &&
      std::string_view(group.data()) == "prime256v1")
    return KeyAlgorithm::kEcdsaP256;
  return failed(ErrorKind::kUnsupported, "a key of another kind than Ed25519 or ECDSA over P-256");
}

const EVP_MD* hash_of(KeyAlgorithm algorithm) {
  return algorithm == KeyAlgorithm::kEd25519 ? nullptr : EVP_sha256();
}

// What OpenSSL asks when a key is encrypted; without this it would ask on the terminal.
int give(char* into, int size, int /*writing*/, void* from) {
  const auto& passphrase = *static_cast<const std::string_view*>(from);
  if (passphrase.size() > static_cast<std::size_t>(size)) return -1;
  passphrase.copy(into, passphrase.size());
  return static_cast<int>(passphrase.size());
}

}  // namespace

struct PublicKey::State {
  Key key;
  KeyAlgorithm algorithm;
};
struct PrivateKey::State {
  Key key;
  KeyAlgorithm algorithm;
};

std::string_view to_string(KeyAlgorithm algorithm) {
  return algorithm == KeyAlgorithm::kEd25519 ? "ed25519" : "ecdsa";
}

static Result<PublicKey> public_of(Key key) {
  if (key == nullptr) return failed(ErrorKind::kInvalid, "no public key");
  PQ_TRY(const auto algorithm, algorithm_of(key.get()));
  return PublicKey(std::make_shared<const PublicKey::State>(
      PublicKey::State{.key = std::move(key), .algorithm = algorithm}));
}

Result<PublicKey> PublicKey::from_pem(std::string_view text) {
  if (text.size() > kMaxPem) return base::over_limit("a key larger than 64 KiB");
  const auto bio = reading(text);
  return public_of(Key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr)));
}

Result<PublicKey> PublicKey::from_ed25519(std::string_view bytes) {
  if (bytes.size() != kRawBytes) return base::invalid("no Ed25519 key: it has not 32 bytes");
  return public_of(Key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(bytes), bytes.size())));
}

KeyAlgorithm PublicKey::algorithm() const { return state_->algorithm; }

std::string PublicKey::pem() const {
  const Bio bio(base::made(BIO_new(BIO_s_mem())));
  PEM_write_bio_PUBKEY(bio.get(), state_->key.get());
  return written(bio.get());
}

std::string PublicKey::raw() const {
  std::string out(kRawBytes, '\0');
  auto size = out.size();
  if (EVP_PKEY_get_raw_public_key(state_->key.get(), reinterpret_cast<unsigned char*>(out.data()), &size) !=
      1)
    return {};
  return out;
}

std::string PublicKey::fingerprint() const {
  const Bio bio(base::made(BIO_new(BIO_s_mem())));
  i2d_PUBKEY_bio(bio.get(), state_->key.get());
  return sha256(base::as_bytes(written(bio.get())));
}

bool PublicKey::verify(std::string_view message, std::string_view signature) const {
  const Context context(base::made(EVP_MD_CTX_new()));
  const bool good = EVP_DigestVerifyInit(context.get(), nullptr, hash_of(state_->algorithm), nullptr,
                                         state_->key.get()) == 1 &&
                    EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message),
                                     message.size()) == 1;
  ERR_clear_error();
  return good;
}

static Result<PrivateKey> private_of(Key key) {
  PQ_TRY(const auto algorithm, algorithm_of(key.get()));
  return PrivateKey(std::make_shared<const PrivateKey::State>(
      PrivateKey::State{.key = std::move(key), .algorithm = algorithm}));
}

Result<PrivateKey> PrivateKey::generate(KeyAlgorithm algorithm) {
  Key key(algorithm == KeyAlgorithm::kEd25519 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
                                              : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  if (key == nullptr) return failed(ErrorKind::kIo, "no key could be made");
  return private_of(std::move(key));
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view text, std::string_view passphrase) {
  if (text.size() > kMaxPem) return base::over_limit("a key larger than 64 KiB");
  const auto bio = reading(text);
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, give, &passphrase));
  if (key != nullptr) return private_of(std::move(key));
  if (text.find("ENCRYPTED") == std::string_view::npos) return failed(ErrorKind::kInvalid, "no private key");
  return failed(ErrorKind::kUsage,
                passphrase.empty() ? "the key is encrypted, and there is no passphrase"
                                   : "the passphrase does not open the key",
                "give it by --passphrase-file FILE or PRATIQUE_KEY_PASSPHRASE");
}

PublicKey PrivateKey::public_key() const {
  // A reference to the same key: OpenSSL counts them.
  EVP_PKEY_up_ref(state_->key.get());
  return PublicKey(std::make_shared<const PublicKey::State>(
      PublicKey::State{.key = Key(state_->key.get()), .algorithm = state_->algorithm}));
}

Result<std::string> PrivateKey::sign(std::string_view message) const {
  const Context context(base::made(EVP_MD_CTX_new()));
  std::size_t size = 0;
  if (EVP_DigestSignInit(context.get(), nullptr, hash_of(state_->algorithm), nullptr, state_->key.get()) !=
          1 ||
      EVP_DigestSign(context.get(), nullptr, &size, octets(message), message.size()) != 1)
    return failed(ErrorKind::kIo, "the key does not sign");
  std::string out(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, octets(message),
                     message.size()) != 1)
    return failed(ErrorKind::kIo, "the key does not sign");
  out.resize(size);
  return out;
}

Result<std::string> PrivateKey::pem(std::string_view passphrase) const {
  const Bio bio(base::made(BIO_new(BIO_s_mem())));
  int done = 0;
  if (passphrase.empty()) {
    done = PEM_write_bio_PKCS8PrivateKey(bio.get(), state_->key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  } else {
    done = PEM_write_bio_PKCS8PrivateKey(bio.get(), state_->key.get(), EVP_aes_256_cbc(), passphrase.data(),
                                         static_cast<int>(passphrase.size()), nullptr, nullptr);
  }
  if (done != 1) return failed(ErrorKind::kIo, "the key cannot be written");
  return written(bio.get());
}

}  // namespace pratique::crypto
