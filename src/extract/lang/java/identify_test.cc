#include "extract/lang/java/identify.h"

#include <gtest/gtest.h>

#include "extract/lang/java/file_name.h"

namespace pratique::extract::java {
namespace {

std::string parts(std::string_view path, std::string_view known = "") {
  const auto file = split_file_name(path, known);
  return file.name + " " + file.version + " " + file.classifier;
}

TEST(FileName, SplitsNameVersionAndClassifier) {
  EXPECT_EQ(parts("lib/spring-core-5.3.10.jar"), "spring-core 5.3.10 ");
  EXPECT_EQ(parts("guava-24.0-jre.jar"), "guava 24.0-jre ");
  EXPECT_EQ(parts("log4j-1.2-api-2.14.1.jar"), "log4j-1.2-api 2.14.1 ");
  EXPECT_EQ(parts("netty-transport-native-epoll-4.1.42.Final-linux-x86_64.jar"),
            "netty-transport-native-epoll 4.1.42.Final linux-x86_64");
  EXPECT_EQ(parts("jboss-transaction-api_1.2_spec-1.1.1.Final.jar"),
            "jboss-transaction-api_1.2_spec 1.1.1.Final ");
  EXPECT_EQ(parts("plexus-container-default-1.0-alpha-9-stable-1.jar"),
            "plexus-container-default 1.0-alpha-9-stable-1 ");
  EXPECT_EQ(parts("app-1.0-20260102.101010-3.jar"), "app 1.0-20260102.101010-3 ");
  EXPECT_EQ(parts("listenablefuture-9999.0-empty-to-avoid-conflict-with-guava.jar"),
            "listenablefuture 9999.0-empty-to-avoid-conflict-with-guava ");
  EXPECT_EQ(parts("commons-io.jar"), "commons-io  ");
  EXPECT_EQ(parts("jsr305.jar"), "jsr305  ");
  EXPECT_EQ(parts("-1.0.jar"), "-1.0  ");
  EXPECT_EQ(parts(".jar"), ".jar  ");
}

TEST(FileName, TheManifestsVersionDecides) {
  EXPECT_EQ(parts("thing-r09.jar", "r09"), "thing r09 ");
  EXPECT_EQ(parts("api-2.0-spec-1.0-extra-3.jar", "1.0-extra-3"), "api-2.0-spec 1.0-extra-3 ");
}

TEST(Manifest, JoinsLinesAndStopsAfterTheMainSection) {
  const Manifest manifest(
      "Manifest-Version: 1.0\r\nBundle-SymbolicName: org.apache.commons.\r\n io;singleton:=true\r\n"
      "Implementation-Version: ${project.version}\r\nno colon here\r\n\r\nName: a/b\r\nBundle-Version: "
      "9\r\n");
  EXPECT_EQ(manifest["bundle-symbolicname"], "org.apache.commons.io;singleton:=true");
  EXPECT_EQ(manifest.plain("bundle-symbolicname"), "org.apache.commons.io");
  EXPECT_EQ(manifest["implementation-version"], "");
  EXPECT_EQ(manifest["bundle-version"], "");
}

TEST(Manifest, TakesAnyText) {
  for (const auto* text : {"", " ", "\n\n\n", ":", "a", " continued\nb: c",
                           "\xef\xbb\xbf"
                           "A: b\r"})
    Manifest{text};
  EXPECT_EQ(Manifest("\xef\xbb\xbf"
                     "A: b\r")["a"],
            "b");
}

TEST(Properties, FollowJavasRules) {
  const auto got = parse_properties(
      "#Created\n! too\n groupId = org.a\nartifactId:b\\u002dc\nversion \\\n   1.0\nx=${y}\n\\=odd=1\n");
  EXPECT_EQ(got.at("groupId"), "org.a");
  EXPECT_EQ(got.at("artifactId"), "b-c");
  EXPECT_EQ(got.at("version"), "1.0");
  EXPECT_EQ(got.at("x"), "");
  EXPECT_EQ(got.at("=odd"), "1");
}

std::string identified(const Clues& clues) {
  const auto identity = identify(clues);
  auto out = identity.own.group + ":" + identity.own.artifact + ":" + identity.own.version + " by " +
             std::string(identity.identified_by);
  for (const auto& other : identity.shaded) out += ", " + other.artifact;
  return out;
}

TEST(Identify, TheOwnPomIsTheOneThatTheFileIsNamedAfter) {
  const std::vector<Coordinate> poms{
      {"org.p", "client", "1"}, {"org.p", "postgresql", "42.2.5"}, {"org.p", "common", "1"}};
  EXPECT_EQ(identified({.path = "postgresql-42.2.5.jar", .poms = poms}),
            "org.p:postgresql:42.2.5 by pom.properties, client, common");
  EXPECT_EQ(identified({.path = "byte-buddy-1.10.2.jar",
                        .poms = {{"n", "byte-buddy-dep", "1.10.2"}, {"n", "byte-buddy", "1.10.2"}}}),
            "n:byte-buddy:1.10.2 by pom.properties, byte-buddy-dep");
}

TEST(Identify, TheOnlyPomIsTheOwnUnlessTheNameSpeaksOfAnother) {
  EXPECT_EQ(identified({.path = "renamed.jar", .poms = {{"g", "a", "1.0"}}}), "g:a:1.0 by pom.properties");
  EXPECT_EQ(identified({.path = "b-1.0.jar", .poms = {{"g", "a", "1.0"}}}), "g:a:1.0 by pom.properties");
  EXPECT_EQ(identified({.path = "hikari-shaded-3.0.jar", .poms = {{"g", "a", "1.0"}}}),
            ":hikari-shaded:3.0 by file-name, a");
}

TEST(Identify, AVersionThatMavenDidNotFillInComesFromTheName) {
  EXPECT_EQ(identified({.path = "a-1.2.jar", .poms = {{"g", "a", ""}}}), "g:a:1.2 by pom.properties");
}

TEST(Identify, AManifestAloneNamesAJar) {
  // commons-io 2.4 with META-INF/maven removed and no version in its name.
  const Manifest commons(
      "Implementation-Title: Commons IO\nImplementation-Vendor-Id: org.apache\nImplementation-Version: 2.4\n"
      "Bundle-SymbolicName: org.apache.commons.io\nBundle-Version: 2.4.0\n");
  EXPECT_EQ(
      identified({.path = "commons-io.jar", .manifest = commons, .packages = {"org/apache/commons/io"}}),
      "commons-io:commons-io:2.4 by manifest");
  const Manifest shiro("Bundle-SymbolicName: org.apache.shiro.config.core\n");
  EXPECT_EQ(identified({.path = "shiro-config-core-1.4.0.jar", .manifest = shiro}),
            "org.apache.shiro:shiro-config-core:1.4.0 by manifest");
  const Manifest buddy("Bundle-SymbolicName: net.bytebuddy.byte-buddy\n");
  EXPECT_EQ(identified({.path = "byte-buddy-1.10.2.jar", .manifest = buddy}),
            "net.bytebuddy:byte-buddy:1.10.2 by manifest");
  const Manifest nebula("Implementation-Title: io.reactivex#rxjava-extra;1.3.8\n");
  EXPECT_EQ(identified({.path = "x.jar", .manifest = nebula}), "io.reactivex:rxjava-extra:1.3.8 by manifest");
}

TEST(Identify, ACompanyIsNoGroup) {
  const Manifest oracle("Implementation-Vendor-Id: com.oracle\n");
  EXPECT_EQ(identified({.path = "thing-1.0.jar", .manifest = oracle}), ":thing:1.0 by file-name");
}

TEST(Identify, KnownGroupsNeedTheirPackages) {
  EXPECT_EQ(identified({.path = "spring-core-5.3.10.jar", .packages = {"org/springframework/core"}}),
            "org.springframework:spring-core:5.3.10 by file-name");
  EXPECT_EQ(identified({.path = "spring-core-5.3.10.jar", .packages = {"com/else"}}),
            ":spring-core:5.3.10 by file-name");
  EXPECT_EQ(identified({.path = "dom4j-1.6.1.jar", .packages = {"org/dom4j"}}),
            "dom4j:dom4j:1.6.1 by file-name");
  EXPECT_EQ(identified({.path = "dom4j-2.1.1.jar", .packages = {"org/dom4j"}}),
            "org.dom4j:dom4j:2.1.1 by file-name");
}

TEST(Identify, PackagesNamedAfterTheGroupTellIt) {
  EXPECT_EQ(identified({.path = "ognl-3.1.21.jar", .packages = {"ognl", "ognl/enhance"}}),
            "ognl:ognl:3.1.21 by packages");
  EXPECT_EQ(identified({.path = "acme-impl-1.jar", .packages = {"org/acme/a", "org/acme/b"}}),
            "org.acme:acme-impl:1 by packages");
  EXPECT_EQ(identified({.path = "acme-impl-1.jar", .packages = {"org/acme/a", "org/other"}}),
            ":acme-impl:1 by file-name");
  // Either org.iq80 or org.iq80.thing.
  EXPECT_EQ(identified({.path = "thing-0.4.jar", .packages = {"org/iq80/thing"}}), ":thing:0.4 by file-name");
}

}  // namespace
}  // namespace pratique::extract::java
