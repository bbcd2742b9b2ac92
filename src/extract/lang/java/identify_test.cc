#include "extract/lang/java/identify.h"

#include <gtest/gtest.h>

#include "extract/lang/java/file_name.h"
#include "extract/lang/java/pom.h"

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
  for (const auto& other : identity.shaded) out += ", " + other.coordinate.artifact;
  return out;
}

TEST(Identify, TheOwnPomIsTheOneThatTheFileIsNamedAfter) {
  const std::vector<Pom> poms{
      {{"org.p", "client", "1"}}, {{"org.p", "postgresql", "42.2.5"}}, {{"org.p", "common", "1"}}};
  EXPECT_EQ(identified({.path = "postgresql-42.2.5.jar", .poms = poms}),
            "org.p:postgresql:42.2.5 by pom.properties, client, common");
  EXPECT_EQ(identified({.path = "byte-buddy-1.10.2.jar",
                        .poms = {{{"n", "byte-buddy-dep", "1.10.2"}}, {{"n", "byte-buddy", "1.10.2"}}}}),
            "n:byte-buddy:1.10.2 by pom.properties, byte-buddy-dep");
}

TEST(Identify, TheOnlyPomIsTheOwnUnlessTheNameSpeaksOfAnother) {
  EXPECT_EQ(identified({.path = "renamed.jar", .poms = {{{"g", "a", "1.0"}}}}), "g:a:1.0 by pom.properties");
  EXPECT_EQ(identified({.path = "b-1.0.jar", .poms = {{{"g", "a", "1.0"}}}}), "g:a:1.0 by pom.properties");
  EXPECT_EQ(identified({.path = "hikari-shaded-3.0.jar", .poms = {{{"g", "a", "1.0"}}}}),
            ":hikari-shaded:3.0 by file-name, a");
}

TEST(Identify, AmongSeveralPomsTheOwnIsThatOfTheManifestOrOfTheMainClass) {
  const std::vector<Pom> poms{{{"com.acme", "svc", "1.0"}}, {{"com.google.guava", "guava", "30.0"}}};
  const Manifest titled("Implementation-Title: svc\nImplementation-Version: 1.0\n");
  EXPECT_EQ(identified({.path = "app.jar", .manifest = titled, .poms = poms}),
            "com.acme:svc:1.0 by pom.properties, guava");
  const Manifest started("Main-Class: org.loader.Launcher\nStart-Class: com.acme.Main\n");
  EXPECT_EQ(identified({.path = "app.jar", .manifest = started, .poms = poms}),
            "com.acme:svc:1.0 by pom.properties, guava");
}

TEST(Identify, AmongSeveralPomsOfOthersTheFileIsNoThirdPackage) {
  const std::vector<Pom> poms{{{"com.acme", "svc", "1.0"}}, {{"com.google.guava", "guava", "30.0"}}};
  EXPECT_EQ(identified({.path = "app.jar", .poms = poms}), ":: by file-name, svc, guava");
  const Manifest other("Implementation-Title: svc\nImplementation-Version: 7\n");
  EXPECT_EQ(identified({.path = "app.jar", .manifest = other, .poms = poms}), ":: by manifest, svc, guava");
}

TEST(Identify, BundlesAreNamedAsOsgiNamesThem) {
  const Manifest core(
      "Bundle-SymbolicName: org.eclipse.core.runtime; singleton:=true\nBundle-Version: "
      "3.26.0.v20220813-0916\n");
  EXPECT_EQ(identified({.path = "org.eclipse.core.runtime_3.26.0.v20220813-0916.jar", .manifest = core}),
            ":org.eclipse.core.runtime:3.26.0.v20220813-0916 by file-name");
  // Without its manifest, as in an archive that was not read.
  EXPECT_EQ(identified({.path = "org.eclipse.core.runtime_3.26.0.v20220813-0916.jar"}),
            ":org.eclipse.core.runtime:3.26.0.v20220813-0916 by file-name");
  EXPECT_EQ(
      identified({.path = "org.apache.commons.io_2.8.0.v20210415-0900.jar",
                  .manifest = Manifest(
                      "Bundle-SymbolicName: org.apache.commons.io\nBundle-Version: 2.8.0.v20210415-0900\n"),
                  .poms = {{{"commons-io", "commons-io", "2.8.0"}}}}),
      "commons-io:commons-io:2.8.0 by pom.properties");
  EXPECT_EQ(identified({.path = "akka-actor_2.13-2.6.20.jar"}), ":akka-actor_2.13:2.6.20 by file-name");
}

TEST(Identify, PluginsNameTheirGroupInTheManifest) {
  const Manifest git(
      "Plugin-Version: 4.11.3\nShort-Name: git\nGroup-Id: org.jenkins-ci.plugins\nArtifact-Id: git\n");
  EXPECT_EQ(identified({.path = "plugin.hpi", .manifest = git}),
            "org.jenkins-ci.plugins:git:4.11.3 by manifest");
}

TEST(Identify, NumbersAndDigestsAreNoNames) {
  EXPECT_EQ(identified({.path = "1-555680818.jar"}), ":: by file-name");
  EXPECT_EQ(identified({.path = "20210415.jar"}), ":: by file-name");
  EXPECT_EQ(identified({.path = "d41d8cd98f00b204e9800998ecf8427e.jar"}), ":: by file-name");
  EXPECT_EQ(identified({.path = "jsr305.jar"}), ":jsr305: by file-name");
  EXPECT_EQ(identified({.path = "1-555680818.jar", .poms = {{{"g", "a", ""}}}}), "g:a: by pom.properties");
}

TEST(Identify, ABundlesVersionIsMavensOrUnknown) {
  const auto version = [](const std::string& name, const std::string& stated) {
    const Manifest manifest("Bundle-SymbolicName: " + name + "\nBundle-Version: " + stated + "\n");
    return identify({.path = name + ".jar", .manifest = manifest}).own.version;
  };
  EXPECT_EQ(version("derby", "10.14.2000001.1828579"), "10.14.2.1");
  EXPECT_EQ(version("other", "10.14.2000001.1828579"), "");
  EXPECT_EQ(version("dated", "1.0.20210415"), "1.0.20210415");
  EXPECT_EQ(version("plain", "1.2.3.Final"), "1.2.3.Final");
}

TEST(Identify, WovenAndRelocatedClassesGiveNoGroup) {
  const Manifest agent("Implementation-Title: com.newrelic.instrumentation.spring-webmvc-4.3\n");
  EXPECT_EQ(identified({.path = "spring-webmvc-1.0.jar",
                        .manifest = agent,
                        .packages = {"org/springframework/web/servlet"}}),
            ":spring-webmvc:1.0 by file-name");
  EXPECT_EQ(
      identified({.path = "collect-1.0.jar", .packages = {"com/acme/shaded/com/google/common/collect"}}),
      ":collect:1.0 by file-name");
  EXPECT_EQ(identified({.path = "common-io-1.0.jar", .packages = {"com/acme/deps/org/other/common"}}),
            ":common-io:1.0 by file-name");
}

TEST(Pom, SaysGroupAndVersionItselfOrByItsParent) {
  const auto parsed = [](const std::string& inside) {
    const auto pom = parse_pom("<project xmlns='http://maven.apache.org/POM/4.0.0'>" + inside + "</project>");
    return pom ? pom->group + ":" + pom->artifact + ":" + pom->version : "error";
  };
  const std::string parent =
      "<parent><groupId>org.jline</groupId><artifactId>p</artifactId><version>3.13.0</version></parent>";
  EXPECT_EQ(parsed(parent + "<artifactId>t</artifactId>"), "org.jline:t:3.13.0");
  EXPECT_EQ(parsed(parent + "<artifactId>t</artifactId><groupId>g</groupId><version>2</version>"), "g:t:2");
  EXPECT_EQ(parsed(parent + "<artifactId>t</artifactId><version>${project.parent.version}-${tail}</version>"
                            "<properties><tail>${q}</tail><q>jre</q></properties>"),
            "org.jline:t:3.13.0-jre");
  EXPECT_EQ(parsed("<artifactId>t</artifactId><version>${revision}</version>"), ":t:");
  EXPECT_EQ(parsed("<artifactId>t</artifactId><version>${a}</version><properties><a>${a}</a></properties>"),
            ":t:");
  EXPECT_EQ(
      parsed("<artifactId>t</artifactId><version>${a}</version><properties><a>${a}${a}</a></properties>"),
      ":t:");
  EXPECT_EQ(parsed("<artifactId>"), "error");
}

TEST(Identify, AVersionThatMavenDidNotFillInComesFromTheName) {
  EXPECT_EQ(identified({.path = "a-1.2.jar", .poms = {{{"g", "a", ""}}}}), "g:a:1.2 by pom.properties");
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
