// pratique db mirror.
#include <algorithm>

#include "command.h"
#include "deed.h"
#include "judge.h"
#include "teller.h"
#include "update/mirror.h"
#include "update/update.h"
#include "update_board.h"
#include "update_words.h"
#include "updating.h"

namespace pratique::app {
namespace {

using update::FeedOutcome;

class DbMirror final : public Command {
 public:
  CommandInfo info() const override {
    return {"db mirror", "Make a copy of feeds for machines that reach no publisher", 6};
  }
  void declare(CLI::App& command) override {
    command
        .add_option("folder", words_.folder,
                    "Where the copy lies; what changed is added to one that is there")
        ->required();
    command.add_option("feed", names_, "Feeds by name (default: all but optional ones)");
    command.add_flag("--all", all_, "Every feed of the list, optional ones too");
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing but what is wrong");
    add_asking_words(command, words_);
    add_deed(command, options_);
    command.footer(
        "\nCarry the folder to the other side, or serve it by any web server.\n\nExamples:\n"
        "  pratique db mirror /media/feeds\n"
        "  pratique db update --mirror /media/feeds\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    PQ_TRY(const auto documents, deed_outputs(options_));
    std::string read;
    PQ_TRY(const auto list, feed_list(words_, read));
    if (!read.empty()) teller.done("Feeds as " + read + " has them");
    PQ_TRY(auto client, update_client(words_));
    const update::Publisher publisher(client, "");
    PQ_TRY(const auto store, update::FeedStore::lock(words_.folder, [&] {
             teller.loud("Somebody else is at work in " + words_.folder + ": waiting for its end");
           }));
    update::UpdateOptions how{.feeds = names_, .all = all_, .jobs = words_.jobs};
    how.now = now_in_seconds();
    PQ_TRY(how.signatures, signature_settings(words_, list));
    UpdateBoard board(options_);
    PQ_TRY(const auto outcomes, update::update_feeds(list, how, publisher, store, board.watcher()));
    board.end();
    // No database is built here: what feeds were is of no use.
    PQ_CHECK(store.settle({}));
    PQ_CHECK(update::write_mirror_list(store));
    const bool all_well = std::ranges::all_of(outcomes, [](const FeedOutcome& one) {
      return one.what != FeedOutcome::What::kStale && one.what != FeedOutcome::What::kMissing;
    });
    report::Deed deed{.command = info().name, .facts = {{"folder", words_.folder}}};
    deed.lists.emplace_back("feeds", rows_of(outcomes));
    return tell_deed(deed, documents, all_well ? kOk : kIncomplete);
  }

 private:
  CommonOptions options_;
  UpdateWords words_;
  std::vector<std::string> names_;
  bool all_ = false;
};

}  // namespace

std::unique_ptr<Command> make_db_mirror() { return std::make_unique<DbMirror>(); }

}  // namespace pratique::app
