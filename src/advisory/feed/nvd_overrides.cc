// Anchore's corrections of NVD (https://github.com/anchore/nvd-data-overrides): data/YEAR/CVE-….json, {"_annotation":
// {"cve_id", "description", "references"}, "cve": {"configurations", "references"}} in NVD's own form. Their word stands
// beside NVD's.
#include "advisory/cpe.h"
#include "advisory/json_feed.h"
#include "advisory/nvd.h"
#include "advisory/reading.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "nvd-overrides",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://github.com/anchore/nvd-data-overrides",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

class NvdOverrides : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && base::contains(head, "\"_annotation\"") &&
           base::contains(head, "\"cve_id\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto document, read_document(source));
    const auto root = document.root();
    const auto note = root["_annotation"];
    Advisory advisory{.id = vulnerability_id(note["cve_id"].text()), .source = std::string(kInfo.name)};
    if (!advisory.id.starts_with("CVE-")) return base::invalid("no CVE id");
    advisory.published = known_time(note["published"].text());
    advisory.modified = known_time(note["modified"].text());
    advisory.summary = as_summary(note["description"].text());
    for (const auto list : {root["cve"]["references"], note["references"]}) {
      list.each([&](codec::Json one) {
        add_reference(one.is_object() ? one["url"].text() : one.text(), advisory);
      });
    }
    advisory.affected = read_configurations(root["cve"]["configurations"],
                                            [&](const auto& why) { sink.skip(advisory.id, why); });
    sink.add(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_nvd_overrides() { return std::make_unique<NvdOverrides>(); }

}  // namespace pratique::advisory
