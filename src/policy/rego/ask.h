// Policies of Rego asked of an image, each in an engine of its own, all of them apart (apart.h).
#pragma once

#include <span>

#include "policy/rego/apart.h"
#include "policy/rego/file.h"
#include "policy/rego/functions.h"
#include "policy/settings.h"
#include "policy/subject.h"

namespace pratique::policy {

// What the document `data.docker.scout` of one policy may take as JSON.
inline constexpr std::size_t kMaxBindings = std::size_t{16} << 20;
// Lines of print(), and bytes of each, that are kept of one policy.
inline constexpr std::size_t kMaxPrints = 10'000, kMaxPrintBytes = 4'096;

struct RegoRun {
  const PolicySubject& subject;
  const PolicySettings& settings;
  CanonicalName canonical_name;
  ApartLimits limits{};
};

// One for each policy, in their order, weighed by the settings. A policy that was ended (a limit, a crash) or failed has no data,
// with the reason, and is broken. Errors: a file that is no Rego, with file and line; kIo: no child is to be had.
Result<std::vector<JudgedPolicy>> ask_rego(std::span<const RegoPolicy> policies, const RegoRun& run);

// The fault of each file that is no Rego; empty: none. Errors: kIo.
Result<std::vector<Error>> check_rego(std::span<const RegoPolicy> policies, const ApartLimits& limits = {});

// What a policy's document says, as an outcome: `pass` decides; without it violations, and without these there are no data.
// `document`: JSON of data.docker.scout. Never fails: what is of another kind than the contract has it is no data.
PolicyOutcome outcome_of(std::string_view document);

}  // namespace pratique::policy
