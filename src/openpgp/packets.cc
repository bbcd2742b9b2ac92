#include "openpgp/packets.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/byte_reader.h"
#include "base/text.h"
#include "codec/base64.h"

namespace pratique::openpgp {

namespace {

constexpr std::string_view kSigned = "-----BEGIN PGP SIGNED MESSAGE-----";
constexpr std::string_view kBeginSignature = "-----BEGIN PGP SIGNATURE-----";
constexpr std::string_view kEndSignature = "-----END PGP SIGNATURE-----";
constexpr std::string_view kBeginKeys = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
constexpr std::string_view kEndKeys = "-----END PGP PUBLIC KEY BLOCK-----";

// Packet tags (§4.3).
constexpr std::array<unsigned, 1> kSignatureTags{2};
// Signature, public key, trust, user id, public subkey, user attribute.
constexpr unsigned kPublicKey = 6, kPublicSubkey = 14;
constexpr std::array<unsigned, 6> kKeyTags{2, kPublicKey, 12, 13, kPublicSubkey, 17};

bool is_blank(std::string_view text) { return base::trim(text).empty(); }

// What stands between the lines of an armoured block: headers, an empty line, base64, a checksum. That one (§6.1) tells of
// damage only, which the signature tells as well, and newer editions (RFC 9580 §6.1) say not to look at it.
Result<std::string> decode(std::string_view body) {
  std::string letters;
  for (const auto whole : base::lines(body)) {
    const auto line = base::trim(whole);
    const bool is_header = letters.empty() && base::contains(line, ": ");
    if (!is_header && !line.starts_with('=')) letters += line;
  }
  return codec::from_base64(letters);
}

struct Block {
  std::string packets;
  // Of the text, where it began and ended.
  std::size_t from = 0, to = 0;
};

// The first block at or behind `at`; `from` is npos where there is none.
Result<Block> block_at(std::string_view text, std::size_t at, std::string_view begin, std::string_view end) {
  Block block{.packets = {}, .from = text.find(begin, at), .to = 0};
  if (block.from == std::string_view::npos) return block;
  const auto body = block.from + begin.size();
  const auto close = text.find(end, body);
  if (close == std::string_view::npos) return base::invalid("an armoured block that does not end");
  PQ_TRY(block.packets, decode(text.substr(body, close - body)));
  block.to = close + end.size();
  return block;
}

// Length of the packet's body (§4.2.1, §4.2.2). Lengths that are told piece by piece are for data, not for keys and
// signatures.
Result<std::uint64_t> body_size(base::ByteReader& reader, unsigned first) {
  const auto no_length = [] { return base::invalid("a packet of no definite length"); };
  if ((first & 0x40u) == 0) {
    switch (first & 3u) {
      case 0:
        return reader.u8();
      case 1:
        return reader.u16();
      case 2:
        return reader.u32();
      default:
        return no_length();
    }
  }
  PQ_TRY(const unsigned length, reader.u8());
  if (length < 192) return length;
  if (length == 255) return reader.u32();
  if (length >= 224) return no_length();
  PQ_TRY(const unsigned more, reader.u8());
  return ((length - 192u) << 8u) + more + 192u;
}

Result<void> check_packets(std::string_view packets, std::span<const unsigned> tags, std::size_t most) {
  base::ByteReader reader(base::as_bytes(packets), base::Endian::kBig);
  std::size_t count = 0;
  while (reader.remaining() > 0) {
    PQ_TRY(const unsigned first, reader.u8());
    if ((first & 0x80u) == 0) return base::invalid("no OpenPGP packet");
    const unsigned tag = (first & 0x40u) != 0 ? first & 0x3fu : first >> 2u & 0xfu;
    if (std::ranges::find(tags, tag) == tags.end())
      return base::invalid("a packet of type " + std::to_string(tag) + ", which does not belong there");
    PQ_TRY(const auto size, body_size(reader, first));
    PQ_TRY(const auto body, reader.take(size));
    const bool is_key = tag == kPublicKey || tag == kPublicSubkey;
    // The id of a key of version 3 is a part of the key, so anybody makes one of any id (RFC 4880 §12.2).
    if (is_key && (body.empty() || body[0] == std::byte{2} || body[0] == std::byte{3}))
      return base::invalid("a key of version 2 or 3");
    if (++count > most) return base::over_limit("more than " + std::to_string(most) + " packets");
  }
  if (count == 0) return base::invalid("no OpenPGP packets");
  return {};
}

bool is_binary(std::string_view text) {
  return !text.empty() && (static_cast<unsigned char>(text[0]) & 0x80u);
}

}  // namespace

Result<std::string> signature_packets(std::string_view text) {
  if (text.size() > kMaxSignatureBytes) return base::over_limit("a signature of more than 64 KiB");
  std::string packets(text);
  if (!is_binary(text)) {
    PQ_TRY(auto block, block_at(text, 0, kBeginSignature, kEndSignature));
    if (block.from == std::string_view::npos) return base::invalid("no OpenPGP signature");
    if (!is_blank(text.substr(0, block.from)) || !is_blank(text.substr(block.to)))
      return base::invalid("text beside the armour of a signature");
    packets = std::move(block.packets);
  }
  PQ_CHECK(check_packets(packets, kSignatureTags, kMaxSignatures));
  return packets;
}

Result<std::string> key_packets(std::string_view text) {
  if (text.size() > kMaxKeyBytes) return base::over_limit("keys of more than 4 MiB");
  std::string packets;
  if (is_binary(text)) packets = text;
  for (std::size_t at = 0; !is_binary(text);) {
    PQ_TRY(auto block, block_at(text, at, kBeginKeys, kEndKeys));
    if (block.from == std::string_view::npos) break;
    packets += block.packets;
    at = block.to;
  }
  if (packets.empty()) return base::invalid("no OpenPGP public key");
  PQ_CHECK(check_packets(packets, kKeyTags, kMaxKeyPackets));
  return packets;
}

Result<void> check_cleartext(std::string_view document) {
  if (document.size() > kMaxCleartextBytes) return base::over_limit("a signed text of more than 64 MiB");
  enum class Part { kBegin, kHeaders, kText, kSignature, kEnd } part = Part::kBegin;
  for (auto line : base::lines(document)) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    switch (part) {
      case Part::kBegin:
        if (line != kSigned) return base::invalid("no text that is signed in the clear");
        part = Part::kHeaders;
        break;
      case Part::kHeaders:
        if (line.empty()) {
          part = Part::kText;
        } else if (!line.starts_with("Hash: ")) {
          return base::invalid("a header that does not belong to a signed text");
        }
        break;
      case Part::kText:
        if (line == kBeginSignature) {
          part = Part::kSignature;
        } else if (line.starts_with('-') && !line.starts_with("- ")) {
          // Lines that begin with a dash are escaped (§7.1).
          return base::invalid("a line in a signed text that is not escaped");
        }
        break;
      case Part::kSignature:
        if (line == kEndSignature) part = Part::kEnd;
        break;
      case Part::kEnd:
        if (!line.empty()) return base::invalid("text behind a signed text");
        break;
    }
  }
  if (part != Part::kEnd) return base::invalid("a signed text that breaks off");
  const auto at = document.rfind(kBeginSignature);
  PQ_TRY(const auto packets, signature_packets(document.substr(at)));
  return {};
}

}  // namespace pratique::openpgp
