// Errata in repositories of rpm packages: repodata/repomd.xml names the file of each kind, with its checksum; what is
// wanted is "updateinfo". Amazon's repositories are found by a list of mirrors.
#include <array>

#include "base/text.h"
#include "codec/xml.h"
#include "crypto/digest.h"
#include "update/kind.h"

namespace pratique::update {
namespace {

constexpr std::array<std::string_view, 2> kSettings{"mirror_list", "data"};
constexpr std::uint64_t kMaxList = 64 << 10;
constexpr std::uint64_t kMaxRepomd = 4 << 20;

struct UpdateInfo {
  std::string path, digest;
};

// <data type="updateinfo"><checksum type="sha256">…</checksum><location href="repodata/…-updateinfo.xml.gz"/></data>
Result<std::optional<UpdateInfo>> read_repomd(std::string_view text, std::string_view wanted) {
  PQ_TRY(const auto document, codec::XmlDocument::parse(text, kMaxRepomd));
  std::optional<UpdateInfo> found;
  document.root().each([&](codec::Xml data) {
    if (data.name() != "data" || data.attribute("type") != wanted) return;
    const auto checksum = data["checksum"];
    UpdateInfo info{.path = std::string(data["location"].attribute("href"))};
    if (checksum.attribute("type") == "sha256") info.digest = "sha256:" + base::to_lower(checksum.text());
    found = std::move(info);
  });
  if (found && !is_plain_path(found->path)) return base::invalid("no plain path in repomd.xml");
  if (found && !found->digest.empty() && !crypto::is_sha256(found->digest))
    return base::invalid("no checksum in repomd.xml");
  return found;
}

// The name of a repository's folder here: its path without what is no name.
std::string folder_of_repository(const std::string& url) {
  const auto scheme = base::cut(url, "://");
  const auto host = base::cut(scheme ? scheme->after : std::string_view(url), "/");
  std::string name;
  for (const char c : host ? host->after : std::string_view())
    name += base::is_alnum(c) || c == '.' ? c : '-';
  while (name.ends_with('-')) name.pop_back();
  while (name.starts_with('.') || name.starts_with('-')) name.erase(0, 1);
  return name.empty() ? "repository" : name;
}

class Repomd final : public FeedKind {
 public:
  std::string_view name() const override { return "repomd"; }
  std::span<const std::string_view> settings() const override { return kSettings; }

  Result<void> fetch(Fetching& feed) const override {
    for (const auto& url : feed.row().urls) {
      PQ_TRY(const auto repositories, expand_braces(url));
      for (const auto& repository : repositories) PQ_CHECK(take(feed, repository));
    }
    return {};
  }

  Result<std::vector<Address>> addresses(const FeedRow& row) const override {
    const bool by_list = row.setting("mirror_list") == "true";
    std::vector<Address> all;
    for (const auto& url : row.urls) {
      PQ_TRY(const auto repositories, expand_braces(url));
      for (const auto& each : repositories)
        all.push_back(by_list ? Address{{each}, "mirror.list"}
                              : Address{below({each}, "repodata/repomd.xml"), "repomd.xml"});
    }
    return all;
  }

 private:
  // Its updateinfo stays as it was where anything on the way to it fails.
  static Result<void> take(Fetching& feed, const std::string& repository) {
    const auto folder = folder_of_repository(repository) + "/";
    auto taken = take_from(feed, repository, folder);
    if (taken) return {};
    feed.fault(taken.error());
    for (const auto& file : feed.was().files) {
      if (file.name.starts_with(folder) && feed.next().find(file.name) == nullptr) PQ_CHECK(feed.keep(file));
    }
    return {};
  }

  static Result<void> take_from(Fetching& feed, const std::string& repository, const std::string& folder) {
    std::vector<std::string> bases{repository};
    auto reach = net::Reach::kAnywhere;
    if (feed.row().setting("mirror_list") == "true") {
      PQ_TRY(const auto list, feed.text({repository}, kMaxList, &reach));
      bases.clear();
      for (const auto line : base::lines(list)) {
        if (base::trim(line).starts_with("http")) bases.emplace_back(base::trim(line));
      }
      if (bases.empty()) return base::fail(ErrorKind::kInvalid, "no mirror in it", Where{.file = repository});
    }
    PQ_TRY(const auto text, feed.text(below(bases, "repodata/repomd.xml"), kMaxRepomd, &reach));
    const auto& data = feed.row().setting("data");
    PQ_TRY(const auto info, read_repomd(text, data.empty() ? "updateinfo" : data));
    // A repository without errata has none.
    if (!info) return {};
    const auto name = folder + std::string(base::base_name(info->path));
    const auto* known = feed.was().find(name);
    if (known != nullptr && !info->digest.empty() && known->mark == info->digest) return feed.keep(*known);
    PQ_TRY(const auto got,
           feed.get(below(bases, info->path), name, info->digest, info->digest, nullptr, reach));
    if (got == Got::kNone)
      return base::fail(ErrorKind::kNotFound, "named by repomd.xml and not there", Where{.file = info->path});
    return {};
  }
};

}  // namespace

std::unique_ptr<FeedKind> make_repomd() { return std::make_unique<Repomd>(); }

}  // namespace pratique::update
