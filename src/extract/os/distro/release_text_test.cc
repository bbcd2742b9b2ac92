#include "extract/os/distro/release_text.h"

#include <gtest/gtest.h>

#include "extract/os/distro/choose.h"
#include "support/package_scene.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_os_release();

namespace os {
namespace {

TEST(OsRelease, ReadsQuotesEscapesAndComments) {
  const auto distro = parse_os_release(
      "# comment\nNAME='Some Linux'\nID=\"Debian\"\r\nVERSION_ID=12\nID_LIKE=\"rhel centos\"\n"
      "PRETTY_NAME=\"Say \\\"hi\\\" \\$x\"\nVERSION_CODENAME=bookworm\nbad line\nA B=1\n=x\n");
  ASSERT_TRUE(distro.has_value());
  EXPECT_EQ(distro->id, "debian");
  EXPECT_EQ(distro->version_id, "12");
  EXPECT_EQ(distro->name, "Say \"hi\" $x");
  EXPECT_EQ(distro->codename, "bookworm");
  EXPECT_EQ(distro->id_like, (std::vector<std::string>{"rhel", "centos"}));
}

TEST(OsRelease, ItsCpeIsKeptIfItIsOne) {
  EXPECT_EQ(parse_os_release("ID=almalinux\nCPE_NAME=\"cpe:/o:almalinux:almalinux:9::baseos\"\n")->cpe,
            "cpe:/o:almalinux:almalinux:9::baseos");
  EXPECT_EQ(parse_os_release("ID=x\nCPE_NAME=none\n")->cpe, "");
}

TEST(OsRelease, WithoutIdIsLinux) {
  EXPECT_EQ(parse_os_release("NAME=Own\n")->id, "linux");
  EXPECT_FALSE(parse_os_release("").has_value());
  EXPECT_FALSE(parse_os_release("\x01\x02=\xff").has_value());
}

TEST(OsRelease, LengthIsBounded) {
  EXPECT_EQ(parse_os_release("ID=x\n" + std::string(1 << 17, 'a')).error().kind, ErrorKind::kLimit);
  EXPECT_EQ(parse_os_release("ID=x\nVERSION_ID=" + std::string(5000, '1'))->version_id, "");
}

struct Release {
  const char* file;
  const char* text;
  const char* id;
  const char* version;
};

// First lines as these distributions ship them.
TEST(ReleaseFile, GivesWhatTheSameDistributionsOsReleaseSays) {
  const Release cases[] = {
      {"alpine-release", "3.18.9\n", "alpine", "3.18.9"},
      {"debian_version", "12.4\n", "debian", "12"},
      {"debian_version", "forky/sid\n", "debian", ""},
      {"centos-release", "CentOS release 6.10 (Final)\n", "centos", "6"},
      {"redhat-release", "CentOS Linux release 7.9.2009 (Core)\n", "centos", "7"},
      {"redhat-release", "Red Hat Enterprise Linux Server release 7.9 (Maipo)\n", "rhel", "7.9"},
      {"almalinux-release", "AlmaLinux release 8.9 (Midnight Oncilla)\n", "almalinux", "8.9"},
      {"rocky-release", "Rocky Linux release 9.3 (Blue Onyx)\n", "rocky", "9.3"},
      {"fedora-release", "Fedora release 39 (Thirty Nine)\n", "fedora", "39"},
      {"oracle-release", "Oracle Linux Server release 8.9\n", "ol", "8.9"},
      {"system-release", "Amazon Linux release 2 (Karoo)\n", "amzn", "2"},
      {"system-release", "Amazon Linux AMI release 2018.03\n", "amzn", "2018.03"},
      {"SuSE-release", "SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 4\n", "sles",
       "11.4"},
      {"mariner-release", "CBL-Mariner 2.0.20220226\nMARINER_BUILD_NUMBER=51e1c58\n", "mariner",
       "2.0.20220226"},
      {"lsb-release", "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=20.04\nDISTRIB_CODENAME=focal\n", "ubuntu",
       "20.04"},
  };
  for (const auto& one : cases) {
    const auto distro = parse_release_file(one.file, one.text);
    ASSERT_TRUE(distro.has_value()) << one.text;
    EXPECT_EQ(distro->id, one.id) << one.text;
    EXPECT_EQ(distro->version_id, one.version) << one.text;
  }
  EXPECT_EQ(parse_release_file("debian_version", "forky/sid\n")->codename, "forky");
  EXPECT_EQ(parse_release_file("redhat-release", "My Appliance 3\n").error().kind, ErrorKind::kUnsupported);
  EXPECT_FALSE(parse_release_file("alpine-release", "\n").has_value());
}

TEST(ChooseDistro, EtcWinsThenUsrLibThenTheMostParticular) {
  const auto extractor = make_os_release();
  const auto found = [&](const char* path, const char* text, Record& record) {
    record = extractor->parse(FileView(path, base::as_bytes(text))).value();
    return Found{.path = path, .record = &record};
  };
  Record a, b, c, d, e;
  const auto debian = found("etc/debian_version", "bookworm/sid\n", a);
  const auto lsb = found("etc/lsb-release", "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\n", b);
  const auto usr = found("usr/lib/os-release", "ID=wolfi\n", c);
  const auto etc = found("etc/os-release", "ID=chainguard\n", d);
  const auto unknown = found("etc/system-release", "My Appliance 3\n", e);
  EXPECT_EQ(choose_distro({debian, lsb, etc, usr}).id, "chainguard");
  EXPECT_EQ(choose_distro({debian, lsb, usr}).id, "wolfi");
  EXPECT_EQ(choose_distro({debian, lsb, unknown}).id, "ubuntu");
  EXPECT_EQ(choose_distro({debian}).codename, "bookworm");
  EXPECT_EQ(choose_distro({unknown}).id, "");
  EXPECT_EQ(choose_distro({}).id, "");
}

TEST(OsRelease, AQuotedValueThatTheFilesEndCutsOffIsNone) {
  EXPECT_EQ(parse_os_release("ID=\"debian\"\nVERSION_ID=\"1")->version_id, "");
  EXPECT_EQ(parse_os_release("ID=\"debian\"\nVERSION_ID=\"12\"")->version_id, "12");
  EXPECT_EQ(parse_os_release("ID=\"debian\"\nVERSION_ID=12")->version_id, "12") << "nothing tells";
  EXPECT_EQ(parse_os_release("VERSION_ID=\"12\nID=debian\n")->version_id, "12") << "only a quote is missing";
}

TEST(OsRelease, ARootInsideTheImageHasItsOwn) {
  const auto extractor = make_os_release();
  Record records[5];
  std::size_t used = 0;
  const auto found = [&](const char* path, const char* text) {
    records[used] = extractor->parse(FileView(path, base::as_bytes(text))).value();
    return Found{.path = path, .record = &records[used++]};
  };
  const std::vector<Found> all{
      found("etc/os-release", "ID=debian\nVERSION_ID=12\n"), found("srv/jail/etc/alpine-release", "3.10.9\n"),
      found("srv/jail/usr/lib/os-release", "ID=alpine\nVERSION_ID=3.10.8\n"),
      found("opt/usr/lib/os-release", "ID=wolfi\n"), found("data/etc/os-release", "no such thing")};
  EXPECT_EQ(choose_distro(all).id, "debian");
  const auto inner = inner_distros(all, nullptr);
  ASSERT_EQ(inner.size(), 2U);
  EXPECT_EQ(inner.at("srv/jail/").version_id, "3.10.8");
  EXPECT_EQ(inner.at("opt/").id, "wolfi");
  for (const char* path : {"etc/os-release", "x/etc/os-release"})
    EXPECT_NE(extractor->wants({.path = path, .size = 1, .mode = 0644, .head = {}}).kind, Wish::Kind::kNo);
  for (const char* path : {"os-release", "x/os-release", "xetc/os-release", "etc/x/os-release"})
    EXPECT_EQ(extractor->wants({.path = path, .size = 1, .mode = 0644, .head = {}}).kind, Wish::Kind::kNo);
}

TEST(OsReleaseImages, RealFiles) {
  PQ_NEED_SHARED();
  const auto alma = parse_os_release(
      image_file("al8-20231122-almalinux-8-docker-s390x-micro.tar.xz", "usr/lib/os-release"));
  EXPECT_EQ(alma->id + "-" + alma->version_id, "almalinux-8.9");
  EXPECT_EQ(alma->id_like.front(), "rhel");
  const auto folder = testing::unpacked("images/debian-skeletons") + "/skel/";
  EXPECT_EQ(parse_os_release(testing::read_file(folder + "bookworm/etc/os-release"))->codename, "bookworm");
  const auto sid = parse_os_release(testing::read_file(folder + "sid/etc/os-release"));
  EXPECT_EQ(sid->version_id, "");
  EXPECT_EQ(sid->codename, "forky");
  const auto old = image_file("gliderlabs-library-2.7-rootfs.tar.gz", "./etc/alpine-release");
  EXPECT_EQ(parse_release_file("alpine-release", old)->version_id, "2.7.9");
}

}  // namespace
}  // namespace os
}  // namespace pratique::extract
