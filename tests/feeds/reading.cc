#include "feeds/reading.h"

#include <algorithm>

#include "advisory/feed.h"

namespace pratique::feeds {
namespace {

using advisory::Affected;

std::string word(std::string_view text) {
  std::string out(text);
  std::replace(out.begin(), out.end(), ' ', '-');
  return out;
}

// Counts, and keeps nothing: some packs have a hundred thousand records.
class CountingSink : public advisory::FeedSink {
 public:
  explicit CountingSink(Reading& reading) : counts_(reading.counts), skipped_(reading.skipped) {}

  void add(advisory::Advisory advisory) override { count(advisory); }
  void add_part(advisory::Advisory advisory) override { count(advisory); }
  void add(advisory::Enrichment) override { count("enrichments"); }
  void add(advisory::Lifecycle) override { count("lifecycles"); }
  void add(advisory::Popularity) override { count("popularities"); }
  void add(advisory::OriginName) override { count("origins"); }
  void tell(std::string_view) override { ++counts_.statuses["told"]; }
  void skip(std::string_view where, std::string_view why) override {
    ++counts_.skipped;
    skipped_.push_back(std::string(where) + ": " + std::string(why));
  }

 private:
  void count(const std::string& kind) {
    ++counts_.records;
    ++counts_.statuses[kind];
  }
  void count(const advisory::Advisory& advisory) {
    ++counts_.records;
    if (!advisory.withdrawn.empty()) ++counts_.statuses["withdrawn"];
    if (!advisory.category.empty()) ++counts_.statuses[word(advisory.category)];
    for (const auto& affected : advisory.affected) count(affected);
  }
  void count(const Affected& affected) {
    const bool has_fix = std::any_of(affected.ranges.begin(), affected.ranges.end(),
                                     [](const auto& range) { return !range.fixed.empty(); });
    ++counts_.statuses[word(to_string(affected.status))];
    if (affected.status == advisory::Status::kAffected && !has_fix) ++counts_.statuses["unfixed"];
    if (affected.reason != advisory::Reason::kNone) ++counts_.statuses[word(to_string(affected.reason))];
  }

  Counts& counts_;
  std::vector<std::string>& skipped_;
};

// As a build does it: what a file gave before it failed is forgotten, and what is not the reader's after all is
// nobody's.
void read_with(const advisory::Feed& feed, advisory::Source& source, Reading& reading) {
  CountingSink sink(reading);
  const auto done = feed.read(source, sink);
  if (done && !source.error()) return;
  reading.counts = {.files = 1};
  reading.skipped.clear();
  if (!done && done.error().kind == ErrorKind::kUnsupported) {
    reading.readers.clear();
    return;
  }
  reading.counts.skipped = 1;
  reading.skipped = {base::to_line(done ? *source.error() : done.error())};
}

}  // namespace

Result<void> read_input(const advisory::FeedInput& input,
                        const std::function<std::string(const std::string& path)>& told,
                        const std::function<void(Reading)>& give) {
  static const auto feeds = advisory::all_feeds();
  std::string refused;
  const advisory::Offer offer{
      .file =
          [&](advisory::Source& source) {
            Reading reading{.path = source.path(), .readers = {}, .counts = {.files = 1}, .skipped = {}};
            const auto head = source.head();
            const auto name = told(source.path());
            const advisory::Feed* reader = nullptr;
            for (const auto& feed : feeds) {
              const bool own =
                  name.empty() ? feed->recognises(source.path(), head) : feed->info().name == name;
              if (!own) continue;
              if (reader == nullptr) reader = feed.get();
              reading.readers.emplace_back(feed->info().name);
            }
            if (reader != nullptr) read_with(*reader, source, reading);
            const bool taken = !reading.readers.empty();
            give(std::move(reading));
            return taken;
          },
      .refuse =
          [&](std::string_view path, const Error& error) {
            refused += std::string(path) + ": " + base::to_line(error) + "\n";
          }};
  PQ_CHECK(advisory::visit(input, offer));
  if (!refused.empty()) return base::invalid(refused);
  return {};
}

}  // namespace pratique::feeds
