// Dockerfiles as text: stages, instructions and the lines that they stand on. Nothing is run, fetched or included.
//
// Source: the Dockerfile reference ("Format", "Parser directives", "Escape", "Here-documents", "ARG", "ONBUILD"), as
// BuildKit's parser reads it: comments inside continued instructions are passed over, an instruction that ends with the
// escape character goes on in the next line that is no comment, here-documents belong to RUN, COPY and ADD.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::provenance {

// Of the text; of stages and instructions together; of one expanded value, and of all values that are kept: each stage has
// those of the one below it.
inline constexpr std::size_t kMaxDockerfile = 1u << 20;
inline constexpr std::size_t kMaxInstructions = 5'000;
inline constexpr std::size_t kMaxExpanded = 16u << 10;
inline constexpr std::size_t kMaxValues = 32u << 20;

struct Heredoc {
  // The word that ends it.
  std::string end;
  // Its lines, each with "\n"; leading tabs taken off where "<<-" says so.
  std::string body;
  bool operator==(const Heredoc&) const = default;
};

struct DockerInstruction {
  // Upper case: "RUN"; behind ONBUILD the instruction that it keeps for later.
  std::string keyword;
  // "--from=build", in their order, as written.
  std::vector<std::string> flags;
  // What follows, continued lines joined, without comments; as written.
  std::string arguments;
  // The same with variables filled in where the instruction allows it ("RUN" does not).
  std::string expanded;
  std::vector<Heredoc> heredocs;
  // From 1, both included.
  std::uint32_t first = 0, last = 0;
  bool onbuild = false;
  bool operator==(const DockerInstruction&) const = default;

  // "build" of "--from=build"; empty: no such flag.
  std::string_view flag(std::string_view name) const;
};

struct BuildStage {
  // "build" of "FROM golang AS build", in lower case; empty: it has none.
  std::string name;
  // What it starts from, with variables filled in: an image, "scratch", or the name or number of another stage.
  std::string from;
  // Number of that stage where it is one; kNoStage: it is none.
  std::size_t parent = kNoStage;
  // Of FROM.
  std::uint32_t first = 0, last = 0;
  // Without FROM.
  std::vector<DockerInstruction> instructions;
  bool operator==(const BuildStage&) const = default;

  static constexpr std::size_t kNoStage = static_cast<std::size_t>(-1);
};

struct Dockerfile {
  std::vector<BuildStage> stages;
  bool operator==(const Dockerfile&) const = default;

  // Number of the stage that is built: by name (case does not count) or number, the last one for "". kNotFound.
  Result<std::size_t> target(std::string_view name) const;
  // A stage and those that it stands on, lowest first.
  std::vector<std::size_t> line_of(std::size_t stage) const;
  // "build", or its number.
  std::string label(std::size_t stage) const;
};

// `arguments`: build arguments by name. Errors: kInvalid, with the line, for what is no Dockerfile (an unknown
// instruction, one before FROM other than ARG, a here-document without an end, no FROM); kLimit.
Result<Dockerfile> read_dockerfile(std::string_view text,
                                   const std::map<std::string, std::string>& arguments = {});

// The words of an instruction's arguments: those of a JSON list, or what blanks divide, quotes taken off.
std::vector<std::string> argument_words(std::string_view arguments);

}  // namespace pratique::provenance
