// pratique db build.
#include <algorithm>
#include <cstdlib>

#include "command.h"
#include "destination.h"
#include "documents.h"
#include "judge.h"
#include "publishing.h"
#include "report/database.h"
#include "teller.h"
#include "update/feed_store.h"

namespace pratique::app {
namespace {

class DbBuild final : public Command {
 public:
  CommandInfo info() const override { return {"db build", "Build the database from a folder of feeds", 1}; }
  void declare(CLI::App& command) override {
    add_output(command, options_);
    add_formats(command, options_, forms());
    command
        .add_option("--feeds", feeds_,
                    "Folder of feeds: packs (*.tar.zst) and folders (default: $PRATIQUE_FEEDS)")
        ->type_name("DIR");
    command.add_flag("--partial", partial_,
                     "Build from what can be read where packs are damaged; the database says what it lacks");
    command.add_flag(
        "--accept-shrunk", accept_shrunk_,
        "Take feeds that have lost more than half of their records as they are; without it what was read "
        "before stands");
    command
        .add_option(
            "--shards", shards_,
            "File that keeps what each feed holds, for when it cannot be read the next time (default: in the "
            "user's cache folder)")
        ->type_name("FILE");
    command
        .add_option(
            "--touched", touched_,
            "Write what is new against the database that was there, and which packages are to be judged "
            "again, as db diff --format json")
        ->type_name("FILE");
    command.add_option("--publish", publish_, "Then export the database to this folder, as db export does")
        ->type_name("DIR");
    command
        .add_option("--sign", signing_.keys, "A private key that signs what is published; several in turn")
        ->type_name("FILE")
        ->allow_extra_args(false);
    command
        .add_option("--passphrase-file", signing_.passphrase_file,
                    "Its first line opens these keys (default: $PRATIQUE_KEY_PASSPHRASE)")
        ->type_name("FILE");
    command.footer(
        "\nFeeds are files that publishers offer for download: records of osv.dev (one zip or folder for "
        "each "
        "ecosystem, to be unpacked), Alpine's secdb, Debian's security tracker (data/DSA/list, "
        "data/DLA/list), "
        "errata of AlmaLinux and Rocky, CISA's known_exploited_vulnerabilities.json, vulnrichment. The "
        "README "
        "has the commands that fetch some.\n\nExamples:\n"
        "  pratique db build --feeds feeds\n"
        "  pratique db build --feeds feeds -o advisories.db\n"
        "  pratique db build --feeds feeds -q --format json\n"
        "  pratique db build --feeds feeds --publish publication --sign online.key\n");
  }

  Result<ExitCode> run() override {
    auto feeds = feeds_;
    if (const char* named = std::getenv("PRATIQUE_FEEDS"); feeds.empty() && named) feeds = named;
    if (feeds.empty()) {
      return base::fail(ErrorKind::kUsage, "which feeds?", {},
                        "give the folder that holds them: --feeds DIR, or set PRATIQUE_FEEDS");
    }
    if (publish_.empty() && !signing_.keys.empty())
      return base::fail(ErrorKind::kUsage, "what is to be signed?", {},
                        "name the publication: --publish DIR");
    // So that hours of work are not lost to a wrong passphrase.
    PQ_CHECK(read_private_keys(signing_));
    Teller teller(options_);
    auto place = DatabasePath{options_.output, ""};
    if (options_.output.empty()) {
      PQ_TRY(place, database_path());
    }
    PQ_TRY(const auto documents, asked(place.path));
    // An update that exchanges feeds in the folder is waited for.
    const update::FeedsLock lock(feeds);
    PQ_TRY(auto built,
           build_database(feeds, place, teller,
                          {.partial = partial_, .accept_shrunk = accept_shrunk_, .shards = shards_}));
    auto code = built.kept.empty() ? kOk : kIncomplete;
    if (!documents.empty()) {
      PQ_TRY(const auto document, document_of(place.path, built));
      PQ_CHECK(write_parsed(document, documents));
    }
    if (!touched_.empty()) PQ_CHECK(write_touched(place.path, std::move(built.difference)));
    if (!publish_.empty()) {
      report::Deed told;
      PQ_TRY(const auto published,
             publish_database(place.path, {.folder = publish_, .signing = signing_}, teller, told));
      if (code == kOk) code = published;
    }
    return code;
  }

 private:
  static Forms forms() { return {"", report::forms_of<report::DatabaseBuild>()}; }

  // -o is the database's place, so that a document goes to standard output or where --format says.
  Result<std::vector<Output>> asked(const std::string& database) const {
    if (options_.formats.empty()) return std::vector<Output>();
    CommonOptions options = options_;
    options.output.clear();
    PQ_TRY(auto documents, outputs(options, forms()));
    const auto place = destination_of(database);
    for (const auto& one : documents) {
      PQ_TRY(const auto other, destination_of(one.file));
      if (place && same_destination(*place, other)) {
        return base::fail(ErrorKind::kUsage, "the document would be written over the database",
                          {.file = one.file}, "name another file");
      }
    }
    return documents;
  }

  static Result<report::DatabaseBuild> document_of(const std::string& path,
                                                   const advisory::BuildReport& built) {
    PQ_TRY(const auto database, advisory::Database::open(path));
    report::DatabaseBuild document{.path = path,
                                   .fingerprint = std::string(database.fingerprint()),
                                   .bytes = built.bytes,
                                   .feeds = {},
                                   .kept = built.kept,
                                   .missing = built.missing,
                                   .unread = {},
                                   .unknown = built.unknown_packs,
                                   .unknown_files = built.unknown_count,
                                   .left_out = built.left_out,
                                   .difference = built.difference};
    for (const auto& one : built.sources)
      document.feeds.push_back({one.feed, one.pack, one.files, one.advisories, one.skipped});
    for (const auto& note : built.notes) {
      if (std::ranges::find(built.missing, note) == built.missing.end()) document.unread.push_back(note);
    }
    return document;
  }

  // Where no database of this version was there, everything is new; nobody has judged by it.
  Result<void> write_touched(const std::string& database, std::optional<advisory::Difference> found) const {
    const report::DatabaseDifference document{
        .older = found ? database : "",
        .newer = database,
        .difference = std::move(found).value_or(advisory::Difference{})};
    return write_documents({{touched_, writing_of(document, "json", parsed_at(touched_))}});
  }

  CommonOptions options_;
  SigningOptions signing_;
  std::string shards_, touched_, publish_;
  std::string feeds_;
  bool partial_ = false, accept_shrunk_ = false;
};

}  // namespace

std::unique_ptr<Command> make_db_build() { return std::make_unique<DbBuild>(); }

}  // namespace pratique::app
