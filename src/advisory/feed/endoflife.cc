// endoflife.date: when releases of distributions reach their end of life. Two published forms: a product's
// page (products/NAME.md, YAML between "---" lines, https://github.com/endoflife-date/endoflife.date) and the
// answer of its API, version 1 (products/full, {"result": [{"name", "releases": [{"name", "eolFrom",
// "eoesFrom"}]}]}).
#include <algorithm>
#include <array>

#include "advisory/coverage.h"
#include "advisory/feed.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/yaml.h"

namespace pratique::advisory {

namespace {

// Products that are distributions, by their name there; any other product is not read.
struct Product {
  std::string_view name, id;  // id: os-release ID
};
constexpr std::array kProducts{
    Product{"almalinux", "almalinux"},
    Product{"alpine-linux", "alpine"},
    Product{"amazon-linux", "amzn"},
    Product{"centos", "centos"},
    Product{"debian", "debian"},
    Product{"devuan", "devuan"},
    Product{"fedora", "fedora"},
    Product{"mageia", "mageia"},
    Product{"opensuse", "opensuse-leap"},
    Product{"oracle-linux", "ol"},
    Product{"rhel", "rhel"},
    Product{"rocky-linux", "rocky"},
    Product{"sles", "sles"},
    Product{"ubuntu", "ubuntu"},
    Product{"vmware-photon", "photon"},
};

const Product* product_of(std::string_view name) {
  const auto* at = std::find_if(kProducts.begin(), kProducts.end(),
                                [&](const Product& each) { return each.name == name; });
  return at == kProducts.end() ? nullptr : at;
}

// A day, "true" (ended, nobody knows when) or "false": only the day says something that can be compared.
void add(std::string_view distribution, std::string_view release, std::string_view end,
         std::string_view extended_end, Sink& sink) {
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

Result<void> read_page(std::string_view name, std::string_view content, Sink& sink) {
  PQ_TRY(const auto document, codec::YamlDocument::parse(front_matter(content)));
  const auto* product = product_of(name);
  const auto releases = document.root()["releases"];
  if (product == nullptr || !releases.is_array())
    return base::fail(ErrorKind::kUnsupported, "no distribution");
  releases.each([&](codec::Yaml one) {
    add(product->id, one["releaseCycle"].text(), one["eol"].text(), one["eoes"].text(), sink);
  });
  return {};
}

Result<void> read_answer(std::string_view content, Sink& sink) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(content));
  const auto result = document.root()["result"];
  const auto read_product = [&](codec::Json one) {
    const auto* product = product_of(one["name"].text());
    if (product == nullptr) return;
    one["releases"].each([&](codec::Json release) {
      add(product->id, release["name"].text(), release["eolFrom"].text(), release["eoesFrom"].text(), sink);
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
  std::string_view name() const override { return "endoflife"; }

  bool recognises(std::string_view path, std::string_view head) const override {
    if (path.ends_with(".json")) {
      return base::contains(head, "\"result\"") && base::contains(head, "\"releases\"") &&
             base::contains(head, "\"eolFrom\"");
    }
    return path.ends_with(".md") && head.starts_with("---\n") && base::contains(head, "\nreleases:") &&
           base::contains(head, "releaseCycle:") && product_of(stem(path)) != nullptr;
  }

  Result<void> read(std::string_view path, std::string_view content, Sink& sink) const override {
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
