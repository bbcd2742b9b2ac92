#include "judge.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <mutex>

#include "advisory/database.h"
#include "arbitration_settings.h"
#include "base/text.h"
#include "match/ends.h"
#include "match/staleness.h"
#include "report/summary.h"
#include "target.h"
#include "testimony.h"

namespace pratique::app {

// "a, b, c, …": the first names of many.
static std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMaxNames = 8;
  const auto shown = std::min(names.size(), kMaxNames);
  auto text = base::join({names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown)}, ", ");
  return shown < names.size() ? text + ", …" : text;
}

std::int64_t now_in_seconds() {
  const char* named = std::getenv("SOURCE_DATE_EPOCH");
  const auto seconds = named ? base::to_uint(named) : std::nullopt;
  if (seconds) return static_cast<std::int64_t>(*seconds);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

std::string today() {
  using Days = std::chrono::sys_time<std::chrono::seconds>;
  return fmt::format("{:%Y-%m-%d}", Days(std::chrono::seconds(now_in_seconds())));
}

// What is kept is told under --quiet as well, for it makes the exit code.
static void tell_kept(const advisory::BuildReport& built, const Teller& teller) {
  for (const auto& one : built.kept) {
    teller.loud(fmt::format("Kept {} as read on {} ({}): {}{}", one.input, one.read_on,
                            counted(one.advisories, "entry", "entries"), one.fault,
                            one.shrunk ? "; --accept-shrunk takes it as it is" : ""));
  }
}

static void tell_difference(const advisory::BuildReport& built, const Teller& teller) {
  if (!built.difference) return;
  for (const auto& one : built.difference->sources) {
    teller.done(
        fmt::format("{}: {} added, {} changed, {} removed", one.source, one.added, one.changed, one.removed));
  }
  if (!built.difference->touched.empty()) {
    teller.done(counted(built.difference->touched.size(), "package is to be judged again",
                        "packages are to be judged again"));
  }
}

// Lines begin with their file, and stand sorted: of a file that is odd throughout, a few are enough (--format json has more).
static void tell_notes(const advisory::BuildReport& built, const Teller& teller) {
  constexpr std::size_t kFewOfAFile = 5;
  std::string_view file;
  std::size_t told = 0, more = 0;
  const auto end_file = [&] {
    if (more > 0) teller.warn(fmt::format("{}: and {} more lines of this file", file, more));
    told = more = 0;
  };
  for (const auto& note : built.notes) {
    if (std::find(built.missing.begin(), built.missing.end(), note) != built.missing.end()) continue;
    const auto of = std::string_view(note).substr(0, note.find(": "));
    if (of != file) end_file();
    file = of;
    if (told++ < kFewOfAFile) {
      teller.warn(note);
    } else {
      ++more;
    }
  }
  end_file();
}

static void tell_unread(const advisory::BuildReport& built, const Teller& teller) {
  for (const auto& line : built.missing) teller.warn("Missing: " + line);
  tell_notes(built, teller);
  if (!built.unknown_packs.empty()) {
    teller.warn(fmt::format("No reader knows what is in {} of the packs, folders and files: {}",
                            built.unknown_packs.size(), listed(built.unknown_packs)));
  }
  if (!built.left_out.empty()) teller.warn("Left out as samples and test data: " + listed(built.left_out));
  if (built.unknown_count > 0) {
    teller.detail(fmt::format("Not read in the others: {} files that no reader knows, such as {}",
                              built.unknown_count, listed(built.unknown_files)));
  }
}

static Result<advisory::BuildReport> build_into(const std::string& feeds, const std::string& path,
                                                Teller& teller, const HowToBuild& how) {
  // A limit of file sizes is then an error of write(2), which leaves nothing behind.
  std::signal(SIGXFSZ, SIG_IGN);
  std::mutex drawing;
  auto built =
      advisory::build_database(feeds, path,
                               {.partial = how.partial,
                                .accept_shrunk = how.accept_shrunk,
                                .shards = how.shards.empty() ? shards_place(path) : how.shards,
                                .today = today(),
                                .stale = how.stale,
                                .never = how.never,
                                .progress = [&](std::string_view what, std::uint64_t done, std::uint64_t of) {
                                  const std::lock_guard lock(drawing);
                                  teller.progress("Advisories: " + std::string(what), done, of);
                                }});
  teller.clear();
  if (!built) return built;
  teller.done(fmt::format("Built the advisory database: {} advisories of {} feeds, {:.1f} MB",
                          built->advisories, built->sources.size(), static_cast<double>(built->bytes) / 1e6));
  tell_difference(*built, teller);
  tell_unread(*built, teller);
  tell_kept(*built, teller);
  return built;
}

Result<advisory::BuildReport> build_database(const std::string& feeds, const DatabasePath& place,
                                             Teller& teller, const HowToBuild& how) {
  if (!place.note.empty()) teller.warn(place.note);
  PQ_CHECK(make_folder_of(place));
  return build_into(feeds, place.path, teller, how);
}

// "today" is the only place where the clock has a say, and only because it was asked.
Result<std::string> parse_now(const std::string& word) {
  if (word == "today") return fmt::format("{:%Y-%m-%d}", std::chrono::system_clock::now());
  if (word.empty() || (word.size() == 10 && match::day_of(word))) return word;
  return base::fail(ErrorKind::kUsage, fmt::format("\"{}\" is no day", word), {},
                    "--now today, or --now 2026-08-21");
}

// Nothing but a whole view of an inventory that has something in it earns a tick.
static void tell(const model::Inventory& inventory, const match::Judgement& judgement, const Teller& teller) {
  const auto basis = report::basis_of(inventory, judgement);
  const auto open = report::select_open(judgement).findings;
  if (open.empty()) {
    if (basis.whole()) return teller.done("No vulnerable package detected");
    const auto missing = report::missing_text(basis);
    return teller.warn(fmt::format("No verdict: nothing found, but {}",
                                   basis.packages == 0 ? "no packages either" : missing));
  }
  // As the report counts them: a vulnerability of several packages is one.
  const auto total = report::count(open).total();
  const auto vulnerable = report::vulnerable_packages(inventory, open);
  teller.warn(fmt::format(
      "Detected {} with a total of {}{}", counted(vulnerable, "vulnerable package", "vulnerable packages"),
      basis.whole() ? "" : "at least ", counted(total, "vulnerability", "vulnerabilities")));
}

// Whether it has to be built first, and can be.
static Result<void> make_database(const DatabasePath& place, Teller& teller) {
  const char* feeds = std::getenv("PRATIQUE_FEEDS");
  if (!std::filesystem::exists(place.path)) {
    if (feeds && *feeds) PQ_CHECK(build_database(feeds, place, teller));
  } else if (!place.note.empty()) {
    teller.warn(place.note);
  }
  return {};
}

Result<advisory::Database> open_database(Teller& teller) {
  PQ_TRY(const auto place, database_path());
  PQ_CHECK(make_database(place, teller));
  return advisory::Database::open(place.path);
}

std::vector<model::Note> ends_by_database(const model::Inventory& inventory, const CommonOptions& options) {
  const auto place = database_path();
  if (!place || !std::filesystem::exists(place->path)) return {};
  const auto database = advisory::Database::open(place->path);
  const auto now = parse_now(options.now);
  if (!database || !now) return {};
  const auto reference = match::reference_of(*now, inventory.subject.created, database->newest());
  auto notes = match::end_of_system(inventory.subject, *database, reference);
  for (auto& note : match::ends_of_bases(inventory.subject, *database, reference))
    notes.push_back(std::move(note));
  for (auto& note : match::ends_of_programs(inventory, *database, reference))
    notes.push_back(std::move(note));
  return notes;
}

static Result<match::Judgement> judge_alone(const model::Inventory& inventory, const CommonOptions& options,
                                            Teller& teller, std::optional<advisory::Database>* opened) {
  PQ_TRY(const auto now, parse_now(options.now));
  PQ_TRY(const auto rules, rules_of(options));
  PQ_TRY(const auto place, database_path());
  PQ_CHECK(make_database(place, teller));
  if (!std::filesystem::exists(place.path))
    return match::judge_without_database(inventory, "no advisory database at " + place.path);
  PQ_TRY(auto database, advisory::Database::open(place.path));
  PQ_TRY(auto judgement, match::judge(inventory, database, {.now = now, .rules = &rules}));
  const match::Reference reference{judgement.day, "the day"};
  for (auto& note : match::ends_of_bases(inventory.subject, database, reference))
    judgement.notes.push_back(std::move(note));
  for (auto& note : match::ends_of_programs(inventory, database, reference))
    judgement.notes.push_back(std::move(note));
  if (opened != nullptr) *opened = std::move(database);
  return judgement;
}

Result<match::Judgement> judge(const scan::Scan& scanned, vex::Testimony testimony,
                               const CommonOptions& options, Teller& teller,
                               std::optional<advisory::Database>* opened) {
  PQ_TRY(auto judgement, judge_alone(scanned.inventory, options, teller, opened));
  Hearing hearing(std::move(testimony), options, scanned, judgement.day);
  hearing.hear(judgement);
  if (!judgement.database.empty() && !options.quiet) tell(scanned.inventory, judgement, teller);
  hearing.tell(teller);
  return judgement;
}

}  // namespace pratique::app
