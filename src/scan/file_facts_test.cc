#include "scan/file_facts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/memory_scan.h"

namespace pratique::scan {
namespace {

using layer::EntryType;
using support::Layer;
using support::Member;

Member file(const char* path, std::uint32_t mode, layer::Owner owner = {}, std::string capability = {}) {
  return {path, "x", EntryType::kFile, mode, owner, std::move(capability)};
}
Member folder(const char* path, std::uint32_t mode, layer::Owner owner = {}) {
  return {path, "", EntryType::kFolder, mode, owner};
}

model::Inventory scanned(const std::vector<Layer>& layers, std::vector<std::size_t> positions = {}) {
  base::Meter meter;
  const extract::Catalogue catalogue(extract::all_extractors());
  return support::scan_layers(layers, catalogue, meter, std::move(positions)).inventory;
}

// "rule path (layer): message" of each but the last, which says that all was looked at.
std::vector<std::string> facts(const std::vector<Layer>& layers, std::vector<std::size_t> positions = {}) {
  const auto inventory = scanned(layers, std::move(positions));
  EXPECT_TRUE(model::knows_file_facts(inventory));
  std::vector<std::string> all;
  for (const auto& one : inventory.observations) {
    if (one.rule == model::kFileFactsRule) continue;
    EXPECT_TRUE(model::file_fact(one) || model::account_fact(one)) << one.message;
    all.push_back(one.rule + " " + one.location.path + " (" + one.location.layer + "): " + one.message);
  }
  std::ranges::sort(all);
  return all;
}

using Facts = std::vector<std::string>;

TEST(FileFacts, SetuidAndSetgidFilesOfTheFinalView) {
  EXPECT_EQ(facts({{file("usr/bin/su", 04755), file("usr/bin/wall", 02755, {0, 5}), folder("var/mail", 02755),
                    file("gone", 04755), file("tamed", 04755), file("both", 06711)},
                   {{".wh.gone", ""}, file("tamed", 0755), file("usr/bin/new", 04750, {0, 99})}}),
            (Facts{"setgid-file both (layer0): file; mode 6711; owner 0:0",
                   "setgid-file usr/bin/wall (layer0): file; mode 2755; owner 0:5",
                   "setuid-file both (layer0): file; mode 6711; owner 0:0",
                   "setuid-file usr/bin/new (layer1): file; mode 4750; owner 0:99",
                   "setuid-file usr/bin/su (layer0): file; mode 4755; owner 0:0"}));
}

TEST(FileFacts, AChmodInALaterLayerIsThatLayers) {
  EXPECT_EQ(facts({{file("a", 0755)}, {file("a", 04755)}}),
            Facts{"setuid-file a (layer1): file; mode 4755; owner 0:0"});
  EXPECT_EQ(facts({{file("a", 04755)}, {file("a", 0755)}}), Facts{});
  EXPECT_EQ(facts({{file("a", 04755)}, {file("a", 0755)}}, {0, 1, 0}),
            Facts{"setuid-file a (layer0): file; mode 4755; owner 0:0"})
      << "the layer stands again above";
  EXPECT_EQ(facts({{file("a", 04755), file("a", 0755)}}), Facts{}) << "twice in one layer: the last counts";
}

TEST(FileFacts, CapabilitiesAlsoOfHardLinks) {
  const std::string value("\1\0\0\2\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
  EXPECT_EQ(
      facts({{file("usr/bin/ping", 0755, {}, value), support::hard("usr/bin/ping4", "usr/bin/ping")},
             {support::hard("p", "usr/bin/ping")}}),
      (Facts{
          "file-capabilities p (layer1): file; mode 0; owner 0:0; capabilities cap_net_raw=ep",
          "file-capabilities usr/bin/ping (layer0): file; mode 755; owner 0:0; capabilities cap_net_raw=ep",
          "file-capabilities usr/bin/ping4 (layer0): file; mode 0; owner 0:0; capabilities cap_net_raw=ep"}));
  EXPECT_EQ(facts({{file("a", 0755, {}, value)}, {file("a", 0755)}}), Facts{}) << "written anew without them";
}

TEST(FileFacts, TextsOfCapabilities) {
  const auto text = [](const std::string& bytes) { return capabilities_text(bytes); };
  const std::string none(4, '\0');
  EXPECT_EQ(text(std::string("\1\0\0\1\0\4\0\0\0\0\0\0", 12)), "cap_net_bind_service=ep") << "revision 1";
  EXPECT_EQ(text(std::string("\0\0\0\2\0\x24\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20)),
            "cap_net_bind_service,cap_net_raw=p");
  EXPECT_EQ(text(std::string("\1\0\0\2\1\0\0\0\2\0\0\0\x80\0\0\0\0\0\0\0", 20)),
            "cap_dac_override=ei cap_chown,cap_bpf+ep");
  EXPECT_EQ(text(std::string("\1\0\0\2\0\0\0\0\0\0\0\0\0\x80\0\0\0\0\0\0", 20)), "47=ep")
      << "of a later kernel";
  EXPECT_EQ(text(std::string("\1\0\0\3\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xe8\3\0\0", 24)),
            "cap_chown=ep [rootid=1000]");
  EXPECT_EQ(text(std::string("\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20)), "=");
  for (const auto& bad :
       {std::string(), std::string("\1"), std::string("\1\0\0\4\0\0\0\0\0\0\0\0", 12),
        std::string("\1\0\0\2\0\x20\0\0", 8), std::string("\1\0\0\1\0\4\0\0\0\0\0\0\0", 13)})
    EXPECT_EQ(text(bad), "unreadable");
}

TEST(FileFacts, WhoMayWriteIsToldOfTheTopmostFolder) {
  const layer::Owner app{1000, 1000};
  EXPECT_EQ(facts({{folder("app", 0755), folder("app/data", 0755, app), file("app/data/x", 0644, app),
                    folder("app/data/deep", 0755), file("app/data/deep/y", 0600, app), file("app/run", 0755),
                    file("app/conf", 0644, app), file("app/read", 0444, app)}}),
            (Facts{"user-writable app/conf (layer0): file; mode 644; owner 1000:1000",
                   "user-writable app/data (layer0): folder; mode 755; owner 1000:1000"}));
  EXPECT_EQ(facts({{folder("app", 0755, app), file("app/x", 0644, app), file("app/y", 0644, {1001, 0})}}),
            (Facts{"user-writable app (layer0): folder; mode 755; owner 1000:1000",
                   "user-writable app/y (layer0): file; mode 644; owner 1001:0"}));
  EXPECT_EQ(facts({{folder("app", 0755, app), file("app/x", 0644, app)}, {folder("app", 0755)}}),
            Facts{"user-writable app/x (layer0): file; mode 644; owner 1000:1000"})
      << "the folder is root's in the end";
  EXPECT_EQ(facts({{folder("app", 0775, {0, 0}), file("app/x", 0664)}}),
            Facts{"user-writable app (layer0): folder; mode 775; owner 0:0"})
      << "group 0 is that of users whom nobody knows";
}

TEST(FileFacts, WorldWritableWithoutTheStickyBit) {
  EXPECT_EQ(facts({{folder("tmp", 01777), file("tmp/x", 0666), folder("open", 0777), file("open/x", 0666),
                    folder("var/spool", 01777), file("var/spool/x", 0666), file("etc/loose", 0646),
                    support::symbolic("link", "etc"), folder("dev", 0755), file("dev/shm", 0666)}}),
            (Facts{"world-writable etc/loose (layer0): file; mode 646; owner 0:0",
                   "world-writable open (layer0): folder; mode 777; owner 0:0",
                   "world-writable var/spool/x (layer0): file; mode 666; owner 0:0"}));
  EXPECT_EQ(facts({{folder("tmp", 0777)}}),
            Facts{"world-writable tmp (layer0): folder; mode 777; owner 0:0"});
}

TEST(FileFacts, ShellsAndPackageManagersByEachOfTheirNames) {
  EXPECT_EQ(
      facts({{file("usr/bin/busybox", 0755), support::symbolic("bin", "usr/bin"),
              support::symbolic("usr/bin/sh", "/bin/busybox"), support::symbolic("usr/bin/vi", "busybox"),
              file("usr/sbin/apk", 0755), file("usr/bin/zsh", 0644), file("home/sh", 0755)}}),
      (Facts{
          "package-manager-file usr/sbin/apk (layer0): file; mode 755; owner 0:0; named usr/sbin/apk",
          "shell-file usr/bin/busybox (layer0): file; mode 755; owner 0:0; named bin/busybox; named bin/sh; "
          "named usr/bin/busybox; named usr/bin/sh"}));
}

TEST(FileFacts, AccountsThatMatter) {
  const Member passwd{"etc/passwd",
                      "root:x:0:0:root:/root:/bin/bash\n"
                      "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n"
                      "# a comment\nbroken:x:1\nodd:x:-1:0:::\n"
                      "man:x:6:12:man:/var/cache/man:/usr/sbin/nologin\n"
                      "app:x:1000:1000::/home/app:/sbin/nologin\n"
                      "web:*:33:33::/var/www:/bin/false\n"
                      "none:x:5:5::/:/bin/false\n"};
  const Member group{"etc/group", "staff:x:50:web,app\napp:x:1000:app\nempty:x:9:\n"};
  EXPECT_EQ(
      facts({{passwd, group, folder("home/app", 0755, {1000, 1000}), folder("usr/sbin", 0755),
              folder("srv", 0775, {0, 50})}}),
      (Facts{"account etc/passwd (layer0): account app; user 1000; group 1000; in group 50; home /home/app; "
             "home "
             "exists; shell /sbin/nologin",
             "account etc/passwd (layer0): account root; user 0; group 0; home /root; shell /bin/bash",
             "account etc/passwd (layer0): account web; user 33; group 33; in group 50; home /var/www; shell "
             "/bin/false",
             "user-writable home/app (layer0): folder; mode 755; owner 1000:1000",
             "user-writable srv (layer0): folder; mode 775; owner 0:50"}));
}

TEST(FileFacts, ThePackageThatBroughtAFileIsNamed) {
  const Member status{"var/lib/dpkg/status",
                      "Package: login\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n"
                      "Maintainer: Shadow <shadow@lists.debian.org>\n\n"};
  const Member list{"var/lib/dpkg/info/login.list", "/.\n/bin\n/bin/su\n/bin/other\n"};
  const Member release{"etc/os-release", "ID=debian\nVERSION_ID=12\n"};
  const auto all =
      facts({{status, list, release, support::symbolic("bin", "usr/bin"), file("usr/bin/su", 04755),
              file("usr/bin/mine", 04755), file("usr/bin/other", 0755)},
             {file("usr/bin/other", 04755)}});
  EXPECT_EQ(all, (Facts{"setuid-file usr/bin/mine (layer0): file; mode 4755; owner 0:0",
                        "setuid-file usr/bin/other (layer1): file; mode 4755; owner 0:0",
                        "setuid-file usr/bin/su (layer0): file; mode 4755; owner 0:0; package "
                        "pkg:deb/debian/login@1?arch=amd64&distro=debian-12"}))
      << "a bit that a later layer sets is not the package's";
}

TEST(FileFacts, ManyAreCountedAndToldUpToALimit) {
  Layer many;
  for (std::size_t i = 0; i < kMaxFactsOfAKind + 5; ++i)
    many.push_back(file(std::to_string(i).c_str(), 04755));
  const auto inventory = scanned({many, {file("upper", 04755)}});
  EXPECT_EQ(std::ranges::count(inventory.observations, "setuid-file", &model::Observation::rule),
            std::ptrdiff_t{kMaxFactsOfAKind});
  EXPECT_TRUE(std::ranges::any_of(inventory.observations,
                                  [](const auto& one) { return one.location.path == "upper"; }));
  ASSERT_EQ(inventory.notes.size(), 1u);
  EXPECT_EQ(inventory.notes[0].message, "2006 observations of the rule setuid-file, of which 2000 are kept");
  EXPECT_FALSE(inventory.notes[0].incomplete);
}

}  // namespace
}  // namespace pratique::scan
