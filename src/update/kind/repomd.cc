// Errata in repositories of rpm packages, each an address of its own or found by a list of mirrors.
#include "update/repomd.h"

#include <array>

#include "update/kind.h"

namespace pratique::update {
namespace {

constexpr std::array<std::string_view, 2> kSettings{"mirror_list", "data"};

class Repomd final : public FeedKind {
 public:
  std::string_view name() const override { return "repomd"; }
  std::span<const std::string_view> settings() const override { return kSettings; }
  std::string checks(const FeedRow&) const override { return "SHA-256 in repomd.xml"; }

  Result<void> fetch(Fetching& feed) const override {
    const bool by_list = feed.row().setting("mirror_list") == "true";
    for (const auto& url : feed.row().urls) {
      PQ_TRY(const auto repositories, expand_braces(url));
      for (const auto& repository : repositories) PQ_CHECK(take_repository(feed, repository, by_list));
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
};

}  // namespace

std::unique_ptr<FeedKind> make_repomd() { return std::make_unique<Repomd>(); }

}  // namespace pratique::update
