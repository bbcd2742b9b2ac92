#include "update/repomd.h"

#include <algorithm>

#include "base/text.h"
#include "codec/xml.h"
#include "update/checksum.h"

namespace pratique::update {
namespace {

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
    info.digest = digest_of_hex(base::trim(checksum.text()));
    found = std::move(info);
  });
  if (found && !is_plain_path(found->path)) return base::invalid("no plain path in repomd.xml");
  if (found && found->digest.empty()) return base::invalid("no SHA-256 or SHA-512 in repomd.xml");
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

Result<void> take_from(Fetching& feed, const std::string& repository, const std::string& folder,
                       bool by_list) {
  std::vector<std::string> bases{repository};
  auto reach = net::Reach::kAnywhere;
  if (by_list) {
    PQ_TRY(const auto list, feed.text({repository}, kMaxList, &reach));
    bases.clear();
    for (const auto line : base::lines(list)) {
      if (base::trim(line).starts_with("http")) bases.emplace_back(base::trim(line));
    }
    if (bases.empty()) return base::fail(ErrorKind::kInvalid, "no mirror in it", Where{.file = repository});
  }
  const auto places = below(bases, "repodata/repomd.xml");
  PQ_TRY(auto text, feed.text(places, kMaxRepomd, &reach));
  PQ_TRY(const auto list, feed.proven(std::move(text), places, folder, reach));
  const auto& data = feed.row().setting("data");
  PQ_TRY(const auto info, read_repomd(list.text, data.empty() ? "updateinfo" : data));
  // A repository without errata has none.
  if (!info) return {};
  const auto name = folder + std::string(base::base_name(info->path));
  const auto* known = feed.known(name);
  if (known != nullptr && known->mark == info->digest) {
    PQ_CHECK(feed.keep(*known));
    feed.sign(name, list.proof, info->digest);
    return {};
  }
  PQ_TRY(const auto got,
         feed.get(below(bases, info->path), name, info->digest, info->digest, nullptr, reach));
  if (got == Got::kNone)
    return base::fail(ErrorKind::kIo, "named by repomd.xml and not there", Where{.file = info->path});
  feed.sign(name, list.proof, info->digest);
  return {};
}

}  // namespace

Result<void> take_repository(Fetching& feed, const std::string& address, bool by_list, Absent absent) {
  const auto folder = folder_of_repository(address) + "/";
  const auto taken = take_from(feed, address, folder, by_list);
  if (taken) return {};
  const auto is_here = [&](const FeedFile& file) { return file.name.starts_with(folder); };
  const auto& files = feed.was().files;
  if (absent == Absent::kNone && taken.error().kind == ErrorKind::kNotFound &&
      std::ranges::none_of(files, is_here))
    return {};
  feed.fault(taken.error());
  for (const auto& file : files) {
    if (is_here(file) && feed.next().find(file.name) == nullptr) PQ_CHECK(feed.keep(file));
  }
  return {};
}

}  // namespace pratique::update
