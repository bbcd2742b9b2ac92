// OSV as JSON: one record a file (osv.dev's and every database's own export), or one a line (*.jsonl,
// *.ndjson). A file that holds an array of records is read too.
#include "advisory/json_feed.h"
#include "advisory/osv.h"
#include "base/text.h"
#include "codec/json.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "osv-json",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://osv-vulnerabilities.storage.googleapis.com/",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 1};

bool is_lines(std::string_view path) { return path.ends_with(".jsonl") || path.ends_with(".ndjson"); }

void add(Result<Advisory> advisory, const std::string& where, FeedSink& sink) {
  if (advisory) {
    sink.add(*std::move(advisory));
  } else {
    sink.skip(where, to_line(advisory.error()));
  }
}

class OsvJson : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  // "affected" need not be near the head of a record with a long text, so any two of OSV's own words will do;
  // the rest shows when the record is read.
  bool recognises(std::string_view path, std::string_view head) const override {
    if (!path.ends_with(".json") && !is_lines(path)) return false;
    // A page of records, which somebody else reads (rocky_apollo.cc).
    if (head.find("\"advisories\"") < head.find("\"id\"")) return false;
    const auto has = [&](std::string_view word) { return base::contains(head, word); };
    // CVE records and NVD's pages name packages too.
    if (has("\"NVD_CVE\"") || has("\"CVE_RECORD\"") || (has("\"containers\"") && has("\"cna\"")))
      return false;
    if (!has("\"id\"")) return has("\"affected\"") && has("\"package\"");
    return has("\"affected\"") || has("\"schema_version\"") || (has("\"modified\"") && has("\"published\""));
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    if (is_lines(source.path())) return read_lines(source, sink);
    const auto take = [&](std::string_view number, codec::Json record) {
      add(read_osv(record), "record " + std::string(number), sink);
    };
    PQ_TRY(const auto document, read_records(source, sink, {.lists = {""}, .take = take}));
    if (document.root().is_array()) return {};
    PQ_TRY(auto advisory, read_osv(document.root()));
    sink.add(std::move(advisory));
    return {};
  }

 private:
  static Result<void> read_lines(Source& source, FeedSink& sink) {
    for (std::size_t number = 1;; ++number) {
      PQ_TRY(const auto line, source.line_within(codec::kMaxJsonBytes));
      if (!line) return {};
      const auto where = "line " + std::to_string(number);
      if (line->too_long) {
        sink.skip(where, "larger than 32 MiB");
        continue;
      }
      if (base::trim(line->text).empty()) continue;
      const auto document = codec::JsonDocument::parse(line->text);
      if (!document) {
        sink.skip(where, to_line(document.error()));
        continue;
      }
      auto advisory = read_osv(document->root());
      // Lines of another format from the first on: not ours.
      if (number == 1 && !advisory) return tl::unexpected(std::move(advisory).error());
      add(std::move(advisory), where, sink);
    }
  }
};

}  // namespace

std::unique_ptr<Feed> make_osv_json() { return std::make_unique<OsvJson>(); }

}  // namespace pratique::advisory
