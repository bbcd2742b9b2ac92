// Judging again what a difference touches gives what judging everything gives, whatever differs.
#include "match/rejudge.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "base/text.h"
#include "match/advisories.h"
#include "match/live_patch.h"
#include "support/advisory_shelf.h"
#include "support/feeds_folder.h"
#include "support/told.h"

namespace pratique::match {
namespace {

using support::package;
using support::told;

// Feeds that nobody published: advisories and errata on few packages with few ids, so that they meet, and what enriches
// them.
class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed) {
    for (auto left = 12 + below(30); left > 0; --left) add();
    for (auto left = below(6); left > 0; --left) exploited_.insert(cve());
    for (auto left = below(6); left > 0; --left) assessed_[cve()] = below(9);
    for (const auto* release : {"11", "12"}) ends_[release] = below(4);
    complete_ = below(2) != 0;
  }

  void change() {
    for (auto left = 1 + below(3); left > 0; --left) {
      switch (below(9)) {
        case 0:
        case 1:
          add();
          break;
        case 2:
          records_.erase(any(records_));
          break;
        case 3:
        case 4: {
          const auto at = any(records_);
          at->second = record(at->first);
          break;
        }
        case 5:
          if (!exploited_.erase(cve())) exploited_.insert(cve());
          break;
        case 6:
          assessed_[cve()] = below(9);
          break;
        case 7:
          ends_[below(2) != 0 ? "11" : "12"] = below(4);
          break;
        default:
          complete_ = !complete_;
      }
    }
  }

  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> out;
    for (const auto& [id, text] : records_) out["osv/" + id + ".json"] = text;
    std::string exploited, assessed, ends;
    for (const auto& id : exploited_)
      exploited += (exploited.empty() ? "" : ",") + std::string(R"({"cveID": ")") + id +
                   R"(", "dateAdded": "2021-12-10"})";
    out["kev.json"] = R"({"catalogVersion": "1", "vulnerabilities": [)" + exploited + "]}";
    for (const auto& [id, weight] : assessed_)
      assessed += R"({"id":")" + id + R"(","upd":"2026-08-01","cvss":[")" + vector(weight) +
                  R"("],"cwe":["CWE-)" + std::to_string(weight) + "\"]}\n";
    if (!assessed.empty()) out["v/a.jsonl"] = assessed;
    static constexpr const char* kEnds[] = {"false", "true", R"("2026-06-30")", R"("2028-06-30")"};
    for (const auto& [release, end] : ends_)
      ends += (ends.empty() ? "" : ",") + std::string(R"({"cycle": ")") + release + R"(", "eol": )" +
              kEnds[end] + R"(, "latest": "1"})";
    out["eol/api/debian.json"] = "[" + ends + "]";
    if (complete_) out["osv/pratique-feed.json"] = R"({"complete_for": ["npm", "Debian"]})";
    return out;
  }

  std::uint64_t below(std::uint64_t end) { return random_() % end; }
  std::string cve() { return "CVE-2024-" + std::to_string(1000 + below(8)); }
  std::string version() { return std::to_string(below(6)) + "." + std::to_string(below(3)) + ".0"; }

 private:
  template <class Map>
  typename Map::iterator any(Map& map) {
    return std::next(map.begin(), static_cast<std::ptrdiff_t>(below(map.size())));
  }
  static std::string vector(std::uint64_t weight) {
    static constexpr const char* kLetters[] = {"N", "L", "H"};
    return std::string("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:") + kLetters[weight % 3] +
           "/I:" + kLetters[weight / 3] + "/A:H";
  }

  void add() {
    static constexpr const char* kKinds[] = {"GHSA-aaaa-bbbb-c", "DSA-50", "ALSA-2024:1", "GHSA-xxxx-yyyy-z"};
    const auto id = kKinds[below(4)] + std::to_string(100 + below(40)) + "";
    records_[id] = record(id);
  }
  // An erratum bundles what it is about; others share names with a CVE or two, which joins groups.
  std::string record(const std::string& id) {
    const bool erratum = !id.starts_with("GHSA");
    std::string ids;
    for (auto left = erratum ? 1 + below(3) : below(2); left > 0; --left)
      ids += (ids.empty() ? "\"" : ", \"") + cve() + "\"";
    if (!erratum && below(6) == 0)
      ids += (ids.empty() ? "" : ", ") + std::string("\"GHSA-xxxx-yyyy-z") + std::to_string(100 + below(40)) +
             "\"";
    std::string text = R"({"id": ")" + id + R"(", "modified": "2026-0)" + std::to_string(1 + below(8)) +
                       R"(-01T00:00:00Z", "summary": ")" + (below(2) != 0 ? "Important: " : "Low: ") +
                       "x security update\", \"" + (erratum ? "upstream" : "aliases") + "\": [" + ids + "]";
    if (below(8) == 0) text += R"(, "withdrawn": "2026-02-01T00:00:00Z")";
    if (!erratum && below(2) != 0)
      text += R"(, "severity": [{"type": "CVSS_V3", "score": ")" + vector(below(9)) + "\"}]";
    const auto* ecosystem = id.starts_with("D") ? "Debian:12" : id.starts_with("A") ? "AlmaLinux:9" : "npm";
    // Of AlmaLinux now and then its kernel or that kernel's live patch.
    const auto name = [&] {
      if (id.starts_with("A") && below(3) == 0)
        return std::string(below(2) != 0 ? "kernel-core" : "kpatch-patch-1_0_0-3");
      return "p" + std::to_string(below(12));
    };
    text += R"(, "affected": [)";
    for (auto left = 1 + below(2); left > 0; --left)
      text += R"({"package": {"ecosystem": ")" + std::string(ecosystem) + R"(", "name": ")" + name() +
              R"("}, "ranges": [{"type": ")" + (erratum ? "ECOSYSTEM" : "SEMVER") +
              R"(", "events": [{"introduced": "0"}, {"fixed": ")" + version() + "\"}]}]}" +
              (left > 1 ? "," : "");
    return text + "]}";
  }

  std::mt19937_64 random_;
  std::map<std::string, std::string> records_;
  std::set<std::string> exploited_;
  std::map<std::string, std::uint64_t> assessed_;
  std::map<std::string, std::uint64_t> ends_;
  bool complete_ = false;
};

model::Inventory some_inventory(World& world) {
  model::Inventory inventory;
  inventory.subject.distro = {.id = "debian", .version_id = "12"};
  for (int i = 0; i < 12; ++i) {
    const auto name = "p" + std::to_string(i) + "@" + world.version();
    for (const auto* type : {"npm/", "deb/debian/", "rpm/almalinux/", "pypi/"})
      inventory.components.push_back(package("pkg:" + std::string(type) + name +
                                             (*type == 'r'                 ? "?distro=almalinux-9.2"
                                              : *type == 'd' && i % 3 == 0 ? "?distro=bookworm"
                                                                           : "")));
    if (i % 4 == 0) inventory.components[inventory.components.size() - 4].owner = "pkg:deb/debian/" + name;
  }
  inventory.components.push_back(package("pkg:deb/debian/p1@1.0?distro=debian-11"));
  inventory.components.push_back(package("pkg:rpm/almalinux/kernel-core@1.0.0-3.el9_2?distro=almalinux-9.2"));
  inventory.components.push_back(
      package("pkg:rpm/almalinux/kpatch-patch-1_0_0-3@" + world.version() + "-1?distro=almalinux-9.2"));
  inventory.components.push_back(package("pkg:cpan/X/Y@1"));
  inventory.components.push_back(package("pkg:npm/p2@latest"));
  inventory.components.push_back(package("pkg:deb/unheard/p2@1"));
  return inventory;
}

class RejudgeTest : public support::FeedsFolder {
 protected:
  void build_of(const World& world, const std::string& name) {
    remove("");
    for (const auto& [path, text] : world.files()) put(path, text);
    build(name);
  }
  Result<std::vector<Verdict>> all(const model::Inventory& inventory, const Context& context,
                                   const Advisories& advisories) {
    Judge judge(context, advisories);
    std::vector<Verdict> out;
    for (const auto& component : inventory.components) {
      PQ_TRY(auto verdict, judge.judge(component));
      out.push_back(std::move(verdict));
    }
    return out;
  }

  // How many were judged again.
  std::size_t compare(const model::Inventory& inventory, const std::string& then, const std::string& now) {
    const auto older = advisory::Database::open(path("older.db")),
               newer = advisory::Database::open(path("newer.db"));
    const auto difference = advisory::compare_databases(path("older.db"), path("newer.db"));
    EXPECT_TRUE(older && newer && difference);
    const auto before = advisories_of(*older), after = advisories_of(*newer);
    const LivePatches patches(inventory);
    const Context was{.subject = inventory.subject, .now = then, .live_patches = &patches},
        is{.subject = inventory.subject, .now = now, .live_patches = &patches};
    const auto grounds = grounds_of(was, *before);
    Renewal renewal(grounds, then, is, *after, *difference);
    auto again = rejudge(inventory, *all(inventory, was, *before), renewal, is, *after);
    EXPECT_TRUE(again);
    EXPECT_EQ(told(again->verdicts), told(*all(inventory, is, *after)));
    EXPECT_EQ(told(fold(inventory, again->verdicts, grounds_of(is, *after))),
              told(*judge(inventory, *after, {.now = now})));
    return again->judged;
  }
};

TEST_F(RejudgeTest, WhateverDiffersItIsWhatJudgingEverythingGives) {
  // More of them where somebody has the time: PRATIQUE_SEEDS=2000.
  const char* asked = std::getenv("PRATIQUE_SEEDS");
  const auto seeds = base::to_uint(asked ? asked : "").value_or(60);
  std::size_t judged = 0, components = 0;
  for (std::uint64_t seed = 0; seed < seeds && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    World world(seed);
    auto inventory = some_inventory(world);
    if (seed % 3 == 1) inventory.subject.created = "2026-04-01T00:00:00Z";
    build_of(world, "older.db");
    world.change();
    build_of(world, "newer.db");
    const auto* day = seed % 2 == 0 ? "2026-08-21" : "";
    judged += compare(inventory, day, seed % 6 == 4 ? "2027-08-21" : day);
    components += inventory.components.size();
  }
  // Nothing would be gained by judging all.
  EXPECT_LT(judged * 2, components);
}

TEST_F(RejudgeTest, OfEqualDatabasesEveryVerdictStands) {
  World world(7);
  const auto inventory = some_inventory(world);
  build_of(world, "older.db");
  build_of(world, "newer.db");
  EXPECT_EQ(compare(inventory, "2026-08-21", "2026-08-21"), 0u);
  EXPECT_EQ(compare(inventory, "", ""), 0u);
}

// A judge remembers what data an ecosystem has; whoever is asked about first must not lend its words to the others.
TEST(Judge, AVerdictIsTheSameWhateverWasJudgedBefore) {
  support::Shelf shelf;
  shelf.add(support::hit("DSA-1", "debian", "Debian:12", "p", "dpkg", "0", "2"));
  shelf.row("Debian:12")->extent = advisory::Extent::kSample;
  const model::Subject subject;
  const Context context{.subject = subject};
  Judge judge(context, shelf);
  std::set<std::string> words;
  for (const auto* purl : {"pkg:deb/debian/q@1?distro=bookworm", "pkg:deb/debian/q@1?distro=debian-12"}) {
    const auto after = judge.judge(package(purl)), alone = match::judge(package(purl), context, shelf);
    ASSERT_TRUE(after && alone);
    EXPECT_EQ(told({*after}), told({*alone}));
    words.insert(told({*alone}));
  }
  EXPECT_EQ(words.size(), 2u) << "else nothing could be lent";
}

// What a package is judged by besides its own name: what it is built from, and what its repository stands for.
TEST(Renewal, WhatElseIsAskedOfAPackageCounts) {
  auto component = package("pkg:rpm/rhel/bind-libs@9.16.23-1.el9?arch=x86_64&distro=rhel-9.2");
  component.supplier = "Red Hat, Inc.";
  component.source_name = "bind";
  component.source_version = "9.16.23-1.el9";
  component.details.edit().origin = "rhel-9-for-x86_64-baseos-rpms";
  auto other = package("pkg:rpm/rhel/zlib@1.2.11-1.el9?arch=x86_64&distro=rhel-9.2");
  other.supplier = component.supplier;
  const model::Subject subject;
  const Context context{.subject = subject};
  const support::Shelf shelf;
  const auto grounds = grounds_of(context, shelf);
  const auto further = matcher_for(component)->ask_also(component, subject);
  ASSERT_FALSE(further.empty());
  const auto stand = [&](const advisory::Difference& difference) {
    Renewal renewal(grounds, "", context, shelf, difference);
    return std::pair(renewal.stands(component), renewal.stands(other));
  };
  advisory::Difference none{.newest_before = shelf.newest_day, .newest_after = shelf.newest_day};
  EXPECT_EQ(stand(none), std::pair(true, true));
  for (const auto& question : further) {
    auto source = none;
    source.touched = {{question.ecosystem, question.name}};
    EXPECT_EQ(stand(source), std::pair(false, true)) << question.ecosystem << " " << question.name;
  }
  auto repository = none;
  repository.origins = {"rhel-9-for-x86_64-baseos-rpms"};
  EXPECT_EQ(stand(repository), std::pair(false, true));
}

TEST_F(RejudgeTest, AsManyVerdictsAsComponents) {
  World world(7);
  const auto inventory = some_inventory(world);
  support::Shelf shelf;
  const Context context{.subject = inventory.subject};
  const auto grounds = grounds_of(context, shelf);
  const advisory::Difference none;
  Renewal renewal(grounds, "", context, shelf, none);
  EXPECT_FALSE(rejudge(inventory, std::vector<Verdict>(3), renewal, context, shelf));
}

}  // namespace
}  // namespace pratique::match
