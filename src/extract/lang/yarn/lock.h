// yarn.lock in its two forms: that of Yarn 1 (https://classic.yarnpkg.com/lang/en/docs/yarn-lock/), which looks like YAML and
// is none, and that of Yarn 2 and later ("Berry"), which is YAML with a member "__metadata". In both a package is named by
// descriptors, "NAME@RANGE", as manifests ask for it.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "extract/lang/support/packages.h"

namespace pratique::extract::yarn {

struct Need {
  std::string_view name, range;
  model::Scope scope = model::Scope::kRequired;
  // To be brought by whoever uses the package, which does not say where it is.
  bool is_peer = false;
};

// Views into the text.
struct LockEntry {
  std::vector<std::string_view> descriptors;
  // The package's own name; empty where only the descriptors say it (Yarn 1).
  std::string_view name;
  lang::Stated version;
  // Yarn 1: the address of the archive or repository. Later: the reference, "npm:1.2.3", "workspace:packages/a".
  std::string_view source;
  // Of the package's archive. Yarn 2 and later has the checksum of an archive that it makes itself, which is not it.
  std::string_view integrity;
  std::vector<Need> needs;
};

// Entries, descriptors and needs of a file, each; more is an error (kLimit). Real files stay under 20,000.
inline constexpr std::size_t kMaxEntries = 200'000;

using VisitLockEntry = std::function<void(LockEntry)>;

// Whether the text is of Yarn 2 or later.
bool is_berry(std::string_view text);
// Errors: kInvalid, with the line, for what Yarn does not write and at the marks of an unsolved merge.
Result<void> read_classic(std::string_view text, const VisitLockEntry& visit);
// The views are valid while `visit_all` runs. Errors: those of codec::YamlDocument.
Result<void> read_berry(std::string_view text,
                        const std::function<void(const std::vector<LockEntry>&)>& visit_all);

// "NAME@RANGE" cut; a scope's "@" is none that cuts. Nothing where it has no range.
struct NamedRange {
  std::string_view name, range;
};
NamedRange cut_descriptor(std::string_view text);
// The name that an alias is for: "npm:@s/real@^1" gives "@s/real"; "" for any other range.
std::string_view aliased(std::string_view range);

}  // namespace pratique::extract::yarn
