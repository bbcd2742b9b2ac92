#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <set>

#include "advisory/database.h"
#include "cli.h"
#include "report/summary.h"

namespace pratique::app {

static std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void add_common(CLI::App& command, CommonOptions& options, const std::string& formats_help) {
  command.add_option("target", options.target,
                     "Image, directory or archive: PATH, oci-dir://DIR, archive://FILE, fs://PATH, "
                     "sbom://FILE (or sbom:// for stdin)");
  command.add_option("--format", options.formats, formats_help + "; several: --format NAME=FILE")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("-o,--output", options.output,
                     "Write the report to this file instead of standard output");
  command.add_option("--platform", options.platform, "Platform of a multi-platform image: linux/arm64");
  command.add_option("--ref", options.ref, "Which image of an archive or layout that holds several");
  command.add_flag("--strict", options.strict, "Exit with 3 when something could not be read or judged");
  command.add_flag("--no-cache", options.no_cache, "Read everything anew (there is no cache yet: always so)");
  command.add_flag("-q,--quiet", options.quiet, "Say nothing on standard error but errors");
  command.add_flag("-v,--verbose", options.verbose, "Say more on standard error");
}

Result<scan::Scan> read_target(const CommonOptions& options, Teller& teller) {
  if (options.target.empty()) {
    return base::fail(ErrorKind::kUsage, "which image?", {},
                      "give a path, or a prefix and a path: archive://image.tar");
  }
  PQ_TRY(const auto target, scan::parse_target(options.target));
  scan::Options reading;
  if (!options.platform.empty()) {
    PQ_TRY(reading.selection.platform, model::parse_platform(options.platform));
  }
  reading.selection.ref = options.ref;
  reading.progress = [&](std::size_t done, std::size_t of) { teller.progress("Reading layers", done, of); };
  auto scanned = scan::scan(target, reading);
  teller.clear();
  if (!scanned) return scanned;
  const auto packages = counted(scanned->inventory.components.size(), "package", "packages");
  const bool given = target.kind == scan::TargetKind::kSbom;
  teller.done(given ? fmt::format("SBOM read, {} found", packages) : fmt::format("Indexed {}", packages));
  teller.detail(fmt::format("{} layers read, {} MB unpacked, {} further passes", scanned->statistics.layers,
                            scanned->statistics.unpacked / 1'000'000, scanned->statistics.further_passes));
  return scanned;
}

std::string database_path() {
  if (const char* named = std::getenv("PRATIQUE_DB"); named && *named) return named;
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache)
    return std::string(cache) + "/pratique/advisories.db";
  const char* home = std::getenv("HOME");
  return std::string(home && *home ? home : ".") + "/.cache/pratique/advisories.db";
}

Result<void> build_database(const std::string& feeds, const std::string& path, Teller& teller) {
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) return base::fail(ErrorKind::kIo, error.message(), {.file = folder.string()});
  std::mutex drawing;
  auto built =
      advisory::build_database(feeds, path, [&](std::string_view what, std::uint64_t done, std::uint64_t of) {
        const std::lock_guard lock(drawing);
        teller.progress("Advisories: " + std::string(what), done, of);
      });
  teller.clear();
  if (!built) return tl::unexpected(std::move(built).error());
  std::uint64_t advisories = 0;
  for (const auto& source : built->sources) advisories += source.advisories;
  teller.done(fmt::format("Built the advisory database: {} advisories of {} feeds, {} MB", advisories,
                          built->sources.size(), built->bytes / 1'000'000));
  for (const auto& note : built->notes) teller.warn(note);
  return {};
}

static std::size_t incomplete_notes(const std::vector<model::Note>& notes) {
  return static_cast<std::size_t>(
      std::count_if(notes.begin(), notes.end(), [](const auto& note) { return note.incomplete; }));
}

Result<match::Judgement> judge(const model::Inventory& inventory, Teller& teller,
                               std::optional<advisory::Database>* opened) {
  const auto path = database_path();
  const char* feeds = std::getenv("PRATIQUE_FEEDS");
  if (!std::filesystem::exists(path)) {
    if (!feeds || !*feeds) {
      return match::judge_without_database(
          inventory, "no advisory database at " + path +
                         ": nothing was matched; make one with: pratique db build --feeds DIR");
    }
    PQ_CHECK(build_database(feeds, path, teller));
  }
  PQ_TRY(auto database, advisory::Database::open(path));
  PQ_TRY(auto judgement, match::judge(inventory, database));
  if (opened != nullptr) *opened = std::move(database);
  std::size_t blind = 0;
  for (const auto& gap : judgement.unjudged) blind += gap.blind ? gap.components : 0;
  const auto count = inventory.components.size();
  const bool sees_all =
      blind == 0 && count > 0 && incomplete_notes(inventory.notes) + incomplete_notes(judgement.notes) == 0;
  if (judgement.findings.empty() && !sees_all) {
    teller.warn(fmt::format("{} of {} packages could be judged; no finding among these",
                            count - std::min(blind, count), count));
  } else if (judgement.findings.empty()) {
    teller.done("No vulnerable package detected");
  } else {
    // As the report counts them: a vulnerability of several packages is one.
    const auto total = report::count(judgement.findings).total();
    std::set<std::size_t> vulnerable;
    for (const auto& finding : judgement.findings) vulnerable.insert(finding.component);
    teller.warn(fmt::format("Detected {} with a total of {}",
                            counted(vulnerable.size(), "vulnerable package", "vulnerable packages"),
                            counted(total, "vulnerability", "vulnerabilities")));
  }
  return judgement;
}

ExitCode completeness(const std::vector<const std::vector<model::Note>*>& notes, const CommonOptions& options,
                      const Teller& teller) {
  std::size_t incomplete = 0;
  for (const auto* some : notes) incomplete += incomplete_notes(*some);
  if (incomplete == 0) return kOk;
  teller.warn(fmt::format("Incomplete: {} thing{} could not be read or judged (see the notes of the report)",
                          incomplete, incomplete == 1 ? "" : "s"));
  return options.strict ? kIncomplete : kOk;
}

}  // namespace pratique::app
