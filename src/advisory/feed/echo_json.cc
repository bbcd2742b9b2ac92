// Echo's advisories (https://advisory.echohq.com/data.json): {PACKAGE: {CVE: {"fixed_version": VERSION}}}. Packages are
// source packages of its Debian builds, without releases; an entry without a version has no fix yet.
#include "advisory/json_feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "echo-json",
                         .extent = Extent::kComplete,
                         .complete_for = "Echo",
                         .published = "https://advisory.echohq.com/data.json",
                         .layout = Layout::kLines,
                         .every_hours = 24};

void read_vulnerability(std::string_view package, std::string_view id, codec::Json entry, FeedSink& sink) {
  const auto where = std::string(package) + " " + std::string(id);
  if (vulnerability_id(id) != id || !entry.is_object()) return sink.skip(where, "no vulnerability");
  Affected affected{.ecosystem = "Echo", .name = std::string(package), .order = "deb"};
  affected.extent = kInfo.extent;
  const auto fixed = entry["fixed_version"].text();
  affected.ranges.push_back({.introduced = "0", .fixed = std::string(fixed)});
  if (fixed == "0") affected.status = Status::kNotAffected;
  Advisory advisory{.id = std::string(id), .source = "echo"};
  advisory.affected.push_back(std::move(affected));
  sink.add_part(std::move(advisory));
}

class EchoJson : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  // Nothing in it says whose it is; three levels of objects and no word but that of the version.
  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && base::trim(head).starts_with('{') &&
           (base::contains(path, "echo") || base::base_name(path) == "data.json") &&
           base::contains(head, "\"fixed_version\"") && !base::contains(head, "\"releases\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return each_piece(source, sink, [&](std::string_view package, codec::Json vulnerabilities) {
      if (!vulnerabilities.is_object() || !is_id(package))
        return sink.skip(package, "no package with vulnerabilities");
      vulnerabilities.each_member(
          [&](std::string_view id, codec::Json entry) { read_vulnerability(package, id, entry, sink); });
    });
  }
};

}  // namespace

std::unique_ptr<Feed> make_echo_json() { return std::make_unique<EchoJson>(); }

}  // namespace pratique::advisory
