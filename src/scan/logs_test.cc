// The changes in a log count with the database that shows beside it, whatever the names and layers of the two.
#include "scan/logs.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/memory_scan.h"
#include "support/paths.h"

namespace pratique::scan {
namespace {

using support::hard;
using support::Layer;
using support::symbolic;
using Texts = std::vector<std::string>;

// Three packages; the log upgrades one of them and removes another (see tests/cases/extract/os/rpm/log.in).
std::string database() {
  return testing::read_file("tests/cases/extract/os/rpm/log.in/var/lib/rpm/rpmdb.sqlite");
}
std::string log() {
  return testing::read_file("tests/cases/extract/os/rpm/log.in/var/lib/rpm/rpmdb.sqlite-wal");
}

struct Seen {
  // "NAME VERSION".
  Texts packages;
  // Of incomplete notes: "FILE MESSAGE".
  Texts notes;
};

Seen seen(const std::vector<Layer>& layers) {
  static const extract::Catalogue catalogue(extract::all_extractors());
  base::Meter meter;
  const auto inventory = support::scan_layers(layers, catalogue, meter).inventory;
  Seen all;
  for (const auto& one : inventory.components) all.packages.push_back(one.purl.name + " " + one.purl.version);
  for (const auto& note : inventory.notes) {
    if (note.incomplete) all.notes.push_back(note.file + " " + note.message);
  }
  return all;
}

const Texts kBefore{"bash 5.1.8-6.el9", "libssh 0.10.4-8.el9", "nano 5.6.1-5.el9"};
const Texts kAfter{"bash 5.1.8-6.el9", "libssh 0.10.4-11.el9"};

Layer rpm(const std::string& folder) {
  return {{folder + "/rpmdb.sqlite", database()}, {folder + "/rpmdb.sqlite-wal", log()}};
}

TEST(Logs, CommittedChangesCountWhereverTheyLie) {
  const auto usual = rpm("var/lib/rpm");
  const std::vector<std::vector<Layer>> images{
      {usual},
      {{usual[0]}, {usual[1]}},
      {{usual[1]}, {usual[0]}},
      {{{"var/lib/rpm/rpmdb.sqlite", "noise"}, {"var/lib/rpm/rpmdb.sqlite-wal", "noise"}}, usual},
      {rpm("usr/lib/sysimage/rpm")},
      {{symbolic("var/lib/rpm", "/data/rpm")}, rpm("data/rpm")},
      {{symbolic("var/lib/rpm", "../../usr/lib/sysimage/rpm")}, rpm("usr/lib/sysimage/rpm")},
      {rpm("data/rpm"),
       {hard("var/lib/rpm/rpmdb.sqlite", "data/rpm/rpmdb.sqlite"),
        hard("var/lib/rpm/rpmdb.sqlite-wal", "data/rpm/rpmdb.sqlite-wal")}},
  };
  for (std::size_t i = 0; i < images.size(); ++i) {
    const auto all = seen(images[i]);
    EXPECT_EQ(all.packages, kAfter) << i;
    EXPECT_EQ(all.notes, Texts()) << i;
  }
}

TEST(Logs, ALogThatDoesNotShowChangesNothing) {
  EXPECT_EQ(seen({rpm("var/lib/rpm"), {{"var/lib/rpm/.wh.rpmdb.sqlite-wal", ""}}}).packages, kBefore);
  EXPECT_EQ(seen({rpm("var/lib/rpm"), {{"var/lib/rpm/rpmdb.sqlite-wal", ""}}}).packages, kBefore);
}

TEST(Logs, OfOneRootAreNotThoseOfAnother) {
  auto layer = rpm("var/lib/rpm");
  layer.push_back({"srv/jail/var/lib/rpm/rpmdb.sqlite", database()});
  EXPECT_EQ(seen({layer}).packages,
            (Texts{"bash 5.1.8-6.el9", "libssh 0.10.4-11.el9", "libssh 0.10.4-8.el9", "nano 5.6.1-5.el9"}));
}

TEST(Logs, WithoutTheirDatabaseOrDamagedTheyAreTold) {
  const std::string path = "var/lib/rpm/rpmdb.sqlite-wal";
  const auto alone = seen({{{path, log()}}});
  EXPECT_TRUE(std::ranges::any_of(alone.notes, [&](const auto& note) { return note.starts_with(path); }));
  auto damaged = log();
  damaged[32 + 24 + 100] ^= 1;
  const auto first = seen({{{"var/lib/rpm/rpmdb.sqlite", database()}, {path, damaged}}});
  EXPECT_EQ(first.packages, kBefore);
  ASSERT_EQ(first.notes.size(), 1u);
  EXPECT_TRUE(first.notes[0].starts_with(path));
  const auto noise = seen({{{"var/lib/rpm/rpmdb.sqlite", database()}, {path, std::string(5000, 'x')}}});
  EXPECT_EQ(noise.packages, kBefore);
  EXPECT_EQ(noise.notes.size(), 1u);
  const auto no_base = seen({{{"var/lib/rpm/rpmdb.sqlite", ""}, {path, log()}}});
  EXPECT_FALSE(no_base.notes.empty());
}

}  // namespace
}  // namespace pratique::scan
