// What every command shares: the command-line library, common options, exit codes. Its neighbours: console.h
// (terminals), teller.h (standard error), documents.h (outputs), target.h, judge.h;
// the contract of commands is command.h.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "report/report.h"

namespace pratique::app {

// The table of docs/exit-codes.md.
enum ExitCode { kOk = 0, kFailed = 1, kGateFailed = 2, kIncomplete = 3, kBadUsage = 64 };

// --output, --format, --platform… as given.
struct CommonOptions {
  std::string target;
  // --env: the target is the image of that name that was recorded there (environments.h).
  std::string environment;
  // "json" or "json=FILE".
  std::vector<std::string> formats;
  // -o FILE; empty or "-": standard output.
  std::string output;
  std::string platform;
  std::string ref;
  // "records=512M".
  std::vector<std::string> limits;
  // --now: "2026-08-21" or "today".
  std::string now;
  // --db: the advisory database; empty: the usual one.
  std::string database;
  // --source-order, --rating-order: "Debian=nvd,distribution" (match::add_order).
  std::vector<std::string> source_orders, rating_orders;
  // --index: the layers are read, whatever attestations say.
  bool index = false;
  // --prefer-attestation; empty: $PRATIQUE_PREFER_ATTESTATION, else pratique.yaml, else true.
  std::string prefer_attestation;
  // --provenance, --dockerfile and their like (origin.h).
  std::vector<std::string> provenances;
  std::string dockerfile, dockerfile_stage;
  bool multi_stage = false;
  std::vector<std::string> only_stages;
  bool only_base = false, ignore_base = false;
  bool strict = false;
  // An SBOM that is not valid by its schema is an error: commands that make documents of documents.
  bool refuse_invalid = false;
  bool quiet = false;
  bool verbose = false;
  bool no_cache = false;
  // "2G".
  std::string cache_limit;
  bool no_sandbox = false;
  // --registry-mirror, --cacert, --insecure, --jobs, --spool-limit: how images are got.
  std::vector<std::string> mirrors;
  std::string authorities;
  bool insecure = false;
  // Set by commands for images beside the one that was asked for: no layer is fetched (scan::PullOptions::only_known), and no
  // registry is waited for long.
  bool hasty = false;
  unsigned jobs = 4;
  // "4G".
  std::string spool_limit;
};

// What a command can be asked to write.
struct Forms {
  // When nobody asks for one; empty: nothing is written then.
  std::string usual;
  // Sorted by name.
  std::vector<report::FormName> all;
};

// Thrown while the words are parsed, by `--format help`: the list of forms, a line each.
struct FormsAsked {
  std::string text;
};

// Adds the options above and the target to a command.
void add_common(CLI::App& command, CommonOptions& options, const Forms& forms);
// Adds how images are got from registries: --registry-mirror and its like. add_common() does.
void add_pulling(CLI::App& command, CommonOptions& options);
// Adds what commands share that judge: --db, --now, --source-order, --rating-order.
void add_judging(CLI::App& command, CommonOptions& options);

// Adds an option whose values are separated by commas, or given by the option again.
CLI::Option* add_list(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                      const std::string& about);

// Adds --output and --quiet to a command without a target.
void add_output(CLI::App& command, CommonOptions& options);
// Adds these and --format.
void add_document(CLI::App& command, CommonOptions& options, const Forms& forms);
// Adds --cache-limit.
void add_cache_limit(CLI::App& command, CommonOptions& options);
// Adds --format alone.
void add_formats(CLI::App& command, CommonOptions& options, const Forms& forms);

// A check for CLI11: one of these words; its message names the nearest.
CLI::Validator one_of(std::vector<std::string> words);

// Prints the error as one line "pratique: …" and gives its exit code.
ExitCode report(const Error& error);

}  // namespace pratique::app
