// Kernels that live patches mend: which patch belongs to which kernel, what it closes, and what it does not.
#include "match/live_patch.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "match/advisories.h"
#include "match/gaps.h"
#include "match/judge.h"
#include "support/advisory_shelf.h"

namespace pratique::match {
namespace {

using support::Hit;
using support::hit;
using support::package;
using support::Shelf;
using Texts = std::vector<std::string>;

model::Component rpm(const std::string& vendor, const std::string& name, const std::string& version,
                     const std::string& source = {}) {
  static const std::map<std::string, std::string> kDistros{
      {"redhat", "rhel-9.4"}, {"suse", "sles-15.5"}, {"amzn", "amzn-2023"}};
  auto component = package("pkg:rpm/" + vendor + "/" + name + "?arch=x86_64&distro=" + kDistros.at(vendor));
  component.purl.version = version;
  component.source_name = source;
  return component;
}

Hit erratum(const std::string& id, const std::string& vendor, const std::string& name,
            const std::string& fixed, Texts ids = {"CVE-2024-1"}) {
  static const std::map<std::string, std::string> kEcosystems{
      {"redhat", "Red Hat:9"}, {"suse", "SUSE:15.5"}, {"amzn", "Amazon Linux:2023"}};
  auto one = hit(id, vendor, kEcosystems.at(vendor), name, "rpm", "0", fixed);
  one.ids = std::move(ids);
  return one;
}

// Of the first component: each finding with its state, and what is said of the patches.
struct Judged {
  Texts findings, outcomes, caveats;
};
Judged judged(const std::vector<model::Component>& components, const Shelf& shelf) {
  model::Inventory inventory;
  inventory.components = components;
  const LivePatches patches(inventory);
  const Context context{.subject = inventory.subject, .live_patches = &patches};
  const auto verdict = judge(inventory.components.front(), context, shelf);
  EXPECT_TRUE(verdict.has_value());
  Judged out;
  for (const auto& one : verdict->findings) {
    const bool open = one.state == FindingState::kOpen;
    out.findings.push_back(std::string(one.id) + (open ? "" : " " + std::string(one.state_by)));
  }
  for (const auto& one : verdict->statements)
    out.outcomes.push_back(std::string(one.advisory) + " " + to_string(one.outcome));
  for (const auto& one : verdict->caveats) {
    if (one.kind == CaveatKind::kLivePatch) out.caveats.push_back(reason_of(one));
  }
  return out;
}

struct Row {
  std::string vendor, kernel, version, source, patch;
  bool fits;
};

TEST(LivePatch, BelongsToTheKernelThatItsNameSays) {
  const std::vector<Row> rows{
      {"redhat", "kernel-core", "5.14.0-427.13.1.el9_4", "kernel", "kpatch-patch-5_14_0-427_13_1", true},
      {"redhat", "kernel", "5.14.0-427.el9", "", "kpatch-patch-5_14_0-427", true},
      {"redhat", "kernel-modules-extra", "5.14.0-427.13.1.el9_4", "kernel", "kpatch-patch-5_14_0-427_13_1",
       true},
      {"redhat", "kernel-core", "5.14.0-427.16.1.el9_4", "kernel", "kpatch-patch-5_14_0-427_13_1", false},
      {"redhat", "kernel-core", "5.14.0-427.13.el9_4", "kernel", "kpatch-patch-5_14_0-427_13_1", false},
      {"redhat", "kernel-core", "5.14.0-427.13.1.el9_4.bz123", "kernel", "kpatch-patch-5_14_0-427_13_1",
       false},
      {"suse", "kernel-default", "5.14.21-150500.55.7.1", "", "kernel-livepatch-5_14_21-150500_55_7-default",
       true},
      {"suse", "kernel-default-extra", "5.14.21-150500.55.7.2", "kernel-default",
       "kernel-livepatch-5_14_21-150500_55_7-default", true},
      {"suse", "kernel-default", "5.14.21-150500.55.71.1", "", "kernel-livepatch-5_14_21-150500_55_7-default",
       false},
      {"suse", "kernel-default", "4.12.14-95.120.1", "", "kgraft-patch-4_12_14-95_120-default", true},
      {"suse", "kernel-rt", "5.14.21-150500.13.5.1", "", "kernel-livepatch-5_14_21-150500_13_5-rt", true},
      {"amzn", "kernel", "6.1.10-15.42.amzn2023", "", "kernel-livepatch-6.1.10-15.42", true},
      {"amzn", "kernel6.12", "6.12.22-27.96.amzn2023", "", "kernel-livepatch-6.12.22-27.96", true},
      {"amzn", "kernel", "6.1.10-15.43.amzn2023", "", "kernel-livepatch-6.1.10-15.42", false},
  };
  for (const auto& row : rows) {
    model::Inventory inventory;
    inventory.components = {rpm(row.vendor, row.patch, "1-2")};
    const LivePatches patches(inventory);
    const auto beside = patches.beside(rpm(row.vendor, row.kernel, row.version, row.source));
    ASSERT_EQ(beside.size(), 1u) << row.kernel << " " << row.version;
    EXPECT_EQ(beside[0].fits, row.fits) << row.kernel << " " << row.version;
  }
}

// What is built with the kernel and is not what its patch mends, other systems, and packages with like names.
TEST(LivePatch, SaysNothingOfWhatItDoesNotMend) {
  model::Inventory inventory;
  inventory.components = {rpm("redhat", "kpatch-patch-5_14_0-427_13_1", "1-2.el9_4"),
                          rpm("suse", "kernel-livepatch-5_14_21-150500_55_7-default", "2-150500.2.1")};
  const LivePatches patches(inventory);
  const std::string version = "5.14.0-427.13.1.el9_4";
  for (const auto* name :
       {"kernel-headers", "kernel-devel", "kernel-rt-core", "kernel-debug-core", "perf", "bash"})
    EXPECT_TRUE(patches.beside(rpm("redhat", name, version, "kernel")).empty()) << name;
  EXPECT_TRUE(patches.beside(rpm("amzn", "kernel", version)).empty());
  EXPECT_TRUE(patches.beside(rpm("suse", "kernel-rt", "5.14.21-150500.55.7.1")).empty());
  auto of_arm = rpm("redhat", "kernel-core", version);
  of_arm.purl.qualifiers["arch"] = "aarch64";
  EXPECT_TRUE(patches.beside(of_arm).empty());
  auto jailed = rpm("redhat", "kernel-core", version);
  jailed.details.edit().root = "srv/jail";
  EXPECT_TRUE(patches.beside(jailed).empty());
  for (const auto* name : {"kpatch-patch-5_14_0-427_13_1-debuginfo", "kpatch", "kernel-livepatch-tools",
                           "kernel-livepatch-SLE15-SP5_Update_2-debugsource", "kernel-livepatch-tools-devel",
                           "kpatch-patch-", "kpatch-patch--", "kernel-livepatch-6.1.10-15.42-x-y"})
    EXPECT_FALSE(is_live_patch(rpm("suse", name, "1-1"))) << name;
}

TEST(LivePatch, ThatHasTheFixClosesTheKernelsFinding) {
  Shelf shelf;
  shelf.add(
      erratum("RHSA-1", "redhat", "kernel-core", "5.14.0-427.20.1.el9_4", {"CVE-2024-1", "CVE-2024-2"}));
  shelf.add(erratum("RHSA-2", "redhat", "kpatch-patch-5_14_0-427_13_1", "1-2.el9_4"));
  const auto kernel = rpm("redhat", "kernel-core", "5.14.0-427.13.1.el9_4", "kernel");
  const auto patched = judged({kernel, rpm("redhat", "kpatch-patch-5_14_0-427_13_1", "1-2.el9_4")}, shelf);
  EXPECT_EQ(
      patched.findings,
      (Texts{"CVE-2024-1 RHSA-2, by the live patch kpatch-patch-5_14_0-427_13_1 1-2.el9_4", "CVE-2024-2"}));
  EXPECT_EQ(patched.outcomes, (Texts{"RHSA-1 affected", "RHSA-2 live-patched"}));
  EXPECT_EQ(patched.caveats, Texts{"the live patch kpatch-patch-5_14_0-427_13_1 1-2.el9_4 is for this "
                                   "kernel, and has the fixes of 1 finding"});
}

TEST(LivePatch, ThatIsTooOldClosesNothingAndSaysWhy) {
  Shelf shelf;
  shelf.add(erratum("RHSA-1", "redhat", "kernel-core", "5.14.0-427.20.1.el9_4"));
  shelf.add(erratum("RHSA-2", "redhat", "kpatch-patch-5_14_0-427_13_1", "1-2.el9_4"));
  const auto kernel = rpm("redhat", "kernel-core", "5.14.0-427.13.1.el9_4", "kernel");
  // "0-0" is the empty patch that comes first.
  for (const auto* version : {"0-0.el9_4", "1-1.el9_4"}) {
    const auto old = judged({kernel, rpm("redhat", "kpatch-patch-5_14_0-427_13_1", version)}, shelf);
    EXPECT_EQ(old.findings, Texts{"CVE-2024-1"});
    EXPECT_EQ(old.outcomes, (Texts{"RHSA-1 affected", "RHSA-2 live-patch-old"}));
    ASSERT_EQ(old.caveats.size(), 1u);
    EXPECT_TRUE(old.caveats[0].ends_with("but no advisory says that it has a fix of what is found"));
  }
}

TEST(LivePatch, OfAnotherKernelOrWithoutAWordClosesNothing) {
  Shelf shelf;
  shelf.add(erratum("RHSA-1", "redhat", "kernel-core", "5.14.0-427.20.1.el9_4"));
  shelf.add(erratum("RHSA-2", "redhat", "kpatch-patch-5_14_0-427_13_1", "1-2.el9_4"));
  const auto kernel = rpm("redhat", "kernel-core", "5.14.0-427.16.1.el9_4", "kernel");
  const auto other = judged({kernel, rpm("redhat", "kpatch-patch-5_14_0-427_13_1", "1-2.el9_4")}, shelf);
  EXPECT_EQ(other.findings, Texts{"CVE-2024-1"});
  EXPECT_EQ(other.caveats,
            Texts{"the live patch kpatch-patch-5_14_0-427_13_1 1-2.el9_4 is for the kernel 5.14.0-427.13.1, "
                  "and mends nothing of this one"});
  const auto unheard = judged({kernel, rpm("redhat", "kpatch-patch-5_14_0-427_16_1", "1-9.el9_4")}, shelf);
  EXPECT_EQ(unheard.findings, Texts{"CVE-2024-1"});
  EXPECT_EQ(unheard.outcomes, Texts{"RHSA-1 affected"});
}

// A first fix that was not the whole one, and a patch that the vendor did not build.
TEST(LivePatch, AWordForANewerPatchOrAnotherBuilderLeavesTheFindingOpen) {
  Shelf shelf;
  shelf.add(erratum("RHSA-1", "redhat", "kernel-core", "5.14.0-427.20.1.el9_4"));
  shelf.add(erratum("RHSA-2", "redhat", "kpatch-patch-5_14_0-427_13_1", "1-2.el9_4"));
  const auto kernel = rpm("redhat", "kernel-core", "5.14.0-427.13.1.el9_4", "kernel");
  auto patch = rpm("redhat", "kpatch-patch-5_14_0-427_13_1", "1-2.el9_4");
  patch.supplier = "Somebody Else Ltd.";
  EXPECT_EQ(judged({kernel, patch}, shelf).findings, Texts{"CVE-2024-1"});
  patch.supplier = "Red Hat, Inc.";
  EXPECT_NE(judged({kernel, patch}, shelf).findings, Texts{"CVE-2024-1"});
  shelf.add(erratum("RHSA-3", "redhat", "kpatch-patch-5_14_0-427_13_1", "1-3.el9_4"));
  EXPECT_EQ(judged({kernel, patch}, shelf).findings, Texts{"CVE-2024-1"});
}

// The fix may come with a longer term of support than the system has; the patch's name says which kernel it is of.
TEST(LivePatch, IsOfOneKernelWhateverProductShipsIt) {
  Shelf shelf;
  shelf.add(erratum("RHSA-1", "redhat", "kernel-core", "5.14.0-427.20.1.el9_4"));
  auto extended = erratum("RHSA-2", "redhat", "kpatch-patch-5_14_0-427_13_1", "1-2.el9_4");
  extended.affected.cpes = {"cpe:/o:redhat:rhel_eus:9.4::baseos"};
  shelf.add(extended);
  const auto kernel = rpm("redhat", "kernel-core", "5.14.0-427.13.1.el9_4", "kernel");
  EXPECT_EQ(judged({kernel, rpm("redhat", "kpatch-patch-5_14_0-427_13_1", "1-4.el9_4")}, shelf).findings,
            Texts{"CVE-2024-1 RHSA-2, by the live patch kpatch-patch-5_14_0-427_13_1 1-4.el9_4"});
}

// SUSE's records name the source of a patch, or the package.
TEST(LivePatch, OfSuseByItsSourceAndOfAmazonByItself) {
  Shelf shelf;
  shelf.add(erratum("SUSE-SU-1", "suse", "kernel-default", "5.14.21-150500.55.19.1"));
  auto source = erratum("SUSE-SU-2", "suse", "kernel-livepatch-SLE15-SP5_Update_1", "3-150500.2.1");
  source.affected.architectures = {"src"};
  shelf.add(source);
  const auto kernel = rpm("suse", "kernel-default", "5.14.21-150500.55.7.1");
  const auto patch = rpm("suse", "kernel-livepatch-5_14_21-150500_55_7-default", "3-150500.2.1",
                         "kernel-livepatch-SLE15-SP5_Update_1");
  EXPECT_EQ(judged({kernel, patch}, shelf).findings,
            Texts{"CVE-2024-1 SUSE-SU-2, by the live patch kernel-livepatch-5_14_21-150500_55_7-default "
                  "3-150500.2.1"});
  shelf.add(erratum("ALAS-1", "amzn", "kernel", "6.1.12-1.amzn2023"));
  auto live = erratum("ALAS2023LIVEPATCH-1", "amzn", "kernel-livepatch-6.1.10-15.42", "1.0-3.amzn2023");
  live.affected.repository = "livepatch";
  shelf.add(live);
  const auto amazon = rpm("amzn", "kernel", "6.1.10-15.42.amzn2023");
  EXPECT_EQ(
      judged({amazon, rpm("amzn", "kernel-livepatch-6.1.10-15.42", "1.0-3.amzn2023")}, shelf).findings,
      Texts{
          "CVE-2024-1 ALAS2023LIVEPATCH-1, by the live patch kernel-livepatch-6.1.10-15.42 1.0-3.amzn2023"});
}

// Judging the whole inventory gives what judging its kernel gives.
TEST(LivePatch, CountsInAWholeInventory) {
  Shelf shelf;
  shelf.add(erratum("RHSA-1", "redhat", "kernel-core", "5.14.0-427.20.1.el9_4"));
  shelf.add(erratum("RHSA-2", "redhat", "kpatch-patch-5_14_0-427_13_1", "1-2.el9_4"));
  model::Inventory inventory;
  inventory.components = {rpm("redhat", "kernel-core", "5.14.0-427.13.1.el9_4", "kernel"),
                          rpm("redhat", "kpatch-patch-5_14_0-427_13_1", "1-2.el9_4")};
  const auto judgement = judge(inventory, shelf, {});
  ASSERT_TRUE(judgement.has_value());
  ASSERT_EQ(judgement->findings.size(), 1u);
  EXPECT_EQ(judgement->findings[0].state, FindingState::kNotAffected);
  EXPECT_TRUE(std::ranges::none_of(judgement->notes, [](const auto& note) { return note.code.empty(); }));
}

}  // namespace
}  // namespace pratique::match
