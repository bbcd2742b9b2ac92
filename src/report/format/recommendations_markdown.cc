// `recommendations --format markdown`: for comments on pull requests and summaries of CI jobs. No HTML in it.
#include <fmt/format.h>

#include "base/text.h"
#include "report/markdown.h"
#include "report/recommendations.h"

namespace pratique::report {
namespace {

std::string figures_text(const recommend::ImageFacts& facts) {
  return facts.judged ? bare_tuple(counts_of(facts), facts.whole) : "not judged";
}

std::string row_of(const Proposal& one) {
  std::string details;
  const auto add = [&](const char* mark, const std::vector<std::string>& all) {
    for (const auto& text : all)
      details += (details.empty() ? "" : "; ") + std::string(mark) + code_text(text);
  };
  add("+ ", one.advice.benefits);
  add("- ", one.advice.drawbacks);
  return fmt::format("| {} | {} | {} | {} | {} |\n", code_text(one.facts.tag), title_of(one), details,
                     figures_text(one.facts), code_text("FROM " + one.from));
}

constexpr std::string_view kHead = "| Tag | | Details | Vulnerabilities | Line |\n|---|---|---|---|---|\n";

class RecommendationsMarkdown final : public ReportOf<RecommendedBases> {
 public:
  std::string_view format() const override { return "markdown"; }
  std::string_view about() const override { return "for comments on pull and merge requests"; }

  Result<void> write(const RecommendedBases& document, const Options&, const Sink& sink) const override {
    const auto& advice = document.advice;
    PQ_CHECK(
        sink(fmt::format("## Recommended fixes\n\nBase image of {}: {}{}\n", code_text(document.subject.name),
                         code_text(advice.name), advice.base ? ", " + figures_text(*advice.base) : "")));
    if (!advice.base) PQ_CHECK(sink("\nIt could not be looked into: " + code_text(advice.base_why) + "\n"));
    if (advice.refresh) PQ_CHECK(write_refresh(*advice.refresh, sink));
    if (advice.updates) {
      PQ_CHECK(sink("\n### Change base image\n\n"));
      if (advice.updates->empty()) {
        PQ_CHECK(sink(advice.tags_by.empty() ? "Nobody can say: " + code_text(advice.tags_why) + "\n"
                                             : std::string("No other tag is worth it.\n")));
      } else {
        PQ_CHECK(sink(kHead));
      }
      for (const auto& one : *advice.updates) PQ_CHECK(sink(row_of(one)));
    }
    for (const auto& one : advice.unknown)
      PQ_CHECK(sink(fmt::format("\n{} is not proposed, for nobody looked into it: {}\n", code_text(one.tag),
                                code_text(one.why))));
    return {};
  }

 private:
  static Result<void> write_refresh(const Refresh& refresh, const Sink& sink) {
    PQ_CHECK(sink("\n### Refresh base image\n\n"));
    if (refresh.state == Refresh::State::kUpToDate) return sink("This image version is up to date.\n");
    if (refresh.proposal) return sink(std::string(kHead) + row_of(*refresh.proposal));
    const char* what = refresh.state == Refresh::State::kNewer
                           ? "The name leads to a newer image, which could not be looked into: "
                           : "Nobody can say: ";
    return sink(what + code_text(refresh.why) + "\n");
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_recommendations_markdown() {
  return std::make_unique<RecommendationsMarkdown>();
}

}  // namespace pratique::report
