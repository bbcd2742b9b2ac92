// pratique base index prune.
#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>

#include "base_index.h"
#include "command.h"
#include "deed.h"
#include "judge.h"
#include "match/staleness.h"
#include "target.h"

namespace pratique::app {
namespace {

class BaseIndexPrune final : public Command {
 public:
  CommandInfo info() const override { return {"base index prune", "Take images out of the index", 4}; }
  void declare(CLI::App& command) override {
    command.set_help_flag("-h,--help", "Print this help");
    command.add_option("names", globs_, "NAME is a name or a pattern of names: 'docker.io/library/node:*'")
        ->type_name("NAME");
    command.add_flag("--moved", moved_, "Images whose name means another one by now");
    command.add_option("--older-than", days_, "Images that no name was found to mean for so many days")
        ->type_name("DAYS");
    command.add_flag("--dry-run", dry_run_, "Say what would go, and take nothing out");
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    add_deed(command, options_);
    command.footer(
        "\nWhat is taken out must be all that is asked for.\n\nExamples:\n"
        "  pratique base index prune --moved --older-than 365\n"
        "  pratique base index prune 'docker.io/library/node:*'\n");
  }

  Result<ExitCode> run() override {
    if (globs_.empty() && !moved_ && !days_)
      return base::fail(ErrorKind::kUsage, "what is to go?", {},
                        "name images, or --moved, or --older-than DAYS");
    Teller teller(options_);
    PQ_TRY(const auto documents, deed_outputs(options_));
    PQ_TRY(const auto path, base_index_path());
    PQ_TRY(const auto lock, bases::IndexLock::take(path));
    PQ_TRY(const auto index, bases::Index::open(path));
    PQ_TRY(auto content, index.all());
    const auto before = content.images.size();
    const bases::MovedNames moved(content);
    const auto day = match::day_of(today()).value_or(0);
    std::erase_if(content.images, [&](const bases::IndexedImage& one) { return goes(one, moved, day); });
    const std::uint64_t gone = before - content.images.size();
    if (!dry_run_ && gone > 0) PQ_CHECK(bases::write_index(path, content));
    teller.done(fmt::format("{} {}; {} left", dry_run_ ? "Would take out" : "Took out",
                            counted(gone, "image", "images"), content.images.size()));
    return tell_deed({.command = info().name,
                      .facts = {{"path", path},
                                {"removed", !dry_run_},
                                {"gone", gone},
                                {"images", std::uint64_t{content.images.size()}}}},
                     documents, kOk);
  }

 private:
  bool goes(const bases::IndexedImage& one, const bases::MovedNames& moved, int day) const {
    const bool named = globs_.empty() || std::ranges::any_of(globs_, [&](const std::string& glob) {
                         return ::fnmatch(glob.c_str(), one.name.c_str(), 0) == 0;
                       });
    const bool old = !days_ || day - match::day_of(one.last_seen).value_or(day) > static_cast<int>(*days_);
    return named && old && (!moved_ || moved.has_moved(one));
  }

  CommonOptions options_;
  std::vector<std::string> globs_;
  bool moved_ = false, dry_run_ = false;
  std::optional<unsigned> days_;
};

}  // namespace

std::unique_ptr<Command> make_base_index_prune() { return std::make_unique<BaseIndexPrune>(); }

}  // namespace pratique::app
