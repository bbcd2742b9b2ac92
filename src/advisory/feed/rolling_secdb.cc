// Security databases of distributions without releases, in Alpine's shape as JSON: Wolfi
// (https://packages.wolfi.dev/os/security.json), Chainguard (https://packages.cgr.dev/chainguard/security.json), MinimOS
// (https://packages.mini.dev/advisories/secdb/security.json), SecureOS (by https://security.secureos.io/v1/latest.json).
// Which one it is says the address of its packages:
//   {"urlprefix": "https://packages.wolfi.dev", "reponame": "os", "packages": […]}
#include <algorithm>
#include <array>

#include "advisory/json_feed.h"
#include "advisory/secdb.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "rolling-secdb",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "Wolfi",
                         .published = "https://packages.wolfi.dev/os/security.json",
                         .layout = Layout::kDocument,
                         .every_hours = 1};

struct Publisher {
  // Of `urlprefix`, or `reponame` where several share a host.
  std::string_view mark, ecosystem, source;
};
constexpr std::array<Publisher, 6> kPublishers{{
    {"packages.wolfi.dev", "Wolfi", "wolfi-secdb"},
    {"packages.cgr.dev", "Chainguard", "chainguard-secdb"},
    {"libraries.cgr.dev", "Chainguard", "chainguard-secdb"},
    {"dl-cdn.chainguard", "Chainguard", "chainguard-secdb"},
    {"packages.mini.dev", "MinimOS", "minimos-secdb"},
    {"apk.cve0.io", "SecureOS", "secureos-secdb"},
}};

const Publisher* publisher_of(std::string_view prefix) {
  const auto found = std::find_if(kPublishers.begin(), kPublishers.end(),
                                  [&](const Publisher& one) { return base::contains(prefix, one.mark); });
  return found == kPublishers.end() ? nullptr : &*found;
}

class RollingSecdb : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && base::contains(head, "\"apkurl\"") &&
           base::contains(head, "\"urlprefix\"") && publisher_of(head) != nullptr;
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    std::optional<Secdb> secdb;
    const auto begin = [&](codec::Json root) -> Result<void> {
      const auto* publisher = publisher_of(root["urlprefix"].text());
      if (!root["packages"].is_array() || publisher == nullptr)
        return base::fail(ErrorKind::kUnsupported, "not a secdb of a distribution that we know");
      const SecdbOf of{.ecosystem = std::string(publisher->ecosystem), .source = publisher->source};
      secdb.emplace(of, sink);
      return {};
    };
    const auto take = [&](std::string_view, codec::Json entry) { secdb->add(entry); };
    const JsonRecords packages{.lists = {"packages"}, .needs = {"urlprefix"}, .begin = begin, .take = take};
    PQ_CHECK(read_records(source, sink, packages));
    secdb->give();
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_rolling_secdb() { return std::make_unique<RollingSecdb>(); }

}  // namespace pratique::advisory
