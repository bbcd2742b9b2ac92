// Amazon Linux' errata: updateinfo.xml of its repositories (repodata/repomd.xml of the mirrors that
// https://cdn.amazonlinux.com/al2023/core/mirrors/latest/x86_64/mirror.list names). Amazon Linux 2 has a repository for
// each topic of its extras beside the core, and 2023 some for the kernel's live patches and drivers. Fixed
// vulnerabilities only.
#include "advisory/amazon.h"
#include "advisory/updateinfo_feed.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

// The system that a package is built for shows in its release: "2.amzn2023.0.2", "9.amzn2.0.1", "1.79.amzn1"; as its
// os-release has it.
std::string_view release_of(std::string_view evr) {
  const auto at = evr.rfind(".amzn");
  if (at == std::string_view::npos) return {};
  const auto digits = evr.substr(at + 5);
  const auto number = digits.substr(0, digits.find_first_not_of("0123456789"));
  return number == "1" ? "2018.03" : number;
}

std::string ecosystem_of(const Update&, const UpdatePackage& package) {
  const auto release = release_of(package.evr);
  return release.empty() ? std::string() : "Amazon Linux:" + std::string(release);
}

// "docker" of the collection "amazon-linux-extras-docker" or of the id "ALASDOCKER-2021-001"; "": the core.
std::string repository_of(const Update& update, const UpdatePackage& package) {
  constexpr std::string_view kExtras = "extras-";
  if (const auto at = package.collection.rfind(kExtras); at != std::string::npos) {
    auto topic = package.collection.substr(at + kExtras.size());
    topic.erase(0, topic.find_first_not_of('-'));
    return topic;
  }
  return amazon_topic(update.id);
}

// An id is one within its system only: ALAS-2018-939 is an advisory of Amazon Linux 1 and another of 2.
Result<std::string> id_of(const Update& update) {
  std::string_view release;
  for (const auto& package : update.packages) {
    if (release.empty()) release = release_of(package.evr);
  }
  const bool numbered = !update.id.starts_with("ALAS-") || release.empty() || release == "2018.03";
  return numbered ? update.id : "ALAS" + std::string(release) + update.id.substr(4);
}

constexpr UpdateinfoPublisher kPublisher{
    .info = {.name = "amazon-updateinfo",
             .extent = Extent::kFixesOnly,
             .complete_for = "Amazon Linux",
             .published = "https://cdn.amazonlinux.com/al2023/core/mirrors/latest/x86_64/mirror.list",
             .layout = Layout::kDocument,
             .every_hours = 24},
    .source = "amazon",
    .ids = {"ALAS"},
    .ecosystem_of = ecosystem_of,
    .repository_of = repository_of,
    .id_of = id_of};

}  // namespace

std::unique_ptr<Feed> make_amazon_updateinfo() { return updateinfo_feed(kPublisher); }

}  // namespace pratique::advisory
