// `recommendations` for people: the base image, its name today, and tags that would be better, best first.
#include "report/recommendations.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

using recommend::ImageFacts;

std::string day_text(const std::string& time) { return base::printable(time.substr(0, 10)); }

std::string figures_text(const ImageFacts& facts, const Style& style) {
  return facts.judged ? tuple_text(counts_of(facts), facts.whole, style) : "not judged";
}

class RecommendationPages {
 public:
  RecommendationPages(const RecommendedBases& document, const Options& options)
      : advice_(document.advice), style_(options) {}

  Result<void> write(const Sink& sink) const {
    PQ_CHECK(sink(heading("Recommended fixes", style_)));
    PQ_CHECK(base_image(sink));
    if (advice_.refresh) PQ_CHECK(refresh(*advice_.refresh, sink));
    if (advice_.updates) PQ_CHECK(updates(*advice_.updates, sink));
    return unknown(sink);
  }

 private:
  Result<void> line(std::string_view mark, const std::string& text, const Sink& sink) const {
    return sink(hanging(mark, base::printable(text), style_.columns()));
  }

  Result<void> base_image(const Sink& sink) const {
    PQ_CHECK(line("  Base image is ", advice_.name, sink));
    PQ_CHECK(sink("\n"));
    if (!advice_.base) {
      PQ_CHECK(line("  ! ", "it could not be looked into: " + advice_.base_why, sink));
      return sink("\n");
    }
    PQ_CHECK(facts_table(*advice_.base).write(layout_of(style_), sink));
    PQ_CHECK(line("  i ", "figures from " + advice_.base_by, sink));
    if (!advice_.also.empty())
      PQ_CHECK(line("  i ", "the same image is also " + base::join(advice_.also, ", "), sink));
    return sink("\n");
  }

  Table facts_table(const ImageFacts& facts) const {
    Table table({});
    const auto row = [&](const char* name, std::string text) {
      if (!text.empty()) table.add({name, std::move(text)});
    };
    row("Name", base::printable(facts.tag));
    row("Digest", short_digest(facts.digest));
    row("Vulnerabilities", bare_or_none(facts));
    row("Created", day_text(facts.created));
    row("Size", facts.size == 0 ? "" : size_text(facts.size));
    row("Packages", std::to_string(facts.packages));
    row("Flavor", base::printable(facts.flavour.empty() ? facts.system : facts.flavour));
    row("OS", base::printable(facts.system_version));
    row("Runtime", base::printable(facts.runtime_version));
    row("Maintained until", base::printable(facts.maintenance.until) +
                                (facts.maintenance.ended ? std::string(" (ended)") : std::string()));
    return table;
  }
  static std::string bare_or_none(const ImageFacts& facts) {
    return facts.judged ? bare_tuple(counts_of(facts), facts.whole) : "not judged";
  }

  Result<void> refresh(const Refresh& refresh, const Sink& sink) const {
    PQ_CHECK(sink(style_.bold("Refresh base image") + "\n"));
    PQ_CHECK(
        line("  ", "Rebuild the image using a newer image of the same name. It may behave otherwise.", sink));
    PQ_CHECK(sink("\n"));
    switch (refresh.state) {
      case Refresh::State::kUpToDate:
        PQ_CHECK(sink("  " + style_.good("✓") + " This image version is up to date.\n"));
        break;
      case Refresh::State::kUnknown:
        PQ_CHECK(line("  ? ", "Nobody can say: " + refresh.why, sink));
        break;
      case Refresh::State::kNewer:
        if (refresh.proposal) return proposals({*refresh.proposal}, sink);
        PQ_CHECK(line(
            "  ! ", "The name leads to a newer image, which could not be looked into: " + refresh.why, sink));
        break;
    }
    return sink("\n");
  }

  Result<void> updates(const std::vector<Proposal>& updates, const Sink& sink) const {
    PQ_CHECK(sink(style_.bold("Change base image") + "\n"));
    PQ_CHECK(line("  ", "Take another tag. The list is sorted by what remains.", sink));
    PQ_CHECK(sink("\n"));
    if (updates.empty()) {
      const auto why = advice_.tags_by.empty() ? advice_.tags_why : "no other tag is worth it";
      PQ_CHECK(line(advice_.tags_by.empty() ? "  ? " : "  ✓ ", why, sink));
      return sink("\n");
    }
    return proposals(updates, sink);
  }

  Result<void> proposals(const std::vector<Proposal>& all, const Sink& sink) const {
    Table table({"Tag", "Details", "Created", "Vulnerabilities"});
    for (const auto& one : all) add_rows(one, table);
    PQ_CHECK(table.write(layout_of(style_), sink));
    PQ_CHECK(sink("\n"));
    for (const auto& one : all) PQ_CHECK(sink("  FROM " + base::printable(one.from) + "\n"));
    return sink("\n");
  }

  void add_rows(const Proposal& one, Table& table) const {
    const auto& facts = one.facts;
    std::vector<std::string> names{style_.bold(base::printable(facts.tag)), title_of(one)};
    for (const auto& also : one.also) names.push_back("  also " + base::printable(also));
    std::vector<std::string> details;
    for (const auto& good : one.advice.benefits)
      details.push_back(style_.good("+") + " " + base::printable(good));
    for (const auto& bad : one.advice.drawbacks)
      details.push_back(style_.warning("-") + " " + base::printable(bad));
    for (auto& fact : details_of(facts)) details.push_back("  " + std::move(fact));
    std::vector<std::string> figures{figures_text(facts, style_)};
    if (advice_.base) {
      auto delta = figures_delta(figures_of("", facts), figures_of("", *advice_.base));
      if (!delta.empty()) figures.push_back(std::move(delta));
    }
    const auto at = [](const std::vector<std::string>& cells, std::size_t i) {
      return i < cells.size() ? Cell::unfolded(cells[i]) : Cell("");
    };
    for (std::size_t i = 0; i < std::max({names.size(), details.size(), figures.size()}); ++i)
      table.add({at(names, i), i < details.size() ? Cell(details[i]) : Cell(""),
                 i == 0 ? Cell(day_text(facts.created)) : Cell(""), at(figures, i)});
  }

  static std::vector<std::string> details_of(const ImageFacts& facts) {
    std::vector<std::string> all;
    if (facts.size != 0) all.push_back("Size: " + size_text(facts.size));
    if (!facts.system_name.empty()) all.push_back("OS: " + base::printable(facts.system_name));
    if (!facts.runtime_version.empty())
      all.push_back("Runtime: " + base::printable(facts.runtime + " " + facts.runtime_version));
    return all;
  }

  Result<void> unknown(const Sink& sink) const {
    for (const auto& one : advice_.unknown)
      PQ_CHECK(line("  i ", one.tag + " is not proposed, for nobody looked into it: " + one.why, sink));
    return {};
  }

  const BaseAdvice& advice_;
  const Style style_;
};

class RecommendationsText final : public ReportOf<RecommendedBases> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: refresh and update of the base image"; }
  Result<void> write(const RecommendedBases& document, const Options& options,
                     const Sink& sink) const override {
    return RecommendationPages(document, options).write(sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_recommendations() { return std::make_unique<RecommendationsText>(); }

}  // namespace pratique::report
