// GnuPG makes the keys and the signatures, and is asked what it thinks of each.
#include "openpgp/verify.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/text.h"
#include "codec/base64.h"
#include "openpgp/packets.h"

namespace pratique::openpgp {
namespace {

namespace fs = std::filesystem;

// 2026-11-01, and what GnuPG shall take for now.
constexpr std::int64_t kNow = 1'793'491'200;
constexpr const char* kThen = "20261001T000000!";

// A GnuPG with a home of its own.
class Gpg {
 public:
  Gpg() {
    std::string name = (fs::temp_directory_path() / "pratique-gpg-XXXXXX").string();
    home_ = ::mkdtemp(name.data());
  }
  Gpg(const Gpg&) = delete;
  Gpg& operator=(const Gpg&) = delete;
  ~Gpg() {
    (void)std::system(("gpgconf --homedir " + home_ + " --kill all >/dev/null 2>&1").c_str());
    std::error_code error;
    fs::remove_all(home_, error);
  }

  // Whether it ended well.
  bool run(const std::string& words, const char* then = kThen) const {
    const auto command = "gpg --homedir " + home_ + " --batch --quiet --no-tty --pinentry-mode loopback" +
                         " --passphrase '' --faked-system-time " + then + " " + words + " >" + path("out") +
                         " 2>" + path("errors");
    return std::system(command.c_str()) == 0;
  }
  std::string key(const std::string& user, const std::string& kind, const std::string& lasts = "never",
                  const char* then = kThen) const {
    EXPECT_TRUE(run("--quick-gen-key " + user + " " + kind + " sign " + lasts, then)) << read("errors");
    EXPECT_TRUE(run("--with-colons --list-keys " + user));
    const auto listed = read("out");
    for (const auto line : base::lines(listed)) {
      const auto fields = base::split(line, ':');
      if (fields[0] == "fpr") return std::string(fields[9]);
    }
    return {};
  }
  std::string exported(const std::string& user, const std::string& words = "") const {
    EXPECT_TRUE(run(words + " --export " + user));
    return read("out");
  }
  // With the key's own certificate, which lies beside it from the beginning.
  void revoke(const std::string& fingerprint) const {
    put("revocation",
        base::replace_all(read("openpgp-revocs.d/" + fingerprint + ".rev"), ":-----BEGIN", "-----BEGIN"));
    EXPECT_TRUE(run("--import " + path("revocation"))) << read("errors");
  }
  std::string signature(const std::string& user, const std::string& data,
                        const std::string& words = "--armor", const char* then = kThen) const {
    put("data", data);
    EXPECT_TRUE(run("-u " + user + " " + words + " --detach-sign -o - " + path("data"), then))
        << read("errors");
    return read("out");
  }
  std::string cleartext(const std::string& user, const std::string& data) const {
    put("data", data);
    EXPECT_TRUE(run("-u " + user + " --clear-sign -o - " + path("data"))) << read("errors");
    return read("out");
  }
  // Its own word of a signature.
  bool verifies(const std::string& data, const std::string& signature) const {
    put("data", data);
    put("signature", signature);
    return run("--verify " + path("signature") + " " + path("data"));
  }

  std::string path(const std::string& name) const { return home_ + "/" + name; }
  std::string read(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }

 private:
  std::string home_;
};

// Empty: it is good.
std::string fault(const Verifier& verifier, const std::string& data, const std::string& signature) {
  const auto source = codec::from_memory(base::as_bytes(data));
  const auto good = verifier.detached(*source, signature);
  return good ? "" : good.error().what;
}

Verifier verifier_of(const std::string& keys, const std::string& trusted, std::int64_t now = kNow) {
  auto made = Verifier::make({keys}, {trusted}, now);
  EXPECT_TRUE(made) << (made ? "" : made.error().what);
  return *std::move(made);
}

class OpenPgp : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { gpg = std::make_unique<Gpg>(); }
  static void TearDownTestSuite() { gpg.reset(); }
  static std::unique_ptr<Gpg> gpg;
  const std::string data_ = std::string(1 << 20, 'x') + "\nwhat is published\r\n";
};
std::unique_ptr<Gpg> OpenPgp::gpg;

TEST_F(OpenPgp, WhatGnuPgSignsIsGood) {
  for (const std::string kind : {"rsa2048", "ed25519", "nistp256"}) {
    const auto user = kind + "@example.org";
    const auto print = gpg->key(user, kind);
    for (const auto* form : {"", "--armor"}) {
      const auto verifier = verifier_of(gpg->exported(user, form), print);
      ASSERT_EQ(verifier.keys().size(), 1u);
      EXPECT_EQ(verifier.keys()[0].expires, 0);
      for (const auto* words : {"", "--armor", "--digest-algo SHA512"}) {
        const auto signature = gpg->signature(user, data_, words);
        EXPECT_TRUE(gpg->verifies(data_, signature));
        EXPECT_EQ(fault(verifier, data_, signature), "") << kind << " " << words;
        EXPECT_EQ(fault(verifier, data_ + "y", signature), "a signature of other bytes")
            << kind << " " << words;
      }
      const auto source = codec::from_memory(base::as_bytes(data_));
      const auto good = verifier.detached(*source, gpg->signature(user, data_, "--digest-algo SHA512"));
      ASSERT_TRUE(good);
      EXPECT_EQ(good->key, print);
      EXPECT_EQ(good->hash, "SHA512");
      EXPECT_EQ(good->made, 1'790'812'800);
    }
  }
}

// It would hold for other line ends as well.
TEST_F(OpenPgp, ASignatureOfTextIsNoneOfAFile) {
  const auto print = gpg->key("text@example.org", "ed25519");
  const auto signature = gpg->signature("text@example.org", "line\n", "--textmode");
  EXPECT_TRUE(gpg->verifies("line\r\n", signature));
  EXPECT_EQ(fault(verifier_of(gpg->exported("text@example.org"), print), "line\n", signature),
            "a signature of another form: text");
}

TEST_F(OpenPgp, AnotherKeyIsNotTrustedThoughItIsInTheRing) {
  const auto ours = gpg->key("ours@example.org", "ed25519"), other = gpg->key("other@example.org", "ed25519");
  const auto both = gpg->exported("ours@example.org other@example.org");
  const auto signature = gpg->signature("other@example.org", data_);
  EXPECT_TRUE(gpg->verifies(data_, signature));
  EXPECT_EQ(fault(verifier_of(both, ours), data_, signature),
            "a signature by key " + other + ", which is not trusted");
  const auto unknown = fault(verifier_of(gpg->exported("ours@example.org"), ours), data_, signature);
  EXPECT_EQ(unknown, "a signature by key " + other.substr(24) + ", which is not trusted");
  // Of several, one is enough; what is wrong with a trusted one is told rather.
  const auto packets = [](const std::string& text) { return *signature_packets(text); };
  const auto good = gpg->signature("ours@example.org", data_);
  EXPECT_EQ(fault(verifier_of(both, ours), data_, packets(signature) + packets(good)), "");
  EXPECT_EQ(fault(verifier_of(both, ours), "else", packets(signature) + packets(good)),
            "a signature of other bytes");
  EXPECT_EQ(Verifier::make({gpg->exported("other@example.org")}, {ours}, kNow).error().what,
            "none of the keys is " + ours);
}

TEST_F(OpenPgp, ExpiredAndRevokedKeysAreRefused) {
  const auto old = gpg->key("old@example.org", "ed25519", "1y", "20250101T000000!");
  const auto by_old = gpg->signature("old@example.org", data_, "", "20250201T000000!");
  const auto keys = gpg->exported("old@example.org");
  EXPECT_EQ(fault(verifier_of(keys, old), data_, by_old),
            "a signature by key " + old + ", which expired on 2026-01-01");
  EXPECT_EQ(fault(verifier_of(keys, old, 1'740'000'000), data_, by_old), "");

  const auto gone = gpg->key("gone@example.org", "rsa2048");
  const auto by_gone = gpg->signature("gone@example.org", data_);
  const auto before = gpg->exported("gone@example.org");
  EXPECT_EQ(fault(verifier_of(before, gone), data_, by_gone), "");
  gpg->revoke(gone);
  const auto after = gpg->exported("gone@example.org");
  EXPECT_TRUE(verifier_of(after, gone).keys()[0].revoked);
  EXPECT_EQ(fault(verifier_of(after, gone), data_, by_gone),
            "a signature by key " + gone + ", which is revoked");
  // Who has heard of it does not forget it.
  const auto merged = Verifier::make({after, before}, {gone}, kNow);
  EXPECT_EQ(fault(*merged, data_, by_gone), "a signature by key " + gone + ", which is revoked");
}

TEST_F(OpenPgp, ASignatureThatExpired) {
  const auto print = gpg->key("short@example.org", "ed25519");
  const auto signature = gpg->signature("short@example.org", data_, "--default-sig-expire 2d");
  EXPECT_EQ(fault(verifier_of(gpg->exported("short@example.org"), print), data_, signature),
            "a signature which expired on 2026-10-03");
}

TEST_F(OpenPgp, WeakDigestsAreRefused) {
  const auto print = gpg->key("weak@example.org", "rsa2048", "never", "20090101T000000!");
  const auto verifier = verifier_of(gpg->exported("weak@example.org"), print);
  for (const std::string hash : {"MD5", "SHA1", "RIPEMD160"}) {
    const auto signature = gpg->signature(
        "weak@example.org", data_, "--allow-weak-digest-algos --digest-algo " + hash, "20100101T000000!");
    EXPECT_EQ(fault(verifier, data_, signature), "a signature made with " + hash + ", which is not believed");
  }
}

TEST_F(OpenPgp, PartsOfAKey) {
  const auto print = gpg->key("parts@example.org", "ed25519");
  ASSERT_TRUE(gpg->run("--quick-add-key " + print + " ed25519 sign 2m"));
  const auto signature = gpg->signature("parts@example.org", data_);
  const auto keys = gpg->exported("parts@example.org");
  EXPECT_EQ(fault(verifier_of(keys, print), data_, signature), "");
  const auto later = fault(verifier_of(keys, print, kNow + 90 * 86'400), data_, signature);
  EXPECT_EQ(later, "a signature by key " + print + ", whose sub key expired on 2026-11-30");
}

TEST_F(OpenPgp, DamagedOnes) {
  const auto print = gpg->key("cut@example.org", "ed25519");
  const auto verifier = verifier_of(gpg->exported("cut@example.org"), print);
  const auto packets = gpg->signature("cut@example.org", data_, "");
  for (std::size_t size = 0; size < packets.size(); ++size)
    EXPECT_NE(fault(verifier, data_, packets.substr(0, size)), "") << size;
  for (std::size_t at = 0; at < packets.size(); ++at) {
    auto changed = packets;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    // What is not signed (the packet's own head, the issuer's id) may be spelt otherwise; of other data it never is good.
    EXPECT_NE(fault(verifier, data_ + "y", changed), "") << at;
  }
  std::string junk(1 << 20, '\0');
  for (std::size_t i = 0; i < junk.size(); ++i) junk[i] = static_cast<char>(i * 2'654'435'761u >> 13u);
  EXPECT_EQ(fault(verifier, data_, junk), "a signature of more than 64 KiB");
  EXPECT_NE(fault(verifier, data_, junk.substr(0, 60'000)), "");
  EXPECT_FALSE(Verifier::make({junk}, {print}, kNow));
  EXPECT_FALSE(Verifier::make({gpg->signature("cut@example.org", data_)}, {print}, kNow));
}

TEST_F(OpenPgp, ATextThatIsSignedInTheClear) {
  const auto print = gpg->key("clear@example.org", "rsa2048");
  const auto verifier = verifier_of(gpg->exported("clear@example.org"), print);
  const std::string text = "- first\n-----BEGIN PGP SIGNATURE-----\nlast  \n";
  const auto document = gpg->cleartext("clear@example.org", text);
  const auto good = verifier.cleartext(document);
  ASSERT_TRUE(good) << good.error().what;
  EXPECT_EQ(good->text, "- first\n-----BEGIN PGP SIGNATURE-----\nlast\n");
  EXPECT_EQ(good->signature.key, print);
  const auto refused = [&](const std::string& tricked) {
    const auto read = verifier.cleartext(tricked);
    return read ? "good: " + read->text : read.error().what;
  };
  EXPECT_EQ(refused(base::replace_all(document, "first", "other")), "a signature of other bytes");
  EXPECT_EQ(refused("evil\n" + document), "no text that is signed in the clear");
  EXPECT_EQ(refused(document + "evil\n"), "text behind a signed text");
  EXPECT_EQ(refused(document + document), "text behind a signed text");
  EXPECT_EQ(refused(base::replace_all(document, "Hash: ", "Comment: ")),
            "a header that does not belong to a signed text");
  EXPECT_EQ(refused(base::replace_all(document, "\n\n- - first", "\nevil\n\n- - first")),
            "a header that does not belong to a signed text");
  EXPECT_EQ(refused(base::replace_all(document, "\n\n- - first", "\n \nevil\n\n- - first")),
            "a header that does not belong to a signed text");
  EXPECT_EQ(refused(document.substr(0, document.size() - 40)), "a signed text that breaks off");
  EXPECT_EQ(refused(text), "no text that is signed in the clear");
}

TEST_F(OpenPgp, SeveralThreads) {
  const auto print = gpg->key("many@example.org", "ed25519");
  const auto verifier = verifier_of(gpg->exported("many@example.org"), print);
  const auto signature = gpg->signature("many@example.org", data_);
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 8; ++n) good += fault(verifier, data_, signature).empty() ? 1 : 0;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 32);
}

// Red Hat's older documents have signatures of version 3 (RFC 4880 §5.2.2), which GnuPG makes no more: this one was made by
// hand from an RSA key of GnuPG's, which finds it good.
constexpr const char* kKeyOfVersion3 = R"(-----BEGIN PGP PUBLIC KEY BLOCK-----

mI0Ear2igAEEAJ5VIk7L0Hrxh9xqw5rjITV9J2/01sqA9z6UB+jd61rLf9EdRSdf
D5AmoCxPRWtqORtUs2lOzpRrkoaVJYFGgJ5A5Y+d5CkX6/5Q4KVXZuCd0C3tnDNX
1T0Mk/pV+bP57r+5ZQCfXoUMnIqOa8IzznHMSYwU0BuXBTodD5sRtTsBABEBAAG0
DnYzQGV4YW1wbGUub3JniM4EEwEKADgWIQRz4k/oqQ2UfKjmqmrx173Ze3LS4AUC
ar2igAIbAwULCQgHAgYVCgkICwIEFgIDAQIeAQIXgAAKCRDx173Ze3LS4AfUA/91
SuWrpEeZTEt/XRFiYRiGJsqOdLeGl1+F8mV1KZCXfG2Q07ZIlF0Al85shEnEaxPl
V/yEZYHwqnF9fS0oPOfvC386+U3jL2gSwxj7mCeyuuvGIFuEGE6FTeHnq07qmOwo
KoApDjwApFT48E/oWzGEFv4sqAV+UBLjt4dqq4hJeA==
=J8Ax
-----END PGP PUBLIC KEY BLOCK-----
)";
constexpr const char* kSignatureOfVersion3 =
    "iQCVAwUAar2igPHXvdl7ctLgAQiH2QP+LUQqkoGzGv0HINCtp8pyN+Gefk/e3/MD1uO3Jltg6Fp1Sb6vcweWdrXXKQ"
    "f5gIW4ujw2zd/8n9xkJIcCIS31mqFVs4LpL6xYK7b/46Ioy3w8GZA/SGKG06bGpZiQ0xkxhoIpJTX1efL5aWnGqPxD"
    "LjXCuymwAX1We6jZShBH+W0=";

TEST(Version3, IsVerified) {
  const auto verifier = verifier_of(kKeyOfVersion3, "73E24FE8A90D947CA8E6AA6AF1D7BDD97B72D2E0");
  const auto signature = *codec::from_base64(kSignatureOfVersion3);
  EXPECT_EQ(fault(verifier, "what is published\n", signature), "");
  EXPECT_EQ(fault(verifier, "what is published", signature), "a signature of other bytes");
}

TEST(Fingerprints, AreWrittenInOneWay) {
  EXPECT_EQ(plain_fingerprint("77e7 9abe 9367 3533 ed09 ebe2 dce3 8235 97f5 eac4"),
            "77E79ABE93673533ED09EBE2DCE3823597F5EAC4");
  for (const auto* text : {"", "97F5EAC4", "DCE3823597F5EAC4", "77E79ABE93673533ED09EBE2DCE3823597F5EACG"})
    EXPECT_EQ(plain_fingerprint(text), "");
}

}  // namespace
}  // namespace pratique::openpgp
