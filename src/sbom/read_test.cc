#include "sbom/read.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/text.h"
#include "sbom/write.h"
#include "support/inventory_sample.h"
#include "support/paths.h"

namespace pratique::sbom {
namespace {

using pratique::testing::read_file;
using pratique::testing::unpacked;

model::Inventory read_ok(std::string_view text) {
  auto inventory = read_document(text);
  EXPECT_TRUE(inventory) << base::to_line(inventory.error());
  return inventory ? *std::move(inventory) : model::Inventory{};
}

const model::Component* find(const model::Inventory& inventory, std::string_view name) {
  for (const auto& component : inventory.components) {
    if (component.purl.name == name) return &component;
  }
  ADD_FAILURE() << "no component " << name;
  static const model::Component kNone;
  return &kNone;
}

std::string note_of(const model::Inventory& inventory, std::string_view code) {
  for (const auto& note : inventory.notes) {
    if (note.code == code) return note.message;
  }
  return {};
}

std::string error_of(std::string_view text) {
  const auto inventory = read_document(text);
  return inventory ? std::string("no error") : base::to_line(inventory.error());
}

std::string trivy_file(const std::string& name) {
  return read_file(unpacked("corpora/trivy-goldens") + "/aquasecurity+trivy/integration/testdata/" + name);
}

TEST(DocumentBounds, GrowWithTheMemoryThatIsAllowed) {
  const auto bounds = [](const char* limit) {
    base::Limits limits;
    EXPECT_TRUE(limit == nullptr || limits.set(limit));
    return document_bounds(base::Meter(limits));
  };
  EXPECT_EQ(bounds(nullptr).text, kMaxSbomBytes);
  EXPECT_EQ(bounds(nullptr).memory, kMaxSbomMemory);
  EXPECT_EQ(bounds("memory=1G").text, 4 * kMaxSbomBytes);
  EXPECT_EQ(bounds("memory=1G").memory, 4 * kMaxSbomMemory);
  EXPECT_GT(bounds("memory=8388608T").memory, bounds("memory=1G").memory);
  const auto text = R"({"schema":"pratique/inventory/1","notes":[")" + std::string(8 << 10, ' ') + "\"]}";
  base::Limits limits;
  EXPECT_TRUE(limits.set("memory=4K"));
  base::Meter meter(limits);
  const auto refused = take_document(text, meter);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kLimit);
  EXPECT_TRUE(base::contains(to_line(refused.error()), "--limit memory=")) << to_line(refused.error());
}

TEST(ReadDocument, TrivyCycloneDx) {
  PQ_NEED_SHARED();
  const auto inventory = read_ok(trivy_file("fluentd-multiple-lockfiles.cdx.json.golden"));
  EXPECT_EQ(inventory.subject.kind, model::SubjectKind::kSbom);
  EXPECT_EQ(inventory.subject.distro.id, "debian");
  EXPECT_EQ(inventory.subject.distro.version_id, "10");
  EXPECT_EQ(inventory.components.size(), 160u);
  EXPECT_EQ(inventory.notes, std::vector<model::Note>{});
  const auto* component = find(inventory, "libssl1.1");
  EXPECT_EQ(component->source_name, "openssl");
  EXPECT_TRUE(component->locations.at(0).layer.starts_with("sha256:"));
}

TEST(ReadDocument, TrivySpdxAndItsAttestationSayTheSame) {
  PQ_NEED_SHARED();
  const auto spdx = read_ok(trivy_file("fixtures/sbom/centos-7-spdx.json"));
  const auto cyclonedx = read_ok(trivy_file("fixtures/sbom/centos-7-cyclonedx.json"));
  const auto attested = read_ok(trivy_file("fixtures/sbom/centos-7-cyclonedx.intoto.jsonl"));
  for (const auto* inventory : {&spdx, &cyclonedx, &attested}) {
    EXPECT_EQ(inventory->subject.distro.id, "centos");
    EXPECT_EQ(inventory->subject.distro.version_id, "7");
    EXPECT_EQ(inventory->subject.config_digest,
              "sha256:f1cb7c7d58b73eac859c395882eec49d50651244e342cd6c68a5c7809785f427");
    ASSERT_EQ(inventory->components.size(), 2u);
    EXPECT_EQ(find(*inventory, "bash")->source_name, "");
    EXPECT_EQ(find(*inventory, "openssl-libs")->purl.qualifiers.at("epoch"), "1");
  }
  // The epoch belongs to the version of a source package, and is a qualifier of the package's own purl.
  EXPECT_EQ(find(cyclonedx, "openssl-libs")->source_name, "openssl");
  EXPECT_EQ(find(cyclonedx, "openssl-libs")->source_version, "1.0.2k-16.el7");
  EXPECT_EQ(attested.subject.digest,
            "sha256:be65f488b7764ad3638f236b7b515b3678369a5124c47b8d32916d6487418ea4");
}

TEST(ReadDocument, SyftJson) {
  const auto inventory = read_ok(read_file("src/sbom/testdata/syft.json"));
  EXPECT_EQ(inventory.subject.name, "shop:1");
  EXPECT_EQ(inventory.subject.digest, testing::digest_of('3'));
  EXPECT_EQ(inventory.subject.layers.at(0).diff_id, testing::digest_of('1'));
  EXPECT_EQ(inventory.subject.distro.codename, "bookworm");
  const auto* libssl = find(inventory, "libssl3");
  EXPECT_EQ(libssl->purl.to_string(), "pkg:deb/debian/libssl3@3.0.15-1~deb12u1?arch=amd64&distro=debian-12");
  EXPECT_EQ(libssl->source_name, "openssl");
  EXPECT_EQ(libssl->licenses, (std::vector<std::string>{"Apache-2.0", "GPL"}));
  EXPECT_EQ(libssl->locations.at(0).path, "usr/share/doc/libssl3/copyright");
  EXPECT_EQ(find(inventory, "zlib")->source_name, "");  // it is its own source package
  EXPECT_EQ(find(inventory, "openssl-libs")->source_name, "openssl");
  EXPECT_EQ(find(inventory, "openssl-libs")->source_version, "3.0.7-27.el9");
  EXPECT_EQ(find(inventory, "busybox-binsh")->purl.version, "1.36.1-r29");
  EXPECT_EQ(find(inventory, "busybox-binsh")->source_version, "1.36.1-r28");
  EXPECT_EQ(note_of(inventory, "no-purl"),
            "1 component has no package URL and cannot be judged, first \"mystery.bin\"");
}

TEST(ReadDocument, NestedComponentsAndThoseWithoutPurl) {
  const auto inventory = read_ok(R"({"bomFormat":"CycloneDX","specVersion":"1.4","components":[
    {"type":"library","name":"a","version":"1","purl":"pkg:npm/a","components":[
      {"type":"library","name":"b","purl":"pkg:npm/b@2"}]},
    {"type":"library","name":"in\u001bhouse","version":"3"}, {"type":"firmware","name":"f"}, {"type":"file","name":"/etc/x"},
    {"type":"library","name":"c","purl":"npm:c"}]})");
  EXPECT_EQ(inventory.components.size(), 2u);
  EXPECT_EQ(find(inventory, "a")->purl.version, "1");
  EXPECT_EQ(note_of(inventory, "no-purl"),
            "2 components have no package URL and cannot be judged, first \"in\\x1bhouse\"");
  EXPECT_EQ(note_of(inventory, "bad-purl"), "1 component has an unreadable package URL, first \"npm:c\"");
  EXPECT_TRUE(inventory.notes.at(0).incomplete);
}

// A CPE of an application is a name as well; of an operating system, or of nothing in particular, it is none.
TEST(ReadDocument, AProgramThatHasItsCpeAloneIsAComponent) {
  const auto inventory = read_ok(R"({"bomFormat":"CycloneDX","specVersion":"1.4","components":[
    {"type":"application","name":"OpenSSL","version":"1.0.2zf","cpe":"cpe:2.3:a:openssl:openssl:1.0.2zf:*:*:*:*:*:*:*"},
    {"type":"application","name":"old","cpe":"cpe:/a:acme:proxy:2.1"},
    {"type":"firmware","name":"system","cpe":"cpe:2.3:o:linux:linux_kernel:6.1:*:*:*:*:*:*:*"},
    {"type":"library","name":"any","cpe":"cpe:2.3:a:acme:*:1:*:*:*:*:*:*:*"}]})");
  ASSERT_EQ(inventory.components.size(), 2u);
  EXPECT_EQ(find(inventory, "openssl")->purl.to_string(), "pkg:generic/openssl@1.0.2zf");
  EXPECT_EQ(find(inventory, "openssl")->details->cpes.size(), 1u);
  EXPECT_EQ(find(inventory, "proxy")->purl.version, "2.1");
}

TEST(ReadDocument, DistroFromPurlsWhenNoComponentNamesIt) {
  const auto inventory =
      read_ok(R"({"spdxVersion":"SPDX-2.2","SPDXID":"SPDXRef-DOCUMENT","name":"x","packages":[
    {"SPDXID":"SPDXRef-a","name":"a","externalRefs":[{"referenceCategory":"PACKAGE_MANAGER","referenceType":"purl",
      "referenceLocator":"pkg:apk/alpine/a@1?distro=alpine-3.18.4"}]},
    {"SPDXID":"SPDXRef-b","name":"b","supplier":"Organization: B Inc","licenseDeclared":"LicenseRef-1","externalRefs":[{
      "referenceType":"http://spdx.org/rdf/references/purl","referenceLocator":"pkg:apk/alpine/b@1?distro=alpine-3.18.4"}]}],
    "hasExtractedLicensingInfos":[{"licenseId":"LicenseRef-1","extractedText":"Do as you like","name":"Own licence"}]})");
  EXPECT_EQ(inventory.subject.distro.id, "alpine");
  EXPECT_EQ(inventory.subject.distro.version_id, "3.18.4");
  EXPECT_EQ(find(inventory, "b")->supplier, "B Inc");
  EXPECT_EQ(find(inventory, "b")->licenses, std::vector<std::string>{"Own licence"});
}

// What a document says besides names, and how its packages hang together, in each of the formats that say it.
TEST(ReadDocument, DetailsAndDependenciesOfOtherTools) {
  const auto hash = std::string(64, 'A');
  const auto cyclonedx = read_ok(R"({"bomFormat":"CycloneDX","specVersion":"1.5","components":[
    {"type":"library","bom-ref":"1","name":"a","purl":"pkg:npm/a@1","description":"First","scope":"optional",
     "cpe":"cpe:2.3:a:a:a:1:*:*:*:*:*:*:*","hashes":[{"alg":"SHA-256","content":")" +
                                 hash + R"("},{"alg":"SHA-1","content":"odd"}]},
    {"type":"library","bom-ref":"2","name":"b","purl":"pkg:npm/b@1","scope":"excluded"}],
    "dependencies":[{"ref":"1","dependsOn":["2","3"]},{"ref":"0","dependsOn":["1"]}]})");
  const auto spdx = read_ok(R"({"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"x","packages":[
    {"SPDXID":"SPDXRef-1","name":"a","summary":"First","licenseDeclared":"MIT","licenseConcluded":"MIT AND ISC",
     "checksums":[{"algorithm":"SHA256","checksumValue":")" +
                            hash + R"("}],"externalRefs":[
     {"referenceCategory":"SECURITY","referenceType":"cpe23Type","referenceLocator":"cpe:2.3:a:a:a:1:*:*:*:*:*:*:*"},
     {"referenceType":"purl","referenceLocator":"pkg:npm/a@1"}]},
    {"SPDXID":"SPDXRef-2","name":"b","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:npm/b@1"}]}],
    "relationships":[{"spdxElementId":"SPDXRef-2","relationshipType":"DEPENDENCY_OF","relatedSpdxElement":"SPDXRef-1"}]})");
  for (const auto* inventory : {&cyclonedx, &spdx}) {
    const auto& details = *find(*inventory, "a")->details;
    EXPECT_EQ(find(*inventory, "a")->description, "First");
    EXPECT_EQ(details.cpes, std::vector<std::string>{"cpe:2.3:a:a:a:1:*:*:*:*:*:*:*"});
    EXPECT_EQ(details.hashes,
              (std::vector<model::Hash>{{model::HashAlgorithm::kSha256, std::string(64, 'a')}}));
    EXPECT_EQ(inventory->edges, (std::vector<model::Edge>{{0, 1, model::EdgeKind::kDependsOn}}));
  }
  EXPECT_EQ(find(cyclonedx, "a")->scope, model::Scope::kOptional);
  EXPECT_EQ(find(cyclonedx, "b")->scope, model::Scope::kDev);
  EXPECT_EQ(find(spdx, "a")->details->license, "MIT AND ISC");
}

// SPDX names the scope by the needed package's word on who needs it.
TEST(ReadDocument, RelationshipsOfOtherTools) {
  std::string relations;
  const auto relate = [&](const char* from, const char* word, const char* to) {
    relations += std::string(relations.empty() ? "" : ",") + R"({"spdxElementId":"SPDXRef-)" + from +
                 R"(","relationshipType":")" + word + R"(","relatedSpdxElement":"SPDXRef-)" + to + R"("})";
  };
  relate("b", "DEV_DEPENDENCY_OF", "a"), relate("c", "TEST_DEPENDENCY_OF", "a");
  relate("d", "BUILD_DEPENDENCY_OF", "a"), relate("e", "OPTIONAL_DEPENDENCY_OF", "a");
  relate("f", "PROVIDED_DEPENDENCY_OF", "a"), relate("c", "RUNTIME_DEPENDENCY_OF", "b");
  relate("d", "CONTAINED_BY", "c"), relate("e", "GENERATED_FROM", "f"), relate("a", "GENERATES", "f");
  relate("a", "OTHER", "f"), relate("a", "DEPENDS_ON", "gone"), relate("f", "VARIANT_OF", "b");
  std::string packages;
  for (const char name : std::string_view("abcdef")) {
    packages += std::string(packages.empty() ? "" : ",") + R"({"SPDXID":"SPDXRef-)" + name +
                R"(","name":"x","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:npm/)" +
                name + R"(@1"}]})";
  }
  const auto inventory =
      read_ok(R"({"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"x","packages":[)" + packages +
              R"(],"relationships":[)" + relations + "]}");
  using enum model::EdgeKind;
  using model::Scope;
  EXPECT_EQ(inventory.edges, (std::vector<model::Edge>{{0, 1, kDependsOn, Scope::kDev},
                                                       {0, 2, kDependsOn, Scope::kDev},
                                                       {0, 3, kDependsOn, Scope::kBuild},
                                                       {0, 4, kDependsOn, Scope::kOptional},
                                                       {0, 5, kDependsOn, Scope::kPeer},
                                                       {1, 2, kDependsOn},
                                                       {2, 3, kContains},
                                                       {4, 5, kBuiltFrom},
                                                       {5, 0, kBuiltFrom}}));
}

// Documents of the time when these were properties only are read into the members that they have become.
TEST(ReadDocument, PropertiesOfOlderDocumentsAreUnderstood) {
  const auto inventory =
      read_ok(R"({"schema":"pratique/inventory/1","subject":{"kind":"image"},"notes":[],"components":[
    {"purl":"pkg:rpm/almalinux/nodejs@18","evidence":"installed","properties":{"pratique:rpm:module":"nodejs:18:1:2",
     "pratique:database":"removed","pratique:state":"broken","pratique:root":"srv/jail","pratique:listed-by":"pkg:deb/x/y@1",
     "pratique:scope":"dev","pratique:main":"true","pratique:go:version":"1.22"}}]})");
  const auto& one = inventory.components.at(0);
  EXPECT_EQ(one.details->module, "nodejs:18:1:2");
  EXPECT_EQ(one.details->root, "srv/jail");
  EXPECT_EQ(one.details->listed_by, "pkg:deb/x/y@1");
  EXPECT_TRUE(one.database_removed);
  EXPECT_TRUE(one.is_main);
  EXPECT_EQ(one.state, model::State::kBroken);
  EXPECT_EQ(one.scope, model::Scope::kDev);
  EXPECT_EQ(one.properties, (std::map<std::string, std::string>{{"pratique:go:version", "1.22"}}));
  EXPECT_TRUE(base::contains(text_of(inventory, "json"), R"("pratique:state": "broken")"))
      << "readers outside find them where they were";
  EXPECT_EQ(error_of(R"({"schema":"pratique/inventory/1","subject":{"kind":"image"},"notes":[],"components":[
    {"purl":"pkg:npm/a","evidence":"installed","properties":{"pratique:scope":"x"}}]})"),
            "unknown scope \"x\"");
}

// The purl of the one component, its module and the distribution of a document with this purl, with more members beside
// it and other components before it.
std::string read_purl(const std::string& purl, const std::string& more = "", const std::string& system = "") {
  const auto inventory = read_ok(R"({"bomFormat":"CycloneDX","specVersion":"1.5","components":[)" + system +
                                 R"({"type":"library","name":"x","purl":")" + purl + "\"" + more + "}]}");
  EXPECT_EQ(inventory.components.size(), 1u) << purl;
  if (inventory.components.empty()) return std::string();
  const auto& one = inventory.components[0];
  return one.purl.to_string() + (one.details->module.empty() ? "" : " module " + one.details->module) + " " +
         inventory.subject.distro.id + " " + inventory.subject.distro.version_id;
}

std::string system_component(const char* name, const char* version) {
  return std::string(R"({"type":"operating-system","name":")") + name + R"(","version":")" + version + "\"},";
}

// What other tools write into purls and beside them, as our own scan would have it.
TEST(ReadDocument, SpellingsOfOtherToolsAreOurs) {
  const auto read = [](const std::string& purl, const std::string& more = "",
                       const std::string& before = "") { return read_purl(purl, more, before); };
  const auto system = system_component;
  const auto property = [](const char* name, const char* value) {
    return std::string(R"(,"properties":[{"name":")") + name + R"(","value":")" + value + "\"}]";
  };
  const std::string module = " module nodejs:18:1:2 almalinux 8.10";
  const std::string node = "pkg:rpm/almalinux/nodejs@18?distro=almalinux-8.10";
  EXPECT_EQ(read(node + "&rpmmod=nodejs%3A18%3A1%3A2"), node + module);
  EXPECT_EQ(read(node + "&modularitylabel=nodejs%3A18%3A1%3A2"), node + module);
  EXPECT_EQ(read(node, property("aquasecurity:trivy:Modularitylabel", "nodejs:18:1:2")), node + module);
  EXPECT_EQ(read(node, property("syft:metadata:modularityLabel", "nodejs:18:1:2")), node + module);
  EXPECT_EQ(read(node, property("aquasecurity:trivy:Modularitylabel", "(none)")), node + " almalinux 8.10");
  EXPECT_EQ(read("pkg:npm/a@1?rpmmod=b"), "pkg:npm/a@1?rpmmod=b  ");

  EXPECT_EQ(read("pkg:rpm/alma/bash@1?distro=alma-8.5", "", system("alma", "8.5")),
            "pkg:rpm/almalinux/bash@1?distro=almalinux-8.5 almalinux 8.5");
  EXPECT_EQ(read("pkg:rpm/oracle/bash@1?distro=oracle-8.5"), "pkg:rpm/ol/bash@1?distro=ol-8.5 ol 8.5");
  EXPECT_EQ(read("pkg:rpm/amazon/bash@1?distro=amazon-2023"),
            "pkg:rpm/amzn/bash@1?distro=amzn-2023 amzn 2023");
  EXPECT_EQ(read("pkg:rpm/cbl-mariner/bash@1?distro=cbl-mariner-2.0"),
            "pkg:rpm/mariner/bash@1?distro=mariner-2.0 mariner 2.0");
  EXPECT_EQ(read("pkg:rpm/opensuse.leap/bash@1?distro=opensuse.leap-15.5"),
            "pkg:rpm/opensuse-leap/bash@1?distro=opensuse-leap-15.5 opensuse-leap 15.5");
  EXPECT_EQ(read("pkg:rpm/suse/bash@1", "", system("suse linux enterprise server", "15.5")),
            "pkg:rpm/sles/bash@1 sles 15.5");
  EXPECT_EQ(read("pkg:rpm/redhat/bash@1?distro=redhat-9.2"),
            "pkg:rpm/redhat/bash@1?distro=redhat-9.2 rhel 9.2");
  EXPECT_EQ(read("pkg:rpm/acme/bash@1?distro=acme-9.2"), "pkg:rpm/acme/bash@1?distro=acme-9.2 acme 9.2");

  EXPECT_EQ(read("pkg:deb/debian/curl@1?os_distro=bookworm&os_name=debian&os_version=12"),
            "pkg:deb/debian/curl@1?distro=debian-12 debian 12");
  EXPECT_EQ(read("pkg:apk/alpine/curl@1?os_name=alpine&os_version=3.20"),
            "pkg:apk/alpine/curl@1?distro=alpine-3.20 alpine 3.20");
  EXPECT_EQ(read("pkg:npm/a@1?os_name=b&os_version=1"), "pkg:npm/a@1?os_name=b&os_version=1  ");

  EXPECT_EQ(read("pkg:deb/curl@1?distro=debian-12"), "pkg:deb/debian/curl@1?distro=debian-12 debian 12");
  EXPECT_EQ(read("pkg:rpm/curl@1?distro=almalinux-8.9"),
            "pkg:rpm/almalinux/curl@1?distro=almalinux-8.9 almalinux 8.9");
  EXPECT_EQ(read("pkg:apk/curl@1", "", system("alpine", "3.20.3")), "pkg:apk/alpine/curl@1 alpine 3.20.3");
  EXPECT_EQ(read("pkg:rpm/curl@1", "", system("debian", "12")), "pkg:rpm/curl@1 debian 12")
      << "Debian has no rpms";
  EXPECT_EQ(read("pkg:rpm/curl@1", "", system("rhel", "9.2")), "pkg:rpm/redhat/curl@1 rhel 9.2");
}

// Codenames, releases with more than their number, and Debian's of two numbers.
TEST(ReadDocument, AReleaseIsKnownByAllItsNames) {
  const std::vector<std::pair<std::string, std::string>> releases = {
      {"pkg:deb/curl@1?distro=bookworm", "pkg:deb/debian/curl@1?distro=debian-12 debian 12"},
      {"pkg:deb/curl@1?distro=jammy", "pkg:deb/ubuntu/curl@1?distro=ubuntu-22.04 ubuntu 22.04"},
      {"pkg:deb/debian/curl@1?distro=debian-bookworm", "pkg:deb/debian/curl@1?distro=debian-12 debian 12"},
      {"pkg:deb/curl@1?distro=debian-sid", "pkg:deb/debian/curl@1?distro=debian-sid  "},
      {"pkg:deb/curl@1?distro=debian-trixie%2Fsid", "pkg:deb/debian/curl@1?distro=debian-13 debian 13"},
      {"pkg:deb/curl@1?distro=sid", "pkg:deb/debian/curl@1?distro=debian-sid  "},
      {"pkg:deb/curl@1?distro=debian-3.1", "pkg:deb/debian/curl@1?distro=debian-3.1 debian 3.1"},
      {"pkg:deb/curl@1?distro=debian-6.0", "pkg:deb/debian/curl@1?distro=debian-6.0 debian 6"},
      {"pkg:deb/curl@1?distro=debian-6.0.10", "pkg:deb/debian/curl@1?distro=debian-6.0.10 debian 6"},
      {"pkg:rpm/amazon/bash@1?distro=amazon-2%20%28Karoo%29", "pkg:rpm/amzn/bash@1?distro=amzn-2 amzn 2"},
      {"pkg:rpm/amazon/curl@1?distro=amazon-AMI%20release%202018.03",
       "pkg:rpm/amzn/curl@1?distro=amzn-2018.03 amzn 2018.03"},
      {"pkg:rpm/rocky-linux/bash@1?distro=rocky-linux-9.3",
       "pkg:rpm/rocky/bash@1?distro=rocky-9.3 rocky 9.3"},
      {"pkg:apk/wolfi-os/curl@1", "pkg:apk/wolfi/curl@1  "},
      {"pkg:rpm/rhel/bash@1?distro=rhel-9.2", "pkg:rpm/redhat/bash@1?distro=rhel-9.2 rhel 9.2"},
      {"pkg:alpm/archlinux/bash@1", "pkg:alpm/arch/bash@1  "}};
  for (const auto& [written, wanted] : releases) EXPECT_EQ(read_purl(written), wanted) << written;
  EXPECT_EQ(read_purl("pkg:deb/curl@1", "", system_component("debian", "12 (bookworm)")),
            "pkg:deb/debian/curl@1 debian 12");
  EXPECT_EQ(read_purl("pkg:deb/curl@1", "", system_component("Debian", "bookworm")),
            "pkg:deb/debian/curl@1 debian 12");
  EXPECT_EQ(read_purl("pkg:deb/curl@1", "", system_component("ubuntu", "22.04 LTS (Jammy Jellyfish)")),
            "pkg:deb/ubuntu/curl@1 ubuntu 22.04");
  EXPECT_EQ(read_purl("pkg:deb/curl@1", "", system_component("debian", "3.1")),
            "pkg:deb/debian/curl@1 debian 3.1");
}

// Wherever other tools write it; the source package's is its own.
TEST(ReadDocument, TheEpochCountsOnce) {
  struct Case {
    std::string purl, more, wanted;
  };
  const auto trivy = [](const char* name, const char* version, const char* release, const char* epoch) {
    const auto pair = [](const char* key, const char* value) {
      return std::string(R"({"name":"aquasecurity:trivy:)") + key + R"(","value":")" + value + "\"}";
    };
    return R"(,"properties":[)" + pair("SrcName", name) + "," + pair("SrcVersion", version) + "," +
           pair("SrcRelease", release) + (*epoch == 0 ? "" : "," + pair("SrcEpoch", epoch)) + "]";
  };
  const std::string deb = "pkg:deb/debian/x@", rpm = "pkg:rpm/almalinux/x@";
  const std::vector<Case> all = {
      {deb + "9-1?epoch=1", R"(,"version":"1:9-1")", deb + "1:9-1"},
      {deb + "9-1", R"(,"version":"1:9-1")", deb + "1:9-1"},
      {deb + "1%3A9-1?epoch=1", R"(,"version":"9-1")", deb + "1:9-1"},
      {deb + "9-1", R"(,"version":"9-1")", deb + "9-1"},
      {deb + "9-1", R"(,"version":"1:8-1")", deb + "9-1"},
      {deb + "9-1?epoch=1", trivy("x", "9", "1", "1"), deb + "1:9-1"},
      {deb + "9-1?epoch=1", trivy("y", "9", "1", "1"), deb + "1:9-1 of y 1:9-1"},
      {deb + "9-1?epoch=1", trivy("y", "9", "1", ""), deb + "1:9-1 of y 9-1"},
      {rpm + "1:9-1?epoch=1", "", rpm + "9-1?epoch=1"},
      {rpm + "9-1", R"(,"version":"1:9-1")", rpm + "9-1?epoch=1"},
      {rpm + "9-1", R"(,"version":"1:9")", rpm + "9-1?epoch=1"},
      {rpm + "9-1", R"(,"version":"0:9-1")", rpm + "9-1"},
      {rpm + "9-1?epoch=1", trivy("x", "9", "1", "1"), rpm + "9-1?epoch=1"},
      {rpm.substr(0, rpm.size() - 1), R"(,"version":"1:9-1")", rpm + "9-1?epoch=1"}};
  for (const auto& [purl, more, wanted] : all) {
    const auto inventory = read_ok(R"({"bomFormat":"CycloneDX","specVersion":"1.5","components":[
      {"type":"library","name":"x","purl":")" +
                                   purl + "\"" + more + "}]}");
    ASSERT_EQ(inventory.components.size(), 1u);
    const auto& one = inventory.components[0];
    EXPECT_EQ(one.purl.to_string() +
                  (one.source_name.empty() ? "" : " of " + one.source_name + " " + one.source_version),
              wanted)
        << purl << more;
  }
}

// A name that percent-decodes to other than UTF-8 could not be written again; found by fuzzing.
TEST(ReadDocument, BytesThatAreNotUtf8StayInThePurl) {
  const auto inventory = read_ok(R"({"bomFormat":"CycloneDX","specVersion":"1.4","components":[
    {"type":"library","name":"a","purl":"pkg:apk/alpine/a@1?distro=%80-1&upstream=b%80%401"}]})");
  EXPECT_EQ(find(inventory, "a")->source_name, "");
  EXPECT_EQ(inventory.subject.distro, model::Distro{});
  EXPECT_EQ(find(inventory, "a")->purl.to_string(), "pkg:apk/alpine/a@1?distro=%80-1&upstream=b%80%401");
}

// Statements as cosign and BuildKit write them.
TEST(ReadDocument, InTotoStatements) {
  const auto inventory =
      read_ok(R"({"_type":"https://in-toto.io/Statement/v1","predicateType":"https://cyclonedx.org/bom",
    "subject":[{"name":"registry.example/shop","digest":{"sha256":")" +
              std::string(64, '5') + R"("}}],
    "predicate":{"Data":"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"components\":[]}","Timestamp":""}})");
  EXPECT_EQ(inventory.subject.digest, testing::digest_of('5'));
  EXPECT_EQ(inventory.subject.name, "registry.example/shop");
  EXPECT_NE(note_of(inventory, "no-components"), "");
}

TEST(ReadDocument, EndlessWrappingIsALimit) {
  std::string text = "{}";
  for (int i = 0; i < 10; ++i) text = R"({"predicateType":"x","predicate":)" + text + "}";
  EXPECT_EQ(error_of(text), "document wrapped more than 8 times");
}

TEST(ReadDocument, DeepNestingIsANote) {
  std::string text = R"({"type":"library","name":"deepest","purl":"pkg:npm/deepest@1"})";
  for (int i = 0; i < 100; ++i)
    text = R"({"type":"library","name":"x","purl":"pkg:npm/x@1","components":[)" + text + "]}";
  const auto inventory =
      read_ok(R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[)" + text + "]}");
  EXPECT_EQ(inventory.components.size(), 1u);
  EXPECT_EQ(note_of(inventory, "limit"), "components nested deeper than 64 were not read");
}

TEST(ReadDocument, NullIsAnEmptyListWithANote) {
  for (const auto* text : {R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":null})",
                           R"({"bomFormat":"CycloneDX","specVersion":"1.6"})",
                           R"({"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","packages":null})"}) {
    const auto inventory = read_ok(text);
    EXPECT_TRUE(inventory.components.empty()) << text;
    EXPECT_NE(note_of(inventory, "no-components"), "") << text;
  }
}

TEST(ReadDocument, OtherFormsAreNamed) {
  EXPECT_EQ(error_of("<?xml version=\"1.0\"?><bom/>"),
            "XML documents are not read; Convert it to CycloneDX or SPDX JSON");
  EXPECT_EQ(error_of("<rdf:RDF xmlns=\"http://spdx.org/rdf/terms#\"/>"),
            "SPDX RDF documents are not read; Convert it to CycloneDX or SPDX JSON");
  EXPECT_TRUE(base::contains(error_of(R"({"@context":"x","@graph":[]})"), "no inventory format"));
  EXPECT_TRUE(base::contains(error_of("[]"), "an array without a document"));
  EXPECT_TRUE(base::contains(error_of("[1]"), "document 1: JSON, but no inventory format"));
  EXPECT_TRUE(base::contains(error_of(R"({"bomFormat":"CycloneDX","specVersion":"2.0"})"),
                             "CycloneDX version \"2.0\""));
  EXPECT_EQ(error_of(R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":{}})"),
            "CycloneDX: components are no array");
  EXPECT_EQ(error_of(R"({"payloadType":"x","payload":"§"})"), "envelope payload is not base64");
  EXPECT_TRUE(error_of("").starts_with("JSON: "));
}

// CycloneDX's own test documents, and the examples of both specifications.
TEST(ReadDocument, PublishedDocumentsAreRead) {
  PQ_NEED_SHARED();
  int valid = 0;
  int invalid = 0;
  for (const auto& root :
       {unpacked("corpora/cdx") + "/CycloneDX+specification/tools", unpacked("corpora/cdx-examples")}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".json") continue;
      const auto name = entry.path().filename().string();
      const auto inventory = read_document(read_file(entry.path().string()));
      if (name.starts_with("invalid")) {
        ++invalid;  // what their schema refuses may still be readable; it must only not crash
      } else {
        EXPECT_TRUE(inventory) << entry.path() << ": " << base::to_line(inventory.error());
        ++valid;
      }
    }
  }
  EXPECT_GE(valid, 200);
  EXPECT_GE(invalid, 139);
}

// A foreign document keeps its content through each of our formats.
TEST(ReadDocument, ForeignDocumentsSurviveConversion) {
  PQ_NEED_SHARED();
  const auto inventory = read_ok(trivy_file("fluentd-multiple-lockfiles.cdx.json.golden"));
  for (const auto* name : {"json", "cyclonedx", "spdx"}) {
    EXPECT_EQ(read_ok(text_of(inventory, name)), inventory) << name;
  }
}

// What a meter with this limit says of a document of three packages.
struct Metered {
  Result<model::Inventory> inventory;
  std::vector<base::Meter::Reached> reached;
};
Metered read_metered(std::string_view text, std::string_view limit) {
  base::Limits limits;
  EXPECT_TRUE(limits.set(limit));
  base::Meter meter(limits);
  auto inventory = read_document(text, meter);
  return {std::move(inventory), meter.reached()};
}

TEST(ReadDocument, WhatAccountsDoNotBearOfAnotherToolsDocumentIsLeftOutAndCounted) {
  const std::string_view documents[] = {
      R"({"bomFormat":"CycloneDX","specVersion":"1.5","components":[
        {"type":"library","name":"a","purl":"pkg:npm/a@1"},{"type":"library","name":"b","purl":"pkg:npm/b@1"},
        {"type":"library","name":"c","purl":"pkg:npm/c@1"}]})",
      R"({"spdxVersion":"SPDX-2.3","packages":[
        {"SPDXID":"SPDXRef-a","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:npm/a@1"}]},
        {"SPDXID":"SPDXRef-b","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:npm/b@1"}]},
        {"SPDXID":"SPDXRef-c","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:npm/c@1"}]}]})",
      R"({"descriptor":{"name":"syft"},"artifacts":[{"purl":"pkg:npm/a@1"},{"purl":"pkg:npm/b@1"},
        {"purl":"pkg:npm/c@1"}]})"};
  for (const auto text : documents) {
    const auto all = read_metered(text, "components=3");
    ASSERT_TRUE(all.inventory.has_value()) << text;
    EXPECT_EQ(all.inventory->components.size(), 3u) << text;
    EXPECT_TRUE(all.reached.empty());
    for (const auto& [limit, account] : {std::pair("components=1", base::Account::kComponents),
                                         std::pair("records=1000", base::Account::kRecords),
                                         std::pair("memory=1000", base::Account::kMemory)}) {
      const auto some = read_metered(text, limit);
      ASSERT_TRUE(some.inventory.has_value()) << text;
      const auto kept = some.inventory->components.size();
      EXPECT_LT(kept, 3u) << limit << text;
      ASSERT_EQ(some.reached.size(), 1u) << limit;
      EXPECT_EQ(some.reached[0].account, account);
      EXPECT_EQ(some.reached[0].count, 3 - kept);
    }
  }
}

// The fields that every tool reads count, where somebody changed them and not what we wrote beside them.
TEST(ReadDocument, AChangedDocumentOfOursIsReadAsAnotherTools) {
  model::Inventory inventory;
  inventory.subject.kind = model::SubjectKind::kImage;
  inventory.subject.name = "app";
  inventory.components.emplace_back().purl = *model::parse_purl("pkg:npm/a@1");
  inventory.components.emplace_back().purl = *model::parse_purl("pkg:npm/b@1");
  for (const auto* form : {"spdx", "spdx-2.2", "spdx-3"}) {
    const auto written = text_of(inventory, form);
    EXPECT_EQ(note_of(read_ok(written), "changed-document"), "") << form;
    const auto read = read_ok(base::replace_all(written, "\"pkg:npm/a@1\"", "\"pkg:npm/a@2\""));
    EXPECT_EQ(find(read, "a")->purl.version, "2") << form;
    EXPECT_EQ(find(read, "b")->purl.version, "1") << form;
    EXPECT_NE(note_of(read, "changed-document").find("pkg:npm/a@2, by our annotation pkg:npm/a@1"),
              std::string::npos)
        << note_of(read, "changed-document");
    // A package that has none of our annotations was put in.
    const auto put_in = read_ok(base::replace_all(written, "\"pratique:{\\\"purl\\\":\\\"pkg:npm/b@1",
                                                  "\"x:{\\\"purl\\\":\\\"pkg:npm/b@1"));
    EXPECT_NE(note_of(put_in, "changed-document").find("is missing"), std::string::npos) << form;
    EXPECT_EQ(put_in.components.size(), 2u) << form;
  }
}

// Of CycloneDX: put in (no property of ours), and taken out with what depends on it left behind.
TEST(ReadDocument, AChangedCycloneDxDocumentOfOursIsReadAsAnotherTools) {
  model::Inventory inventory;
  inventory.subject.kind = model::SubjectKind::kImage;
  inventory.subject.name = "app";
  inventory.components.emplace_back().purl = *model::parse_purl("pkg:npm/a@1");
  inventory.components.emplace_back().purl = *model::parse_purl("pkg:npm/b@1");
  inventory.edges.push_back({.from = 0, .to = 1, .kind = model::EdgeKind::kDependsOn});
  for (const auto* form : {"cyclonedx-1.4", "cyclonedx-1.6", "cyclonedx-xml"}) {
    const auto written = text_of(inventory, form);
    EXPECT_EQ(note_of(read_ok(written), "changed-document"), "") << form;
    // Theirs: the word of ours is gone from one of the two.
    auto put_in = written;
    put_in.replace(put_in.rfind("pratique:evidence"), 8, "tool");
    const auto read = read_ok(put_in);
    EXPECT_NE(note_of(read, "changed-document").find("component 1: our properties of it are missing"),
              std::string::npos)
        << form << note_of(read, "changed-document");
    EXPECT_EQ(read.components.size(), 2u) << form;
  }
  const auto cut = read_ok(R"({"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{
    "component":{"type":"container","name":"app","properties":[{"name":"pratique:kind","value":"image"}]},
    "properties":[{"name":"pratique:schema","value":"pratique/inventory/1"}]},
    "components":[{"type":"library","bom-ref":"x","name":"a","version":"1","purl":"pkg:npm/a@1",
      "properties":[{"name":"pratique:evidence","value":"installed"}]}],
    "dependencies":[{"ref":"x","dependsOn":["gone"]}]})");
  EXPECT_NE(note_of(cut, "changed-document").find("are not there"), std::string::npos);
  EXPECT_EQ(cut.components.size(), 1u);
}

TEST(ReadDocument, HalfADocumentOfOursIsAnErrorThatNamesTheLimit) {
  model::Inventory inventory;
  inventory.subject.name = "x";
  for (const char* name : {"a", "b", "c"})
    inventory.components.push_back({.purl = {.type = "npm", .name = name, .version = "1"}});
  for (const char* form : {"json", "cyclonedx", "spdx"}) {
    const auto text = text_of(inventory, form);
    EXPECT_TRUE(read_metered(text, "components=3").inventory.has_value()) << form;
    for (const std::string limit : {"components=2", "records=1000"}) {
      const auto result = read_metered(text, limit).inventory;
      ASSERT_FALSE(result.has_value()) << form << limit;
      EXPECT_EQ(result.error().kind, ErrorKind::kMetered);
      const auto name = limit.substr(0, limit.find('='));
      EXPECT_NE(base::to_line(result.error()).find("--limit " + name + "="), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace pratique::sbom
