#include "cli.h"

#include "base/text.h"
#include "console.h"

namespace pratique::app {

void add_common(CLI::App& command, CommonOptions& options, const std::string& formats_help) {
  command.add_option("target", options.target,
                     "Image, directory or archive: PATH, oci-dir://DIR, archive://FILE, fs://PATH, "
                     "sbom://FILE (or sbom:// for stdin)");
  command.add_option("--format", options.formats, formats_help + "; several: --format NAME=FILE")
      ->allow_extra_args(false);
  command.add_option("-o,--output", options.output,
                     "Write the report to this file instead of standard output");
  command.add_option("--platform", options.platform, "Platform of a multi-platform image: linux/arm64");
  command.add_option("--ref", options.ref, "Which image of an archive or layout that holds several");
  command
      .add_option("--limit", options.limits,
                  "Raise or lower a limit of the scan, NAME=VALUE (records=512M); docs/limits.md lists them")
      ->allow_extra_args(false);
  command.add_flag("--strict", options.strict, "Exit with 3 when something could not be read or judged");
  command.add_flag("--no-cache", options.no_cache, "Read everything anew (there is no cache yet: always so)");
  command.add_flag("-q,--quiet", options.quiet, "Say nothing on standard error but errors");
  command.add_flag("-v,--verbose", options.verbose, "Say more on standard error");
}

ExitCode report(const Error& error) {
  say("pratique: " + base::to_line(error) + "\n");
  return error.kind == ErrorKind::kUsage ? kBadUsage : kFailed;
}

void add_judging(CLI::App& command, CommonOptions& options) {
  command.add_option(
      "--now", options.now,
      "The day that the age of data and releases is measured against: today, or 2026-08-21 (default: "
      "when the image was made, or the newest data of the database)");
}

}  // namespace pratique::app
