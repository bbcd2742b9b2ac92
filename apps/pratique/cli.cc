#include "cli.h"

#include <algorithm>

#include "base/nearest.h"
#include "base/text.h"
#include "console.h"
#include "report/terminal.h"

namespace pratique::app {

// "packages (default), json, only-packages".
static std::string names_of(const Forms& forms) {
  std::vector<std::string> names;
  if (!forms.usual.empty()) names.push_back(forms.usual + " (default)");
  for (const auto& form : forms.all) {
    if (form.name != forms.usual) names.push_back(form.name);
  }
  return base::join(names, ", ");
}

static std::string described(const Forms& forms) {
  std::size_t width = 0;
  for (const auto& form : forms.all) width = std::max(width, form.name.size());
  std::string text;
  for (const auto& form : forms.all) {
    text += report::pad_right(form.name, width) + "  " + form.about +
            (form.name == forms.usual ? " (default)" : "") + "\n";
  }
  return text;
}

void add_formats(CLI::App& command, CommonOptions& options, const Forms& forms) {
  command
      .add_option("--format", options.formats,
                  names_of(forms) + "; several: --format NAME=FILE for each; help: what each is")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->check(CLI::Validator(
          [text = described(forms)](std::string& word) {
            if (word == "help") throw FormsAsked{text};
            return std::string();
          },
          ""));
}

void add_common(CLI::App& command, CommonOptions& options, const Forms& forms) {
  command.set_help_flag("-h,--help", "Print this help");
  command.add_option(
      "target", options.target,
      "TARGET is a path, told by its content, or a prefix and a path: oci-dir://DIR, archive://FILE, "
      "fs://PATH, sbom://FILE (sbom:// alone reads standard input); or an image: alpine:3.18, "
      "registry://REF (from its registry), local://REF (from an engine of this machine), image://REF "
      "(both), containerd://REF, containers-storage://REF (from those stores on the disk). Without one: the "
      "image built last.");
  command
      .add_option("--env", options.environment,
                  "Take what was recorded in this environment: TARGET names the image there, and may be left "
                  "out where it is the "
                  "only one")
      ->type_name("NAME");
  add_formats(command, options, forms);
  command
      .add_option("-o,--output", options.output, "Write the report to this file instead of standard output")
      ->type_name("FILE");
  command.add_option("--platform", options.platform, "Platform of a multi-platform image: linux/arm64")
      ->type_name("OS/ARCH");
  command.add_option("--ref", options.ref, "Which image of an archive or layout that holds several")
      ->type_name("NAME");
  command.add_flag("--index", options.index,
                   "Read the layers, also of an image that has an SBOM attestation");
  command
      .add_option("--prefer-attestation", options.prefer_attestation,
                  "Whether an SBOM attestation of the image stands for its layers (default: "
                  "$PRATIQUE_PREFER_ATTESTATION, else true)")
      ->type_name("true|false")
      ->check(one_of({"true", "false"}));
  command
      .add_option("--limit", options.limits,
                  "Raise or lower a limit of the scan (records=512M); docs/limits.md lists them")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command.add_flag("--strict", options.strict, "Exit with 3 when something could not be read or judged");
  command.add_flag("--no-sandbox", options.no_sandbox,
                   "Read layers without a process of their own that can do nothing else (also: "
                   "PRATIQUE_NO_SANDBOX=1)");
  command.add_flag("--no-cache", options.no_cache,
                   "Read every layer anew, and keep nothing (also: PRATIQUE_NO_CACHE=1)");
  add_cache_limit(command, options);
  command.add_flag("-q,--quiet", options.quiet, "Say nothing on standard error but errors");
  command.add_flag("-v,--verbose", options.verbose, "Say more on standard error");
  add_pulling(command, options);
}

void add_pulling(CLI::App& command, CommonOptions& options) {
  constexpr unsigned kMostJobs = 64;
  command
      .add_option("--registry-mirror", options.mirrors,
                  "Look here first for images of docker.io: host:5000, https://host/folder; several in turn")
      ->type_name("URL")
      ->allow_extra_args(false);
  command.add_option("--cacert", options.authorities, "Trust these certificates (PEM) of registries, too")
      ->type_name("FILE");
  command.add_flag("--insecure", options.insecure,
                   "Do not check certificates of registries, and allow them plain HTTP");
  command.add_option("--jobs", options.jobs, "Layers that are fetched at one time (default: 4)")
      ->type_name("NUMBER")
      ->check(CLI::Range(1u, kMostJobs).description(""));
  command
      .add_option("--spool-limit", options.spool_limit,
                  "Keep at most so much of an image's layers on the disk while it is read (default: 4G)")
      ->type_name("SIZE");
}

CLI::Option* add_list(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                      const std::string& about) {
  return command.add_option(name, values, about)->type_name("LIST")->delimiter(',')->allow_extra_args(false);
}

void add_output(CLI::App& command, CommonOptions& options) {
  command.add_option("-o,--output", options.output, "Write to this file")->type_name("FILE");
  command.add_flag("-q,--quiet", options.quiet, "Say nothing on standard error but errors");
}

void add_cache_limit(CLI::App& command, CommonOptions& options) {
  command
      .add_option("--cache-limit", options.cache_limit,
                  "How large the cache of layers may be (default: $PRATIQUE_CACHE_LIMIT, else 2G)")
      ->type_name("SIZE");
}

void add_document(CLI::App& command, CommonOptions& options, const Forms& forms) {
  add_output(command, options);
  add_formats(command, options, forms);
}

CLI::Validator one_of(std::vector<std::string> words) {
  return CLI::Validator(
      [words](std::string& value) {
        if (std::find(words.begin(), words.end(), value) != words.end()) return std::string();
        const auto meant = base::did_you_mean(value, words);
        return "unknown value \"" + value + "\"" +
               (meant.empty() ? "; there are: " + base::join(words, ", ") : meant);
      },
      "");
}

ExitCode report(const Error& error) {
  say("pratique: " + base::to_line(error) + "\n");
  return error.kind == ErrorKind::kUsage ? kBadUsage : kFailed;
}

void add_judging(CLI::App& command, CommonOptions& options) {
  command
      .add_option("--db", options.database,
                  "The advisory database (default: $PRATIQUE_DB, else the usual place)")
      ->type_name("FILE");
  command
      .add_option(
          "--now", options.now,
          "The day that the age of data and releases is measured against: today, or 2026-08-21 (default: "
          "when the image was made, or the newest data of the database)")
      ->type_name("DAY");
  const auto order = [&](const char* name, std::vector<std::string>& orders, const char* about) {
    // No delimiter: the commas belong to the order.
    command.add_option(name, orders, about)->type_name("ORDER")->allow_extra_args(false);
  };
  order("--source-order", options.source_orders,
        "Whose range and fix count, the strongest first: distribution, curated, reviewed, other; or for one "
        "ecosystem: npm=ghsa,other");
  order("--rating-order", options.rating_orders,
        "Whose severity counts, the strongest first: package, vendor, other; or for one ecosystem: "
        "Debian=NVD,package");
}

}  // namespace pratique::app
