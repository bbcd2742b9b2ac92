// endoflife.date: when releases of distributions reach their end of life. Two published forms: a product's
// page (products/NAME.md, YAML between "---" lines, https://github.com/endoflife-date/endoflife.date) and the
// answer of its API, version 1 (products/full, {"result": [{"name", "releases": [{"name", "eolFrom",
// "eoesFrom"}]}]}).

#include "advisory/coverage.h"
#include "advisory/feed.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/yaml.h"
#include "model/ecosystem.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "endoflife",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://endoflife.date/api/v1/products/full",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

// The os-release ID of a product that is a distribution; "" for any other, which is not read.
std::string_view id_of(std::string_view product) {
  for (const auto& row : model::ecosystems()) {
    if (!row.lifecycle.empty() && row.lifecycle == product) return row.vendor;
  }
  return {};
}

// A day, "true" (ended, nobody knows when) or "false": only the day says something that can be compared.
void add(std::string_view distribution, std::string_view release, std::string_view end,
         std::string_view extended_end, FeedSink& sink) {
  if (release.empty()) return sink.skip(distribution, "a release without a name");
  Lifecycle lifecycle{std::string(distribution), std::string(release), known_day(end),
                      known_day(extended_end)};
  if (!lifecycle.end.empty()) sink.add(std::move(lifecycle));
}

// The YAML between the first two lines "---".
std::string_view front_matter(std::string_view page) {
  constexpr std::string_view kFence = "---\n";
  if (!page.starts_with(kFence)) return {};
  page.remove_prefix(kFence.size());
  const auto end = page.find("\n---");
  return end == std::string_view::npos ? std::string_view() : page.substr(0, end + 1);
}

Result<void> read_page(std::string_view name, std::string_view content, FeedSink& sink) {
  PQ_TRY(const auto document, codec::YamlDocument::parse(front_matter(content)));
  const auto id = id_of(name);
  const auto releases = document.root()["releases"];
  if (id.empty() || !releases.is_array()) return base::fail(ErrorKind::kUnsupported, "no distribution");
  releases.each([&](codec::Yaml one) {
    add(id, one["releaseCycle"].text(), one["eol"].text(), one["eoes"].text(), sink);
  });
  return {};
}

Result<void> read_answer(std::string_view content, FeedSink& sink) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(content));
  const auto result = document.root()["result"];
  const auto read_product = [&](codec::Json one) {
    const auto id = id_of(one["name"].text());
    if (id.empty()) return;
    one["releases"].each([&](codec::Json release) {
      add(id, release["name"].text(), release["eolFrom"].text(), release["eoesFrom"].text(), sink);
    });
  };
  // products/full has them all, products/NAME one.
  if (result.is_array()) {
    result.each(read_product);
  } else {
    read_product(result);
  }
  return {};
}

class EndOfLife : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    if (path.ends_with(".json")) {
      return base::contains(head, "\"result\"") && base::contains(head, "\"releases\"") &&
             base::contains(head, "\"eolFrom\"");
    }
    return path.ends_with(".md") && head.starts_with("---\n") && base::contains(head, "\nreleases:") &&
           base::contains(head, "releaseCycle:") && !id_of(stem(path)).empty();
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all());
    const std::string_view path = source.path();
    return path.ends_with(".md") ? read_page(stem(path), content, sink) : read_answer(content, sink);
  }

 private:
  static std::string_view stem(std::string_view path) {
    const auto name = base::base_name(path);
    return name.substr(0, name.rfind('.'));
  }
};

}  // namespace

std::unique_ptr<Feed> make_endoflife() { return std::make_unique<EndOfLife>(); }

}  // namespace pratique::advisory
