#include "report/page/page.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "crypto/digest.h"
#include "report/page/package_data.h"
#include "report/page/parts.h"
#include "support/inventory_sample.h"
#include "support/report_sample.h"

namespace pratique::report {
namespace {

std::string page_of(const model::Inventory& inventory) {
  return text_of(PackageList{inventory}, "html").value();
}

// What stands between a tag that begins so and its end.
std::vector<std::string> contents(std::string_view text, std::string_view opening, std::string_view closing) {
  std::vector<std::string> found;
  for (auto at = text.find(opening); at != text.npos; at = text.find(opening, at)) {
    at = text.find('>', at) + 1;
    const auto end = text.find(closing, at);
    found.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return found;
}

std::string data_of(std::string_view page) {
  const auto found = contents(page, "<script type=\"application/json\"", "</script>");
  return found.size() == 1 ? found.front() : "";
}

TEST(Page, TextIsNeverMarkup) {
  EXPECT_EQ(html_text("a<b>\"&'"), "a&lt;b&gt;&quot;&amp;'");
  EXPECT_EQ(html_text("x\u202e\x1b"), "x\\u{202e}\\x1b");
}

TEST(Page, OnlyAddressesOfTheWebAreLinks) {
  EXPECT_EQ(html_link("https://example.org/a?b&c", "x"),
            "<a href=\"https://example.org/a?b&amp;c\" rel=\"noopener noreferrer\">x</a>");
  for (const auto* url : {"", "javascript:alert(1)", "https://user@example.org/", "https://a b/",
                          "//example.org", "https:\\\\example.org", "data:text/html,x", "https://é.example/"})
    EXPECT_EQ(html_link(url, "<x>"), "&lt;x&gt;") << url;
}

TEST(Page, NotesThatMayHideSomethingComeFirst) {
  const auto of = [](const std::vector<model::Note>& notes) {
    return base::text_of([&](const base::Sink& sink) { return write_notes(notes, sink); }).value();
  };
  EXPECT_EQ(of({}), "");
  const model::Note plain{.code = "a", .message = "plain", .file = "f"};
  model::Note hides{.code = "b", .message = "<hides>", .file = "g"};
  hides.incomplete = true;
  EXPECT_TRUE(base::contains(of({plain}), "Notes (1)"));
  const auto both = of({plain, hides});
  EXPECT_TRUE(base::contains(both, "Not read, or only in part (2)"));
  EXPECT_LT(both.find("&lt;hides&gt;"), both.find("plain"));
  EXPECT_TRUE(base::contains(of(std::vector<model::Note>(kMaxPageNotes + 3, hides)), "and 3 more"));
}

// The policy names by hash what is in the file, and nothing in the file is without one.
TEST(Page, ThePolicyIsThatOfItsScripts) {
  const auto page = page_of(mixed_sample().inventory);
  auto parts = contents(page, "<style>", "</style>");
  const auto scripts = contents(page, "<script>", "</script>");
  parts.insert(parts.end(), scripts.begin(), scripts.end());
  ASSERT_EQ(parts.size(), 4u);
  const auto policy = page.substr(0, page.find("<meta name=\"viewport\""));
  for (const auto& part : parts) {
    crypto::Sha256 sum;
    sum.update(base::as_bytes(part));
    const auto hex = sum.finish().substr(7);
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
      bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    EXPECT_TRUE(base::contains(policy, "'sha256-" + codec::to_base64(bytes) + "'")) << part.substr(0, 60);
  }
  EXPECT_TRUE(base::contains(policy, "default-src 'none'"));
  EXPECT_FALSE(base::contains(policy, "unsafe"));
}

// Whatever the texts are: as many elements as there should be, data that are JSON, one entry for each component.
TEST(Page, OddInventoriesStayText) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const auto inventory = sbom::testing::odd_inventory(seed);
    const auto page = page_of(inventory);
    EXPECT_EQ(contents(page, "<script", "</script>").size(), 4u) << seed;
    EXPECT_EQ(contents(page, "<main", "</main>").size(), 1u) << seed;
    const auto data = codec::JsonDocument::parse(data_of(page));
    ASSERT_TRUE(data) << seed;
    EXPECT_EQ(data->root()["packages"].size(), inventory.components.size()) << seed;
    EXPECT_EQ(data->root()["layers"].size(), inventory.subject.layers.size()) << seed;
    EXPECT_EQ(page, page_of(inventory)) << seed;
  }
}

model::Component package(const std::string& name, const std::string& layer) {
  model::Component component;
  component.purl = model::make_purl("apk", "alpine", name, "1.0");
  component.locations = {{"lib/apk/db/installed", layer}};
  return component;
}

TEST(PackageData, LayersPlacesAndWays) {
  model::Inventory inventory;
  auto& subject = inventory.subject;
  subject.layers = {{.diff_id = "sha256:a"}, {.diff_id = "sha256:b", .created_by = "RUN x"}};
  subject.layers[1].lines = {.file = "Dockerfile", .first = 3, .last = 4, .text = "RUN apk add curl"};
  subject.bases = {{.name = "docker.io/library/alpine:3.18", .layers = 1}};
  inventory.components = {package("curl", "sha256:b"), package("libssl", "sha256:a"),
                          package("stray", "sha256:z")};
  inventory.components[0].reason = model::InstallReason::kExplicit;
  inventory.components[0].licenses = {"curl", "MIT"};
  inventory.components[1].licenses = {"MIT"};
  inventory.edges = {{0, 1, model::EdgeKind::kDependsOn, model::Scope::kOptional}};

  const auto document = codec::JsonDocument::parse(data_of(page_of(inventory))).value();
  const auto data = document.root();
  EXPECT_EQ(data["layers"].at(0)["base"].text(), "alpine:3.18");
  EXPECT_FALSE(data["layers"].at(0)["line"]);
  EXPECT_EQ(data["layers"].at(1)["own"].boolean(), true);
  EXPECT_EQ(data["layers"].at(1)["line"].text(), "Dockerfile:3-4");
  EXPECT_EQ(data["layers"].at(1)["instruction"].text(), "RUN apk add curl");
  const auto curl = data["packages"].at(0), libssl = data["packages"].at(1), stray = data["packages"].at(2);
  EXPECT_EQ(curl["places"].at(0).at(0).integer(), 1);
  EXPECT_EQ(stray["places"].at(0).at(0).integer(), -1);
  EXPECT_EQ(curl["root"].text(), "asked for");
  EXPECT_EQ(libssl["before"].integer(), 0);
  const auto how = data["hows"].at(static_cast<std::size_t>(*libssl["how"].integer()));
  EXPECT_EQ(how.at(0).text(), "");
  EXPECT_EQ(how.at(1).text(), " (optional)");
  EXPECT_EQ(curl["links"].at(0).integer(), 1);
  const auto expression = data["expressions"].at(static_cast<std::size_t>(*curl["licence"].integer()));
  EXPECT_EQ(expression["name"].text(), "MIT AND curl");
  EXPECT_EQ(expression["licences"].size(), 2u);
  EXPECT_EQ(data["licences"].at(0)["category"].text(), "permissive");
  EXPECT_FALSE(stray["licence"]);
}

// Two records of one package: the second names the first.
TEST(PackageData, APackageCountsOnce) {
  model::Inventory inventory;
  inventory.components = {package("a", ""), package("a", ""), package("b", "")};
  inventory.components[1].purl.qualifiers["arch"] = "x86_64";
  const auto document = codec::JsonDocument::parse(data_of(page_of(inventory))).value();
  EXPECT_FALSE(document.root()["packages"].at(0)["same"]);
  EXPECT_EQ(document.root()["packages"].at(1)["same"].integer(), 0);
  EXPECT_FALSE(document.root()["packages"].at(2)["same"]);
}

// A way as long as the inventory takes no more than its length.
TEST(PackageData, LongWays) {
  constexpr std::uint32_t kLength = 50'000;
  model::Inventory inventory;
  for (std::uint32_t i = 0; i < kLength; ++i) {
    inventory.components.push_back(package("p" + std::to_string(i), ""));
    if (i > 0) inventory.edges.push_back({i - 1, i});
  }
  const Options options;
  const PackageData data(inventory, options);
  auto packages = data.packages();
  std::size_t count = 0;
  for (auto one = packages.next(); one; one = packages.next()) ++count;
  EXPECT_EQ(count, kLength);
}

}  // namespace
}  // namespace pratique::report
