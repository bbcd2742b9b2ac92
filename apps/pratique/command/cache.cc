// pratique cache: holds the commands of the cache of layers, cache_*.cc.
#include "command.h"

namespace pratique::app {
namespace {

class Cache final : public Command {
 public:
  CommandInfo info() const override {
    return {"cache", "The cache of layers: what is in it, make room, where it lies", 5};
  }
  void declare(CLI::App& command) override {
    command.footer(
        "\nWhat a layer holds is kept, so that it is read once, whichever image has it. The cache lies below "
        "$PRATIQUE_CACHE_DIR (default: the user's cache folder) and takes 2G (--cache-limit, "
        "$PRATIQUE_CACHE_LIMIT); the least recently used goes first. --no-cache and PRATIQUE_NO_CACHE=1 "
        "leave "
        "it out.\n\nExamples:\n"
        "  pratique cache df\n"
        "  pratique cache prune \twhat this version cannot use\n"
        "  pratique cache prune --older-than 30d\n"
        "  pratique cache prune --size 500M\n"
        "  pratique cache prune --all\n"
        "  pratique cache path\n");
  }
  Result<ExitCode> run() override { return kOk; }  // it is asked for one of these
};

}  // namespace

std::unique_ptr<Command> make_cache() { return std::make_unique<Cache>(); }

}  // namespace pratique::app
