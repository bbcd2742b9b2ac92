// OpenPGP signatures, keys and signed texts, as a publisher's host may send them. The first byte says which; what passes
// the guard goes to the library, against a fixed key.
#include <cstddef>
#include <cstdint>

#include "openpgp/packets.h"
#include "openpgp/verify.h"

namespace {

// An Ed25519 key, made for this: its private half is thrown away.
constexpr const char* kKey = R"(-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEar2igBYJKwYBBAHaRw8BAQdArwGzcF0QupVigtlxkYVINqeNeMqn1oL0cVzI
l+gvW1a0EGZ1enpAZXhhbXBsZS5vcmeIkAQTFggAOBYhBDgB4sqYPw+y2vzG1cuY
VnPSb5OiBQJqvaKAAhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAAAoJEMuYVnPS
b5OiUMQBAOY5Ccn20vze91EUwjlWRCUFHR+BKjulysOGbIpwfsAsAQD3vk+VDOhG
XTbZnpBsFypc5n7o1bvQHERL3XBbW8Z7Dg==
=TQV6
-----END PGP PUBLIC KEY BLOCK-----
)";
constexpr const char* kFingerprint = "3801E2CA983F0FB2DAFCC6D5CB985673D26F93A2";
constexpr std::int64_t kNow = 1'793'491'200;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.empty()) return 0;
  const auto rest = text.substr(1);
  static const auto kVerifier = openpgp::Verifier::make({kKey}, {kFingerprint}, kNow);
  if (!kVerifier) __builtin_trap();
  switch (text.front()) {
    case 's': {
      const auto bytes = codec::from_memory(base::as_bytes("what is published\n"));
      (void)kVerifier->detached(*bytes, rest);
      break;
    }
    case 'c':
      (void)kVerifier->cleartext(rest);
      break;
    case 'k':
      (void)openpgp::Verifier::make({std::string(rest)}, {kFingerprint}, kNow);
      break;
    default:
      (void)openpgp::signature_packets(text);
      (void)openpgp::key_packets(text);
  }
  return 0;
}
