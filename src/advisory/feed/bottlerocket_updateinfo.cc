// Bottlerocket's advisories (https://advisories.bottlerocket.aws/updateinfo.xml.gz). Its packages stand in an image's
// application-inventory.json, without a release of the system.
#include "advisory/join_architectures.h"
#include "advisory/updateinfo.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "bottlerocket-updateinfo",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "Bottlerocket",
                         .published = "https://advisories.bottlerocket.aws/updateinfo.xml.gz",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

class BottlerocketUpdateinfo : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view, std::string_view head) const override {
    return is_updateinfo(head, "<id>BRSA-");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const auto is_own = [](std::string_view id) { return id.starts_with("BRSA-"); };
    return read_updateinfo(source, sink, is_own, [&](Update&& update) {
      auto advisory = advisory_of(update, update.id, "bottlerocket");
      for (const auto& package : update.packages)
        advisory.affected.push_back(affected_of(package, update, "Bottlerocket"));
      advisory.affected = join_architectures(std::move(advisory.affected));
      sink.add(std::move(advisory));
    });
  }
};

}  // namespace

std::unique_ptr<Feed> make_bottlerocket_updateinfo() { return std::make_unique<BottlerocketUpdateinfo>(); }

}  // namespace pratique::advisory
