// pratique cache df.
#include <fmt/chrono.h>

#include "command.h"
#include "documents.h"
#include "layer_cache.h"
#include "report/cache.h"

namespace pratique::app {
namespace {

std::string moment(const std::optional<std::chrono::system_clock::time_point>& time) {
  if (!time) return {};
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(*time)));
}

class CacheDf final : public Command {
 public:
  CommandInfo info() const override { return {"cache df", "How much is in it, and since when", 1}; }
  void declare(CLI::App& command) override {
    add_document(command, options_, forms());
    add_cache_limit(command, options_);
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, forms()));
    PQ_TRY(const auto limit, cache_limit(options_));
    PQ_TRY(const auto folder, open_cache(options_));
    const auto usage = folder ? folder->usage() : cache::Usage{};
    return write_parsed(report::CacheUsage{.path = cache::folder_in(cache_place()),
                                           .entries = usage.entries,
                                           .layers = usage.layers,
                                           .bytes = usage.bytes,
                                           .limit = limit,
                                           .oldest = moment(usage.oldest),
                                           .newest = moment(usage.newest)},
                        documents);
  }

 private:
  static Forms forms() { return {"text", report::forms_of<report::CacheUsage>()}; }

  CommonOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_cache_df() { return std::make_unique<CacheDf>(); }

}  // namespace pratique::app
