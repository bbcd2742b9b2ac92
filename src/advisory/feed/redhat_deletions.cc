// Red Hat's lists of CSAF documents that it withdrew (deletions.csv beside each of its archives; CSAF 2.0 §7.1.13 has the
// form for changes.csv): "2024/rhea-2024_5245.json","2025-02-07T17:44:49+00:00". The archive is made anew once a week, so
// it may still have such a document; the record that was modified last stands, so one that came back stands.
#include "advisory/coverage.h"
#include "advisory/feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{
    .name = "redhat-deletions",
    .extent = Extent::kUndeclared,
    .complete_for = "",
    .published = "https://security.access.redhat.com/data/csaf/v2/vex-feed/deletions.csv",
    .layout = Layout::kLines,
    .every_hours = 24};

std::string_view unquoted(std::string_view field) {
  field = base::trim(field);
  const bool quoted = field.size() >= 2 && field.front() == '"' && field.back() == '"';
  return quoted ? field.substr(1, field.size() - 2) : field;
}

// "2024/rhea-2024_5245.json" → "RHEA-2024:5245", "2023/cve-2023-1.json" → "CVE-2023-1"; "": another file.
std::string id_of(std::string_view path) {
  auto name = base::base_name(path);
  if (!name.ends_with(".json")) return {};
  name.remove_suffix(5);
  std::string id;
  for (const char c : name) id += c == '_' ? ':' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  const bool known = id.starts_with("CVE-") || id.starts_with("RH");
  return known && is_id(id) ? id : std::string();
}

class RedHatDeletions : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view path, std::string_view head) const override {
    return base::base_name(path) == "deletions.csv" && base::contains(head, ".json\",\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    for (std::size_t number = 1;; ++number) {
      PQ_TRY(const auto line, source.line());
      if (!line) return {};
      if (base::trim(*line).empty()) continue;
      const auto fields = base::cut(*line, ",");
      const auto time = fields ? unquoted(fields->after) : std::string_view();
      auto id = fields ? id_of(unquoted(fields->before)) : std::string();
      if (id.empty() || known_day(time).empty()) {
        sink.skip("line " + std::to_string(number), "no document and time");
        continue;
      }
      Advisory advisory{.id = id, .source = id.starts_with("CVE-") ? "redhat-vex" : "redhat"};
      advisory.modified = advisory.withdrawn = time;
      sink.add(std::move(advisory));
    }
  }
};

}  // namespace

std::unique_ptr<Feed> make_redhat_deletions() { return std::make_unique<RedHatDeletions>(); }

}  // namespace pratique::advisory
