#include "advisory/updateinfo_feed.h"

#include <algorithm>
#include <utility>

#include "advisory/join_architectures.h"

namespace pratique::advisory {

namespace {

class UpdateinfoFeed final : public Feed {
 public:
  explicit UpdateinfoFeed(const UpdateinfoPublisher& publisher) : publisher_(publisher) {}

  const FeedInfo& info() const override { return publisher_.info; }
  bool recognises(std::string_view, std::string_view head) const override {
    return any_id([&](std::string_view begin) { return is_updateinfo(head, "<id>" + std::string(begin)); });
  }
  Result<void> read(Source& source, FeedSink& sink) const override {
    return read_updateinfo(
        source, sink, [&](std::string_view id) { return is_own(id); },
        [&](Update&& update) { take(update, sink); });
  }

 private:
  template <class Is>
  bool any_id(const Is& is) const {
    return std::any_of(publisher_.ids.begin(), publisher_.ids.end(),
                       [&](std::string_view begin) { return !begin.empty() && is(begin); });
  }
  bool is_own(std::string_view id) const {
    return any_id([&](std::string_view begin) { return id.starts_with(begin); });
  }

  void take(const Update& update, FeedSink& sink) const {
    if (!is_own(update.id)) return sink.skip(update.id, "an update of another publisher");
    auto id = publisher_.id_of == nullptr ? Result<std::string>(update.id) : publisher_.id_of(update);
    if (!id) return sink.skip(update.id, to_line(id.error()));
    auto advisory = advisory_of(update, *std::move(id), publisher_.source);
    for (const auto& package : update.packages) {
      const auto ecosystem = publisher_.ecosystem_of(update, package);
      if (ecosystem.empty()) {
        sink.skip(update.id, "version without its system: " + package.name + " " + package.evr);
        continue;
      }
      auto affected = affected_of(package, update, ecosystem);
      if (publisher_.repository_of != nullptr)
        affected.repository = publisher_.repository_of(update, package);
      advisory.affected.push_back(std::move(affected));
    }
    advisory.affected = join_architectures(std::move(advisory.affected));
    publisher_.gives_parts ? sink.add_part(std::move(advisory)) : sink.add(std::move(advisory));
  }

  UpdateinfoPublisher publisher_;
};

}  // namespace

std::unique_ptr<Feed> updateinfo_feed(const UpdateinfoPublisher& publisher) {
  return std::make_unique<UpdateinfoFeed>(publisher);
}

}  // namespace pratique::advisory
