#include "advisory/unmatched.h"

#include <algorithm>
#include <array>

#include "advisory/ecosystem.h"

namespace pratique::advisory {

namespace {

constexpr std::string_view kNoProducts =
    "products, not packages: a name alone would match what is only called so";

// OSV schema, "Defined Ecosystems", and the kinds of statement that other feeds bring. Sorted.
constexpr auto kUnmatched = std::to_array<Unmatched>({
    {"Android", "", "an image of a phone's system; its parts have no list of versions"},
    {"CPE", "cpe", "products: programs without a package manager's record alone are judged by them"},
    {"CVE", "", kNoProducts},
    {"FreeBSD", "", "containers hold no FreeBSD"},
    {"GHC", "hackage", "the compiler is not in an image that holds what it made"},
    {"GIT", "", "no inventory lists commits"},
    {"GSD", "", kNoProducts},
    {"GitHub Actions", "semver", "workflows are not in images"},
    {"Kubernetes", "semver", "names Go packages of components, which the Go module k8s.io/kubernetes covers"},
    {"Linux", "", "a container runs on its host's kernel"},
    {"Microsoft", "nuget",
     "products of Windows and applications by their names; .NET's packages are judged by GitHub's "
     "advisories, "
     "Azure Linux by its own"},
    {"Node.js", "semver",
     "the runtime itself: no ecosystem of packages, but programs of that name are judged by it"},
    {"OSS-Fuzz", "", "versions of projects as their tags, not as packages"},
    {"RetireJS", "semver", "files that a page loads, which no package manager records"},
    {"Root", "", "packages are told by the marks of their versions, for a distribution: Root:Debian:12"},
    {"VSCode", "semver", "extensions of an editor"},
    {"curl", "semver",
     "the project's own versions: programs of that name are judged by it, packages of distributions are not"},
});
static_assert(std::is_sorted(kUnmatched.begin(), kUnmatched.end(),
                             [](const auto& a, const auto& b) { return a.ecosystem < b.ecosystem; }));

}  // namespace

const Unmatched* unmatched(std::string_view ecosystem) {
  const auto family = ecosystem_family(ecosystem);
  const auto at =
      std::lower_bound(kUnmatched.begin(), kUnmatched.end(), family,
                       [](const Unmatched& row, std::string_view name) { return row.ecosystem < name; });
  return at != kUnmatched.end() && at->ecosystem == family ? &*at : nullptr;
}

}  // namespace pratique::advisory
