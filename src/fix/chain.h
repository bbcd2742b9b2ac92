// Which versions along a chain of dependencies lead to a fixed version of the last: what must move, by what the registry says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fix/metadata.h"

namespace pratique::fix {

// Of a package's versions those that are looked at, the nearest to the installed one first.
inline constexpr std::size_t kMaxCandidates = 300;
inline constexpr std::size_t kMaxChain = 40;

struct ChainLink {
  // As its ecosystem writes it.
  std::string name;
  // The installed version.
  std::string version;
};

struct ChainMove {
  std::string name, from, to;
  // The first number is another one; of versions below 1, the second.
  bool crosses_major = false;
  bool operator==(const ChainMove&) const = default;
};

struct ChainAnswer {
  // What must move, in the order of the chain; the last is always the package itself. A link that is not named stays, and its
  // requirement admits what comes behind it.
  std::vector<ChainMove> moves;
  // The version of the last but one in which it requires the package no more; the chain ends there.
  bool drops = false;
  // What could not be looked at: a version whose requirements the registry does not tell, candidates over the limit.
  std::vector<std::string> unread{};
};

// `chain`: from the direct dependency (whose own requirement is the manifest's, and is not asked here) to the package; both may
// be the same. `at_least`: the version that the package must have. The nearest version of the direct dependency is chosen that
// leads there, of the same major version where there is one; behind it each link stays where it can, else takes its nearest.
// Yanked versions are passed over, and pre-releases unless one is installed. Errors: kNotFound: no released version of the
// package is as new, or nothing along the chain leads to one (the message says where it ends); those of the book.
Result<ChainAnswer> raise_chain(MetadataBook& book, const std::vector<ChainLink>& chain,
                                std::string_view at_least);

// Whether a step from one version to another crosses a major version, by the numbers at their start: 1.2 → 2.0, 0.2 → 0.3.
bool crosses_major(std::string_view from, std::string_view to);

}  // namespace pratique::fix
