// NVD: pages of its API 2.0 (services.nvd.nist.gov/rest/json/cves/2.0) and its yearly files (nvdcve-2.0-2024.json), which
// have the same form: {"format": "NVD_CVE", "version": "2.0", "vulnerabilities": [{"cve": …}]}. A file of one year has some
// 100 MB, so it is read vulnerability by vulnerability.
#include "advisory/nvd.h"

#include "advisory/json_feed.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "nvd",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://nvd.nist.gov/feeds/json/cve/2.0/",
                         .layout = Layout::kDocument,
                         .every_hours = 2};

class Nvd : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && base::contains(head, "\"NVD_CVE\"") &&
           base::contains(head, "\"vulnerabilities\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const auto take = [&](std::string_view number, codec::Json one) {
      const auto id = one["cve"]["id"].text();
      const auto where = id.empty() ? "vulnerability " + std::string(number) : std::string(id);
      auto advisory =
          read_nvd(one["cve"], kInfo.name, [&](const std::string& why) { sink.skip(where, why); });
      if (advisory) return sink.add(*std::move(advisory));
      sink.skip(where, advisory.error().what);
    };
    PQ_CHECK(read_records(source, sink, {.lists = {"vulnerabilities"}, .take = take}));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_nvd() { return std::make_unique<Nvd>(); }

}  // namespace pratique::advisory
