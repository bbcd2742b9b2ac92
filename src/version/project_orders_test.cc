// The orders of what is no distribution's package and has no published vectors: CPAN (perl itself is asked), Homebrew, opam,
// Java runtimes, and products as CPEs name them.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "version/order.h"

namespace pratique::version {
namespace {

char sign(std::weak_ordering order) { return order < 0 ? '<' : order > 0 ? '>' : '='; }

void expect_ascending(const char* name, const std::vector<std::string>& versions) {
  const auto* order = find_order(name);
  ASSERT_NE(order, nullptr);
  for (std::size_t i = 0; i < versions.size(); ++i) {
    EXPECT_TRUE(order->comparable(versions[i])) << versions[i];
    for (std::size_t j = 0; j < versions.size(); ++j)
      EXPECT_EQ(sign(order->compare(versions[i], versions[j])), i < j   ? '<'
                                                                : i > j ? '>'
                                                                        : '=')
          << name << ": " << versions[i] << " and " << versions[j];
  }
}

void expect_equal(const char* name, const std::vector<std::string>& versions) {
  for (const auto& each : versions)
    EXPECT_EQ(sign(find_order(name)->compare(versions[0], each)), '=') << versions[0] << " and " << each;
}

const std::vector<std::string>& perl_versions() {
  static const std::vector<std::string> kAll = {
      "0",       "0.01",   "0.1",      "0.10",   "0.9",    "1",        "1.",     "1.0",          "1.02",
      "1.02_03", "1.0203", "1.1",      "1.10",   "1.2",    "1.2.3",    "1.2.30", "1.20",         "1.23",
      "1.230",   "1.2301", "1.3",      "1.10.0", "v1.2",   "v1.2.3",   "v1.10",  "v1.20",        "v1.200",
      "v1.2_3",  "v1.23",  "1.2.3_4",  "1.2.34", "1.02.3", "5.008001", "5.8.1",  "v5.8.1",       "5.036",
      "5.36.0",  "v5.36",  "2.000000", "2.00",   "2",      ".5",       "0.5",    "20230101.001", "6.9_01"};
  return kAll;
}

// All pairs, in perl's own words.
TEST(PerlVersions, PerlAgreesOnEveryPair) {
  std::string list;
  for (const auto& each : perl_versions()) list += " " + each;
  const auto command =
      "perl -Mversion -e 'for my $x (@ARGV) { for my $y (@ARGV) { print "
      "((\"=\", \">\", \"<\")[version->parse($x) <=> version->parse($y)]) } }'" +
      list;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> perl(popen(command.c_str(), "r"), pclose);
  ASSERT_NE(perl, nullptr);
  std::string answers;
  std::array<char, 4096> buffer;
  while (const auto got = std::fread(buffer.data(), 1, buffer.size(), perl.get()))
    answers.append(buffer.data(), got);
  const auto& all = perl_versions();
  ASSERT_EQ(answers.size(), all.size() * all.size()) << "Debian's perl is in tools/packages.txt";
  const auto* order = find_order("cpan");
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < all.size(); ++j)
      EXPECT_EQ(sign(order->compare(all[i], all[j])), answers[i * all.size() + j]) << all[i] << " " << all[j];
  }
}

TEST(PerlVersions, OnlyWhatPerlTakesIsAVersion) {
  const auto* order = find_order("cpan");
  for (const auto& each : perl_versions()) EXPECT_TRUE(order->valid(each)) << each;
  for (const auto* each :
       {"", "v", "v.1", "1..2", "1_2", "1.2-TRIAL", "1e3", "undef", "1.2_", "1_2.3", "1.2.", "dev"})
    EXPECT_FALSE(order->valid(each)) << each;
}

// Of the notations: a decimal fraction and numbers with dots.
TEST(PerlVersions, DecimalAndDottedAreOneOrder) {
  expect_ascending("cpan", {"1.02", "1.1", "1.20", "1.3", "v1.400.1", "2"});
  expect_equal("cpan", {"1.2", "1.20", "v1.200", "1.200.0"});
  expect_equal("cpan", {"5.008001", "5.8.1", "v5.8.1"});
}

TEST(Homebrew, ARevisionIsAboveItsVersion) {
  expect_ascending("brew",
                   {"1.1", "1.2-rc1", "1.2", "1.2_1", "1.2_3", "1.2_10", "1.2.1", "1.10", "9f", "10"});
  expect_ascending("brew", {"1.1.1", "1.1.1a", "1.1.1w", "1.1.1w_2", "3.0.0"});
  expect_equal("brew", {"6.0", "6", "6.0_0"});
  EXPECT_FALSE(find_order("brew")->comparable("HEAD-1a2b3c4"));
}

TEST(Opam, VersionsAreOrderedAsDebiansWithoutEpochs) {
  expect_ascending("opam", {"1.0~beta1", "1.0", "1.0-1", "1.0.1", "1.0.10", "2.0", "v0.16.0", "v0.16.1"});
  EXPECT_TRUE(find_order("opam")->valid("dev"));
  EXPECT_FALSE(find_order("opam")->comparable("dev"));
  EXPECT_FALSE(find_order("opam")->valid("1:1.0"));
}

TEST(JavaRuntimes, OneReleaseHasManySpellings) {
  expect_equal("jvm", {"1.8.0_352-b08", "1.8.0_352", "8u352", "8u352-b08", "8.0.352", "8.0.352+8",
                       "1.8.0:update352", "1.8.0:update_352", "8:update352", "jdk8u352-b08"});
  expect_equal("jvm", {"17.0.5", "17.0.5+8", "17.0.5_8", "jdk-17.0.5+8", "17.0.5+8-LTS", "17.0.5.0"});
}

TEST(JavaRuntimes, AreOrderedAcrossTheNumberingOfJava9) {
  expect_ascending("jvm", {"1.6.0_45", "1.7.0", "7u80", "1.8.0", "8u51", "1.8.0_352", "8.0.352.1", "8u361",
                           "9-ea", "9", "11.0.9", "11.0.9.1", "11.0.10", "17-ea", "17", "17.0.5", "21"});
  for (const auto* each : {"", "latest", "b08", "*"})
    EXPECT_FALSE(find_order("jvm")->comparable(each)) << each;
}

TEST(Products, LettersArePatchesAndOpenSslsRunOn) {
  expect_ascending("cpe", {"0.9.8", "0.9.8a", "0.9.8z", "0.9.8za", "0.9.8zh", "1.0.2-beta1", "1.0.2",
                           "1.0.2a", "1.0.2z", "1.0.2zg", "1.1.1"});
}

// NVD writes the update behind a colon.
TEST(Products, AnUpdateIsAPreReleaseOrAPatch) {
  expect_ascending("cpe", {"9.3:alpha1", "9.3:beta2", "9.3:rc1", "9.3", "9.3:p1", "9.3:p2", "9.3.1"});
  expect_equal("cpe", {"9.3p1", "9.3:p1", "v9.3-p1"});
  for (const auto* each : {"", "*", "-", "1.*", "latest", "a sentence"})
    EXPECT_FALSE(find_order("cpe")->comparable(each)) << each;
}

}  // namespace
}  // namespace pratique::version
