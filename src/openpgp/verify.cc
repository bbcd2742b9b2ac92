#include "openpgp/verify.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "base/text.h"
#include "openpgp/packets.h"
#include "openpgp/rnp_library.h"

namespace pratique::openpgp {

namespace {

// What collisions are known or feared for is no proof (RFC 9580 §9.5), whenever it says that it was made.
constexpr std::array<std::string_view, 6> kStrong{"SHA224", "SHA256",   "SHA384",
                                                  "SHA512", "SHA3-256", "SHA3-512"};

const std::uint8_t* octets(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

// A handle of the library, given back to it at the end.
template <class Handle>
class Owned {
 public:
  using Free = rnp_result_t (*)(Handle);
  explicit Owned(Free free) : free_(free) {}
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() {
    if (handle_ != nullptr) free_(handle_);
  }
  Handle get() const { return handle_; }
  Handle* out() { return &handle_; }

 private:
  Free free_;
  Handle handle_ = nullptr;
};

std::string taken(const RnpLibrary& rnp, char* text) {
  std::string copy = text == nullptr ? "" : text;
  rnp.buffer_destroy(text);
  return copy;
}

// A stream as the library asks for it; what it says of an error is kept here.
struct Feeding {
  codec::ByteSource& source;
  std::optional<Error> error{};

  static bool read(void* context, void* into, size_t size, size_t* count) {
    auto& self = *static_cast<Feeding*>(context);
    auto got = self.source.read({static_cast<std::byte*>(into), size});
    if (!got) self.error = std::move(got).error();
    *count = got ? *got : 0;
    return !self.error;
  }
};

}  // namespace

struct Verifier::State {
  explicit State(const RnpLibrary& library) : rnp(library) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    const LibraryTurn turn;
    if (ffi != nullptr) rnp.ffi_destroy(ffi);
  }

  Result<void> load(const std::vector<std::string>& texts, const std::vector<std::string>& trusted,
                    std::int64_t at);
  void look_up(const std::string& fingerprint);
  Result<GoodSignature> judge(rnp_op_verify_t operation, std::string_view form) const;
  std::string fault_of(rnp_op_verify_signature_t one, std::string_view form, GoodSignature& into) const;
  std::string fault_of_key(rnp_key_handle_t key, const PinnedKey& primary) const;

  const RnpLibrary& rnp;
  rnp_ffi_t ffi = nullptr;
  std::int64_t now = 0;
  std::vector<PinnedKey> keys;
};

namespace {

std::string shown_day(std::int64_t seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  return fmt::format("{:%Y-%m-%d}", std::chrono::floor<std::chrono::days>(time));
}

}  // namespace

std::string plain_fingerprint(std::string_view text) {
  constexpr std::size_t kVersion4 = 40, kVersion5 = 64;
  std::string plain;
  for (const char c : text) {
    if (c == ' ') continue;
    const char upper = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    if (!base::is_digit(upper) && (upper < 'A' || upper > 'F')) return {};
    plain += upper;
  }
  return plain.size() == kVersion4 || plain.size() == kVersion5 ? plain : "";
}

void Verifier::State::look_up(const std::string& fingerprint) {
  Owned<rnp_key_handle_t> key(rnp.key_handle_destroy);
  if (rnp.locate_key(ffi, "fingerprint", fingerprint.c_str(), key.out()) != RNP_SUCCESS ||
      key.get() == nullptr)
    return;
  bool is_primary = false, is_revoked = false;
  std::uint64_t till = 0;
  rnp.key_is_primary(key.get(), &is_primary);
  rnp.key_is_revoked(key.get(), &is_revoked);
  rnp.key_valid_till64(key.get(), &till);
  if (!is_primary) return;
  const bool expires = till != UINT64_MAX;
  keys.push_back({fingerprint, expires ? static_cast<std::int64_t>(till) : 0, is_revoked});
}

Result<void> Verifier::State::load(const std::vector<std::string>& texts,
                                   const std::vector<std::string>& trusted, std::int64_t at) {
  const LibraryTurn turn;
  if (rnp.ffi_create(&ffi, "GPG", "GPG") != RNP_SUCCESS)
    return base::fail(ErrorKind::kUnsupported, "librnp cannot be set up");
  now = at;
  // All is judged as of then: what keys say of themselves, too.
  if (now > 0) rnp.set_timestamp(ffi, static_cast<std::uint64_t>(now));
  for (const auto& text : texts) {
    PQ_TRY(const auto packets, key_packets(text));
    Owned<rnp_input_t> input(rnp.input_destroy);
    if (rnp.input_from_memory(input.out(), octets(packets), packets.size(), false) != RNP_SUCCESS ||
        rnp.import_keys(ffi, input.get(), RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_PERMISSIVE, nullptr) !=
            RNP_SUCCESS)
      return base::invalid("no OpenPGP keys that can be read");
  }
  for (const auto& fingerprint : trusted) look_up(plain_fingerprint(fingerprint));
  if (keys.empty())
    return base::fail(ErrorKind::kNotFound, "none of the keys is " + base::join(trusted, ", nor "));
  return {};
}

// Empty: it may sign.
std::string Verifier::State::fault_of_key(rnp_key_handle_t key, const PinnedKey& primary) const {
  const auto name = "by key " + primary.fingerprint;
  bool is_valid = false, is_revoked = false, may_sign = false;
  std::uint64_t till = 0;
  rnp.key_is_valid(key, &is_valid);
  rnp.key_is_revoked(key, &is_revoked);
  rnp.key_allows_usage(key, "sign", &may_sign);
  rnp.key_valid_till64(key, &till);
  if (primary.revoked || is_revoked) return name + ", which is revoked";
  if (primary.expires != 0 && primary.expires <= now)
    return name + ", which expired on " + shown_day(primary.expires);
  if (till <= static_cast<std::uint64_t>(now))
    return name + ", whose sub key expired on " + shown_day(static_cast<std::int64_t>(till));
  if (!may_sign) return name + ", by a part of it that is not for signing";
  if (!is_valid) return name + ", which is not valid";
  return {};
}

// Empty: it is good.
std::string Verifier::State::fault_of(rnp_op_verify_signature_t one, std::string_view form,
                                      GoodSignature& into) const {
  Owned<rnp_signature_handle_t> handle(rnp.signature_handle_destroy);
  char* id = nullptr;
  if (rnp.op_verify_signature_get_handle(one, handle.out()) != RNP_SUCCESS ||
      rnp.signature_get_keyid(handle.get(), &id) != RNP_SUCCESS)
    return "in a form that cannot be read";
  const auto key_id = taken(rnp, id);
  Owned<rnp_key_handle_t> key(rnp.key_handle_destroy);
  rnp.locate_key(ffi, "keyid", key_id.c_str(), key.out());
  char* text = nullptr;
  if (key.get() == nullptr) return "by key " + key_id + ", which is not trusted";
  bool is_primary = false;
  rnp.key_is_primary(key.get(), &is_primary);
  const auto get = is_primary ? rnp.key_get_fprint : rnp.key_get_primary_fprint;
  if (get(key.get(), &text) != RNP_SUCCESS) return "by key " + key_id + ", which is part of none";
  into.key = taken(rnp, text);
  const auto trusted = std::ranges::find(keys, into.key, &PinnedKey::fingerprint);
  if (trusted == keys.end()) return "by key " + into.key + ", which is not trusted";
  if (auto fault = fault_of_key(key.get(), *trusted); !fault.empty()) return fault;
  char *hash = nullptr, *type = nullptr;
  rnp.signature_get_type(handle.get(), &type);
  if (const auto word = taken(rnp, type); word != form) return "of another form: " + word;
  std::uint32_t made = 0, lasts = 0;
  rnp.op_verify_signature_get_hash(one, &hash);
  rnp.op_verify_signature_get_times(one, &made, &lasts);
  into.hash = taken(rnp, hash);
  into.made = made;
  if (!base::is_one_of(into.hash, kStrong)) return "made with " + into.hash + ", which is not believed";
  switch (rnp.op_verify_signature_get_status(one)) {
    case RNP_SUCCESS:
      return {};
    case RNP_ERROR_SIGNATURE_EXPIRED:
      return "which expired on " + shown_day(into.made + lasts);
    case RNP_ERROR_SIGNATURE_UNKNOWN:
      return "in a form that cannot be read";
    default:
      return "of other bytes";
  }
}

// The first good one, else what is wrong with the first by a trusted key, else with the first.
Result<GoodSignature> Verifier::State::judge(rnp_op_verify_t operation, std::string_view form) const {
  size_t count = 0;
  rnp.op_verify_get_signature_count(operation, &count);
  std::string fault;
  bool is_by_trusted = false;
  for (size_t i = 0; i < std::min<size_t>(count, kMaxSignatures); ++i) {
    rnp_op_verify_signature_t one = nullptr;
    if (rnp.op_verify_get_signature_at(operation, i, &one) != RNP_SUCCESS) continue;
    GoodSignature signature;
    const auto wrong = fault_of(one, form, signature);
    if (wrong.empty()) return signature;
    const bool known = std::ranges::find(keys, signature.key, &PinnedKey::fingerprint) != keys.end();
    if (fault.empty() || (known && !is_by_trusted)) fault = wrong;
    is_by_trusted = is_by_trusted || known;
  }
  if (fault.empty()) return base::invalid("no OpenPGP signature that can be read");
  return base::fail(ErrorKind::kMismatch, "a signature " + fault);
}

Result<Verifier> Verifier::make(const std::vector<std::string>& keys, const std::vector<std::string>& trusted,
                                std::int64_t now) {
  PQ_TRY(const auto* library, rnp_library());
  auto state = std::make_shared<State>(*library);
  PQ_CHECK(state->load(keys, trusted, now));
  return Verifier(std::move(state));
}

const std::vector<PinnedKey>& Verifier::keys() const { return state_->keys; }

Result<GoodSignature> Verifier::detached(codec::ByteSource& data, std::string_view signature) const {
  PQ_TRY(const auto packets, signature_packets(signature));
  const LibraryTurn turn;
  const auto& rnp = state_->rnp;
  Feeding feeding{data};
  Owned<rnp_input_t> bytes(rnp.input_destroy), proof(rnp.input_destroy);
  Owned<rnp_op_verify_t> operation(rnp.op_verify_destroy);
  if (rnp.input_from_callback(bytes.out(), Feeding::read, nullptr, &feeding) != RNP_SUCCESS ||
      rnp.input_from_memory(proof.out(), octets(packets), packets.size(), false) != RNP_SUCCESS ||
      rnp.op_verify_detached_create(operation.out(), state_->ffi, bytes.get(), proof.get()) != RNP_SUCCESS)
    return base::fail(ErrorKind::kLimit, "no memory to verify a signature");
  // What it gives is not asked: each signature is judged by itself.
  rnp.op_verify_execute(operation.get());
  if (feeding.error) return tl::unexpected(*std::move(feeding.error));
  // One of text would hold for other line ends as well (§5.2.1).
  return state_->judge(operation.get(), "binary");
}

Result<SignedText> Verifier::cleartext(std::string_view document) const {
  PQ_CHECK(check_cleartext(document));
  const LibraryTurn turn;
  const auto& rnp = state_->rnp;
  Owned<rnp_input_t> input(rnp.input_destroy);
  Owned<rnp_output_t> output(rnp.output_destroy);
  Owned<rnp_op_verify_t> operation(rnp.op_verify_destroy);
  if (rnp.input_from_memory(input.out(), octets(document), document.size(), false) != RNP_SUCCESS ||
      rnp.output_to_memory(output.out(), kMaxCleartextBytes) != RNP_SUCCESS ||
      rnp.op_verify_create(operation.out(), state_->ffi, input.get(), output.get()) != RNP_SUCCESS)
    return base::fail(ErrorKind::kLimit, "no memory to verify a signature");
  const auto executed = rnp.op_verify_execute(operation.get());
  PQ_TRY(auto signature, state_->judge(operation.get(), "text"));
  std::uint8_t* bytes = nullptr;
  size_t size = 0;
  if (executed != RNP_SUCCESS || rnp.output_memory_get_buf(output.get(), &bytes, &size, false) != RNP_SUCCESS)
    return base::invalid("a signed text that cannot be read");
  return SignedText{std::move(signature),
                    base::replace_all(std::string(reinterpret_cast<const char*>(bytes), size), "\r\n", "\n")};
}

}  // namespace pratique::openpgp
