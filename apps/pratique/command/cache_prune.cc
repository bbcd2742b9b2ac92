// pratique cache prune.
#include "base/meter.h"
#include "base/text.h"
#include "cache/documents.h"
#include "cache/images.h"
#include "cache/layers.h"
#include "command.h"
#include "documents.h"
#include "layer_cache.h"
#include "report/cache.h"

namespace pratique::app {
namespace {

// "30d", "12h", "90m", "10s".
std::optional<std::chrono::seconds> parse_age(std::string_view text) {
  constexpr std::pair<char, std::uint64_t> kUnits[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86'400}};
  constexpr std::uint64_t kMost = 100 * 366 * 86'400ull;
  for (const auto& [letter, seconds] : kUnits) {
    if (text.empty() || text.back() != letter) continue;
    const auto number = base::to_uint(text.substr(0, text.size() - 1));
    if (number && *number <= kMost / seconds) return std::chrono::seconds(*number * seconds);
  }
  return std::nullopt;
}

class CachePrune final : public Command {
 public:
  CommandInfo info() const override { return {"cache prune", "Remove what is of no use, or more", 2}; }
  void declare(CLI::App& command) override {
    add_document(command, options_, forms());
    command.add_flag("--all,--sboms", all_, "Everything");
    const std::string asks_nothing = "Ask nothing; so without the word";
    command.add_flag("-f,--force", asks_nothing);
    command.add_option("--older-than", age_, "What was not used for so long: 30d, 12h, 90m, 10s")
        ->type_name("AGE");
    command.add_option("--size", size_, "The least recently used, until so much is left: 500M")
        ->type_name("SIZE");
    add_cache_limit(command, options_);
    command.footer(
        "\nWithout an option it removes what this version of the program cannot use, and what the limit "
        "leaves "
        "no room for.\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, forms()));
    PQ_TRY(const auto pruning, asked());
    PQ_TRY(const auto folder, open_cache(options_));
    cache::Usage gone, left;
    if (folder) {
      PQ_TRY(gone, folder->prune(pruning));
      left = folder->usage();
    }
    return write_parsed(report::CachePruning{.path = cache::folder_in(cache_place()),
                                             .removed_entries = gone.entries,
                                             .removed_bytes = gone.bytes,
                                             .entries = left.entries,
                                             .bytes = left.bytes},
                        documents);
  }

 private:
  static Forms forms() { return {"text", report::forms_of<report::CachePruning>()}; }

  Result<cache::Pruning> asked() const {
    cache::Pruning pruning{.all = all_};
    if (!age_.empty()) {
      pruning.age = parse_age(age_);
      if (!pruning.age)
        return base::fail(ErrorKind::kUsage, "no age: \"" + age_ + "\"", {}, "write 30d, 12h, 90m or 10s");
    }
    if (!size_.empty()) {
      pruning.bytes = base::parse_amount(size_);
      if (!pruning.bytes) {
        return base::fail(ErrorKind::kUsage, "no amount: \"" + size_ + "\"", {},
                          "write a number, with K, M, G or T for powers of 1024: 500M");
      }
    }
    const extract::Catalogue catalogue(extract::all_extractors());
    pruning.makers = {cache::maker_of_layers(catalogue), cache::maker_of_images(catalogue),
                      cache::maker_of_blobs(), cache::maker_of_documents()};
    return pruning;
  }

  CommonOptions options_;
  bool all_ = false;
  std::string age_, size_;
};

}  // namespace

std::unique_ptr<Command> make_cache_prune() { return std::make_unique<CachePrune>(); }

}  // namespace pratique::app
