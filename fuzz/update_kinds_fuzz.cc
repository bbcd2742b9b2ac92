// Every way in which feeds are laid out where they are published: whatever an index says, what is fetched lies in the
// feed's own folder under a plain name. The first byte says which kind; what stands before the first NUL is its index,
// what follows is every document that an index of the corpus names.
#include <stdlib.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/text.h"
#include "update/kind.h"

namespace {

using namespace pratique;

void check(bool holds) {
  if (!holds) std::abort();
}

constexpr const char* kDocuments[] = {"a.json",
                                      "CVE-2026-1.json",
                                      "repodata/updateinfo.xml.gz",
                                      "a.html",
                                      "all.zip",
                                      "repodata/repomd.xml",
                                      "mirror.list",
                                      "cve/CVE-2026-1.json"};

class World {
 public:
  World() {
    std::string name = (std::filesystem::temp_directory_path() / "pratique-kinds-fuzz-XXXXXX").string();
    check(mkdtemp(name.data()) != nullptr);
    root_ = name;
    const auto rows = update::shipped_feeds();
    check(rows.has_value());
    for (const auto& kind : update::all_kinds()) {
      for (const auto& row : *rows) {
        if (row.kind != kind->name()) continue;
        rows_.push_back(row);
        rows_.back().urls = {"https://h/"};
        rows_.back().expect.clear();
        if (row.kind == "nvd-years") rows_.back().settings["from"] = "2026";
        if (row.kind == "amazon-extras") rows_.back().settings["each"] = "https://h/mirror.list";
        break;
      }
    }
    // Files are named by their addresses, so a feed of one file is at one.
    for (auto& row : rows_) {
      const bool is_file = row.kind == "amazon-extras" || row.kind == "releases" || row.kind == "rss-pages" ||
                           row.kind == "nvd-api" || row.kind == "pages" || row.kind == "ghsa-graphql" ||
                           row.kind == "files" ||
                           (row.kind == "repomd" && row.setting("mirror_list") == "true");
      if (is_file) row.urls = {"https://h/index"};
    }
  }
  ~World() {
    std::error_code none;
    std::filesystem::remove_all(root_, none);
  }

  void fetch(std::size_t which, std::string_view index, std::string_view document) const {
    const auto& row = rows_[which % rows_.size()];
    const auto mirror = root_ / "mirror", kept = root_ / "kept";
    std::filesystem::remove_all(kept);
    std::filesystem::remove_all(mirror);
    for (const auto* name : kDocuments) put(mirror / "h" / name, document);
    const update::Publisher publisher(client_, mirror.string());
    const auto* kind = update::kind_of(row);
    const auto addresses = kind->addresses(row);
    check(addresses.has_value());
    for (const auto& address : *addresses) {
      for (const auto& url : address.urls) {
        if (const auto place = publisher.place_of(url)) put(*place, index);
      }
    }
    const auto store = update::FeedStore::lock(kept.string(), [] {});
    check(store.has_value());
    auto retry = net::RetryPolicy::never();
    retry.sleep = [](auto) {};
    const update::FetchPlan plan{publisher, *store, retry, 1'790'000'000, 0, [](const char*) { return ""; }};
    update::Fetching feed(row, plan, [](auto, auto) {});
    (void)kind->fetch(feed);
    for (const auto& file : feed.next().files) {
      check(update::is_plain_path(file.name));
      check(std::filesystem::exists(feed.path_of(file.name)));
    }
  }

 private:
  static void put(const std::filesystem::path& path, std::string_view text) {
    std::error_code none;
    std::filesystem::create_directories(path.parent_path(), none);
    std::ofstream(path, std::ios::binary) << text;
  }

  std::filesystem::path root_;
  std::vector<update::FeedRow> rows_;
  mutable net::Client client_{net::ClientOptions{}};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const World world;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto halves = base::cut(text, std::string_view("\0", 1));
  world.fetch(data[0], halves ? halves->before : text, halves ? halves->after : "{}");
  return 0;
}
