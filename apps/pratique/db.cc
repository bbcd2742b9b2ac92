// pratique db: build the advisory database, say what it covers, look things up in it.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "advisory/database.h"
#include "base/text.h"
#include "cli.h"
#include "codec/json_value.h"
#include "console.h"
#include "documents.h"
#include "judge.h"
#include "match/range.h"
#include "match/rating.h"
#include "report/sections.h"
#include "report/table.h"
#include "report/terminal.h"

namespace pratique::app {

namespace {

struct DbOptions : CommonOptions {
  std::string feeds;
  std::string format = "text";
  std::string text;
  std::size_t limit = 100;
  bool partial = false;
};

Result<ExitCode> build(const DbOptions& options) {
  auto feeds = options.feeds;
  if (const char* named = std::getenv("PRATIQUE_FEEDS"); feeds.empty() && named) feeds = named;
  if (feeds.empty()) {
    return base::fail(ErrorKind::kUsage, "which feeds?", {},
                      "give the folder that holds them: --feeds DIR, or set PRATIQUE_FEEDS");
  }
  Teller teller(options);
  auto place = DatabasePlace{options.output, ""};
  if (options.output.empty()) {
    PQ_TRY(place, database_place());
  }
  PQ_CHECK(build_database(feeds, place, teller, options.partial));
  return kOk;
}

std::string range_text(const advisory::Affected& affected) {
  std::vector<std::string> all;
  for (const auto& range : affected.ranges) {
    if (range.fixed != "0") all.push_back(match::to_text(range));
  }
  if (!affected.versions.empty()) all.push_back(fmt::format("{} versions listed", affected.versions.size()));
  return all.empty() ? "none" : base::join(all, " || ");
}

// Where lines are folded: on a terminal only, a pipe has each row on one line.
std::size_t columns_for(const DbOptions& options) {
  const bool shown = options.output.empty() || options.output == "-";
  return shown ? static_cast<std::size_t>(stdout_terminal_width()) : 0;
}

std::string named(std::string_view name, std::string_view value, std::size_t columns) {
  constexpr std::size_t kNameColumns = 13;
  return report::hanging(report::pad_right(name, kNameColumns), base::printable(value), columns);
}

std::string status_text(const advisory::Database& database, const std::string& path, std::size_t columns) {
  const auto exploited =
      database.newest_exploited().empty() ? "no catalogue" : "up to " + database.newest_exploited();
  auto text = named("Database", path, columns) + named("Fingerprint", database.fingerprint(), columns) +
              named("Newest data", database.newest(), columns) + named("Exploited", exploited, columns) +
              "\n";
  const auto missing = database.missing();
  for (const auto& line : missing) text += named("Missing", line, columns);
  if (!missing.empty()) text += "\n";
  report::Table rows({"Ecosystem", "Source", "Advisories", "Packages", "Undated", "Newest", "Knows"});
  for (const auto& one : database.coverage()) {
    rows.add({base::printable(one.ecosystem), base::printable(one.source), std::to_string(one.advisories),
              std::to_string(one.packages), std::to_string(one.undated),
              report::Cell::unfolded(base::printable(one.newest.substr(0, 10))), report::extent_text(one)});
  }
  return text + rows.to_text({.indent = "", .columns = columns});
}

std::string status_json(const advisory::Database& database, const std::string& path) {
  codec::JsonArray coverage, missing;
  for (const auto& line : database.missing()) missing.emplace_back(line);
  for (const auto& one : database.coverage()) {
    coverage.push_back(codec::JsonObject{{"ecosystem", one.ecosystem},
                                         {"source", one.source},
                                         {"advisories", one.advisories},
                                         {"packages", one.packages},
                                         {"undated", one.undated},
                                         {"declared", advisory::to_string(one.declared)},
                                         {"extent", advisory::to_string(one.extent)},
                                         {"newest", one.newest}});
  }
  return codec::to_text(codec::JsonObject{{"schema", "pratique/db-status/1"},
                                          {"path", path},
                                          {"fingerprint", database.fingerprint()},
                                          {"newest", database.newest()},
                                          {"exploited", database.newest_exploited()},
                                          {"missing", std::move(missing)},
                                          {"coverage", std::move(coverage)}});
}

Result<ExitCode> status(const DbOptions& options) {
  PQ_TRY(const auto place, database_place());
  const auto& path = place.path;
  PQ_TRY(const auto database, advisory::Database::open(path));
  PQ_CHECK(write_document(options.output, options.format == "json"
                                              ? status_json(database, path)
                                              : status_text(database, path, columns_for(options))));
  return kOk;
}

std::string verify_text(const advisory::Verification& sound, const std::string& path, std::size_t columns) {
  return named("Database", path, columns) + named("Fingerprint", sound.fingerprint, columns) +
         named("Digest", sound.digest, columns) +
         named("Sound", std::to_string(sound.pages) + " pages, each as it was written", columns);
}

// A damaged database is an error and has no document (docs/exit-codes.md).
Result<ExitCode> verify(const DbOptions& options) {
  PQ_TRY(const auto place, database_place());
  const auto& path = place.path;
  PQ_TRY(const auto sound, advisory::verify_database(path));
  const auto text = options.format == "json"
                        ? codec::to_text(codec::JsonObject{{"schema", "pratique/db-verify/1"},
                                                           {"path", path},
                                                           {"pages", sound.pages},
                                                           {"digest", sound.digest},
                                                           {"fingerprint", sound.fingerprint}})
                        : verify_text(sound, path, columns_for(options));
  PQ_CHECK(write_document(options.output, text));
  return kOk;
}

// A row of `db search`: what one advisory says of one package.
struct Row {
  const advisory::Hit& hit;
  std::vector<std::string> aliases;  // other ids of the same vulnerability
  advisory::Severity severity = advisory::Severity::kUnspecified;
  std::vector<std::string> fixed;  // in the order of the ranges
};

// The worst of what the advisory is about; an erratum may rate what it bundles, and nobody else does.
Result<Row> row_of(const advisory::Database& database, const advisory::Hit& hit) {
  Row row{.hit = hit, .aliases = {}, .fixed = {}};
  auto ids = hit.ids;
  ids.push_back(hit.id);
  for (const auto& id : ids) {
    PQ_TRY(const auto known, database.vulnerability(id));
    if (!known) continue;
    const auto* rating = match::decisive(known->ratings, hit.source);
    if (rating != nullptr) row.severity = std::max(row.severity, match::severity_of(*rating));
    if (id != hit.id) continue;
    row.aliases = known->aliases;
    row.aliases.push_back(known->id);
  }
  std::sort(row.aliases.begin(), row.aliases.end());
  std::erase(row.aliases, hit.id);
  for (const auto& range : hit.affected.ranges) {
    const bool known = std::find(row.fixed.begin(), row.fixed.end(), range.fixed) != row.fixed.end();
    if (!range.fixed.empty() && range.fixed != "0" && !known) row.fixed.push_back(range.fixed);
  }
  return row;
}

codec::JsonArray array_of(const std::vector<std::string>& texts) {
  return codec::JsonArray(texts.begin(), texts.end());
}

std::string search_json(const std::vector<Row>& rows, std::uint64_t total) {
  codec::JsonArray all;
  for (const auto& row : rows) {
    const auto& hit = row.hit;
    all.push_back(codec::JsonObject{{"id", hit.id},
                                    {"source", hit.source},
                                    {"aliases", array_of(row.aliases)},
                                    {"vulnerabilities", array_of(hit.ids)},
                                    {"severity", advisory::to_string(row.severity)},
                                    {"withdrawn", hit.withdrawn},
                                    {"ecosystem", hit.affected.ecosystem},
                                    {"package", hit.affected.name},
                                    {"range", range_text(hit.affected)},
                                    {"status", advisory::to_string(hit.affected.status)},
                                    {"reason", advisory::to_string(hit.affected.reason)},
                                    {"fixed", array_of(row.fixed)}});
  }
  return codec::to_text(
      codec::JsonObject{{"schema", "pratique/db-search/1"}, {"total", total}, {"hits", std::move(all)}});
}

std::string joined(std::vector<std::string> texts, std::size_t most) {
  const bool more = texts.size() > most;
  if (more) texts.resize(most);
  return base::printable(base::join(texts, ", ")) + (more ? ", …" : "");
}

// "1.2.3"; what has no fix says why, if anybody does.
std::string fix_text(const Row& row, std::size_t most) {
  const auto& affected = row.hit.affected;
  if (affected.status != advisory::Status::kAffected) return advisory::to_string(affected.status);
  if (!row.fixed.empty()) return joined(row.fixed, most);
  const std::string reason = advisory::to_string(affected.reason);
  return reason.empty() ? "not fixed" : "not fixed: " + reason;
}

std::string search_text(const std::vector<Row>& rows, std::uint64_t total, std::size_t columns) {
  constexpr std::size_t kMostFixed = 4, kMostIds = 3;
  if (total == 0) return "nothing found\n";
  report::Table table(
      {"Id", "Severity", "Ecosystem", "Package", "Affected range", "Fixed in", "Also known as"});
  for (const auto& row : rows) {
    const auto& hit = row.hit;
    // What an advisory bundles is named where it has no other name.
    auto names = row.aliases;
    if (names.empty() && hit.ids != std::vector{hit.id}) names = hit.ids;
    table.add({report::Cell::unfolded(base::printable(hit.id)),
               hit.withdrawn ? "withdrawn" : advisory::to_string(row.severity),
               base::printable(hit.affected.ecosystem), base::printable(hit.affected.name),
               base::printable(range_text(hit.affected)), fix_text(row, kMostFixed),
               joined(names, kMostIds)});
  }
  auto text = table.to_text({.indent = "", .columns = columns});
  if (rows.size() < total)
    text += fmt::format("\n{} of {} rows; all of them: --limit {}\n", rows.size(), total, total);
  return text;
}

Result<ExitCode> search(const DbOptions& options) {
  PQ_TRY(const auto place, database_place());
  PQ_TRY(const auto database, advisory::Database::open(place.path));
  if (base::trim(options.text).empty())
    return base::fail(ErrorKind::kUsage, "nothing to search for", {}, "give a package name or an id");
  PQ_TRY(const auto found, database.search(options.text, options.limit));
  std::vector<Row> rows;
  for (const auto& hit : found.hits) {
    PQ_TRY(auto row, row_of(database, hit));
    rows.push_back(std::move(row));
  }
  PQ_CHECK(write_document(options.output, options.format == "json"
                                              ? search_json(rows, found.total)
                                              : search_text(rows, found.total, columns_for(options))));
  return kOk;
}

void add(CLI::App& db, const char* name, const char* about, const std::shared_ptr<DbOptions>& options,
         int& exit_code, Result<ExitCode> (*run)(const DbOptions&),
         const std::function<void(CLI::App&)>& more) {
  CLI::App* command = db.add_subcommand(name, about);
  command->add_option("-o,--output", options->output, "Write to this file")->type_name("FILE");
  command->add_flag("-q,--quiet", options->quiet, "Say nothing on standard error but errors");
  more(*command);
  command->callback([options, run, &exit_code] {
    const auto result = run(*options);
    exit_code = result ? *result : report(result.error());
  });
}

}  // namespace

void add_db(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<DbOptions>();
  CLI::App* db = app.add_subcommand("db", "The advisory database: build it, see what it covers, search it");
  db->require_subcommand(1);
  db->footer(
      "\nThe database lies at $PRATIQUE_DB (default: advisories.db in the user's cache "
      "folder).\n\nExamples:\n"
      "  pratique db build --feeds ~/feeds\n"
      "  pratique db status\n"
      "  pratique db verify\n"
      "  pratique db search --limit 20 openssl\n"
      "  pratique db search CVE-2021-44228\n");
  const auto with_format = [options](CLI::App& command) {
    command.add_option("--format", options->format, "text (default), json")
        ->check(one_of({"text", "json"}))
        ->type_name("NAME");
  };
  add(*db, "build", "Build the database from a folder of feeds", options, exit_code, &build,
      [options](CLI::App& command) {
        command
            .add_option("--feeds", options->feeds,
                        "Folder of feeds: packs (*.tar.zst) and folders (default: $PRATIQUE_FEEDS)")
            ->type_name("DIR");
        command.add_flag(
            "--partial", options->partial,
            "Build from what can be read where packs are damaged; the database says what it lacks");
        command.footer(
            "\nFeeds are files that publishers offer for download: records of osv.dev (one zip or folder for "
            "each "
            "ecosystem, to be unpacked), Alpine's secdb, Debian's security tracker (data/DSA/list, "
            "data/DLA/list), "
            "errata of AlmaLinux and Rocky, CISA's known_exploited_vulnerabilities.json, vulnrichment. The "
            "README has "
            "the commands that fetch some.\n\nExamples:\n"
            "  pratique db build --feeds feeds\n"
            "  pratique db build --feeds feeds -o advisories.db\n");
      });
  add(*db, "status", "Which ecosystems and releases it covers, from which sources, how fresh", options,
      exit_code, &status, with_format);
  add(*db, "verify", "Read the whole database and compare it with its checksums", options, exit_code, &verify,
      with_format);
  add(*db, "search", "Look up a package name or a vulnerability id", options, exit_code, &search,
      [options, with_format](CLI::App& command) {
        command.add_option("text", options->text, "Package name (or part of it) or id")->required();
        command.add_option("--limit", options->limit, "At most so many rows (default 100)")
            ->type_name("N")
            ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}));
        with_format(command);
      });
}

}  // namespace pratique::app
