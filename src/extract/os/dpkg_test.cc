#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "extract/os/common/package_db.h"
#include "support/package_scene.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_dpkg();

namespace {

using namespace os;

std::string paragraph(std::string_view name, std::string_view version, std::string_view arch = "amd64") {
  return "Package: " + std::string(name) +
         "\nStatus: install ok installed\nArchitecture: " + std::string(arch) +
         "\nVersion: " + std::string(version) + "\n\n";
}

Scene scene() {
  Scene made(make_dpkg());
  made.distro = {.id = "debian", .version_id = "12"};
  return made;
}

constexpr std::string_view kStatus = "var/lib/dpkg/status";

std::string needing(std::string_view name, std::string_view more, std::string_view arch = "amd64") {
  auto text = paragraph(name, "1.0-1", arch);
  text.pop_back();
  return text + std::string(more) + "\n\n";
}

// dpkg's status tells of all packages of a root.
TEST(Dpkg, WhoNeedsWhomIsKnown) {
  auto s = scene();
  s.add(0, std::string(kStatus),
        needing("libc6",
                "Depends: libgcc-s1\nMulti-Arch: same\nDescription: GNU C Library\n shared libraries") +
            needing("libgcc-s1", "Depends: libc6 (>= 0.9)") +
            needing("tool",
                    "Pre-Depends: libc6 (>= 2), libgcc-s1 (<< 2)\nDepends: exim4 | mail-transport-agent,\n "
                    "gone,\n awk") +
            needing("postfix", "Provides: mail-transport-agent, postfix-tls (= 1)") +
            needing("mawk", "Provides: awk\nConflicts: tool") +
            needing("gawk", "Provides: awk\nRecommends: tool"));
  const auto out = s.assemble();
  EXPECT_EQ(edges_of(out),
            (std::vector<std::string>{"gawk > tool", "libc6 > libgcc-s1", "libgcc-s1 > libc6", "tool > gawk",
                                      "tool > libgcc-s1", "tool > mawk", "tool > postfix"}));
  EXPECT_EQ(package(out, "libc6").description, "GNU C Library");
}

// A root filesystem inside the image has its own packages; those of the image do not serve them.
TEST(Dpkg, RootsDoNotServeEachOther) {
  auto s = scene();
  s.add(0, std::string(kStatus), needing("tool", "Depends: lib") + needing("lib", ""));
  s.add(0, "srv/jail/var/lib/dpkg/status", needing("jailed", "Depends: lib, other") + needing("other", ""));
  EXPECT_EQ(edges_of(s.assemble()), (std::vector<std::string>{"jailed > other", "tool > lib"}));
}

TEST(Dpkg, PurlOwnershipAndLicences) {
  auto s = scene();
  s.add(0, std::string(kStatus),
        paragraph("libc6", "2.36-9", "amd64") + paragraph("libc6", "2.36-9", "i386") +
            paragraph("tool", "1:1-1"));
  s.add(0, "var/lib/dpkg/info/libc6:amd64.list", "/.\n/lib\n/lib/libc.so.6\n");
  s.add(0, "var/lib/dpkg/info/libc6:i386.list", "/.\n/lib32\n/lib32/libc.so.6\n");
  s.add(1, "var/lib/dpkg/info/tool.list", "/.\n/usr\n/usr/bin\n/usr/bin/tool\n");
  s.add(1, "usr/share/doc/libc6/copyright", "Format: x\n\nLicense: LGPL-2.1+\n");
  s.view.links["usr/share/doc/tool"] = "usr/share/doc/libc6";
  const auto out = s.assemble();
  ASSERT_EQ(out.components.size(), 3U);
  EXPECT_EQ(out.components[0].purl.to_string(), "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12");
  EXPECT_EQ(out.components[1].purl.to_string(), "pkg:deb/debian/libc6@2.36-9?arch=i386&distro=debian-12");
  EXPECT_EQ(package(out, "tool").purl.version, "1:1-1");
  EXPECT_EQ(package(out, "tool").licenses,
            std::vector<std::string>{"LGPL-2.1+"});  // through the linked folder
  EXPECT_EQ(owned_by(out, "tool"), std::vector<std::string>{"usr/bin/tool"});
  ASSERT_EQ(out.ownerships.size(), 3U);
  EXPECT_EQ(out.ownerships[0].paths.to_vector(), std::vector<std::string>{"lib/libc.so.6"});
  EXPECT_EQ(out.ownerships[1].paths.to_vector(), std::vector<std::string>{"lib32/libc.so.6"});
  EXPECT_TRUE(out.notes.empty());
}

TEST(Dpkg, NamespaceWithoutDistro) {
  Scene s(make_dpkg());
  s.add(0, std::string(kStatus), paragraph("a", "1"));
  EXPECT_EQ(s.assemble().components.at(0).purl.to_string(), "pkg:deb/debian/a@1?arch=amd64");
  s.distro = {.id = "debian", .codename = "forky"};
  EXPECT_EQ(s.assemble().components.at(0).purl.to_string(),
            "pkg:deb/debian/a@1?arch=amd64&distro=debian-forky");
}

TEST(Dpkg, DistrolessFolder) {
  auto s = scene();
  s.add(0, "var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12.4\nArchitecture: amd64\n");
  s.add(1, "var/lib/dpkg/status.d/libssl3",
        "Package: libssl3\nVersion: 3.0\nArchitecture: amd64\nSource: openssl\n");
  s.add(1, "var/lib/dpkg/status.d/libssl3.md5sums",
        "d41d8cd98f00b204e9800998ecf8427e  usr/lib/libssl.so.3\n");
  const auto out = s.assemble();
  EXPECT_EQ(packages(out), (std::vector<std::string>{"base-files 12.4", "libssl3 3.0"}));
  EXPECT_EQ(package(out, "libssl3").locations.at(0).layer, "sha256:1");
  EXPECT_EQ(owned_by(out, "libssl3"), std::vector<std::string>{"usr/lib/libssl.so.3"});
  EXPECT_TRUE(s.errors.empty());
}

// Each package of a status.d folder is a file of its own, and needs those of other files.
TEST(Dpkg, WhoNeedsWhomIsKnownInAStatusFolder) {
  auto s = scene();
  const auto file = [&](const std::string& root, const std::string& name, const std::string& more) {
    s.add(0, root + "var/lib/dpkg/status.d/" + name,
          "Package: " + name + "\nVersion: 2\nArchitecture: amd64\n" + more);
  };
  file("", "tool", "Pre-Depends: libc6 (>= 1)\nDepends: libssl3 (>= 3), awk |\n mawk\n");
  file("", "libc6", "Multi-Arch: same\n");
  file("", "libssl3", "Depends: libc6\n");
  file("", "gawk", "Provides: awk\n");
  file("srv/jail/", "other", "Depends: libc6\n");
  EXPECT_EQ(edges_of(s.assemble()),
            (std::vector<std::string>{"libssl3 > libc6", "tool > gawk", "tool > libc6"}));
  s.add(1, std::string(kStatus), paragraph("libssl3", "3.0"));
  s.remove("var/lib/dpkg/status.d/libssl3");
  EXPECT_EQ(edges_of(s.assemble()),
            (std::vector<std::string>{"tool > gawk", "tool > libc6", "tool > libssl3"}));
}

std::string entry(std::string_view name, std::string_view status, std::string_view version,
                  std::string_view more = "") {
  return "Package: " + std::string(name) + "\nStatus: " + std::string(status) + "\nArchitecture: amd64\n" +
         (version.empty() ? "" : "Version: " + std::string(version) + "\n") + std::string(more);
}

// dpkg takes the entries in the order of their numbers when it starts; so far they are what is true.
TEST(Dpkg, TheJournalOfAnInterruptedRunCounts) {
  auto s = scene();
  const std::string updates = "var/lib/dpkg/updates/";
  s.add(0, std::string(kStatus),
        needing("tool", "Depends: lib") + paragraph("lib", "1") + paragraph("gone", "1") +
            paragraph("kept", "1"));
  s.add(1, updates + "0010", entry("lib", "install ok installed", "2", "Depends: new\n"));
  s.add(1, updates + "0009", entry("lib", "install reinstreq half-installed", "1"));
  s.add(1, updates + "0001", entry("new", "install ok unpacked", "5", "Depends: kept\n"));
  s.add(1, updates + "0011", entry("gone", "deinstall ok config-files", "1"));
  s.add(1, updates + "0002", entry("brief", "install ok installed", "1"));
  s.add(1, updates + "0012", entry("brief", "purge ok not-installed", ""));
  s.add(1, updates + "tmp.i", entry("kept", "install ok installed", "9"));
  s.add(1, "var/lib/dpkg/info/lib.list", "/usr/lib/lib.so\n");
  auto out = s.assemble();
  EXPECT_EQ(packages(out), (std::vector<std::string>{"kept 1", "lib 2", "new 5", "tool 1.0-1"}));
  EXPECT_EQ(edges_of(out), (std::vector<std::string>{"lib > new", "new > kept", "tool > lib"}));
  EXPECT_EQ(package(out, "new").state, model::State::kUnpacked);
  EXPECT_EQ(package(out, "lib").state, model::State::kInstalled);
  EXPECT_EQ(package(out, "lib").locations, (std::vector<model::Location>{{updates + "0010", "sha256:1"}}));
  EXPECT_EQ(owned_by(out, "lib"), std::vector<std::string>{"usr/lib/lib.so"});
  ASSERT_EQ(out.notes.size(), 1U);
  EXPECT_EQ(out.notes[0].message,
            "dpkg was interrupted: what its journal says of packages counts (entries: 6, packages: 2); not "
            "finished: 1");
  EXPECT_FALSE(out.notes[0].incomplete);
  EXPECT_TRUE(s.notes().empty()) << "what the entries before the last say is not told";

  s.add(2, updates + "0013", entry("tool", "install reinstreq half-installed", "1.0-2"));
  out = s.assemble();
  EXPECT_EQ(package(out, "tool").purl.version, "1.0-2");
  EXPECT_TRUE(out.notes.at(0).incomplete);
  for (const char* name : {"0001", "0002", "0009", "0010", "0011", "0012", "0013"}) s.remove(updates + name);
  EXPECT_EQ(packages(s.assemble()), (std::vector<std::string>{"gone 1", "kept 1", "lib 1", "tool 1.0-1"}));
}

TEST(Dpkg, TheJournalIsOfTheDatabaseBesideIt) {
  auto s = scene();
  s.add(0, std::string(kStatus), paragraph("a", "1"));
  s.add(0, "srv/jail/var/lib/dpkg/status", paragraph("a", "1"));
  s.add(0, "srv/jail/var/lib/dpkg/updates/0000", entry("a", "install ok installed", "2"));
  s.add(0, "opt/x/var/lib/dpkg/updates/0000", entry("b", "install ok installed", "2"));
  s.add(0, "opt/x/var/lib/dpkg/updates/0001", "");
  const auto out = s.assemble();
  EXPECT_EQ(packages(out), (std::vector<std::string>{"a 1", "a 2", "b 2"}));
  const auto alone = std::ranges::find(out.notes, "opt/x/var/lib/dpkg/status", &model::Note::file);
  ASSERT_NE(alone, out.notes.end());
  EXPECT_TRUE(alone->incomplete) << "what else was installed there is not known";
  EXPECT_TRUE(base::contains(alone->message, "entries: 1,")) << alone->message;
  auto gone = scene();
  gone.add(0, std::string(kStatus), paragraph("a", "1"));
  gone.add(1, "var/lib/dpkg/updates/0000", entry("a", "install ok installed", "2"));
  gone.remove("var/lib/dpkg/updates/0000");
  gone.remove(std::string(kStatus));
  EXPECT_EQ(packages(gone.assemble()), std::vector<std::string>{"a 2"}) << "deleted with its database";
  gone.add(2, std::string(kStatus), paragraph("a", "3"));
  EXPECT_EQ(packages(gone.assemble()), std::vector<std::string>{"a 3"});
}

TEST(Dpkg, ArchitecturesStandBesideEachOtherInTheJournalToo) {
  auto s = scene();
  s.add(0, std::string(kStatus),
        needing("libc6", "Multi-Arch: same") + needing("libc6", "Multi-Arch: same", "i386") +
            paragraph("tool", "1", "i386"));
  s.add(1, "var/lib/dpkg/updates/0000",
        "Package: libc6\nStatus: install ok installed\nArchitecture: i386\nMulti-Arch: same\nVersion: 2\n");
  s.add(1, "var/lib/dpkg/updates/0001", entry("tool", "install ok installed", "2"));
  EXPECT_EQ(packages(s.assemble()), (std::vector<std::string>{"libc6 1.0-1", "libc6 2", "tool 2"}));
}

TEST(Dpkg, AnEntryThatIsCutIsAnError) {
  auto s = scene();
  s.add(0, std::string(kStatus), paragraph("a", "1"));
  s.add(1, "var/lib/dpkg/updates/0000", "Package: a\nStatus: install ok installed\nVersion: 2");
  EXPECT_EQ(s.errors.size(), 1U);
  EXPECT_EQ(packages(s.assemble()), std::vector<std::string>{"a 1"});
}

TEST(Dpkg, OneRemovedFileOfStatusFolderIsAnUninstalledPackage) {
  auto s = scene();
  s.add(0, "var/lib/dpkg/status.d/a", "Package: a\nVersion: 1\n");
  s.add(0, "var/lib/dpkg/status.d/b", "Package: b\nVersion: 1\n");
  s.remove("var/lib/dpkg/status.d/b");
  const auto out = s.assemble();
  EXPECT_EQ(packages(out), std::vector<std::string>{"a 1"});
  EXPECT_TRUE(out.notes.empty());
  s.remove("var/lib/dpkg/status.d/a");
  const auto removed = s.assemble();
  EXPECT_EQ(packages(removed), (std::vector<std::string>{"a 1", "b 1"}));
  ASSERT_EQ(removed.notes.size(), 1U);
  EXPECT_EQ(removed.notes[0].file, "var/lib/dpkg/status.d");
}

TEST(Dpkg, RemovedDatabaseKeepsItsFileLists) {
  auto s = scene();
  s.add(0, std::string(kStatus), paragraph("a", "1"));
  s.add(1, std::string(kStatus), paragraph("a", "2") + paragraph("purged", "1") + paragraph("meta", "1"));
  s.add(1, "var/lib/dpkg/info/a.list", "/.\n/usr\n/usr/bin\n/usr/bin/a\n");
  s.add(1, "var/lib/dpkg/info/purged.list", "/.\n/usr\n/usr/bin\n/usr/bin/purged\n/usr/share/doc/purged/x\n");
  s.view.files.insert("usr/bin/a");
  for (const auto* path :
       {"var/lib/dpkg/status", "var/lib/dpkg/info/a.list", "var/lib/dpkg/info/purged.list"})
    s.remove(path);
  const auto out = s.assemble();
  EXPECT_EQ(packages(out), (std::vector<std::string>{"a 2", "meta 1"}));
  EXPECT_EQ(owned_by(out, "a"), std::vector<std::string>{"usr/bin/a"});
  EXPECT_TRUE(package(out, "a").database_removed);
  ASSERT_EQ(out.notes.size(), 1U);
  EXPECT_EQ(out.notes[0].file, kStatus);
  EXPECT_EQ(out.notes[0].layer, "sha256:1");
}

TEST(Dpkg, PackageIsInTheLayerThatBroughtIt) {
  auto s = scene();
  s.add(0, std::string(kStatus), paragraph("base", "1") + paragraph("old", "1") + paragraph("back", "1"));
  s.add(1, std::string(kStatus), paragraph("base", "1") + paragraph("old", "2"));
  s.add(2, std::string(kStatus),
        paragraph("base", "1") + paragraph("old", "2") + paragraph("new", "1") + paragraph("back", "1"));
  const auto out = s.assemble();
  const auto layer = [&](std::string_view name) { return package(out, name).locations.at(0).layer; };
  EXPECT_EQ(layer("base"), "sha256:0");
  EXPECT_EQ(layer("old"), "sha256:1");
  EXPECT_EQ(layer("new"), "sha256:2");
  EXPECT_EQ(layer("back"), "sha256:2");  // it was gone in between
}

TEST(Dpkg, NestedRootDoesNotHideARemovedDatabase) {
  auto s = scene();
  s.add(0, std::string(kStatus), paragraph("a", "1"));
  s.add(0, "srv/jail/var/lib/dpkg/status", paragraph("b", "1"));
  s.remove(std::string(kStatus));
  EXPECT_EQ(packages(s.assemble()), (std::vector<std::string>{"a 1", "b 1"}));
  // While a nested root that goes away was never part of the system.
  auto t = scene();
  t.add(0, std::string(kStatus), paragraph("a", "1"));
  t.add(0, "srv/jail/var/lib/dpkg/status", paragraph("b", "1"));
  t.remove("srv/jail/var/lib/dpkg/status");
  EXPECT_EQ(packages(t.assemble()), std::vector<std::string>{"a 1"});
}

TEST(Dpkg, AStatusFolderOfARootInside) {
  auto s = scene();
  s.add(0, "srv/jail/var/lib/dpkg/status.d/b", "Package: b\nVersion: 1\n");
  s.add(0, "srv/jail/var/lib/dpkg/status.d/b.md5sums", "d41d8cd98f00b204e9800998ecf8427e  usr/bin/b\n");
  s.add(0, "srv/gone/var/lib/dpkg/status.d/c", "Package: c\nVersion: 1\n");
  s.add(0, std::string(kStatus), paragraph("a", "1"));
  s.remove("srv/gone/var/lib/dpkg/status.d/c");
  const auto out = s.assemble();
  EXPECT_EQ(packages(out), (std::vector<std::string>{"a 1", "b 1"}));
  EXPECT_EQ(package(out, "b").details->root, "srv/jail");
  ASSERT_EQ(out.ownerships.size(), 1U);
  EXPECT_EQ(out.ownerships[0].root, "srv/jail/") << "its files lie below its root";
  // It does not hide that the image's own database was deleted.
  s.remove(std::string(kStatus));
  const auto removed = s.assemble();
  EXPECT_EQ(packages(removed), (std::vector<std::string>{"a 1", "b 1"}));
  EXPECT_TRUE(package(removed, "a").database_removed);
}

TEST(Dpkg, ReplacedByNoiseFallsBackToTheLastReadableState) {
  auto s = scene();
  s.add(0, std::string(kStatus), paragraph("a", "1"));
  s.add(1, std::string(kStatus), std::string(100, '\0'));
  EXPECT_EQ(s.errors.size(), 1U);
  EXPECT_EQ(packages(s.assemble()), std::vector<std::string>{"a 1"});
}

TEST(Dpkg, WantsOnlyItsOwnFiles) {
  const auto extractor = make_dpkg();
  const auto wants = [&](std::string_view path) {
    return extractor->wants({.path = path, .size = 1}).kind == Wish::Kind::kWhole;
  };
  EXPECT_TRUE(wants("var/lib/dpkg/status"));
  EXPECT_TRUE(wants("srv/jail/var/lib/dpkg/status"));
  EXPECT_TRUE(wants("var/lib/dpkg/status.d/anything"));
  EXPECT_TRUE(wants("srv/jail/var/lib/dpkg/status.d/anything"));
  EXPECT_FALSE(wants("etc/status.d/anything"));
  EXPECT_TRUE(wants("var/lib/dpkg/info/a.list"));
  EXPECT_TRUE(wants("usr/share/doc/a/copyright"));
  EXPECT_FALSE(wants("proc/self/status"));
  EXPECT_FALSE(wants("srv/notvar/lib/dpkg2/status"));
  EXPECT_FALSE(wants("etc/apt/sources.list"));
  EXPECT_FALSE(wants("usr/share/doc/a/b/copyright"));
  EXPECT_FALSE(wants("var/lib/dpkg/status-old"));
}

std::string output_of(const std::string& command) {
  std::string text;
  std::FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 4096> buffer;
  while (const auto got = std::fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), got);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return text;
}

// dpkg-query is the oracle: names, versions, architectures, sources, and the owner of each file.
TEST(DpkgSkeletons, AgreeWithDpkgQuery) {
  PQ_NEED_SHARED();
  if (std::system("command -v dpkg-query >/dev/null") != 0) GTEST_SKIP() << "skipped: dpkg absent";
  for (const std::string suite : {"bullseye", "bookworm", "trixie", "sid"}) {
    const auto root = testing::unpacked("images/debian-skeletons") + "/skel/" + suite;
    auto s = scene();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (!entry.is_regular_file() || entry.is_symlink()) continue;
      const auto path = std::filesystem::relative(entry.path(), root).string();
      if (path.starts_with("var/lib/dpkg/") || path.ends_with("/copyright"))
        s.add(0, path, testing::read_file(entry.path()));
    }
    EXPECT_TRUE(s.errors.empty()) << suite;
    const auto out = s.assemble();
    std::vector<std::string> got;
    std::size_t licensed = 0;
    for (const auto& c : out.components) {
      got.push_back(c.purl.name + " " + c.purl.version + " " + c.purl.qualifiers.at("arch") + " " +
                    (c.source_name.empty() ? c.purl.name : c.source_name) + " " +
                    (c.source_version.empty() ? c.purl.version : c.source_version));
      licensed += !c.licenses.empty();
    }
    const auto want_text =
        output_of("dpkg-query --admindir=" + root +
                  "/var/lib/dpkg -W -f "
                  "'${Package} ${Version} ${Architecture} ${source:Package} ${source:Version}\\n'");
    std::vector<std::string> want;
    for (const auto line : base::lines(want_text)) want.emplace_back(line);
    std::sort(got.begin(), got.end());
    std::sort(want.begin(), want.end());
    EXPECT_EQ(got, want) << suite;
    EXPECT_GT(licensed * 10, got.size() * 8) << suite << ": licences of " << licensed << " of " << got.size();
    EXPECT_EQ(out.ownerships.size(), got.size()) << suite;
  }
}

TEST(DpkgClaircore, RealStatusFiles) {
  PQ_NEED_SHARED();
  const auto folder = testing::unpacked("corpora/claircore") + "/quay+claircore/dpkg/testdata/";
  for (const auto& [file, count] :
       {std::pair{"texlive.status", 357UL}, {"postgresql.status", 3UL}, {"debian-only.status", 1UL}}) {
    auto s = scene();
    s.add(0, std::string(kStatus), testing::read_file(folder + file));
    EXPECT_EQ(s.assemble().components.size(), count) << file;
    EXPECT_TRUE(s.notes().empty()) << file;
  }
}

}  // namespace
}  // namespace pratique::extract
