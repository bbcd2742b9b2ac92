#include "attest/statement.h"

#include <gtest/gtest.h>

#include "attest/predicate.h"

namespace pratique::attest {
namespace {

const std::string kDigest(64, 'a');

std::string statement(const std::string& version = "v1", const std::string& predicate = R"({"b":1})") {
  return R"({"_type":"https://in-toto.io/Statement/)" + version +
         R"(","subject":[{"name":"_","digest":{"sha256":")" + kDigest +
         R"("}}],"predicateType":"https://spdx.dev/Document","predicate":)" + predicate + "}";
}

std::string base64(const std::string& bytes, bool url) {
  const std::string letters =
      std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") + (url ? "-_" : "+/");
  std::string text;
  unsigned held = 0, bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c), bits += 8;
    while (bits >= 6) bits -= 6, text += letters[held >> bits & 63];
  }
  if (bits > 0) text += letters[held << (6 - bits) & 63];
  if (!url) text += std::string((4 - text.size() % 4) % 4, '=');
  return text;
}

std::string envelope(const std::string& payload, const std::string& type = "application/vnd.in-toto+json",
                     bool url = false) {
  return R"({"payloadType":")" + type + R"(","payload":")" + base64(payload, url) +
         R"(","signatures":[{"keyid":"","sig":"AA=="},{"sig":"BB=="}]})";
}

std::string bundle(const std::string& type, const std::string& inside) {
  return R"({"mediaType":")" + type + R"(","verificationMaterial":{},)" + inside + "}";
}
const std::string kBundle = "application/vnd.dev.sigstore.bundle.v0.3+json";

TEST(Statement, OfBothVersionsAsItStands) {
  for (const auto* version : {"v0.1", "v1"}) {
    const auto text = statement(version, R"( { "b" : [1, "}"] } )");
    const auto read = read_statement(text);
    ASSERT_TRUE(read) << base::to_line(read.error());
    EXPECT_EQ(read->text, text);
    EXPECT_EQ(read->predicate(), R"({ "b" : [1, "}"] })") << "byte for byte";
    EXPECT_EQ(read->predicate_type, "https://spdx.dev/Document");
    ASSERT_EQ(read->subjects.size(), 1u);
    EXPECT_EQ(read->subjects[0].digests.at("sha256"), kDigest);
    EXPECT_EQ(read->wrapping, StatementWrapping::kBare);
  }
}

TEST(Statement, InAnEnvelopeOfEitherBase64) {
  // A text whose base64 has the two letters in which the alphabets differ.
  const auto inside = statement("v1", R"({"x":"???>>>~~~ÿÿ"})");
  for (const bool url : {false, true}) {
    for (const auto* type : {"application/vnd.in-toto+json", "application/vnd.in-toto.spdx+json"}) {
      const auto read = read_statement(envelope(inside, type, url));
      ASSERT_TRUE(read) << base::to_line(read.error());
      EXPECT_EQ(read->text, inside);
      EXPECT_EQ(read->wrapping, StatementWrapping::kEnvelope);
      EXPECT_EQ(read->signatures, 2u);
    }
  }
}

TEST(Statement, InABundleOfEachVersion) {
  for (const auto& type : {kBundle, std::string("application/vnd.dev.sigstore.bundle+json;version=0.1"),
                           std::string("application/vnd.dev.sigstore.bundle+json;version=0.2"),
                           std::string("application/vnd.dev.sigstore.bundle+json;version=0.3")}) {
    const auto read = read_statement(bundle(type, R"("dsseEnvelope":)" + envelope(statement())));
    ASSERT_TRUE(read) << base::to_line(read.error());
    EXPECT_EQ(read->wrapping, StatementWrapping::kBundle);
  }
}

TEST(Statement, SeveralOneALine) {
  const auto signature = bundle(kBundle, R"("messageSignature":{"signature":"AA=="})");
  const auto read =
      read_statements(statement() + "\n" + envelope(statement("v0.1")) + "\n\n" + signature + "\n{broken}\n");
  ASSERT_TRUE(read) << base::to_line(read.error());
  EXPECT_EQ(read->statements.size(), 2u);
  EXPECT_EQ(read->message_signatures, 1u);
  ASSERT_EQ(read->notes.size(), 1u);
  EXPECT_EQ(read->notes[0].message.substr(0, 6), "line 5");
}

TEST(Statement, WhatIsNoneIsRefused) {
  const auto twice = statement().insert(1, R"("Subject":[],)");
  const struct {
    std::string text;
    ErrorKind kind;
  } cases[] = {
      {"", ErrorKind::kInvalid},
      {"[]", ErrorKind::kUnsupported},
      {R"({"spdxVersion":"SPDX-2.3"})", ErrorKind::kUnsupported},
      {statement("v2"), ErrorKind::kUnsupported},
      {statement("v0.2"), ErrorKind::kUnsupported},
      {twice, ErrorKind::kInvalid},
      {R"({"_type":"https://in-toto.io/Statement/v1","subject":[]})", ErrorKind::kInvalid},
      {R"({"_type":"https://in-toto.io/Statement/v1","predicateType":"x"})", ErrorKind::kInvalid},
      {envelope(statement(), "application/json"), ErrorKind::kUnsupported},
      {envelope(statement(), "application/vnd.in-totox+json"), ErrorKind::kUnsupported},
      {envelope(envelope(statement())), ErrorKind::kUnsupported},
      {R"({"payloadType":"application/vnd.in-toto+json","payload":"!!"})", ErrorKind::kInvalid},
      {R"({"payloadType":"application/vnd.in-toto+json"})", ErrorKind::kInvalid},
      {bundle("application/vnd.dev.sigstore.bundle.v9+json", R"("dsseEnvelope":{})"),
       ErrorKind::kUnsupported},
      {bundle(kBundle, R"("x":1)"), ErrorKind::kInvalid},
      {bundle(kBundle, R"("dsseEnvelope":)" + envelope(statement()) + R"(,"messageSignature":{})"),
       ErrorKind::kInvalid},
      {bundle(kBundle, R"("messageSignature":{})"), ErrorKind::kInvalid},
      {statement() + "\n" + statement(), ErrorKind::kInvalid},
  };
  for (const auto& one : cases) {
    const auto read = read_statement(one.text);
    ASSERT_FALSE(read) << one.text;
    EXPECT_EQ(read.error().kind, one.kind) << one.text << ": " << read.error().what;
  }
}

TEST(Statement, LimitsAreTold) {
  std::string subjects;
  for (std::size_t i = 0; i <= kMaxSubjects; ++i) subjects += i == 0 ? "{}" : ",{}";
  const auto many =
      R"({"_type":"https://in-toto.io/Statement/v1","predicateType":"x","subject":[)" + subjects + "]}";
  EXPECT_EQ(read_statement(many).error().kind, ErrorKind::kLimit);
  EXPECT_EQ(read_statement(std::string(kMaxAttestation + 1, ' ')).error().kind, ErrorKind::kLimit);
  std::string lines;
  for (std::size_t i = 0; i <= kMaxStatements; ++i) lines += "{}\n";
  EXPECT_EQ(read_statements(lines).error().kind, ErrorKind::kLimit);
}

TEST(RawMember, IsTheLastOfItsNameByteForByte) {
  EXPECT_EQ(raw_member(R"({"a":1,"b":{"a":2},"a":[3, 4]})", "a"), "[3, 4]");
  EXPECT_EQ(raw_member(R"( { "a" : "x\"}" , "b" : true } )", "a"), R"("x\"}")");
  EXPECT_EQ(raw_member(R"({"a":-1.5e3})", "a"), "-1.5e3");
  EXPECT_EQ(raw_member(R"({"\u0061":null})", "a"), "null") << "a key may be escaped";
  EXPECT_EQ(raw_member(R"({"b":{"a":1}})", "a"), "");
  EXPECT_EQ(raw_member("{}", "a"), "");
  EXPECT_EQ(raw_member("\xef\xbb\xbf{\"a\":{}}", "a"), "{}");
}

TEST(Predicate, KindsByTheirTypes) {
  const struct {
    const char* type;
    const char* kind;
  } cases[] = {{"https://spdx.dev/Document", "sbom"},
               {"https://spdx.dev/Document/v2.3", "sbom"},
               {"https://spdx.dev/Documentary", "other"},
               {"https://cyclonedx.org/bom", "sbom"},
               {"https://cyclonedx.org/bom/v1.4", "sbom"},
               {"https://scout.docker.com/sbom/v0.1", "sbom"},
               {"https://slsa.dev/provenance/v0.2", "provenance"},
               {"https://slsa.dev/provenance/v1", "provenance"},
               {"https://openvex.dev/ns/v0.2.0", "vex"},
               {"https://openvex.dev/ns", "vex"},
               {"https://cosign.sigstore.dev/attestation/v1", "other"}};
  for (const auto& one : cases) EXPECT_STREQ(kind_of(predicate_of(one.type)), one.kind) << one.type;
  EXPECT_TRUE(names("sbom", "https://spdx.dev/Document"));
  EXPECT_TRUE(names("cyclonedx", "https://cyclonedx.org/bom/v1.4"));
  EXPECT_TRUE(names("https://spdx.dev/Document", "https://spdx.dev/Document"));
  EXPECT_FALSE(names("spdx", "https://cyclonedx.org/bom"));
  EXPECT_FALSE(names("", "https://cyclonedx.org/bom"));
}

TEST(Predicate, AnSbomSaysWhoWroteItAndOfWhichStage) {
  const auto spdx = [](const std::string& name, const std::string& name_space) {
    return head_of_sbom(R"({"spdxVersion":"SPDX-2.3","name":")" + name + R"(","documentNamespace":")" +
                        name_space +
                        R"(","creationInfo":{"creators":["Organization: X","Tool: syft-1.2"]}})");
  };
  EXPECT_EQ(spdx("sbom", "").generator, "syft-1.2");
  EXPECT_FALSE(spdx("sbom", "https://anchore.com/syft/dir/run/src/core/sbom-0f").beside_image);
  EXPECT_TRUE(spdx("sbom-base", "").beside_image);
  EXPECT_TRUE(spdx("/run/src/extras/sbom-build-1", "").beside_image);
  EXPECT_TRUE(spdx("x", "https://anchore.com/syft/dir/run/src/extras/sbom-context-0f").beside_image);
  EXPECT_EQ(head_of_sbom(R"({"bomFormat":"CycloneDX","metadata":{"tools":[{"name":"a","version":"1"}]}})")
                .generator,
            "a-1");
  EXPECT_EQ(head_of_sbom(R"({"metadata":{"tools":{"components":[{"name":"pratique","version":"1"}]}}})").ours,
            true);
  EXPECT_EQ(
      head_of_sbom(R"({"Data":"{\"descriptor\":{\"name\":\"syft\",\"version\":\"2\"}}","Timestamp":"t"})")
          .generator,
      "syft-2");
  EXPECT_EQ(head_of_sbom("no json").generator, "");
}

}  // namespace
}  // namespace pratique::attest
