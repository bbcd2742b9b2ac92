#include "scan/licence_places.h"

#include <gtest/gtest.h>

#include <deque>

namespace pratique::scan {
namespace {

class LicencePlaces : public ::testing::Test {
 protected:
  void add(const std::string& purl, const std::string& path,
           model::Evidence evidence = model::Evidence::kInstalled) {
    model::Component component;
    component.purl = *model::parse_purl(purl);
    component.evidence = evidence;
    component.locations.push_back({path, "sha256:0"});
    components_.push_back(std::move(component));
  }

  void licence(const std::string& path, const std::string& expression = "MIT") {
    auto& record = records_.emplace_back();
    record.found_licenses.push_back({.expression = expression, .path = {}, .likeness = 100});
    files_.push_back({.path = path, .layer = "sha256:0", .record = &record});
  }

  // "left-pad: app/…/LICENSE" of each licence that was placed.
  std::vector<std::string> placed() {
    place_licences(files_, components_, meter_);
    std::vector<std::string> out;
    for (const auto& component : components_) {
      for (const auto& found : component.details->found_licenses)
        out.push_back(component.purl.name + ": " + found.path);
    }
    return out;
  }

  std::vector<model::Component> components_;
  std::deque<extract::Record> records_;
  std::vector<extract::Found> files_;
  base::Meter meter_;
};

using Texts = std::vector<std::string>;

TEST_F(LicencePlaces, BesideThePackageOrInAFolderForSuchFiles) {
  add("pkg:npm/a@1", "app/node_modules/a/package.json");
  licence("app/node_modules/a/LICENSE");
  licence("app/node_modules/a/docs/legal/LICENSE");
  licence("app/node_modules/a/vendor/LICENSE");
  licence("app/node_modules/a/docs/legal/old/LICENSE");
  licence("app/node_modules/LICENSE");
  EXPECT_EQ(placed(), (Texts{"a: app/node_modules/a/LICENSE", "a: app/node_modules/a/docs/legal/LICENSE"}));
}

TEST_F(LicencePlaces, WhatSharesItsFolderHasNone) {
  add("pkg:maven/g/a@1", "app/lib/a.jar");
  add("pkg:golang/example.com/t@1", "app/lib/tool");
  add("pkg:pypi/e@1", "app/lib/e.egg-info");
  licence("app/lib/LICENSE");
  EXPECT_EQ(placed(), Texts());
}

TEST_F(LicencePlaces, AFolderOfTwoPackagesIsNobodys) {
  add("pkg:npm/a@1", "app/package.json");
  add("pkg:npm/b@1", "app/package.json");
  licence("app/LICENSE");
  EXPECT_EQ(placed(), Texts());
}

TEST_F(LicencePlaces, OfPythonAllThatItsMetadataNames) {
  add("pkg:pypi/c@3", "usr/lib/python3/dist-packages/c-3.dist-info/METADATA");
  licence("usr/lib/python3/dist-packages/c-3.dist-info/LICENSE");
  licence("usr/lib/python3/dist-packages/c-3.dist-info/licenses/src/own/deep/NOTICE");
  licence("usr/lib/python3/dist-packages/c/LICENSE");
  EXPECT_EQ(placed(), (Texts{"c: usr/lib/python3/dist-packages/c-3.dist-info/LICENSE",
                             "c: usr/lib/python3/dist-packages/c-3.dist-info/licenses/src/own/deep/NOTICE"}));
}

TEST_F(LicencePlaces, OfSystemPackagesByTheNameOfTheFolder) {
  add("pkg:rpm/centos/bash@4.2.46-34.el7", "var/lib/rpm/Packages");
  add("pkg:rpm/centos/tar@1.30-5.el8", "var/lib/rpm/Packages");
  add("pkg:deb/debian/x@1", "var/lib/dpkg/status");
  licence("usr/share/licenses/bash-4.2.46/COPYING");
  licence("usr/share/licenses/tar/COPYING");
  licence("usr/share/doc/x/LICENSE");
  licence("usr/share/licenses/other/COPYING");
  licence("usr/share/licenses/COPYING");
  EXPECT_EQ(placed(), (Texts{"bash: usr/share/licenses/bash-4.2.46/COPYING",
                             "tar: usr/share/licenses/tar/COPYING", "x: usr/share/doc/x/LICENSE"}));
}

TEST_F(LicencePlaces, WhatTheMeterDoesNotBearIsLeftOut) {
  add("pkg:npm/a@1", "app/node_modules/a/package.json");
  for (int i = 0; i < 1000; ++i) licence("app/node_modules/a/LICENSE", std::string(100, 'x'));
  base::Limits limits;
  limits.set(base::Account::kRecords, 10'000);
  base::Meter meter(limits);
  place_licences(files_, components_, meter);
  EXPECT_LT(components_[0].details->found_licenses.size(), 100U);
}

}  // namespace
}  // namespace pratique::scan
