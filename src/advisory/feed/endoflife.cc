// endoflife.date: when releases of distributions and of other products reach their end of life. Three published forms:
// - a product's page (products/NAME.md, YAML between "---" lines, https://github.com/endoflife-date/endoflife.date);
// - the answer of its API, version 1 (products/full, {"result": [{"name", "releases": [{"name", "isEol", "eolFrom",
//   "eoesFrom"}]}]});
// - that of version 0 (api/NAME.json, [{"cycle", "eol", "extendedSupport", "latest"}]), whose file names the product.
// An end is a day, or true (it has ended, and nobody says when) or false (it has not).

#include "advisory/coverage.h"
#include "advisory/json_feed.h"
#include "base/text.h"
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

// The os-release ID of a product that is a distribution; any other by its name there.
std::string id_of(std::string_view product) {
  for (const auto& row : model::ecosystems()) {
    if (!row.lifecycle.empty() && row.lifecycle == product) return std::string(row.vendor);
  }
  return std::string(kProductPrefix) + std::string(product);
}

template <class Node>
bool is_true(Node node) {
  return node.boolean() == true;
}

// "false" says nothing that could be compared. `ended`: said by itself, beside a day that may be missing.
template <class Node>
void add(const std::string& id, std::string_view release, Node end, Node extended_end, bool ended,
         FeedSink& sink) {
  if (release.empty()) return sink.skip(id, "a release without a name");
  Lifecycle lifecycle{.distribution = id,
                      .release = std::string(release),
                      .end = known_day(end.text()),
                      .extended_end = known_day(extended_end.text())};
  lifecycle.ended = lifecycle.end.empty() && (ended || is_true(end));
  if (!lifecycle.end.empty() || lifecycle.ended) sink.add(std::move(lifecycle));
}

// The YAML between the first two lines "---".
std::string_view front_matter(std::string_view page) {
  constexpr std::string_view kFence = "---\n";
  if (!page.starts_with(kFence)) return {};
  page.remove_prefix(kFence.size());
  const auto end = page.find("\n---");
  return end == std::string_view::npos ? std::string_view() : page.substr(0, end + 1);
}

Result<void> read_page(Source& source, std::string_view name, FeedSink& sink) {
  PQ_TRY(const auto content, source.all(codec::kMaxYamlBytes));
  PQ_TRY(const auto document, codec::YamlDocument::parse(front_matter(content)));
  const auto releases = document.root()["releases"];
  if (!releases.is_array()) return base::fail(ErrorKind::kUnsupported, "no releases");
  const auto id = id_of(name);
  releases.each(
      [&](codec::Yaml one) { add(id, one["releaseCycle"].text(), one["eol"], one["eoes"], false, sink); });
  return {};
}

void read_product(codec::Json one, FeedSink& sink) {
  const auto name = one["name"].text();
  if (name.empty()) return sink.skip("product", "without a name");
  const auto id = id_of(name);
  one["releases"].each([&](codec::Json release) {
    add(id, release["name"].text(), release["eolFrom"], release["eoesFrom"], is_true(release["isEol"]), sink);
  });
}

// products/full has them all, products/NAME one; version 0 has the releases alone.
Result<void> read_answer(Source& source, std::string_view name, FeedSink& sink) {
  const auto id = id_of(name);
  const auto take = [&](std::string_view, codec::Json one) {
    if (one["name"] || one["releases"]) return read_product(one, sink);
    const auto number = one["cycle"].integer();
    const auto release = number ? std::to_string(*number) : one["cycle"].text_or("");
    add(id, release, one["eol"], one["extendedSupport"], false, sink);
  };
  PQ_TRY(const auto document, read_records(source, sink, {.lists = {"", "result"}, .take = take}));
  const auto result = document.root()["result"];
  if (result.is_object()) read_product(result, sink);
  if (!document.root().is_array() && !result) return base::fail(ErrorKind::kUnsupported, "no releases");
  return {};
}

class EndOfLife : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    const auto has = [&](std::string_view word) { return base::contains(head, word); };
    if (path.ends_with(".json")) {
      return (has("\"result\"") && has("\"releases\"") && has("\"eolFrom\"")) ||
             (base::trim(head).starts_with('[') && has("\"cycle\"") && has("\"eol\""));
    }
    return path.ends_with(".md") && head.starts_with("---\n") && has("\nreleases:") && has("releaseCycle:");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const auto name = stem(source.path());
    return source.path().ends_with(".md") ? read_page(source, name, sink) : read_answer(source, name, sink);
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
