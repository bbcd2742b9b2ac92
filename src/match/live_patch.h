// Live patches: packages that mend a kernel while it runs. Each is built for one kernel and has its version in its name; their
// vendors write advisories about them under these names. What such an advisory says is fixed is fixed in that kernel as well,
// though the kernel's own advisories, by the kernel's version, go on calling it affected (docs/decisions/0063).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "match/verdict.h"
#include "model/inventory.h"

namespace pratique::match {

// A package of Red Hat, "kpatch-patch-5_14_0-427_13_1" (rhel, 9 "Managing, monitoring and updating the kernel", 8), of SUSE,
// "kernel-livepatch-5_14_21-150500_55_7-default" and "kgraft-patch-…" before SLE 15 (SLES Administration Guide, "Kernel Live
// Patching"), or of Amazon, "kernel-livepatch-6.1.10-15.42" (AL2023 User Guide, "Kernel Live Patching").
struct LivePatch {
  const model::Component* package = nullptr;
  // Of the kernel that it is for, without the tag of its distribution: "5.14.0-427.13.1".
  std::string kernel;
  // Which build of it: "default", "rt"; empty where the vendor has patches for the ordinary one alone.
  std::string flavour;
};

// Those of an inventory: a fact that verdicts on its kernels depend on. Immutable, for any number of threads.
class LivePatches {
 public:
  LivePatches() = default;
  // The inventory must outlive it.
  explicit LivePatches(const model::Inventory& inventory);

  struct Beside {
    const LivePatch& patch;
    // Whether it is for this kernel, and not for another one of the same system.
    bool fits = false;
  };
  // Patches of the system that the component is a kernel of, in the inventory's order; none where it is no kernel, or no code
  // of one that these mend (headers, tools, builds for debugging and for real time without patches).
  std::vector<Beside> beside(const model::Component& component) const;

 private:
  std::vector<LivePatch> all_;
};

// What stands between the advisory and the patch in Finding::state_by: "RHSA-2024:1, by the live patch kpatch-patch-… 1-2.el9_4".
inline constexpr const char* kByLivePatch = ", by the live patch ";

// Whether the package is a live patch.
bool is_live_patch(const model::Component& component);

// Closes the kernel's open findings that the patch has the fix of, by `of_patch`, the verdict on the patch itself, and adds what
// that says to the kernel's statements: as kLivePatched or kLivePatchOld. A vulnerability of which one advisory wants a newer
// patch stays open. New texts are written to `arena`, which the kernel's verdict keeps. Gives how many were closed.
std::size_t close_by_patch(const LivePatch& patch, const Verdict& of_patch, base::Arena& arena,
                           Verdict& kernel);

// For people: "kpatch-patch-5_14_0-427_13_1 1-2.el9_4".
std::string title_of(const LivePatch& patch);

}  // namespace pratique::match
