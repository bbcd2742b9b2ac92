// FIRST's EPSS scores (https://www.first.org/epss/data_stats), all of a day as lines:
//   #model_version:v2023.03.01,score_date:2025-02-20T00:00:00+0000
//   cve,epss,percentile
//   CVE-1999-0001,0.00383,0.73075
// or as its API answers (https://www.first.org/epss/api), the same as texts:
//   {"data": [{"cve": "CVE-1999-0001", "epss": "0.003830000", "percentile": "0.730750000", "date": "2025-02-20"}]}
// or one by one, as vunnel keeps them: {"item": {"cve": "CVE-1999-0001", "epss": 0.00383, …}}.
// The oldest files lack the first line; the day is then that of their name, epss_scores-2021-04-14.csv.
#include <charconv>
#include <cmath>

#include "advisory/json_feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "epss",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz",
                         .layout = Layout::kLines,
                         .every_hours = 24};

constexpr std::string_view kScoreDate = "score_date:";
constexpr std::string_view kColumns = "cve,epss";

// Of 0 to 1, in units of kEpssUnit; nothing for anything else.
std::optional<std::uint32_t> share_of(double value) {
  if (!(value >= 0 && value <= 1)) return std::nullopt;
  return static_cast<std::uint32_t>(std::lround(value * kEpssUnit));
}
std::optional<std::uint32_t> share_of(std::string_view text) {
  double value = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool number = error == std::errc() && stopped == text.data() + text.size();
  return number ? share_of(value) : std::nullopt;
}
std::optional<std::uint32_t> share_of(codec::Json node) {
  const auto number = node.number();
  return number ? share_of(*number) : share_of(node.text());
}

// The last date in a file's name; 0: there is none.
Day day_of_name(std::string_view path) {
  constexpr std::size_t kLength = 10;
  const auto name = base::base_name(path);
  for (auto at = name.size(); at-- > 0;) {
    if (const auto day = day_number(name.substr(at, kLength)); day != 0) return day;
  }
  return 0;
}

// Text is what a cell or a node holds.
template <class Text>
Result<Enrichment> enrichment_of(std::string_view id, Text score, Text percentile, Day day) {
  Enrichment out{.id = vulnerability_id(id), .source = std::string(kInfo.name), .day = day};
  if (out.id.empty()) return base::invalid("no id of a vulnerability");
  const auto share = share_of(score), rank = share_of(percentile);
  if (!share || !rank) return base::invalid("no score and percentile of 0 to 1");
  if (day == 0) return base::invalid("no day");
  out.epss = {.score = *share, .percentile = *rank, .day = day};
  return out;
}

void give(Result<Enrichment> made, const std::string& where, FeedSink& sink) {
  if (made) return sink.add(*std::move(made));
  sink.skip(where, made.error().what);
}

class EpssScores : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    if (path.ends_with(".json")) {
      return base::contains(head, "\"cve\"") && base::contains(head, "\"epss\"") &&
             base::contains(head, "\"percentile\"");
    }
    if (!path.ends_with(".csv")) return false;
    return head.starts_with(kColumns) || (head.starts_with('#') && base::contains(head, kColumns));
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return source.path().ends_with(".json") ? read_answer(source, sink) : read_lines(source, sink);
  }

 private:
  static Result<void> read_answer(Source& source, FeedSink& sink) {
    const auto read_row = [&](std::string_view number, codec::Json row) {
      give(enrichment_of(row["cve"].text(), row["epss"], row["percentile"], day_number(row["date"].text())),
           "entry " + std::string(number), sink);
    };
    PQ_TRY(const auto document, read_records(source, sink, {.lists = {"data"}, .take = read_row}));
    const auto root = document.root();
    if (root["item"].is_object()) {
      read_row("1", root["item"]);
    } else if (!root["data"].is_array()) {
      return base::fail(ErrorKind::kUnsupported, "no scores");
    }
    return {};
  }

  static Result<void> read_lines(Source& source, FeedSink& sink) {
    auto day = day_of_name(source.path());
    for (std::size_t number = 1;; ++number) {
      PQ_TRY(const auto line, source.line());
      if (!line) return {};
      if (line->starts_with('#')) {
        const auto named = base::cut(*line, kScoreDate);
        if (const auto found = named ? day_number(named->after) : 0; found != 0) day = found;
        continue;
      }
      if (day == 0) return base::invalid("nothing says of which day the scores are");
      if (line->starts_with(kColumns) || base::trim(*line).empty()) continue;
      const auto cells = base::split(*line, ',');
      const auto cell = [&](std::size_t i) { return i < cells.size() ? base::trim(cells[i]) : ""; };
      auto made = enrichment_of(cell(0), cell(1), cell(2), day);
      if (!made && source.at_end() && !source.rest().empty())
        return base::invalid("its last line breaks off");
      give(std::move(made), "line " + std::to_string(number), sink);
    }
  }
};

}  // namespace

std::unique_ptr<Feed> make_epss() { return std::make_unique<EpssScores>(); }

}  // namespace pratique::advisory
