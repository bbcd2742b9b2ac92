// The outer forms of OpenPGP data (RFC 4880): ASCII armour, the framing of packets, the cleartext signature framework.
// A guard before the library that reads what is inside: it sees keys and signatures only, in bounded number, and no
// packet that would have to be unpacked or decrypted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pratique::openpgp {

inline constexpr std::size_t kMaxSignatureBytes = 64 << 10;
inline constexpr std::size_t kMaxSignatures = 16;
inline constexpr std::size_t kMaxKeyBytes = 4 << 20;
inline constexpr std::size_t kMaxKeyPackets = 20'000;
inline constexpr std::size_t kMaxCleartextBytes = 64 << 20;

// The packets of detached signatures, in binary: from one armoured block (§6.2), around which nothing but blanks may
// stand, or as they are. Errors: kInvalid for whatever holds anything but whole signature packets (§4.2), or none;
// kLimit.
Result<std::string> signature_packets(std::string_view text);

// The same of transferable public keys (§11.1), of one or several: from all armoured blocks of a text, which may stand
// between other words, as publishers' pages have them. Secret keys are kInvalid.
Result<std::string> key_packets(std::string_view text);

// Whether a document is signed in the clear (§7), and is nothing else: no text before or behind, no header but Hash, no
// second message in it. Errors: kInvalid, kLimit.
Result<void> check_cleartext(std::string_view document);

}  // namespace pratique::openpgp
