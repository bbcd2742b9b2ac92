// Which instruction of a Dockerfile made which entry of an image's history: by comparing the two, so always a guess.
#pragma once

#include <optional>
#include <vector>

#include "model/subject.h"
#include "provenance/dockerfile.h"

namespace pratique::provenance {

// An instruction: number of its stage, and in it.
struct InstructionAt {
  std::size_t stage = 0, instruction = 0;
  bool operator==(const InstructionAt&) const = default;
};

struct HistoryMatch {
  // For each entry of the history; nothing: none is like it (a base image's entries, what a builder adds).
  std::vector<std::optional<InstructionAt>> entries;
  // How many entries were made by an instruction with the same text, not only one of the same kind.
  std::size_t sure = 0;
  // Number of the first entry that is not the base image's; nothing: not known.
  std::optional<std::size_t> first_own;
  // There are more of both than are compared: nothing was.
  bool too_many = false;
};

// Entries and instructions are compared in their order; those without a counterpart are left out, so that what is missing
// on either side does no harm. Forms of history: BuildKit's ("RUN /bin/sh -c apk add curl # buildkit", with "|1 A=b" for
// arguments), Docker's before it ("/bin/sh -c #(nop)  CMD …"), Buildah's and Kaniko's. An instruction of ONBUILD that the
// Dockerfile itself has matches as "ONBUILD …".
HistoryMatch match_history(const std::vector<model::Instruction>& history, const Dockerfile& dockerfile,
                           std::size_t target);

// Where an instruction stands: its lines, its text in one line without secrets, its stage.
model::SourceLines lines_of(const Dockerfile& dockerfile, InstructionAt at, const std::string& file);

}  // namespace pratique::provenance
