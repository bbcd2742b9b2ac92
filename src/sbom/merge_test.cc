#include "sbom/merge.h"

#include <gtest/gtest.h>

#include "model/purl.h"

namespace pratique::sbom {
namespace {

model::Component component(std::string_view purl, std::string_view path) {
  model::Component one;
  one.purl = model::parse_purl(purl).value();
  if (!path.empty()) one.locations = {{std::string(path), ""}};
  return one;
}

model::Inventory inventory(std::string_view name, std::vector<model::Component> components) {
  model::Inventory one;
  one.subject.name = name;
  one.components = std::move(components);
  model::normalise(one);
  return one;
}

std::vector<std::string> purls(const model::Inventory& inventory) {
  std::vector<std::string> all;
  for (const auto& one : inventory.components) all.push_back(one.purl.to_string());
  return all;
}

TEST(Merge, ThePackageInOnePlaceIsOne) {
  auto a = inventory("a", {component("pkg:npm/x@1", "app/x"), component("pkg:npm/y@1", "app/y")});
  auto b = inventory("b", {component("pkg:npm/x@1", "app/x"), component("pkg:npm/x@1", "srv/x")});
  a.components[0].licenses = {"MIT"};
  b.components[0].licenses = {"ISC"};
  b.components[0].scope = model::Scope::kDev;
  const auto whole = merged({a, b}, "both");
  EXPECT_EQ(whole.subject.name, "both");
  EXPECT_EQ(whole.subject.kind, model::SubjectKind::kSbom);
  EXPECT_EQ(purls(whole), (std::vector<std::string>{"pkg:npm/x@1", "pkg:npm/x@1", "pkg:npm/y@1"}));
  EXPECT_EQ(whole.components[0].scope, model::Scope::kRequired) << "the nearer of the two";
}

TEST(Merge, EdgesFollowTheirPackages) {
  auto a = inventory("a", {component("pkg:npm/a@1", ""), component("pkg:npm/z@1", "")});
  auto b = inventory("b", {component("pkg:npm/b@1", ""), component("pkg:npm/z@1", "")});
  a.edges = {{0, 1}};
  b.edges = {{0, 1, model::EdgeKind::kDependsOn, model::Scope::kDev}};
  const auto whole = merged({a, b}, "both");
  ASSERT_EQ(purls(whole), (std::vector<std::string>{"pkg:npm/a@1", "pkg:npm/b@1", "pkg:npm/z@1"}));
  EXPECT_EQ(whole.edges,
            (std::vector<model::Edge>{{0, 2}, {1, 2, model::EdgeKind::kDependsOn, model::Scope::kDev}}));
}

TEST(Merge, PackagesKeepTheReleaseThatTheyAreOf) {
  auto a = inventory("a", {component("pkg:deb/debian/curl@1", "")});
  auto b = inventory("b", {component("pkg:deb/debian/curl@2", "")});
  a.subject.distro = {.id = "debian", .version_id = "12"};
  b.subject.distro = {.id = "debian", .version_id = "13"};
  EXPECT_EQ(purls(merged({a, b}, "both")),
            (std::vector<std::string>{"pkg:deb/debian/curl@1?distro=debian-12",
                                      "pkg:deb/debian/curl@2?distro=debian-13"}));
  b.subject.distro = a.subject.distro;
  const auto same = merged({a, b}, "both");
  EXPECT_EQ(same.subject.distro.version_id, "12");
  EXPECT_EQ(purls(same), (std::vector<std::string>{"pkg:deb/debian/curl@1", "pkg:deb/debian/curl@2"}));
}

TEST(Merge, DocumentsOfOneImageStayThatImages) {
  auto a = inventory("app:1", {component("pkg:npm/a@1", "")});
  a.subject.digest = "sha256:" + std::string(64, 'a');
  auto b = a;
  b.notes = {{.code = "limit", .message = "m", .incomplete = true}};
  const auto whole = merged({a, b}, "ignored");
  EXPECT_EQ(whole.subject, a.subject);
  EXPECT_EQ(whole.components, a.components);
  EXPECT_EQ(whole.notes, b.notes);
}

}  // namespace
}  // namespace pratique::sbom
