// pratique db update.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "cache.h"
#include "command.h"
#include "deed.h"
#include "judge.h"
#include "official_feed.h"
#include "publishing.h"
#include "teller.h"
#include "update/check.h"
#include "update/update.h"
#include "update_board.h"
#include "update_words.h"
#include "updating.h"
#include "write.h"

namespace pratique::app {
namespace {

using update::FeedOutcome;

class DbUpdate final : public Command {
 public:
  CommandInfo info() const override {
    return {"db update", "Fetch the feeds that their publishers changed, and build the database from them",
            1};
  }
  void declare(CLI::App& command) override {
    add_output(command, options_);
    command.add_option("feed", names_, "Feeds by name (default: all that are due, but optional ones)");
    command.add_flag("--all", all_, "Every feed of the list, optional ones too, due or not");
    command
        .add_option("--since", since_,
                    "Ask again for what changed since that day, where a feed tells: 2026-11-01")
        ->type_name("DAY");
    command.add_flag("--check", check_, "Ask every address what it answers with, and change nothing");
    command.add_flag("--list", list_,
                     "Show the feeds, their addresses and when they were fetched, and change nothing");
    add_update_words(command, words_);
    add_deed(command, options_);
    command
        .add_option(
            "--mirror", words_.mirror,
            "Folder or address that is asked in the place of all publishers: what db mirror makes, or a copy "
            "as HOST/PATH")
        ->type_name("DIR|URL");
    command.add_flag("--accept-shrunk", accept_shrunk_,
                     "Take feeds that have lost more than half of their records as they are");
    command.footer(
        "\nFeeds lie in a folder, each in one of its own, and stay there: the next time only what changed is "
        "fetched. A feed that cannot be had stays as it was and counts as stale; the exit code is 3 "
        "then. Where PRATIQUE_DB_URL is set and no word is about feeds, it pulls from there (db "
        "pull).\n\nExamples:\n"
        "  pratique db update\n"
        "  pratique db update debian osv-npm\n"
        "  pratique db update --all --jobs 8\n"
        "  pratique db update --mirror /media/feeds\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    PQ_TRY(documents_, deed_outputs(options_));
    if (is_pull()) return pull(teller);
    PQ_TRY(const auto list, list_of_feeds(teller));
    PQ_TRY(const auto root, feeds_folder(words_));
    auto place = DatabasePath{options_.output, ""};
    if (options_.output.empty()) {
      PQ_TRY(place, database_path());
    }
    PQ_TRY(const auto since, since_of());
    PQ_TRY(auto client, update_client(words_));
    if (list_ || check_) return look(list, root, update::Publisher(client, words_.mirror));
    PQ_TRY(const auto store, update::FeedStore::lock(root, [&] {
             teller.loud("Another update is at work in " + root + ": waiting for its end");
           }));
    update::UpdateOptions how{.feeds = names_, .all = all_, .since = since, .jobs = words_.jobs};
    how.now = now_in_seconds();
    PQ_TRY(how.signatures, signature_settings(words_, list));
    PQ_CHECK(look_at_mirror(client, store, how));
    const update::Publisher publisher(client, how.mirror.empty() ? words_.mirror : "");
    UpdateBoard board(options_);
    PQ_TRY(auto outcomes, update::update_feeds(list, how, publisher, store, board.watcher()));
    board.end();
    PQ_TRY(auto code, build(list, root, place, store, outcomes, teller));
    PQ_TRY(const bool taken, take_official_feed(list, store, outcomes, how.now, teller));
    if (!taken) code = kIncomplete;
    report::Deed deed{.command = info().name, .facts = {{"folder", root}, {"database", place.path}}};
    deed.lists.emplace_back("feeds", rows_of(outcomes));
    return tell_deed(deed, documents_, code);
  }

 private:
  // Whose database is published elsewhere gets it there, unless words are about feeds.
  bool is_pull() const {
    const char* url = std::getenv("PRATIQUE_DB_URL");
    const bool about_feeds = all_ || check_ || list_ || accept_shrunk_ || !names_.empty() ||
                             !since_.empty() || !words_.mirror.empty() || !words_.config.empty() ||
                             !words_.folder.empty();
    return url != nullptr && *url != '\0' && !about_feeds && options_.output.empty();
  }
  Result<ExitCode> pull(Teller& teller) const {
    DatabasePull asked;
    static_cast<CommonOptions&>(asked) = options_;
    asked.authorities = words_.authorities;
    asked.insecure = words_.insecure;
    return pull_database(asked, info().name, teller);
  }

  Result<update::FeedList> list_of_feeds(Teller& teller) {
    std::string read;
    PQ_TRY(auto list, feed_list(words_, read));
    if (!read.empty()) teller.done("Feeds as " + read + " has them");
    return list;
  }

  Result<std::int64_t> since_of() const {
    if (since_.empty()) return 0;
    const auto seconds = update::seconds_of(since_);
    if (!seconds)
      return base::fail(ErrorKind::kUsage, fmt::format("\"{}\" is no day", since_), {}, "--since 2026-11-01");
    if (*seconds > now_in_seconds())
      return base::fail(ErrorKind::kUsage, fmt::format("{} is yet to come", since_), {},
                        "--since 2026-11-01");
    return *seconds;
  }

  // A mirror of ours says what is in it; another is a copy of publishers.
  Result<void> look_at_mirror(net::Client& client, const update::FeedStore& store,
                              update::UpdateOptions& how) const {
    if (words_.mirror.empty()) return {};
    const bool is_folder = !base::contains(words_.mirror, "://");
    if (is_folder && !std::filesystem::is_directory(words_.mirror))
      return base::fail(ErrorKind::kNotFound, "no such folder", Where{.file = words_.mirror},
                        "make a mirror by: pratique db mirror DIR");
    // Whoever makes it anew is waited for, where it lies on this machine.
    const update::FeedsLock lock(words_.mirror);
    const update::Publisher plain(client, "");
    PQ_TRY(auto feeds, update::read_mirror_list(plain, words_.mirror, {plain, store, how.retry}));
    if (!feeds) return {};
    how.mirror = words_.mirror;
    how.mirrored = *std::move(feeds);
    return {};
  }

  // --list and --check: a line each, to standard output.
  Result<ExitCode> look(const update::FeedList& list, const std::string& root,
                        const update::Publisher& publisher) {
    const auto store = update::FeedStore::look(root);
    PQ_TRY(const auto chosen, update::chosen_feeds(list, {.feeds = names_, .all = names_.empty()}, store));
    report::Deed deed{.command = info().name, .facts = {{"folder", root}}};
    if (list_) {
      deed.lists.emplace_back("feeds", rows_of(chosen, store));
      if (documents_.empty()) PQ_CHECK(write_document("", list_of(chosen, store)));
      return tell_deed(deed, documents_, kOk);
    }
    PQ_TRY(const auto answers,
           update::check_addresses(chosen, publisher, {words_.jobs, now_in_seconds()}, [](const auto&) {}));
    deed.lists.emplace_back("addresses", rows_of(answers));
    if (documents_.empty()) PQ_CHECK(write_document("", list_of(answers)));
    const bool all_well = std::ranges::all_of(answers, [](const auto& one) { return one.fault.empty(); });
    return tell_deed(deed, documents_, all_well ? kOk : kIncomplete);
  }

  // A database is built where something is new, and where what is said of the feeds is.
  Result<ExitCode> build(const update::FeedList& list, const std::string& root, const DatabasePath& place,
                         const update::FeedStore& store, std::vector<FeedOutcome>& outcomes, Teller& teller) {
    const auto code = code_of(outcomes);
    const auto faults = update::faults_of(list, store, now_in_seconds());
    const auto word = place.path + "\n" + update::built_word(list, store, faults) + "\n";
    const bool is_there = std::filesystem::exists(place.path) && advisory::Database::open(place.path);
    if (is_there && !store.unsettled() && store.built() == word && !accept_shrunk_) {
      teller.done("The database is up to date");
      return code;
    }
    PQ_TRY(const auto built, build_database(root, place, teller,
                                            {.partial = true,
                                             .accept_shrunk = accept_shrunk_,
                                             .stale = faults.stale,
                                             .never = faults.missing}));
    PQ_TRY(const bool refused, settle(list, store, built, faults, outcomes));
    const auto after = update::faults_of(list, store, now_in_seconds());
    PQ_CHECK(store.put_built(place.path + "\n" + update::built_word(list, store, after) + "\n"));
    return refused || !built.missing.empty() ? kIncomplete : code;
  }

  static ExitCode code_of(const std::vector<FeedOutcome>& outcomes) {
    for (const auto& one : outcomes) {
      if (one.what == FeedOutcome::What::kStale || one.what == FeedOutcome::What::kMissing)
        return kIncomplete;
    }
    return kOk;
  }

  // What the readers would not take (it is damaged, empty, or shrunk) becomes what it was, and so does what is told of it.
  Result<bool> settle(const update::FeedList& list, const update::FeedStore& store,
                      const advisory::BuildReport& built, const update::FeedFaults& faults,
                      std::vector<FeedOutcome>& outcomes) const {
    std::vector<std::string> refused;
    for (const auto& row : list) {
      const auto told = fault_of(row.name, built, faults);
      if (told.empty() || !store.has(row.name)) continue;
      refused.push_back(row.name);
      PQ_CHECK(
          store.put_status(row.name, {.asked = now_in_seconds(), .fault = told, .since = now_in_seconds()}));
    }
    PQ_CHECK(store.settle(refused));
    for (auto& one : outcomes) {
      if (std::ranges::find(refused, one.feed) == refused.end()) continue;
      one.what = store.has(one.feed) ? FeedOutcome::What::kStale : FeedOutcome::What::kMissing;
      one.fault = store.status_of(one.feed).fault;
    }
    return !refused.empty();
  }

  static std::string fault_of(const std::string& feed, const advisory::BuildReport& built,
                              const update::FeedFaults& faults) {
    const auto is_named = [&](const auto& kept) { return kept.input == feed; };
    const auto stale = std::ranges::find_if(faults.stale, is_named);
    const auto kept = std::ranges::find_if(built.kept, is_named);
    if (kept != built.kept.end()) {
      const bool is_told = stale != faults.stale.end() && stale->fault == kept->fault;
      return is_told ? "" : kept->fault;
    }
    for (const auto& line : built.missing) {
      if (line.starts_with(feed + "/") || line.starts_with(feed + ": ")) return line;
    }
    return {};
  }

  CommonOptions options_;
  std::vector<Output> documents_;
  UpdateWords words_;
  std::vector<std::string> names_;
  std::string since_;
  bool all_ = false, accept_shrunk_ = false, check_ = false, list_ = false;
};

}  // namespace

std::unique_ptr<Command> make_db_update() { return std::make_unique<DbUpdate>(); }

}  // namespace pratique::app
