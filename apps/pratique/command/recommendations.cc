// pratique recommendations: what the base image of an image could be.
#include "report/recommendations.h"

#include <memory>

#include "arbitration_settings.h"
#include "base_updates.h"
#include "command.h"
#include "documents.h"
#include "judge.h"
#include "look.h"
#include "origin.h"
#include "target.h"
#include "testimony.h"

namespace pratique::app {

namespace {

struct RecommendationsOptions : CommonOptions {
  TestimonyWords testimony;
  bool only_refresh = false, only_update = false;
  BaseWish wish;
};

Forms forms() { return {"text", report::forms_of<report::RecommendedBases>()}; }

Result<ExitCode> run_recommendations(const RecommendationsOptions& options) {
  PQ_TRY(const auto documents, outputs(options, forms()));
  PQ_CHECK(parse_now(options.now));
  PQ_CHECK(rules_of(options));
  if (options.only_refresh && options.only_update)
    return base::fail(ErrorKind::kUsage, "--only-refresh and --only-update exclude each other");
  auto wish = options.wish;
  wish.refresh = !options.only_update;
  wish.update = !options.only_refresh;
  Teller teller(options);
  PQ_TRY(const auto looked, look_at(options, options.testimony, teller));
  PQ_TRY(auto advice, advise_on_base(looked, wish, teller));
  const report::RecommendedBases recommended{.subject = looked.inventory().subject,
                                             .asked = {.target = options.target},
                                             .advice = std::move(advice)};
  std::vector<Document> written;
  for (const auto& document : documents)
    written.push_back({document.file, writing_of(recommended, document.format, shown_at(document.file, {}))});
  PQ_CHECK(write_documents(written));
  return completeness(looked.notes(), options, teller);
}

class Recommendations final : public Command {
 public:
  CommandInfo info() const override {
    return {"recommendations", "What the base image could be: newer, better, slimmer", 4};
  }
  void declare(CLI::App& command) override {
    add_common(command, options_, forms());
    command.add_flag("--only-refresh", options_.only_refresh, "Only what the base's own tag means today");
    command.add_flag("--only-update", options_.only_update, "Only other tags");
    command.add_option("--tag", options_.wish.tag, "As if the base image had this tag")->type_name("TAG");
    command.add_flag("--pin", options_.wish.pin, "Lines FROM with the digest");
    command.add_option("--candidates", options_.wish.most, "How many tags are looked into (5)")
        ->type_name("N")
        ->check(CLI::Range(std::size_t{1}, std::size_t{50}));
    add_origin(command, options_);
    add_judging(command, options_);
    add_testimony(command, options_.testimony);
    add_testimony_words_of_scout(command);
    command.footer(
        "\nTags are those of the base image's registry, or of the base index where that cannot be asked.\n"
        "Every image that is proposed was read and judged, by its attested SBOM where it has one.\n"
        "\nExamples:\n"
        "  pratique recommendations app:1\n"
        "  pratique recommendations --only-refresh app:1\n"
        "  pratique recommendations --tag 3.12-slim --pin app:1\n"
        "  pratique recommendations --format markdown app:1 \tfor a pull request\n");
  }
  Result<ExitCode> run() override { return run_recommendations(options_); }

 private:
  RecommendationsOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_recommendations() { return std::make_unique<Recommendations>(); }

}  // namespace pratique::app
