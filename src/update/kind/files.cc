// Feeds that are files: one, or as many as the braces of its address say.
#include <array>

#include "base/text.h"
#include "update/kind.h"

namespace pratique::update {
namespace {

// may_lack: a file that no address has was never published (a release that is still to come).
constexpr std::array<std::string_view, 2> kSettings{"as", "may_lack"};

// What may stand in names of files here; anything else, "?" of queries among it, becomes "_".
std::string plain_name(std::string_view text) {
  std::string name;
  for (const char c : text) name += base::is_alnum(c) || base::contains("-._/+@", {&c, 1}) ? c : '_';
  return name;
}

// Up to the last "/" that all have in common.
std::size_t common_folder(const std::vector<std::string>& urls) {
  std::size_t size = urls.front().size();
  for (const auto& url : urls) {
    const auto [a, b] = std::mismatch(url.begin(), url.end(), urls.front().begin(), urls.front().end());
    size = std::min(size, static_cast<std::size_t>(a - url.begin()));
  }
  const auto slash = urls.front().rfind('/', size == 0 ? 0 : size - 1);
  return slash == std::string::npos ? 0 : slash + 1;
}

// The files of a feed: the same place of each address's list.
Result<std::vector<Address>> files_of(const FeedRow& row) {
  std::vector<std::vector<std::string>> lists;
  for (const auto& url : row.urls) {
    PQ_TRY(auto list, expand_braces(url));
    if (list.size() != 1 && !lists.empty() && list.size() != lists.front().size())
      return base::invalid("feed \"" + row.name + "\": its addresses are of different numbers of files");
    lists.push_back(std::move(list));
  }
  std::vector<Address> files(lists.front().size());
  const auto from = common_folder(lists.front());
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto& given = row.setting("as");
    files[i].name = given.empty() ? plain_name(lists.front()[i].substr(from)) : given;
    if (!is_plain_path(files[i].name) || files[i].name.front() == '.')
      return base::invalid("feed \"" + row.name + "\": no name for its file: give it by \"as\"");
    for (const auto& list : lists) {
      if (i < list.size()) files[i].urls.push_back(list[i]);
    }
  }
  if (!row.setting("as").empty() && files.size() > 1)
    return base::invalid("feed \"" + row.name + "\": \"as\" names one file, and it has several");
  return files;
}

class Files final : public FeedKind {
 public:
  std::string_view name() const override { return "files"; }
  std::span<const std::string_view> settings() const override { return kSettings; }
  Result<std::vector<Address>> addresses(const FeedRow& row) const override { return files_of(row); }

  Result<void> fetch(Fetching& feed) const override {
    PQ_TRY(const auto files, files_of(feed.row()));
    const bool may_lack = feed.row().setting("may_lack") == "true";
    for (const auto& file : files) {
      PQ_TRY(const auto got, feed.get(file.urls, file.name));
      if (got != Got::kNone) continue;
      const auto* known = feed.was().find(file.name);
      if (known == nullptr && may_lack) continue;
      feed.fault({.kind = ErrorKind::kNotFound,
                  .what = "it is not there any more",
                  .where = {.file = file.urls.front()}});
      if (known != nullptr) PQ_CHECK(feed.keep(*known));
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<FeedKind> make_files() { return std::make_unique<Files>(); }

}  // namespace pratique::update
