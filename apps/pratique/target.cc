#include "target.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/platform_words.h"

namespace pratique::app {

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::size_t incomplete_notes(const std::vector<model::Note>& notes) {
  return static_cast<std::size_t>(
      std::count_if(notes.begin(), notes.end(), [](const auto& note) { return note.incomplete; }));
}

Result<scan::Scan> read_target(const CommonOptions& options, Teller& teller) {
  if (options.target.empty()) {
    return base::fail(ErrorKind::kUsage, "which image?", {},
                      "give a path, or a prefix and a path: archive://image.tar");
  }
  PQ_TRY(const auto target, scan::parse_target(options.target));
  scan::ScanOptions reading;
  if (!options.platform.empty()) {
    PQ_TRY(reading.selection.platform, model::platform_named(options.platform));
  }
  reading.selection.ref = options.ref;
  for (const auto& limit : options.limits) PQ_CHECK(reading.limits.set(limit));
  reading.progress = [&](std::size_t done, std::size_t of) { teller.progress("Reading layers", done, of); };
  auto scanned = scan::scan(target, reading);
  teller.clear();
  if (!scanned) return scanned;
  const auto packages = counted(model::count_packages(scanned->inventory), "package", "packages");
  const bool given = target.kind == scan::TargetKind::kSbom;
  teller.done(given ? fmt::format("SBOM read, {} found", packages) : fmt::format("Indexed {}", packages));
  for (const auto& note : scanned->inventory.notes) {
    if (note.code == "nothing-to-choose") teller.warn(note.message);
  }
  teller.detail(fmt::format("{} layers read, {} MB unpacked, {} further passes", scanned->statistics.layers,
                            scanned->statistics.unpacked / 1'000'000, scanned->statistics.further_passes));
  return scanned;
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
