// Amazon Linux' errata: updateinfo.xml of its repositories (repodata/repomd.xml of the mirrors that
// https://cdn.amazonlinux.com/al2023/core/mirrors/latest/x86_64/mirror.list names). Amazon Linux 2 has a repository for
// each topic of its extras beside the core, and 2023 some for the kernel's live patches and drivers. Fixed
// vulnerabilities only.
#include "advisory/amazon.h"
#include "advisory/join_architectures.h"
#include "advisory/updateinfo.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{
    .name = "amazon-updateinfo",
    .extent = Extent::kFixesOnly,
    .complete_for = "Amazon Linux",
    .published = "https://cdn.amazonlinux.com/al2023/core/mirrors/latest/x86_64/mirror.list",
    .layout = Layout::kDocument,
    .every_hours = 24};

constexpr std::string_view kSource = "amazon";

// The system that a package is built for shows in its release: "2.amzn2023.0.2", "9.amzn2.0.1", "1.79.amzn1"; as its
// os-release has it.
std::string_view release_of(std::string_view evr) {
  const auto at = evr.rfind(".amzn");
  if (at == std::string_view::npos) return {};
  const auto digits = evr.substr(at + 5);
  const auto number = digits.substr(0, digits.find_first_not_of("0123456789"));
  return number == "1" ? "2018.03" : number;
}

// "docker" of the collection "amazon-linux-extras-docker" or of the id "ALASDOCKER-2021-001"; "": the core.
std::string topic_of(const UpdatePackage& package, std::string_view id) {
  constexpr std::string_view kExtras = "extras-";
  if (const auto at = package.collection.rfind(kExtras); at != std::string::npos) {
    auto topic = package.collection.substr(at + kExtras.size());
    topic.erase(0, topic.find_first_not_of('-'));
    return topic;
  }
  return amazon_topic(id);
}

// An id is one within its system only: ALAS-2018-939 is an advisory of Amazon Linux 1 and another of 2.
std::string id_in(std::string_view release, const std::string& id) {
  const bool numbered = !id.starts_with("ALAS-") || release.empty() || release == "2018.03";
  return numbered ? id : "ALAS" + std::string(release) + id.substr(4);
}

class AmazonUpdateinfo : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view, std::string_view head) const override {
    return is_updateinfo(head, "<id>ALAS");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const auto is_own = [](std::string_view id) { return id.starts_with("ALAS"); };
    return read_updateinfo(source, sink, is_own, [&](Update&& update) { take(update, sink); });
  }

 private:
  static void take(const Update& update, FeedSink& sink) {
    std::vector<Affected> affected;
    std::string_view release;
    for (const auto& package : update.packages) {
      release = release_of(package.evr);
      if (release.empty()) {
        sink.skip(update.id, "version without its system: " + package.name + " " + package.evr);
        continue;
      }
      auto one = affected_of(package, update, "Amazon Linux:" + std::string(release));
      one.repository = topic_of(package, update.id);
      affected.push_back(std::move(one));
    }
    auto advisory = advisory_of(update, id_in(release, update.id), kSource);
    advisory.affected = join_architectures(std::move(affected));
    // Repositories of the architectures have the same updates, each with its own packages.
    sink.add_part(std::move(advisory));
  }
};

}  // namespace

std::unique_ptr<Feed> make_amazon_updateinfo() { return std::make_unique<AmazonUpdateinfo>(); }

}  // namespace pratique::advisory
