// pratique cache path.
#include "command.h"
#include "layer_cache.h"
#include "write.h"

namespace pratique::app {
namespace {

class CachePath final : public Command {
 public:
  CommandInfo info() const override { return {"cache path", "The folder that it is in", 3}; }
  void declare(CLI::App&) override {}

  // Also of a folder that is not there yet.
  Result<ExitCode> run() override {
    const auto place = cache_place();
    if (place.empty()) {
      return base::fail(ErrorKind::kNotFound, "there is no cache of layers: no home folder", {},
                        "set PRATIQUE_CACHE_DIR to a folder of yours");
    }
    PQ_CHECK(write_document("", cache::folder_in(place) + "\n"));
    return kOk;
  }
};

}  // namespace

std::unique_ptr<Command> make_cache_path() { return std::make_unique<CachePath>(); }

}  // namespace pratique::app
