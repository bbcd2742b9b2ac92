// pratique base index pull.
#include <fmt/format.h>

#include <filesystem>

#include "base_index.h"
#include "bases/share.h"
#include "command.h"
#include "deed.h"
#include "publishing.h"
#include "target.h"

namespace pratique::app {
namespace {

class BaseIndexPull final : public Command {
 public:
  CommandInfo info() const override {
    return {"base index pull", "Take in an index that somebody shares", 6};
  }
  void declare(CLI::App& command) override {
    command.set_help_flag("-h,--help", "Print this help");
    command.add_option("reference", reference_, "REF is a tag of a registry: registry.example/team/bases:1")
        ->type_name("REF")
        ->required();
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    add_places(command, options_);
    add_deed(command, options_);
    command.footer("\nExamples:\n  pratique base index pull registry.example/team/bases:1\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    PQ_TRY(const auto documents, deed_outputs(options_));
    PQ_TRY(const auto path, base_index_path());
    PQ_TRY(const auto lock, bases::IndexLock::take(path));
    // Theirs is read from a file of its own, and what it knows is added to ours.
    const auto fresh = path + ".pulled";
    const auto joined = [&]() -> Result<std::pair<bases::SharedIndex, std::size_t>> {
      PQ_TRY(const auto pulled, bases::pull_index(reference_, settings_of(options_), fresh));
      auto theirs = bases::Index::open(fresh);
      if (!theirs) return said_of(reference_, std::move(theirs).error());
      auto other = theirs->all();
      if (!other) return said_of(reference_, std::move(other).error());
      PQ_TRY(auto content, read_base_index(path));
      const auto added = bases::join(content, *other);
      PQ_CHECK(bases::write_index(path, content));
      return std::pair(pulled, added);
    }();
    std::error_code none;
    std::filesystem::remove(fresh, none);
    PQ_CHECK(joined);
    const auto& [pulled, added] = *joined;
    teller.done(fmt::format("Pulled {} of {}, {}: {} new", pulled.digest, reference_,
                            shown_bytes(pulled.bytes), counted(added, "image is", "images are")));
    return tell_deed({.command = info().name,
                      .facts = {{"reference", reference_},
                                {"digest", pulled.digest},
                                {"bytes", pulled.bytes},
                                {"added", std::uint64_t{added}}}},
                     documents, kOk);
  }

 private:
  // The file that it was pulled into is of no interest.
  static tl::unexpected<Error> said_of(const std::string& reference, Error error) {
    error.where = {.file = reference};
    return tl::unexpected(std::move(error));
  }

  CommonOptions options_;
  std::string reference_;
};

}  // namespace

std::unique_ptr<Command> make_base_index_pull() { return std::make_unique<BaseIndexPull>(); }

}  // namespace pratique::app
