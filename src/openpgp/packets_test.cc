#include "openpgp/packets.h"

#include <gtest/gtest.h>

#include "codec/base64.h"

namespace pratique::openpgp {
namespace {

// A packet of new form (§4.2.2) with that body.
std::string packet(unsigned tag, const std::string& body) {
  return std::string(1, static_cast<char>(0xc0u | tag)) + static_cast<char>(body.size()) + body;
}
std::string armour(const std::string& kind, const std::string& packets) {
  return "-----BEGIN PGP " + kind + "-----\nVersion: any\n\n" + codec::to_base64(packets) +
         "\n=abcd\n-----END PGP " + kind + "-----\n";
}

TEST(Packets, OfSignaturesOnly) {
  const auto one = packet(2, "\x04rest"), two = one + one;
  EXPECT_EQ(signature_packets(two).value_or("none"), two);
  EXPECT_EQ(signature_packets(armour("SIGNATURE", two)).value_or("none"), two);
  EXPECT_EQ(signature_packets("\n" + armour("SIGNATURE", two) + "\r\n").value_or("none"), two);
  // Old form (§4.2.1): tag 2, one octet of length.
  EXPECT_TRUE(signature_packets(std::string("\x88\x02\x04r", 4)));
  for (const auto& [text, what] : std::vector<std::pair<std::string, std::string>>{
           {"", "no OpenPGP signature"},
           {"<html>", "no OpenPGP signature"},
           {"evil\n" + armour("SIGNATURE", one), "text beside the armour of a signature"},
           {armour("SIGNATURE", one) + armour("SIGNATURE", one), "text beside the armour of a signature"},
           {armour("SIGNATURE", ""), "no OpenPGP packets"},
           {armour("SIGNATURE", "plain"), "no OpenPGP packet"},
           {"-----BEGIN PGP SIGNATURE-----\n\nwsB", "an armoured block that does not end"},
           {"-----BEGIN PGP SIGNATURE-----\n\n*\n-----END PGP SIGNATURE-----", "text is not base64"},
           // Compressed data, a literal, what is encrypted.
           {packet(8, "x"), "a packet of type 8, which does not belong there"},
           {one + packet(11, "x"), "a packet of type 11, which does not belong there"},
           {packet(18, "x"), "a packet of type 18, which does not belong there"},
           {std::string("\xc2\xe1xx"), "a packet of no definite length"},
           {std::string("\x8bxx"), "a packet of no definite length"}}) {
    const auto read = signature_packets(text);
    EXPECT_EQ(read ? "read" : read.error().what, what) << text;
  }
  std::string many;
  for (int i = 0; i < 17; ++i) many += one;
  EXPECT_EQ(signature_packets(many).error().what, "more than 16 packets");
  EXPECT_FALSE(signature_packets(one.substr(0, 4)));
  EXPECT_FALSE(signature_packets(std::string("\xc2\xff\xff\xff\xff\xff", 6)));
}

TEST(Packets, OfKeysAmongWords) {
  const auto key = packet(6, "\x04key") + packet(13, "user");
  const auto text =
      "Our keys:\n" + armour("PUBLIC KEY BLOCK", key) + "and\n" + armour("PUBLIC KEY BLOCK", key);
  EXPECT_EQ(key_packets(text).value_or("none"), key + key);
  EXPECT_EQ(key_packets(key).value_or("none"), key);
  EXPECT_EQ(key_packets("no key").error().what, "no OpenPGP public key");
  // A secret key.
  EXPECT_EQ(key_packets(packet(5, "\x04key")).error().what,
            "a packet of type 5, which does not belong there");
  EXPECT_EQ(key_packets(packet(6, "\x03key")).error().what, "a key of version 2 or 3");
  EXPECT_EQ(key_packets(key + packet(14, "\x03key")).error().what, "a key of version 2 or 3");
}

}  // namespace
}  // namespace pratique::openpgp
