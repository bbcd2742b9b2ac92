// Which packages of an ecosystem are used most, the most used first:
// - PyPI: hugovk's list (https://hugovk.dev/top-pypi-packages/), {"last_update", "rows": [{"download_count", "project"}]};
// - npm: wooorm's list (https://github.com/wooorm/npm-high-impact, lib/top.js), a module of JavaScript that exports an
//   array of names, one a line: "export const npmTopDownloads = [ 'semver', …]". Nothing of it is run.
#include "advisory/ecosystem.h"
#include "advisory/json_feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "popularity",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://hugovk.dev/top-pypi-packages/top-pypi-packages.min.json",
                         .layout = Layout::kDocument,
                         .every_hours = 24 * 7};

constexpr std::uint32_t kMostRanks = 200'000;  // the lists have some 15,000

// 'left-pad', or "@babel/core", → its name; nothing for a line that is no element of the array.
std::string_view element(std::string_view line) {
  line = base::trim(line);
  if (line.ends_with(',')) line.remove_suffix(1);
  const bool quoted =
      line.size() > 2 && (line.front() == '\'' || line.front() == '"') && line.back() == line.front();
  return quoted ? line.substr(1, line.size() - 2) : std::string_view();
}

// Ranks by the order in which names come.
class Ranks {
 public:
  Ranks(std::string_view ecosystem, std::string_view source, Day day, FeedSink& sink)
      : ecosystem_(ecosystem), source_(source), day_(day), sink_(sink) {}
  Result<void> add(std::string_view name) {
    ++rank_;
    if (rank_ > kMostRanks) return base::over_limit("more than 200,000 names");
    if (is_id(name)) {
      sink_.add(Popularity{.ecosystem = ecosystem_,
                           .name = canonical_name(ecosystem_, name),
                           .rank = rank_,
                           .source = source_,
                           .day = day_});
    } else {
      sink_.skip("entry " + std::to_string(rank_), "no name of a package");
    }
    return {};
  }

 private:
  std::string ecosystem_, source_;
  Day day_;
  FeedSink& sink_;
  std::uint32_t rank_ = 0;
};

class PopularPackages : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    if (path.ends_with(".json"))
      return base::contains(head, "\"download_count\"") && base::contains(head, "\"project\"");
    return base::base_name(path) == "top.js" && base::contains(head, "export const");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return source.path().ends_with(".json") ? read_pypi(source, sink) : read_npm(source, sink);
  }

 private:
  static Result<void> read_pypi(Source& source, FeedSink& sink) {
    std::optional<Ranks> ranks;
    Result<void> sound;
    const JsonRecords rows{.lists = {"rows"},
                           .needs = {"last_update"},
                           .begin = [&](codec::Json root) -> Result<void> {
                             ranks.emplace("PyPI", "top-pypi-packages",
                                           day_number(root["last_update"].text()), sink);
                             return {};
                           },
                           .take =
                               [&](std::string_view, codec::Json row) {
                                 if (sound) sound = ranks->add(row["project"].text());
                               }};
    PQ_CHECK(read_records(source, sink, rows));
    return sound;
  }
  static Result<void> read_npm(Source& source, FeedSink& sink) {
    Ranks ranks("npm", "npm-high-impact", 0, sink);
    bool closed = false, any = false;
    for (;;) {
      PQ_TRY(const auto line, source.line());
      if (!line) break;
      closed = closed || base::trim(*line) == "]" || base::trim(*line) == "];";
      const auto name = element(*line);
      if (name.empty()) continue;
      any = true;
      PQ_CHECK(ranks.add(name));
    }
    if (any && !closed) return base::invalid("it breaks off");
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_popularity() { return std::make_unique<PopularPackages>(); }

}  // namespace pratique::advisory
