// pratique db prune.
#include <fmt/format.h>

#include "advisory/building.h"
#include "cache.h"
#include "command.h"
#include "deed.h"
#include "publish/publication.h"
#include "publishing.h"

namespace pratique::app {
namespace {

class DbPrune final : public Command {
 public:
  CommandInfo info() const override {
    return {"db prune", "Remove what earlier publications or builds left", 14};
  }
  void declare(CLI::App& command) override {
    command
        .add_option("folder", folder_,
                    "DIR is a publication: what nothing in it names any more goes. Without it: what killed "
                    "builds left "
                    "beside the database, and shards of databases that are gone")
        ->type_name("DIR");
    command.add_flag("--dry-run", dry_run_, "Say what would go from the publication, and remove nothing");
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    add_deed(command, options_);
    command.footer(
        "\nWho pulls while files go may have to pull again: prune some time after a push.\n\nExamples:\n"
        "  pratique db prune publication\n"
        "  pratique db prune\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    PQ_TRY(const auto documents, deed_outputs(options_));
    if (folder_.empty()) return beside_database(teller, documents);
    PQ_TRY(const auto gone, publish::prune(folder_, dry_run_));
    teller.done(fmt::format("{} {} of {}, {}", dry_run_ ? "Would remove" : "Removed",
                            gone.files == 1 ? "1 file" : fmt::format("{} files", gone.files), folder_,
                            shown_bytes(gone.bytes)));
    return tell_deed(deed_of(folder_, gone.files, gone.bytes), documents, kOk);
  }

 private:
  report::Deed deed_of(const std::string& place, std::uint64_t files, std::uint64_t bytes) const {
    return {.command = info().name,
            .facts = {{"place", place}, {"files", files}, {"bytes", bytes}, {"removed", !dry_run_}}};
  }

  Result<ExitCode> beside_database(const Teller& teller, const std::vector<Output>& documents) const {
    if (dry_run_)
      return base::fail(ErrorKind::kUsage, "--dry-run is for a publication", {}, "name its folder");
    PQ_TRY(const auto place, database_path());
    const auto gone = advisory::remove_dead_builds(place.path);
    shards_place(place.path);
    teller.done(fmt::format("Removed {} beside {}, {}",
                            gone.files == 1 ? "1 file" : fmt::format("{} files", gone.files), place.path,
                            shown_bytes(gone.bytes)));
    return tell_deed(deed_of(place.path, gone.files, gone.bytes), documents, kOk);
  }

  CommonOptions options_;
  std::string folder_;
  bool dry_run_ = false;
};

}  // namespace

std::unique_ptr<Command> make_db_prune() { return std::make_unique<DbPrune>(); }

}  // namespace pratique::app
