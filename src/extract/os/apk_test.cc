#include <gtest/gtest.h>

#include "support/package_scene.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_apk();

namespace {

using namespace os;

constexpr std::string_view kTwo =
    "C:Q1abc=\nP:libssl3\nV:3.1.7-r0\nA:x86_64\nL:Apache-2.0\no:openssl\nm:A Name "
    "<a@example.org>\nU:https://openssl.org\n"
    "F:lib\nR:libssl.so.3\na:0:0:755\nZ:Q1x=\nF:usr\nF:usr/share/man\nR:x.1\n\n"
    "P:busybox\nV:1.36.1-r7\nA:x86_64\nL:GPL-2.0-only\no:busybox\nF:bin\nR:busybox\nF:\nR:rootfile\n\n";

Scene scene() {
  Scene made(make_apk());
  made.distro = {.id = "alpine", .version_id = "3.18.9"};
  return made;
}

TEST(Apk, ReadsFieldsOriginAndFiles) {
  auto s = scene();
  s.add(0, "lib/apk/db/installed", kTwo);
  const auto out = s.assemble();
  ASSERT_EQ(packages(out), (std::vector<std::string>{"busybox 1.36.1-r7", "libssl3 3.1.7-r0"}));
  const auto ssl = package(out, "libssl3");
  EXPECT_EQ(ssl.purl.to_string(), "pkg:apk/alpine/libssl3@3.1.7-r0?arch=x86_64&distro=alpine-3.18.9");
  EXPECT_EQ(ssl.source_name, "openssl");
  EXPECT_EQ(ssl.source_version, "3.1.7-r0");
  EXPECT_EQ(ssl.licenses, std::vector<std::string>{"Apache-2.0"});
  EXPECT_EQ(ssl.supplier, "A Name <a@example.org>");
  EXPECT_EQ(ssl.homepage, "https://openssl.org");
  ASSERT_EQ(ssl.locations.size(), 1U);
  EXPECT_EQ(ssl.locations[0], (model::Location{"lib/apk/db/installed", "sha256:0"}));
  EXPECT_EQ(package(out, "busybox").source_name, "");
  EXPECT_EQ(owned_by(out, "libssl3"), std::vector<std::string>{"lib/libssl.so.3"});
  EXPECT_EQ(owned_by(out, "busybox"), (std::vector<std::string>{"bin/busybox", "rootfile"}));
  EXPECT_TRUE(out.notes.empty());
}

// By name, soname and command, in any version that fits; what keeps another away ("!") is no need.
TEST(Apk, WhoNeedsWhomIsKnown) {
  auto s = scene();
  s.add(0, "lib/apk/db/installed",
        "P:musl\nV:1.2.4-r2\np:so:libc.musl-x86_64.so.1=1\nT:the musl c library\n\n"
        "P:busybox\nV:1.36.1-r7\nD:so:libc.musl-x86_64.so.1 !tool<1\np:cmd:sh=1.36.1-r7 /bin/sh\n\n"
        "P:tool\nV:2-r0\nD:cmd:sh /bin/sh busybox~1.36 musl>=2 busybox@edge=1 musl><Q1abc gone tool\n\n"
        "P:other\nV:2-r0\nD:musl>1.2.3 busybox<1.36 so:libc.musl-x86_64.so.1=2\n\n");
  const auto out = s.assemble();
  EXPECT_EQ(edges_of(out),
            (std::vector<std::string>{"busybox > musl", "other > musl", "tool > busybox", "tool > musl"}));
  EXPECT_EQ(package(out, "musl").description, "the musl c library");
}

// Whatever is left of the database: no other version than those that it had, and nothing lost in silence.
TEST(Apk, ADatabaseCutAnywhereIsIncompleteAndNothingInItIsWrong) {
  for (std::size_t size = 1; size < kTwo.size(); ++size) {
    const auto text = kTwo.substr(0, size);
    auto s = scene();
    s.add(0, "lib/apk/db/installed", text);
    const auto out = s.assemble();
    for (const auto& one : packages(out))
      EXPECT_TRUE(one == "libssl3 3.1.7-r0" || one == "busybox 1.36.1-r7");
    for (const auto& one : out.components)
      EXPECT_TRUE(one.source_name.empty() || one.source_name == "openssl");
    if (text.ends_with("\n\n")) continue;  // between two packages: nothing tells
    const bool told =
        s.errors.empty() ? s.notes().size() == 1 && s.notes()[0].incomplete : out.components.empty();
    EXPECT_TRUE(told) << size;
  }
}

TEST(Apk, WhatIsCutOffIsNamed) {
  auto s = scene();
  s.add(0, "lib/apk/db/installed", "P:a\nV:1-r0\n\nP:openssl\nV:3.1");
  EXPECT_EQ(packages(s.assemble()), std::vector<std::string>{"a 1-r0"});
  ASSERT_EQ(s.notes().size(), 1U);
  EXPECT_EQ(s.notes()[0].message,
            "the package database is damaged: line 5: the file ends within the record of openssl, which is "
            "left out");
}

// A field of a package behind its files, or for the second time, is another package's.
TEST(Apk, RecordsThatRunTogetherStayApartAndAreTold) {
  const auto read = [](std::string_view text, std::size_t places) {
    auto s = scene();
    s.add(0, "lib/apk/db/installed", text);
    std::size_t damaged = 0;
    for (const auto& note : s.notes()) damaged += note.incomplete && base::contains(note.message, "damaged");
    EXPECT_EQ(damaged, std::min<std::size_t>(places, 1)) << text;
    return packages(s.assemble());
  };
  const std::vector<std::string> both{"a 1-r0", "b 2-r0"};
  EXPECT_EQ(read("P:a\nV:1-r0\nF:lib\nR:x\nP:b\nV:2-r0\n\n", 1), both);
  EXPECT_EQ(read("C:Q1\nP:a\nV:1-r0\nC:Q1\nP:b\nV:2-r0\n\n", 1), both);
  EXPECT_EQ(read("P:a\nV:1-r0\nF:lib\nC:Q1\nP:b\nV:2-r0\n\n", 1), both) << "a field that the first has not";
  EXPECT_EQ(read("P:a\nV:1-r0\n \t\nP:b\nV:2-r0\n\n", 1), both) << "a line of blanks";
  EXPECT_EQ(read("P:a\nV:1-r0\n\n \n\nP:b\nV:2-r0\n\n", 0), both) << "one too many";
  EXPECT_EQ(read("P:a\nV:1-r0\nV:2-r0\n\n", 1), std::vector<std::string>{"a 1-r0"}) << "whose is it?";
  EXPECT_EQ(read("P:a\nP:b\nV:2-r0\n\n", 1), std::vector<std::string>{"b 2-r0"});
  EXPECT_EQ(read("P:a\nno field\nP:b\nV:2-r0\n\n", 1), std::vector<std::string>{"b 2-r0"});
}

TEST(Apk, NoiseIsAnErrorNotAnEmptyDatabase) {
  auto s = scene();
  s.add(0, "lib/apk/db/installed",
        std::string_view("\x7f"
                         "ELF\0\x01\n\xff\xfe",
                         8));
  ASSERT_EQ(s.errors.size(), 1U);
  EXPECT_EQ(s.errors[0].kind, ErrorKind::kInvalid);
}

TEST(Apk, BadParagraphIsSkippedWithANote) {
  auto s = scene();
  s.add(0, "lib/apk/db/installed", "P:a\nV:1-r0\n\nP:broken\nF:lib\nR:x\n\nP:b\nV:2-r0\n\n");
  EXPECT_EQ(packages(s.assemble()), (std::vector<std::string>{"a 1-r0", "b 2-r0"}));
  ASSERT_EQ(s.notes().size(), 1U);
  EXPECT_TRUE(s.notes()[0].incomplete);
  EXPECT_TRUE(owned_by(s.assemble(), "a").empty());
}

TEST(Apk, RemovedDatabaseIsReportedByWhatItLastListed) {
  auto s = scene();
  s.add(0, "lib/apk/db/installed", "P:old\nV:1-r0\nF:bin\nR:old\n\n");
  s.add(1, "lib/apk/db/installed", kTwo);
  s.view.files.insert({"lib/libssl.so.3"});
  s.remove("lib/apk/db/installed");
  const auto out = s.assemble();
  // busybox's files are gone as well: the layer that deleted the database uninstalled it.
  ASSERT_EQ(packages(out), std::vector<std::string>{"libssl3 3.1.7-r0"});
  EXPECT_TRUE(out.components[0].database_removed);
  EXPECT_EQ(out.components[0].locations[0].layer, "sha256:1");
  ASSERT_EQ(out.notes.size(), 1U);
  EXPECT_EQ(out.notes[0].code, "database-removed");
  EXPECT_EQ(out.notes[0].file, "lib/apk/db/installed");
  EXPECT_TRUE(out.notes[0].incomplete);
  EXPECT_TRUE(out.notes[0].message.find("1 packages are reported") != std::string::npos)
      << out.notes[0].message;
}

// "var/lib/apk/…" ends in "lib/apk/…" as well: whichever fits first must not make a root "var/" of it.
TEST(Apk, DatabaseIsKeptWhateverItsFolder) {
  for (const std::string folder : {"lib/apk/db", "usr/lib/apk/db", "var/lib/apk/db"}) {
    for (const std::string root : {"", "srv/jail/"}) {
      auto s = scene();
      s.add(0, root + folder + "/installed", "P:a\nV:1-r0\n\n");
      const auto listed = s.assemble();
      ASSERT_EQ(packages(listed), std::vector<std::string>{"a 1-r0"}) << folder;
      EXPECT_EQ(listed.components[0].details->root.empty(), root.empty()) << folder;
      s.remove(root + folder + "/installed");
      const auto out = s.assemble();
      if (!root.empty()) {
        EXPECT_TRUE(out.components.empty()) << folder;
        continue;
      }
      ASSERT_EQ(packages(out), std::vector<std::string>{"a 1-r0"}) << folder;
      EXPECT_TRUE(out.components[0].database_removed) << folder;
      ASSERT_EQ(out.notes.size(), 1U) << folder;
      EXPECT_EQ(out.notes[0].file, folder + "/installed");
    }
  }
}

TEST(Apk, SecondDatabaseWithOtherPackagesIsIncomplete) {
  auto s = scene();
  s.add(0, "usr/lib/apk/db/installed", "P:a\nV:1-r0\n\n");
  s.add(0, "lib/apk/db/installed", "P:a\nV:1-r0\n\n");
  ASSERT_EQ(s.assemble().notes.size(), 1U);
  EXPECT_FALSE(s.assemble().notes[0].incomplete);
  s.add(1, "lib/apk/db/installed", "P:a\nV:1-r0\n\nP:b\nV:1-r0\n\n");
  const auto out = s.assemble();
  EXPECT_EQ(packages(out), std::vector<std::string>{"a 1-r0"});
  ASSERT_EQ(out.notes.size(), 1U);
  EXPECT_TRUE(out.notes[0].incomplete);
  EXPECT_TRUE(base::contains(out.notes[0].message, "1 of its packages")) << out.notes[0].message;
}

TEST(Apk, BrokenPackagesAreListedAndMarked) {
  auto s = scene();
  s.add(0, "lib/apk/db/installed", "P:a\nV:1-r0\nf:s\n\nP:b\nV:1-r0\n\n");
  const auto out = s.assemble();
  EXPECT_EQ(packages(out), (std::vector<std::string>{"a 1-r0", "b 1-r0"}));
  EXPECT_EQ(package(out, "a").state, model::State::kBroken);
  EXPECT_EQ(package(out, "b").state, model::State::kInstalled);
}

// The core tells the notes of files that show; a removed database does not show, and what of it could not be
// read must be told all the same.
TEST(Apk, NotesOfARemovedDatabaseStay) {
  auto s = scene();
  s.add(0, "lib/apk/db/installed", "P:a\nV:1-r0\n\nP:broken\nF:lib\nR:x\n\n");
  s.remove("lib/apk/db/installed");
  const auto out = s.assemble();
  ASSERT_EQ(out.notes.size(), 2U);
  EXPECT_EQ(out.notes[0].code, "unreadable");
  EXPECT_EQ(out.notes[0].file, "lib/apk/db/installed");
  EXPECT_TRUE(out.notes[0].incomplete);
}

TEST(Apk, EmptiedDatabaseCountsAsRemoved) {
  auto s = scene();
  s.add(0, "lib/apk/db/installed", "P:a\nV:1-r0\n\n");
  s.add(1, "lib/apk/db/installed", "");
  const auto out = s.assemble();
  ASSERT_EQ(out.components.size(), 1U);
  EXPECT_TRUE(out.components[0].database_removed);
}

TEST(Apk, ReplacedDatabaseIsTheOrdinaryCase) {
  auto s = scene();
  s.add(0, "lib/apk/db/installed", "P:a\nV:1-r0\n\nP:gone\nV:1-r0\n\n");
  s.add(1, "lib/apk/db/installed", "P:a\nV:2-r0\n\n");
  const auto out = s.assemble();
  EXPECT_EQ(packages(out), std::vector<std::string>{"a 2-r0"});
  EXPECT_TRUE(out.notes.empty());
}

TEST(Apk, DatabaseOfARootInsideTheImage) {
  auto s = scene();
  s.add(0, "srv/jail/lib/apk/db/installed", "P:a\nV:1-r0\n\n");
  s.add(0, "home/xlib/apk/db/installed", "P:b\nV:1-r0\n\n");  // no such folder name
  const auto out = s.assemble();
  EXPECT_EQ(packages(out), std::vector<std::string>{"a 1-r0"});
}

TEST(Apk, ARootInsideTheImageIsOfItsOwnSystemOrOfNone) {
  auto s = scene();
  s.add(0, "lib/apk/db/installed", "P:a\nV:1-r0\n\n");
  s.add(0, "srv/jail/lib/apk/db/installed", "P:b\nV:1-r0\n\n");
  s.add(0, "opt/x/lib/apk/db/installed", "P:c\nV:1-r0\n\nP:d\nV:1-r0\n\n");
  s.inner_distros["srv/jail/"] = {.id = "alpine", .version_id = "3.10.9"};
  const auto out = s.assemble();
  std::vector<std::string> purls;
  for (const auto& one : out.components) purls.push_back(one.purl.to_string());
  EXPECT_EQ(purls, (std::vector<std::string>{"pkg:apk/alpine/a@1-r0?distro=alpine-3.18.9",
                                             "pkg:apk/alpine/b@1-r0?distro=alpine-3.10.9",
                                             "pkg:apk/alpine/c@1-r0", "pkg:apk/alpine/d@1-r0"}));
  ASSERT_EQ(out.notes.size(), 1U);
  EXPECT_EQ(out.notes[0].code, "unknown-system");
  EXPECT_EQ(out.notes[0].file, "opt/x/lib/apk/db/installed");
  EXPECT_TRUE(base::contains(out.notes[0].message, "opt/x, a root")) << out.notes[0].message;
}

TEST(Apk, PackagesInASystemOfAnotherKindAreNotOfIt) {
  auto s = scene();
  s.distro = {.id = "debian", .version_id = "12"};
  s.add(0, "lib/apk/db/installed", "P:a\nV:1-r0\n\n");
  const auto out = s.assemble();
  EXPECT_EQ(out.components.at(0).purl.to_string(), "pkg:apk/alpine/a@1-r0");
  ASSERT_EQ(out.notes.size(), 1U);
  EXPECT_EQ(out.notes[0].code, "unknown-system");
}

struct Rootfs {
  std::string archive;
  std::size_t packages;
};

class ApkImages : public ::testing::TestWithParam<Rootfs> {};

// Counts as `grep -c ^P:` gives them; every package has a licence and an architecture in these.
TEST_P(ApkImages, ListsEveryPackage) {
  PQ_NEED_SHARED();
  const auto& [archive, count] = GetParam();
  const auto text = image_file(archive, "./lib/apk/db/installed");
  auto s = scene();
  s.add(0, "lib/apk/db/installed", text);
  const auto out = s.assemble();
  EXPECT_EQ(out.components.size(), count);
  std::size_t files = 0;
  for (const auto line : base::lines(text)) files += line.starts_with("R:");
  std::size_t owned = 0;
  for (const auto& ownership : out.ownerships) owned += ownership.paths.size();
  EXPECT_EQ(owned, files);
  for (const auto& component : out.components) {
    EXPECT_FALSE(component.licenses.empty()) << component.purl.name;
    EXPECT_TRUE(component.purl.qualifiers.contains("arch")) << component.purl.name;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ApkImages,
                         ::testing::Values(Rootfs{"alpine-minirootfs-3.6.5-x86_64.tar.gz", 13},
                                           Rootfs{"alpine-minirootfs-3.10.9-x86_64.tar.gz", 14},
                                           Rootfs{"alpine-minirootfs-3.18.9-x86_64.tar.gz", 15},
                                           Rootfs{"alpine-minirootfs-3.20.3-riscv64.tar.gz", 14},
                                           Rootfs{"gliderlabs-library-2.7-rootfs.tar.gz", 13},
                                           Rootfs{"gliderlabs-library-3.5-rootfs.tar.xz", 11}),
                         [](const auto& one) { return std::to_string(one.index); });

}  // namespace
}  // namespace pratique::extract
