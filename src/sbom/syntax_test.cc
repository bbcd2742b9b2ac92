#include "sbom/syntax.h"

#include <gtest/gtest.h>

#include "sbom/read.h"
#include "sbom/write.h"
#include "support/inventory_sample.h"

namespace pratique::sbom {
namespace {

std::string read(std::string_view text) {
  const auto inventory = read_document(text);
  if (!inventory) return base::to_line(inventory.error());
  std::string out;
  for (const auto& one : inventory->components) {
    out += one.purl.to_string() + (one.owner.empty() ? "" : " of " + one.owner) + "\n";
  }
  for (const auto& note : inventory->notes) out += note.code + "\n";
  return out;
}

TEST(CycloneDxXml, IsReadAsItsJson) {
  EXPECT_EQ(
      *json_of_cyclonedx_xml(R"(<?xml version="1.0"?>
<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.4" xmlns="http://cyclonedx.org/schema/bom/1.4" version="1">
 <c:metadata><c:component type="application" bom-ref="r"><c:name>app</c:name><c:version>1</c:version></c:component></c:metadata>
 <c:components><c:component type="library" bom-ref="a">
  <c:supplier><c:name>A &amp; B</c:name></c:supplier><c:group>org.acme</c:group><c:name>core</c:name><c:version>2.0</c:version>
  <c:description><![CDATA[<b>]]></c:description><c:scope>optional</c:scope>
  <c:hashes><c:hash alg="MD5">aa</c:hash></c:hashes>
  <c:licenses><c:license><c:id>MIT</c:id></c:license><c:license><c:name>Own</c:name></c:license></c:licenses>
  <c:purl>pkg:maven/org.acme/core@2.0</c:purl>
  <c:externalReferences><c:reference type="website"><c:url>https://a.example</c:url></c:reference></c:externalReferences>
  <c:properties><c:property name="p">v</c:property></c:properties>
  <c:components><c:component type="library"><c:name>inner</c:name></c:component></c:components>
  <c:evidence><c:identity><c:confidence>0.5</c:confidence></c:identity><c:occurrences><c:occurrence><c:location>/x</c:location></c:occurrence></c:occurrences></c:evidence>
 </c:component></c:components>
 <c:dependencies><c:dependency ref="r"><c:dependency ref="a"/><c:provides ref="b"/></c:dependency></c:dependencies>
</c:bom>)"),
      R"({"version":1,"metadata":{"component":{"type":"application","bom-ref":"r","name":"app","version":"1"}},)"
      R"("components":[{"type":"library","bom-ref":"a","supplier":{"name":"A & B"},"group":"org.acme","name":"core","version":"2.0",)"
      R"("description":"<b>","scope":"optional","hashes":[{"alg":"MD5","content":"aa"}],)"
      R"("licenses":[{"license":{"id":"MIT"}},{"license":{"name":"Own"}}],"purl":"pkg:maven/org.acme/core@2.0",)"
      R"("externalReferences":[{"type":"website","url":"https://a.example"}],"properties":[{"name":"p","value":"v"}],)"
      R"("components":[{"type":"library","name":"inner"}],)"
      R"("evidence":{"identity":[{"confidence":0.5}],"occurrences":[{"location":"/x"}]}}],)"
      R"("dependencies":[{"ref":"r","dependsOn":["a"],"provides":["b"]}],"bomFormat":"CycloneDX","specVersion":"1.4"})");
}

TEST(CycloneDxXml, WhatIsNoneSaysSo) {
  EXPECT_NE(read("<x a='cyclonedx.org/schema/bom'/>").find("the root is no"), std::string::npos);
  EXPECT_NE(read("<bom xmlns='http://cyclonedx.org/schema/bom/1.5'><components>").find("XML: "),
            std::string::npos);
  EXPECT_EQ(read("<bom xmlns='http://cyclonedx.org/schema/bom/1.5'/>"), "no-components\n");
  EXPECT_NE(read("<bom xmlns='http://cyclonedx.org/schema/bom/2.0'/>").find("version \"2.0\""),
            std::string::npos);
  std::string deep = "<purl>pkg:npm/deep@1</purl>";
  for (int i = 0; i < 100; ++i)
    deep = "<components><component type='library'>" + deep + "</component></components>";
  const auto text = read("<bom xmlns='http://cyclonedx.org/schema/bom/1.5'>" + deep + "</bom>");
  EXPECT_NE(text.find("limit\n"), std::string::npos) << text;
}

TEST(SpdxTagValue, OwnersPlacesAndLicences) {
  EXPECT_EQ(read(R"(SPDXVersion: SPDX-2.3
# a comment
SPDXID: SPDXRef-DOCUMENT
DocumentName: example

PackageName: python3-acme-http
SPDXID: SPDXRef-deb
PackageVersion: 2.28.1-1
PackageSupplier: Person: Debian (a@debian.org)
PackageDescription: <text>Several
PackageName: that is none
lines</text>
ExternalRef: PACKAGE-MANAGER purl pkg:deb/debian/python3-acme-http@2.28.1-1?distro=debian-12
PackageName: acme-http
SPDXID: SPDXRef-py
PackageChecksum: SHA256: )" +
                 std::string(64, 'a') +
                 R"(
ExternalRef: PACKAGE_MANAGER purl pkg:pypi/acme-http@2.28.1
FileName: ./x
SPDXID: SPDXRef-file
Relationship: SPDXRef-deb OTHER SPDXRef-py
RelationshipComment: <text>ownership-by-file-overlap: indicates</text>
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-py
)"),
            "pkg:deb/debian/python3-acme-http@2.28.1-1?distro=debian-12\n"
            "pkg:pypi/acme-http@2.28.1 of pkg:deb/debian/python3-acme-http@2.28.1-1?distro=debian-12\n");
}

TEST(SpdxTagValue, WhatBreaksTheFormIsAnErrorWithItsLine) {
  EXPECT_EQ(read("SPDXVersion: SPDX-2.3\n\nnothing\n"), "line 3: SPDX tag-value: a line without a tag");
  EXPECT_EQ(read("SPDXVersion: SPDX-2.3\nDocumentComment: <text>a\nb\n"),
            "line 2: SPDX tag-value: a text without its end");
  EXPECT_EQ(read("SPDXVersion: SPDX-2.3\nDocumentComment: <text>a\nb</text>\nx\n"),
            "line 4: SPDX tag-value: a line without a tag");
  EXPECT_NE(read("SPDXVersion: SPDX-3.0\n").find("SPDX version \"SPDX-3.0\""), std::string::npos);
}

TEST(SpdxYaml, ScalarsAreTextsAndAliasesAreBounded) {
  EXPECT_EQ(read("SPDXID: SPDXRef-DOCUMENT\nspdxVersion: SPDX-2.3\npackages:\n- SPDXID: SPDXRef-1\n  name: "
                 "a\n  versionInfo: 1.10\n"
                 "  externalRefs:\n  - {referenceType: purl, referenceLocator: 'pkg:npm/a'}\nfiles: ~\n"),
            "pkg:npm/a@1.10\n");
  std::string bomb = "spdxVersion: SPDX-2.3\na: &a \"" + std::string(1'000'000, 'x') + "\"\nb:\n";
  for (int i = 0; i < 100; ++i) bomb += "- *a\n";
  EXPECT_NE(read(bomb).find("aliases make more"), std::string::npos);
}

}  // namespace
}  // namespace pratique::sbom
