#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/package_scene.h"
#include "support/rpm_writer.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_rpm();
std::unique_ptr<Extractor> make_rpm_manifest();

namespace {

using namespace os;

Scene scene() {
  Scene made(make_rpm());
  made.distro = {.id = "almalinux", .version_id = "9.3"};
  return made;
}

TEST(Rpm, ComponentsOwnershipAndNoKeys) {
  const auto header = MadeHeader()
                          .string(1000, "bash")
                          .string(1001, "5.1.8")
                          .string(1002, "6.el9")
                          .numbers(1003, 4, 4, {2})
                          .string(1022, "aarch64")
                          .strings(1118, {"/usr/bin/", "/"})
                          .strings(1117, {"bash", "usr"})
                          .numbers(1116, 4, 4, {0, 1})
                          .numbers(1030, 3, 2, {0100755, 0040755})
                          .text();
  auto s = scene();
  s.add(2, "var/lib/rpm/Packages.db", made_ndb({header, made_header("gpg-pubkey"), made_header("zlib")}));
  const auto out = s.assemble();
  EXPECT_EQ(packages(out), (std::vector<std::string>{"bash 5.1.8-6.el9", "zlib 1.0-1.el9"}));
  EXPECT_EQ(out.components[0].purl.to_string(),
            "pkg:rpm/almalinux/bash@5.1.8-6.el9?arch=aarch64&distro=almalinux-9.3&epoch=2");
  EXPECT_EQ(out.components[0].locations.at(0), (model::Location{"var/lib/rpm/Packages.db", "sha256:2"}));
  EXPECT_EQ(out.components[1].source_name, "zlib-src");
  EXPECT_EQ(owned_by(out, "bash"), std::vector<std::string>{"usr/bin/bash"});
}

// rpmsenseFlags
constexpr std::uint32_t kGreaterOrEqual = 12, kExactly = 8, kMissingOk = 1 << 19, kRpmLib = 1 << 24;

MadeHeader related(std::string_view name, const std::vector<std::string>& needs,
                   const std::vector<std::string>& offers = {}, std::vector<std::uint32_t> flags = {},
                   std::vector<std::string> versions = {}) {
  flags.resize(needs.size()), versions.resize(needs.size());
  MadeHeader header;
  header.string(1000, name)
      .string(1001, "2.0")
      .string(1002, "3.el9")
      .string(1004, "About " + std::string(name), 9);
  header.strings(1049, needs).strings(1050, versions).numbers(1048, 4, 4, flags);
  header.strings(1047, offers).strings(1113, std::vector<std::string>(offers.size()));
  return header.numbers(1112, 4, 4, std::vector<std::uint32_t>(offers.size()));
}

// By name, by what others provide, by the files that they list.
TEST(Rpm, WhoNeedsWhomIsKnown) {
  auto s = scene();
  const auto files = [](MadeHeader header) {
    return header.strings(1118, {"/usr/bin/", "/opt/"})
        .strings(1117, {"sh", "tool"})
        .numbers(1116, 4, 4, {0, 1})
        .text();
  };
  s.add(0, "var/lib/rpm/Packages.db",
        made_ndb({files(related("bash", {"libc.so.6()(64bit)", "rpmlib(X)"}, {}, {0, kRpmLib})),
                  related("glibc", {"/bin/sh", "/usr/bin/sh", "/opt/tool", "/opt/gone"},
                          {"libc.so.6()(64bit)", "rpmlib(X)"})
                      .text(),
                  related("tool", {"glibc", "bash", "bash", "bash", "(gone or glibc-old or bash >= 2)"}, {},
                          {kGreaterOrEqual, kExactly, kExactly, kMissingOk}, {"3", "2.0", "2.0-4.el9", ""})
                      .text(),
                  related("other", {"(glibc and tool)", "(bash if gone)", "((a or b) and c)", "(or", "()",
                                    "(bash >= 3 with x)"})
                      .text()}));
  const auto out = s.assemble();
  EXPECT_EQ(edges_of(out), (std::vector<std::string>{"bash > glibc", "glibc > bash", "other > bash",
                                                     "other > glibc", "other > tool", "tool > bash"}));
  EXPECT_EQ(package(out, "glibc").description, "About glibc");
}

// What is wrong with relations alone costs the edges, not the package.
TEST(Rpm, DamagedRelationsLeaveThePackage) {
  auto s = scene();
  s.add(0, "var/lib/rpm/Packages.db",
        made_ndb({related("a", {"b"}).raw_entry(1047, 4, 0, 1, "").text(),
                  MadeHeader().string(1000, "b").string(1001, "1").strings(1049, {"a"}).text(),
                  MadeHeader().string(1000, "c").string(1001, "1").raw_entry(1049, 8, 0xffffff, 1, "").text(),
                  MadeHeader().string(1000, "d").string(1001, "1").raw_entry(1049, 4, 0, 1, "").text()}));
  const auto out = s.assemble();
  EXPECT_EQ(packages(out), (std::vector<std::string>{"a 2.0-3.el9", "b 1", "c 1", "d 1"}));
  EXPECT_TRUE(s.errors.empty());
}

TEST(Rpm, RedHatsNamespace) {
  auto s = scene();
  s.distro = {.id = "rhel", .version_id = "9.3"};
  s.add(0, "var/lib/rpm/Packages", made_bdb({made_header("zlib")}));
  EXPECT_EQ(s.assemble().components.at(0).purl.to_string(),
            "pkg:rpm/redhat/zlib@1.0-1.el9?arch=x86_64&distro=rhel-9.3");
}

TEST(Rpm, OnlyOneDatabaseCounts) {
  auto s = scene();
  s.add(0, "var/lib/rpm/Packages", made_bdb({made_header("old")}));
  s.add(1, "usr/lib/sysimage/rpm/Packages.db", made_ndb({made_header("new")}));
  const auto out = s.assemble();
  EXPECT_EQ(packages(out), std::vector<std::string>{"new 1.0-1.el9"});
  ASSERT_EQ(out.notes.size(), 1U);
  EXPECT_EQ(out.notes[0].code, "second-database");
  EXPECT_EQ(out.notes[0].file, "var/lib/rpm/Packages");
}

TEST(Rpm, EmptyDatabaseDoesNotHideAnother) {
  auto s = scene();
  s.add(0, "var/lib/rpm/Packages", made_bdb({made_header("old")}));
  s.add(1, "var/lib/rpm/Packages.db", made_ndb({}));
  s.add(1, "usr/share/rpm/Packages", "");
  EXPECT_EQ(packages(s.assemble()), std::vector<std::string>{"old 1.0-1.el9"});
  EXPECT_TRUE(s.errors.empty());
}

TEST(Rpm, MovedToANewerStoreIsNoRemoval) {
  auto s = scene();
  s.add(0, "var/lib/rpm/Packages", made_bdb({made_header("a", "1")}));
  s.add(1, "var/lib/rpm/Packages.db", made_ndb({made_header("a", "2")}));
  s.remove("var/lib/rpm/Packages");
  const auto out = s.assemble();
  EXPECT_EQ(packages(out), std::vector<std::string>{"a 2-1.el9"});
  EXPECT_TRUE(out.notes.empty());
  s.remove("var/lib/rpm/Packages.db");
  const auto removed = s.assemble();
  EXPECT_EQ(packages(removed), std::vector<std::string>{"a 2-1.el9"});
  EXPECT_EQ(removed.notes.at(0).code, "database-removed");
}

TEST(Rpm, DamagedHeaderIsANoteAndNoiseAnError) {
  auto s = scene();
  s.add(0, "var/lib/rpm/Packages", made_bdb({made_header("a"), "noise"}));
  EXPECT_EQ(packages(s.assemble()), std::vector<std::string>{"a 1.0-1.el9"});
  ASSERT_EQ(s.notes().size(), 1U);
  EXPECT_TRUE(s.notes()[0].incomplete);
  s.add(1, "var/lib/rpm/Packages.db", "RpmPnoise");
  s.add(1, "usr/share/rpm/Packages", made_bdb({"noise"}));
  s.add(1, "usr/lib/sysimage/rpm/rpmdb.sqlite", "SQLite format 3" + std::string(1 << 16, '\7'));
  s.add(1, "usr/lib/sysimage/rpm/Packages", "no database at all");
  EXPECT_EQ(s.errors.size(), 4U);
}

TEST(Rpm, ALogThatCannotBeReadIsAnErrorAndARollbackJournalANote) {
  auto s = scene();
  s.add(0, "var/lib/rpm/rpmdb.sqlite-wal", "");
  s.add(0, "var/lib/rpm/rpmdb.sqlite-journal", std::string(512, '\0'));
  EXPECT_TRUE(s.notes().empty() && s.errors.empty());
  s.add(0, "var/lib/rpm/rpmdb.sqlite-wal", std::string(5000, 'x'));
  EXPECT_EQ(s.errors.size(), 1U);
  s.add(0, "var/lib/rpm/rpmdb.sqlite-journal", "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + std::string(500, 'x'));
  ASSERT_EQ(s.notes().size(), 1U);
  EXPECT_TRUE(s.notes()[0].incomplete);
}

// Name, vendor, and files: /usr/share/NAME/package.json and more.
std::string vendored(const std::string& name, const std::string& vendor,
                     const std::vector<std::string>& files = {"package.json"},
                     const std::vector<std::string>& digests = {}, const std::string& states = "") {
  MadeHeader header;
  header.string(1000, name).string(1001, "1").string(1011, vendor);
  header.strings(1118, {"/usr/share/" + name + "/"}).strings(1117, files);
  header.numbers(1116, 4, 4, std::vector<std::uint32_t>(files.size(), 0));
  if (!digests.empty()) header.strings(1035, digests).numbers(5011, 4, 4, {8});
  if (!states.empty()) header.entry(1029, 1, static_cast<std::uint32_t>(states.size()), states);
  return header.text();
}

std::vector<std::string> foreign_ones(const Assembly& out) {
  std::vector<std::string> names;
  for (const auto& ownership : out.ownerships) {
    if (!ownership.of_distribution) names.push_back(model::parse_purl(ownership.purl)->name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST(Rpm, DigestsOfFilesThatMayCarryAPackageAreKeptAndReplacedFilesLeftOut) {
  auto s = scene();
  const std::string digest(64, 'A');
  s.add(0, "var/lib/rpm/Packages.db",
        made_ndb({vendored("a", "CentOS", {"package.json", "tool", "b.jar"}, {digest, digest, ""},
                           std::string("\0\0\1", 3))}));
  const auto out = s.assemble();
  ASSERT_EQ(out.ownerships.size(), 1U);
  EXPECT_EQ(owned_by(out, "a"), (std::vector<std::string>{"usr/share/a/package.json", "usr/share/a/tool"}));
  ASSERT_EQ(out.ownerships[0].digests->size(), 1U);
  EXPECT_EQ(to_string(*out.ownerships[0].digests->find("usr/share/a/package.json")),
            "sha256:" + std::string(64, 'a'));
}

TEST(Rpm, OfTheDistributionIsWhatHasTheVendorOfOsRelease) {
  auto s = scene();
  s.add(0, "var/lib/rpm/Packages.db",
        made_ndb({vendored("x", "Acme Inc."), vendored("y", "Acme Inc."),
                  vendored("tool", "Amazon.com, Inc."), vendored("nobody", ""),
                  MadeHeader()
                      .string(1000, "release")
                      .string(1001, "1")
                      .string(1011, "Amazon Linux")
                      .strings(1118, {"/etc/"})
                      .strings(1117, {"os-release"})
                      .numbers(1116, 4, 4, {0})
                      .text()}));
  EXPECT_EQ(foreign_ones(s.assemble()), (std::vector<std::string>{"nobody", "x", "y"}));
}

TEST(Rpm, WithoutOsReleaseMostPackagesTellTheVendor) {
  auto s = scene();
  s.add(0, "var/lib/rpm/Packages.db",
        made_ndb({vendored("a", "openSUSE"), vendored("b", "SUSE LLC <https://www.suse.com/>"),
                  vendored("epel", "Fedora Project")}));
  EXPECT_EQ(foreign_ones(s.assemble()), std::vector<std::string>{"epel"});
  auto silent = scene();
  silent.add(0, "var/lib/rpm/Packages.db", made_ndb({vendored("a", ""), vendored("b", "")}));
  EXPECT_TRUE(foreign_ones(silent.assemble()).empty());
}

// Long directory names that many files share cannot blow up the file lists.
TEST(Rpm, FileListsAreBounded) {
  const std::vector<std::uint32_t> zeros(100'000, 0);
  const auto header = MadeHeader()
                          .string(1000, "a")
                          .string(1001, "1")
                          .strings(1118, {"/" + std::string(4000, 'd') + "/"})
                          .strings(1117, std::vector<std::string>(100'000, "f"))
                          .numbers(1116, 4, 4, zeros)
                          .text();
  auto s = scene();
  s.add(0, "var/lib/rpm/Packages.db", made_ndb({header}));
  ASSERT_EQ(s.notes().size(), 1U);
  EXPECT_EQ(s.notes()[0].code, "limit");
}

struct Real {
  std::string name;     // in the test's name
  std::string archive;  // of ../shared/images, or a pack
  std::string member;
  std::size_t packages;  // as librpm lists them, without keys (ndb: as a script of ours does)
  std::string some;      // one of them, NAME VERSION-RELEASE ARCH
};

class RpmReal : public ::testing::TestWithParam<Real> {};

std::string bytes_of(const Real& real) {
  if (real.archive == "rpmdb")
    return testing::read_file(testing::unpacked("images/rpmdb") + "/rpmdb/" + real.member);
  return image_file(real.archive, real.member);
}

std::string describe(const model::Component& c) {
  const auto epoch = c.purl.qualifiers.find("epoch");
  return c.purl.name + " " + (epoch == c.purl.qualifiers.end() ? "" : epoch->second + ":") + c.purl.version +
         " " + c.purl.qualifiers.at("arch");
}

TEST_P(RpmReal, CountsAndNames) {
  PQ_NEED_SHARED();
  auto s = scene();
  const auto path = "var/lib/rpm/" + std::string(base::base_name(GetParam().member));
  s.add(0, path, bytes_of(GetParam()));
  ASSERT_TRUE(s.errors.empty()) << base::to_line(s.errors[0]);
  EXPECT_TRUE(s.notes().empty());
  const auto out = s.assemble();
  EXPECT_EQ(out.components.size(), GetParam().packages);
  std::vector<std::string> all;
  for (const auto& component : out.components) all.push_back(describe(component));
  EXPECT_NE(std::find(all.begin(), all.end(), GetParam().some), all.end()) << GetParam().some;
}

// Those that librpm reads: SQLite and (read-only) BerkeleyDB; Debian's is built without ndb.
class RpmOracle : public RpmReal {};

TEST_P(RpmOracle, AgreesWithRpm) {
  PQ_NEED_SHARED();
  const auto name = std::string(base::base_name(GetParam().member));
  if (std::system("command -v rpm >/dev/null") != 0) GTEST_SKIP() << "skipped: rpm absent";
  const auto bytes = bytes_of(GetParam());
  const auto folder = std::filesystem::absolute("build/rpm-oracle/" + GetParam().name);
  std::filesystem::create_directories(folder);
  std::ofstream(folder / name, std::ios::binary) << bytes;
  const auto command = std::string("rpm ") + (name == "Packages" ? "--define '_db_backend bdb_ro' " : "") +
                       "--dbpath " + folder.string() +
                       " -qa --qf '%{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE} "
                       "%{ARCH}\\n[%{FILEMODES:perms} %{FILENAMES}\\n]'" +
                       " >" + (folder / "out").string() + " 2>/dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  std::vector<std::string> want, got;
  std::size_t want_files = 0, got_files = 0;
  const auto text = testing::read_file(folder / "out");
  for (const auto line : base::lines(text)) {
    const auto words = base::words(line);
    if (words.size() == 3 && words[0] != "gpg-pubkey") want.emplace_back(line);
    // Ours leaves out folders and manual pages, translations and the like.
    if (words.size() != 2 || words[0].starts_with('d')) continue;
    const auto path = words[1];
    bool counts = true;
    for (const std::string_view no : {"man", "locale", "zoneinfo", "lintian", "bug", "i18n"}) {
      counts = counts && !path.starts_with("/usr/share/" + std::string(no) + "/");
    }
    want_files += counts;
  }
  auto s = scene();
  s.add(0, "var/lib/rpm/" + name, bytes);
  const auto out = s.assemble();
  for (const auto& component : out.components) got.push_back(describe(component));
  for (const auto& ownership : out.ownerships) got_files += ownership.paths.size();
  std::sort(want.begin(), want.end());
  std::sort(got.begin(), got.end());
  EXPECT_EQ(got, want);
  EXPECT_EQ(got_files, want_files);
}

// Ndb comes last: what is above it, Debian's librpm reads too.
const Real kReal[] = {
    {"BdbBigEndian", "al8-20231122-almalinux-8-docker-s390x-micro.tar.xz", "var/lib/rpm/Packages", 19,
     "bash 4.4.20-4.el8_6 s390x"},
    {"Bdb", "al-9.0.3-20220527-almalinux-9-docker-aarch64-micro.tar.xz", "./var/lib/rpm/Packages", 22,
     "bash 5.1.8-4.el9 aarch64"},
    {"Sqlite", "al9-20231124-almalinux-9-docker-aarch64-micro.tar.xz", "var/lib/rpm/rpmdb.sqlite", 22,
     "bash 5.1.8-6.el9_1 aarch64"},
    {"Mariner", "rpmdb", "cbl-mariner-2.0/rpmdb.sqlite", 129, "curl 7.76.0-6.cm2 x86_64"},
    {"BdbOne", "rpmdb", "libuuid/Packages", 1, "libuuid 2.32.1-42.el8_8 x86_64"},
    {"Ndb", "rpmdb", "sle15-bci/Packages.db", 35, "libstdc++6 11.2.1+git610-1.3.9 x86_64"},
};
INSTANTIATE_TEST_SUITE_P(All, RpmReal, ::testing::ValuesIn(kReal),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(All, RpmOracle, ::testing::ValuesIn(std::begin(kReal), std::prev(std::end(kReal))),
                         [](const auto& one) { return one.param.name; });

// Name, version-release and architecture as `rpm -qa` in that image says; of the golden list, every line.
TEST(RpmManifest, ReadsLines) {
  Scene s(make_rpm_manifest());
  s.distro = {.id = "mariner", .version_id = "2.0"};
  s.add(0, "var/lib/rpmmanifest/container-manifest-2",
        "openssl-libs\t1.1.1k-15.cm2\t1653816591\t1653751812\tMicrosoft "
        "Corporation\t(none)\t0\tx86_64\t0\topenssl-1.1.1k-15.cm2.src.rpm\n"
        "tzdata\t2021e-1.cm2\t1653816591\t1653751812\tMicrosoft "
        "Corporation\t1\t0\tnoarch\t1\ttzdata-2021e-1.cm2.src.rpm\n"
        "gpg-pubkey\t3135ce90-5e6fda74\t1\t1\t(none)\t(none)\t0\t(none)\t0\t(none)\n");
  const auto out = s.assemble();
  ASSERT_EQ(packages(out), (std::vector<std::string>{"openssl-libs 1.1.1k-15.cm2", "tzdata 2021e-1.cm2"}));
  EXPECT_EQ(out.components[0].purl.to_string(),
            "pkg:rpm/mariner/openssl-libs@1.1.1k-15.cm2?arch=x86_64&distro=mariner-2.0");
  EXPECT_EQ(out.components[0].source_name, "openssl");
  EXPECT_EQ(out.components[0].supplier, "Microsoft Corporation");
  EXPECT_EQ(out.components[1].purl.qualifiers.at("epoch"), "1");
  EXPECT_TRUE(out.ownerships.empty());
}

TEST(RpmManifest, BadLinesAndADatabaseBesideIt) {
  Scene s(make_rpm_manifest());
  s.add(0, "var/lib/rpmmanifest/container-manifest-2",
        "a\t1-1\t1\t1\tv\t(none)\t0\tx86_64\t0\ta-1-1.src.rpm\nbad line\n\n");
  EXPECT_EQ(packages(s.assemble()), std::vector<std::string>{"a 1-1"});
  EXPECT_EQ(s.notes().size(), 1U);
  s.view.files.insert("var/lib/rpm/rpmdb.sqlite");
  const auto beside = s.assemble();
  EXPECT_TRUE(beside.components.empty());
  ASSERT_EQ(beside.notes.size(), 1U);
  EXPECT_EQ(beside.notes[0].code, "second-database");
  Scene noise(make_rpm_manifest());
  noise.add(0, "var/lib/rpmmanifest/container-manifest-2", std::string(1000, '\1'));
  EXPECT_EQ(noise.errors.size(), 1U);
}

TEST(RpmManifest, AListThatIsCutAnywhereIsIncompleteAndNothingInItIsWrong) {
  const std::string text =
      "a\t1-1\t1\t1\tv\t(none)\t0\tx86_64\t0\tsrc-a-1-1.src.rpm\n"
      "b\t2.10-1\t1\t1\tv\t1\t0\tx86_64\t1\tsrc-b-2.10-1.src.rpm\n";
  for (std::size_t size = 1; size + 1 < text.size(); ++size) {
    Scene s(make_rpm_manifest());
    s.add(0, "var/lib/rpmmanifest/container-manifest-2", text.substr(0, size));
    for (const auto& one : s.assemble().components) {
      EXPECT_TRUE(one.purl.version == "1-1" || one.purl.version == "2.10-1") << size;
      EXPECT_TRUE(one.source_name.empty() || one.source_name == "src-" + one.purl.name) << size;
    }
    const auto first = text.find('\n');
    if (size == first || size == first + 1) continue;  // between two packages: nothing tells
    EXPECT_TRUE(!s.errors.empty() || s.notes().size() == 1) << size;
  }
}

}  // namespace
}  // namespace pratique::extract
