// Reading what the user named.
#pragma once

#include <string>
#include <vector>

#include "scan/scan.h"
#include "teller.h"

namespace pratique::app {

// "1 package", "2 packages".
std::string counted(std::size_t count, const char* one, const char* many);
std::size_t incomplete_notes(const std::vector<model::Note>& notes);

// Whether attested SBOMs are taken, by --index, --prefer-attestation and the environment. kUsage for a variable that says
// neither true nor false.
Result<bool> prefers_attestation(const CommonOptions& options);

// Reads the target and says so on standard error.
Result<scan::Scan> read_target(const CommonOptions& options, Teller& teller);

// Says what is incomplete on standard error; kIncomplete under --strict, else kOk.
ExitCode completeness(const std::vector<const std::vector<model::Note>*>& notes, const CommonOptions& options,
                      const Teller& teller);

// Of several images or gates: a failed gate says more than a blind one, and that more than what is merely incomplete.
ExitCode worse(ExitCode a, ExitCode b);

}  // namespace pratique::app
