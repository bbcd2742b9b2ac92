#include "extract/lang/java/licences.h"

#include <gtest/gtest.h>

namespace pratique::extract::java {
namespace {

using Texts = std::vector<std::string>;

Texts licences(const std::string& inside) {
  const auto found = pom_licences("<project><licenses>" + inside + "</licenses></project>");
  return found ? *found : Texts{"error"};
}

TEST(JavaLicences, FilesBesideTheManifest) {
  for (const char* name :
       {"LICENSE", "META-INF/LICENSE.txt", "META-INF/NOTICE", "META-INF/NOTICE.md", "license.html",
        "META-INF/LICENSE-2.0.txt", "META-INF/LICENSE-2.0", "COPYING", "meta-inf/license"})
    EXPECT_TRUE(is_licence_entry(name)) << name;
  for (const char* name : {"META-INF/MANIFEST.MF", "META-INF/licenses/LICENSE", "org/acme/License.class",
                           "License.class", "LICENSE/", "META-INF/licenses.json", "org/acme/LICENSE", ""})
    EXPECT_FALSE(is_licence_entry(name)) << name;
}

TEST(JavaLicences, OneIsAsItIsNamedOrByItsAddress) {
  EXPECT_EQ(licences("<license><name>The Apache License, Version 2.0</name></license>"),
            Texts{"The Apache License, Version 2.0"});
  EXPECT_EQ(licences("<license><name>License</name><url>https://www.apache.org/licenses/LICENSE-2.0.txt</"
                     "url></license>"),
            Texts{"https://www.apache.org/licenses/LICENSE-2.0.txt"});
  EXPECT_EQ(licences("<license><name>Our own</name><url>https://own.example/l</url></license>"),
            Texts{"Our own"});
  EXPECT_EQ(licences("<license><url>https://own.example/l</url></license>"), Texts{"https://own.example/l"});
  EXPECT_EQ(licences(""), Texts());
  EXPECT_EQ(licences("<license/>"), Texts());
}

TEST(JavaLicences, SeveralAreEachByThemselves) {
  EXPECT_EQ(licences("<license><name>EPL 2.0</name></license><license><name>GPL2 w/ CPE</name></license>"),
            (Texts{"EPL 2.0", "GPL2 w/ CPE"}));
}

TEST(JavaLicences, WhatIsNoXmlIsAnError) { EXPECT_FALSE(pom_licences("<project>")); }

}  // namespace
}  // namespace pratique::extract::java
