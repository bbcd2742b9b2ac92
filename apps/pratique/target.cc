#include "target.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base_index.h"
#include "cage.h"
#include "config/settings.h"
#include "environments.h"
#include "layer_cache.h"
#include "model/platform_words.h"
#include "origin.h"
#include "pull.h"

namespace pratique::app {

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::size_t incomplete_notes(const std::vector<model::Note>& notes) {
  return static_cast<std::size_t>(
      std::count_if(notes.begin(), notes.end(), [](const auto& note) { return note.incomplete; }));
}

// prefer_attestation of pratique.yaml.
static Result<bool> settings_prefer_attestation() {
  const auto file = config::settings_place("", net::system_environment);
  if (file.empty()) return true;
  PQ_TRY(const auto settings, config::SettingsFile::read(file));
  const auto node = settings.section("prefer_attestation");
  if (!node || node.is_null()) return true;
  const auto prefers = node.boolean();
  if (prefers) return *prefers;
  auto wrong = config::wrong_at(node, "prefer_attestation is neither true nor false");
  return tl::unexpected(std::move(wrong).value().in(file));
}

Result<bool> prefers_attestation(const CommonOptions& options) {
  if (options.index) return false;
  if (!options.prefer_attestation.empty()) return options.prefer_attestation == "true";
  const char* set = std::getenv("PRATIQUE_PREFER_ATTESTATION");
  const std::string_view word = set ? set : "";
  if (word.empty()) return settings_prefer_attestation();
  if (word == "true" || word == "1") return true;
  if (word == "false" || word == "0") return false;
  return base::fail(ErrorKind::kUsage,
                    fmt::format("PRATIQUE_PREFER_ATTESTATION is \"{}\", neither true nor false", word));
}

// What the packages come from, and what else is attached.
static void tell_source(const scan::Scan& scanned, const scan::Target& target, const Teller& teller) {
  const auto packages = counted(model::count_packages(scanned.inventory), "package", "packages");
  const auto& found = scanned.attestations;
  if (target.kind == scan::TargetKind::kSbom) {
    teller.done(fmt::format("SBOM read, {} found", packages));
  } else if (found.sbom) {
    teller.done(fmt::format("SBOM obtained from attestation, {} found (unverified)", packages));
  } else {
    teller.done(fmt::format("Indexed {}", packages));
  }
  if (found.provenances > 0) teller.done("Provenance obtained from attestation (unverified)");
  if (found.vex > 0) teller.done("VEX statements obtained from attestation (unverified)");
}

// What was asked for and not done.
static void tell_notes(const model::Inventory& inventory, const Teller& teller) {
  constexpr std::size_t kMost = 5;
  std::size_t refused = 0;
  for (const auto& note : inventory.notes) {
    const bool attestation = note.code.starts_with("attestation-");
    if (note.code == "nothing-to-choose" || (attestation && ++refused <= kMost)) teller.warn(note.message);
  }
  if (refused > kMost)
    teller.warn(fmt::format("and {} attestations more (see the notes of the report)", refused - kMost));
}

// Without a word it is the image that was built last, and the user is told which that is.
static Result<scan::Target> target_of(const CommonOptions& options, Teller& teller) {
  if (!options.target.empty()) return scan::parse_target(options.target);
  auto target = scan::newest_target();
  if (!target) {
    auto error = std::move(target).error();
    error.kind = ErrorKind::kUsage;
    error.hint = "give a path or an image: image.tar, archive://image.tar, alpine:3.18";
    return tl::unexpected(std::move(error));
  }
  teller.done(fmt::format("No image named: taking the one built last, {}", target->name));
  return target;
}

Result<scan::Scan> read_target(const CommonOptions& options, Teller& teller) {
  if (!options.environment.empty()) return read_recorded(options, teller);
  scan::ScanOptions reading;
  PQ_TRY(reading.origin, origin_of(options));
  PQ_TRY(const auto target, target_of(options, teller));
  if (!options.platform.empty()) {
    PQ_TRY(reading.selection.platform, model::platform_named(options.platform));
  }
  reading.selection.ref = options.ref;
  reading.refuse_invalid = options.refuse_invalid;
  PQ_TRY(reading.prefer_attestation, prefers_attestation(options));
  for (const auto& limit : options.limits) PQ_CHECK(reading.limits.set(limit));
  PQ_TRY(const auto cache, scan_cache(options, teller));
  reading.cache = cache.get();
  const auto [cage, why] = the_cage(!options.no_sandbox);
  reading.cage = cage;
  reading.unconfined = why;
  if (target.kind == scan::TargetKind::kNamed) {
    PQ_TRY(reading.pull, pulling(options, target, teller));
  } else {
    reading.progress = [&](std::size_t done, std::size_t of) { teller.progress("Reading layers", done, of); };
  }
  auto scanned = scan::scan(target, reading);
  teller.clear();
  if (!scanned) return scanned;
  describe_base(scanned->inventory, teller);
  const auto& from = scanned->inventory.subject.obtained_from;
  if (target.kind == scan::TargetKind::kNamed) teller.done(fmt::format("Image from the {}", from));
  tell_source(*scanned, target, teller);
  tell_notes(scanned->inventory, teller);
  const auto& done = scanned->statistics;
  teller.detail(fmt::format("{} layers read, {} from the cache, {} MB unpacked, {} further passes",
                            done.layers, done.cached, done.unpacked / 1'000'000, done.further_passes));
  if (cage != nullptr && cage->children() > 0) {
    teller.detail(fmt::format("{} in the cage, the largest of {} MB",
                              counted(cage->children(), "process", "processes"),
                              cage->most_kilobytes() / 1000));
  }
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

ExitCode worse(ExitCode a, ExitCode b) {
  if (a == kGateFailed || b == kGateFailed) return kGateFailed;
  return a == kOk ? b : a;
}

}  // namespace pratique::app
