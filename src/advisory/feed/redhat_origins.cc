// Red Hat's two tables of what its repositories and containers are
// (https://security.access.redhat.com/data/meta/v1/, older copies in …/data/metrics/):
//   repository-to-cpe.json            {"data": {REPOSITORY: {"cpes": [CPE…], "repo_relative_urls": […]}}}
//   container-name-repos-map.json     {"data": {COMPONENT: [REPOSITORY OF IMAGES…]}}
// They name no vulnerability: by the first the packages of an image are told which products they are of.
#include "advisory/json_feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{
    .name = "redhat-origins",
    .extent = Extent::kUndeclared,
    .complete_for = "",
    .published = "https://security.access.redhat.com/data/meta/v1/repository-to-cpe.json",
    .layout = Layout::kDocument,
    .every_hours = 24};

// Repositories have some 10 products at most, containers some 100 repositories.
constexpr std::size_t kMaxList = 1'000;

bool is_cpe(std::string_view text) {
  return (text.starts_with("cpe:/") || text.starts_with("cpe:2.3:")) && is_id(text);
}

class RedHatOrigins : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    if (!path.ends_with(".json") || !base::trim(head).starts_with('{')) return false;
    const bool repositories = base::contains(head, "\"cpes\"") && base::contains(head, "\"cpe:/") &&
                              base::contains(head, "\"data\"");
    return repositories || base::base_name(path).starts_with("container-name-repos-map");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const JsonRecords rows{
        .maps = {"data"}, .take = [&](std::string_view name, codec::Json value) { take(name, value, sink); }};
    PQ_TRY(const auto document, read_records(source, sink, rows));
    if (!document.root()["data"].is_object())
      return base::fail(ErrorKind::kUnsupported, "no table of Red Hat's");
    return {};
  }

 private:
  static void take(std::string_view name, codec::Json value, FeedSink& sink) {
    const bool container = value.is_array();
    OriginName origin{.kind = container ? OriginKind::kContainer : OriginKind::kRepository,
                      .name = std::string(name)};
    const auto where = "\"" + as_summary(name) + "\"";
    if (!is_id(name)) return sink.skip(where, "no name of a repository");
    std::size_t odd = 0;
    (container ? value : value["cpes"]).each([&](codec::Json each) {
      const auto text = each.text();
      const bool sound = container ? is_id(text) : is_cpe(text);
      if (sound && origin.stands_for.size() < kMaxList) {
        origin.stands_for.emplace_back(text);
      } else {
        ++odd;
      }
    });
    if (odd > 0) sink.skip(where, "not told what it is: " + std::to_string(odd));
    if (!origin.stands_for.empty()) sink.add(std::move(origin));
  }
};

}  // namespace

std::unique_ptr<Feed> make_redhat_origins() { return std::make_unique<RedHatOrigins>(); }

}  // namespace pratique::advisory
