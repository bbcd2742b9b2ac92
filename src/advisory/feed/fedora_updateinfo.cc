// Fedora's updates: updateinfo.xml of its updates repository (repodata/repomd.xml of
// https://dl.fedoraproject.org/pub/fedora/linux/updates/42/Everything/x86_64/). Security updates and others; which CVEs are
// fixed stands in the titles of bugs. EPEL's are no packages of Fedora.
#include "advisory/join_architectures.h"
#include "advisory/updateinfo.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "fedora-updateinfo",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "Fedora",
                         .published = "https://dl.fedoraproject.org/pub/fedora/linux/updates/",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

constexpr std::string_view kSource = "fedora";

// "42" of <release>Fedora 42</release>, or of the collection's name; "": no release of Fedora's.
std::string release_of(const Update& update) {
  for (const auto* text :
       {&update.release, update.packages.empty() ? nullptr : &update.packages.front().collection_name}) {
    if (text == nullptr || !text->starts_with("Fedora ")) continue;
    const auto number = text->substr(7, text->find(' ', 7) - 7);
    if (base::to_uint(number)) return number;
  }
  return {};
}

class FedoraUpdateinfo : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view, std::string_view head) const override {
    return is_updateinfo(head, "<id>FEDORA-");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const auto is_own = [](std::string_view id) { return id.starts_with("FEDORA-"); };
    return read_updateinfo(source, sink, is_own, [&](Update&& update) { take(update, sink); });
  }

 private:
  static void take(const Update& update, FeedSink& sink) {
    const auto release = release_of(update);
    const bool is_epel = update.id.starts_with("FEDORA-EPEL-");
    if (is_epel || release.empty())
      return sink.skip(update.id, is_epel ? "an update of EPEL" : "no release of Fedora");
    auto advisory = advisory_of(update, update.id, kSource);
    for (const auto& package : update.packages)
      advisory.affected.push_back(affected_of(package, update, "Fedora:" + release));
    advisory.affected = join_architectures(std::move(advisory.affected));
    sink.add_part(std::move(advisory));
  }
};

}  // namespace

std::unique_ptr<Feed> make_fedora_updateinfo() { return std::make_unique<FedoraUpdateinfo>(); }

}  // namespace pratique::advisory
