// Rocky Linux' errata: updateinfo.xml of its repositories (repodata/repomd.xml of
// https://dl.rockylinux.org/pub/rocky/9/BaseOS/x86_64/os/; older minor releases in the vault). Fixed vulnerabilities only.
#include "advisory/join_architectures.h"
#include "advisory/osv.h"
#include "advisory/updateinfo.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "rocky-updateinfo",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "Rocky Linux",
                         .published = "https://dl.rockylinux.org/pub/rocky/",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

bool is_rockys(std::string_view id) {
  return id.starts_with("RLSA-") || id.starts_with("RXSA-") || id.starts_with("RLBA-") ||
         id.starts_with("RLEA-");
}

// "9" of "7.el9_4.5"; "" where the release does not tell.
std::string_view release_of(std::string_view evr) {
  const auto at = evr.rfind("el");
  if (at == std::string_view::npos || at == 0) return {};
  const auto digits = evr.substr(at + 2);
  return digits.substr(0, std::min(digits.find_first_not_of("0123456789"), digits.size()));
}

class RockyUpdateinfo : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view, std::string_view head) const override {
    return is_updateinfo(head, "<id>RLSA-") || is_updateinfo(head, "<id>RLBA-") ||
           is_updateinfo(head, "<id>RXSA-") || is_updateinfo(head, "<id>RLEA-");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return read_updateinfo(source, sink, is_rockys, [&](Update&& update) { take(update, sink); });
  }

 private:
  static void take(const Update& update, FeedSink& sink) {
    if (!is_rockys(update.id)) return sink.skip(update.id, "no update of Rocky's");
    auto advisory = advisory_of(update, update.id, osv_source("RLSA-1"));
    for (const auto& package : update.packages) {
      const auto release = release_of(package.evr);
      if (release.empty()) {
        sink.skip(update.id, "version without its system: " + package.name + " " + package.evr);
        continue;
      }
      auto affected = affected_of(package, update, "Rocky Linux:" + std::string(release));
      affected.repository = package.collection;
      advisory.affected.push_back(std::move(affected));
    }
    advisory.affected = join_architectures(std::move(advisory.affected));
    sink.add_part(std::move(advisory));
  }
};

}  // namespace

std::unique_ptr<Feed> make_rocky_updateinfo() { return std::make_unique<RockyUpdateinfo>(); }

}  // namespace pratique::advisory
