#include "extract/lang/java/archive.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "codec/deflate.h"
#include "support/deflated.h"
#include "support/zip_writer.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_java();

namespace {

using testing::ZipWriter;

std::string pom(std::string_view group, std::string_view artifact, std::string_view version) {
  return "groupId=" + std::string(group) + "\nartifactId=" + std::string(artifact) +
         "\nversion=" + std::string(version) + "\n";
}

ZipWriter with_pom(std::string_view group, std::string_view artifact, std::string_view version) {
  ZipWriter writer;
  writer.add("META-INF/maven/" + std::string(group) + "/" + std::string(artifact) + "/pom.properties",
             pom(group, artifact, version));
  return writer;
}

std::string listed(const Result<Record>& record) {
  if (!record) return base::to_line(record.error());
  std::string out;
  for (const auto& component : record->components) {
    out += component.purl.to_string() + " " + model::to_string(component.evidence);
    for (const auto& location : component.locations) out += " " + location.path;
    if (component.is_main) out += " main";
    out += '\n';
  }
  for (const auto& note : record->notes)
    out += note.code + ": " + note.file + (note.incomplete ? " incomplete\n" : "\n");
  return out;
}

std::string parsed(std::string_view path, std::string_view bytes) {
  return listed(make_java()->parse(FileView(path, base::as_bytes(bytes))));
}

// What lies in an archive may be inflated under thousands of names of it: the scan pays for each.
TEST(Java, WhatIsInflatedIsChargedToTheScan) {
  const auto inner = with_pom("org.b", "b", "2.0").add("x.bin", std::string(100'000, 'x')).finish();
  const auto app = with_pom("org.a", "a", "1.0")
                       .add("lib/b.jar", testing::deflated(inner),
                            {.method = 8, .size = inner.size(), .crc = codec::crc32(base::as_bytes(inner))})
                       .finish();
  const FileView file("app/a.jar", base::as_bytes(app));
  base::Meter enough;
  ASSERT_TRUE(make_java()->parse(file.charging(enough)));
  EXPECT_GT(enough.booked(base::Account::kReread), inner.size());
  base::Limits limits;
  limits.set(base::Account::kReread, inner.size() / 2);
  base::Meter little(limits);
  const auto refused = make_java()->parse(file.charging(little));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kMetered);
}

TEST(Java, AnApplicationWithItsLibrariesAndWhatTheyShade) {
  const auto plain = with_pom("org.a", "a", "1.0").finish();
  const auto shading = with_pom("org.b", "b", "2.0")
                           .add("META-INF/maven/org.c/c/pom.properties", pom("org.c", "c", "3.0"))
                           .finish();
  const auto app =
      with_pom("com.example", "app", "0.1")
          .add("BOOT-INF/lib/a-1.0.jar", plain)
          .add("BOOT-INF/lib/b-2.0.jar", testing::deflated(shading),
               {.method = 8, .size = shading.size(), .crc = codec::crc32(base::as_bytes(shading))})
          .add("BOOT-INF/classes/samples/a-1.0.jar", plain)
          .finish("#!/bin/sh\n");
  EXPECT_EQ(parsed("app/app.jar", app),
            "pkg:maven/com.example/app@0.1 installed main\n"
            "pkg:maven/org.a/a@1.0 installed !BOOT-INF/lib/a-1.0.jar\n"
            "pkg:maven/org.a/a@1.0 vendored !BOOT-INF/classes/samples/a-1.0.jar\n"
            "pkg:maven/org.b/b@2.0 installed !BOOT-INF/lib/b-2.0.jar\n"
            "pkg:maven/org.c/c@3.0 vendored !BOOT-INF/lib/b-2.0.jar\n");
}

TEST(Java, WhatABundledLibraryCarriesIsVendored) {
  const auto inner = with_pom("org.a", "a", "1.0").finish();
  const auto library = with_pom("org.b", "b", "2.0").add("lib/a-1.0.jar", inner).finish();
  const auto web = ZipWriter().add("WEB-INF/lib/b-2.0.jar", library).finish();
  const auto ear = with_pom("org.e", "e", "1").add("web-1.war", web).finish();
  EXPECT_EQ(parsed("e.ear", ear),
            "pkg:maven/web@1 vendored !web-1.war\n"
            "pkg:maven/org.a/a@1.0 vendored !web-1.war!WEB-INF/lib/b-2.0.jar!lib/a-1.0.jar\n"
            "pkg:maven/org.b/b@2.0 installed !web-1.war!WEB-INF/lib/b-2.0.jar\n"
            "pkg:maven/org.e/e@1 installed\n"
            "unknown-coordinate: e.ear!web-1.war\n");
}

TEST(Java, AnUnknownJarIsAComponentWithNotes) {
  EXPECT_EQ(parsed("x/thing.jar", ZipWriter().add("a.txt", "").finish()),
            "pkg:maven/thing vendored\nunknown-coordinate: x/thing.jar\nunversioned: x/thing.jar\n");
}

TEST(Java, LicenceAndVendorComeFromTheManifest) {
  const auto jar = with_pom("g", "a", "1")
                       .add("META-INF/MANIFEST.MF",
                            "Bundle-License: Apache-2.0;link=\"x\"\nBundle-Vendor: Some\x1b Body\n")
                       .finish();
  const auto record = make_java()->parse(FileView("a.jar", base::as_bytes(jar)));
  ASSERT_TRUE(record);
  EXPECT_EQ(record->components[0].licenses, std::vector<std::string>{"Apache-2.0"});
  EXPECT_EQ(record->components[0].supplier, "Some  Body");
}

TEST(Java, ABrokenArchiveInsideIsANoteAndTheRestIsRead) {
  const auto inner = with_pom("org.a", "a", "1.0").finish();
  const auto jar = with_pom("g", "app", "1")
                       .add("lib/a-1.0.jar", inner)
                       .add("lib/cut-1.0.jar", inner.substr(0, inner.size() - 40))
                       .finish();
  EXPECT_EQ(parsed("app.jar", jar),
            "pkg:maven/g/app@1 installed\npkg:maven/org.a/a@1.0 installed !lib/a-1.0.jar\nunreadable: "
            "app.jar!lib/cut-1.0.jar incomplete\n");
}

TEST(Java, BrokenPropertiesAreToldOfAndFolderAndProjectSayTheRest) {
  const std::string folder = "META-INF/maven/org.a/a/", project = "<project><version>1.5</version></project>";
  const std::string found = "pkg:maven/org.a/a@1.5 installed\n",
                    note = "unreadable: x.jar!" + folder + "pom.properties incomplete\n";
  const auto told = [&](std::string_view properties) {
    return parsed(
        "x.jar",
        ZipWriter().add(folder + "pom.properties", properties).add(folder + "pom.xml", project).finish());
  };
  for (const auto& damaged : {std::string(), std::string(90, '\0'), std::string("\xff\xfev\0=\0001\0", 8)})
    EXPECT_EQ(told(damaged), found + note);
  EXPECT_EQ(told("groupId=org.a\nartifactId=a\n"), found);  // cut before its version
  EXPECT_EQ(told(pom("org.a", "a", "1.4")), "pkg:maven/org.a/a@1.4 installed\n");
}

TEST(Java, AManifestOfZerosIsToldOf) {
  const auto jar = with_pom("org.a", "a", "1.0").add("META-INF/MANIFEST.MF", std::string(90, '\0')).finish();
  EXPECT_EQ(parsed("a.jar", jar),
            "pkg:maven/org.a/a@1.0 installed\nunreadable: a.jar!META-INF/MANIFEST.MF incomplete\n");
}

TEST(Java, DepthIsLimitedAndSaysSo) {
  auto jar = with_pom("g", "core", "1").finish();
  for (int i = 0; i < 50; ++i) {
    const auto name = "level" + std::to_string(i);
    jar = with_pom("g", name, "1").add("BOOT-INF/lib/inner.jar", jar).finish();
  }
  const auto record = make_java()->parse(FileView("deep.jar", base::as_bytes(jar)));
  ASSERT_TRUE(record);
  EXPECT_EQ(record->components.size(), 1u + java::kMaxDepth);
  EXPECT_TRUE(std::ranges::any_of(record->notes,
                                  [](const auto& note) { return note.code == "limit" && note.incomplete; }));
}

TEST(Java, PackagesOfNestedCopiesAreBounded) {
  auto jar = with_pom("g", "core", "1");
  for (int i = 0; i < 40; ++i) {
    const auto name = "merged" + std::to_string(i);
    jar.add("META-INF/maven/g/" + name + "/pom.properties", pom("g", name, "1"));
  }
  auto bytes = jar.finish();
  for (const int copies : {10, 10, 20}) {  // 2,000 leaves with 41 packages each
    ZipWriter outer;
    for (int i = 0; i < copies; ++i) outer.add("lib/" + std::to_string(i) + ".jar", bytes);
    bytes = outer.finish();
  }
  const auto record = make_java()->parse(FileView("many.jar", base::as_bytes(bytes)));
  ASSERT_TRUE(record);
  EXPECT_EQ(record->components.size(), java::kMaxPackages);
  EXPECT_TRUE(std::ranges::any_of(record->notes,
                                  [](const auto& note) { return note.code == "limit" && note.incomplete; }));
}

TEST(Java, ABlockSharedByManyEntriesIsInflatedAtMostOnce) {
  const std::string block(8 << 20, '\0');
  const auto packed = testing::deflated(block);
  ZipWriter writer;
  writer.add("lib/0.jar", packed,
             {.method = 8, .size = block.size(), .crc = codec::crc32(base::as_bytes(block))});
  for (int i = 1; i < 10'000; ++i) {
    writer.add("lib/" + std::to_string(i) + ".jar", packed,
               {.method = 8, .size = block.size(), .crc = 0, .offset = 0});
  }
  const auto bomb = writer.finish();
  const auto record = make_java()->parse(FileView("bomb-1.0.jar", base::as_bytes(bomb)));
  ASSERT_TRUE(record);
  EXPECT_TRUE(std::ranges::any_of(record->notes, [](const auto& note) { return note.code == "limit"; }));
  EXPECT_LT(record->components.size(), 3u);
}

TEST(Java, NamesThatLeaveTheArchiveOrHoldControlsAreOnlyText) {
  const auto inner = with_pom("org.a", "a", "1.0").finish();
  const auto jar = with_pom("g", "app", "1")
                       .add("../../lib/a-1.0.jar", inner)
                       .add("lib/\x1b[2J.jar", ZipWriter().finish())
                       .finish();
  const auto text = parsed("app.jar", jar);
  EXPECT_NE(text.find("pkg:maven/org.a/a@1.0 installed !../../lib/a-1.0.jar"), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Java, WantsArchivesByNameAndBytes) {
  const auto java = make_java();
  const auto kind = [&](std::string_view path, std::string_view head, std::uint64_t size) {
    return java->wants({path, size, 0644, base::as_bytes(head)}).kind;
  };
  EXPECT_EQ(kind("a.JAR", "PK\3\4", 100), Wish::Kind::kWhole);
  EXPECT_EQ(kind("a.jar", "no zip", 100), Wish::Kind::kWhole);  // worth a note
  EXPECT_EQ(kind("a.sar", "no zip", 100), Wish::Kind::kNo);
  EXPECT_EQ(kind("a.jar", "", 0), Wish::Kind::kNo);
  EXPECT_EQ(kind("a.jar", "PK\3\4", 200 << 20), Wish::Kind::kRanges);
}

// A file over the core's limit comes in parts; passes are made as the core makes them.
TEST(Java, AProgramThatIsAnArchiveNeedsNoEnding) {
  const auto java = make_java();
  const auto jar = with_pom("g", "service", "1.0").finish();
  const auto wanted = [&](std::string_view path, const std::string& bytes) {
    const auto head = std::string_view(bytes).substr(0, 512);
    return java->wants({path, bytes.size(), 0755, base::as_bytes(head)}).kind != Wish::Kind::kNo;
  };
  EXPECT_TRUE(wanted("opt/service", jar));
  EXPECT_TRUE(wanted("opt/service-1.0", jar));
  EXPECT_TRUE(wanted("opt/service", "#!/bin/sh\nexec java -jar $0\n" + jar));
  const auto script = "#!/bin/bash\n" + std::string(20'000, '#') + "\n";
  EXPECT_TRUE(wanted("opt/service.run", script + jar));
  EXPECT_FALSE(wanted("opt/mail.xpi", jar));
  EXPECT_FALSE(wanted("opt/deploy.sh", "#!/bin/sh\necho\n"));
  EXPECT_EQ(parsed("opt/service", script + jar), "pkg:maven/g/service@1.0 installed\n");
  EXPECT_EQ(parsed("opt/service", script), "");
}

TEST(Java, ABigArchiveIsReadInParts) {
  const std::string padding(1 << 20, 'x');
  const auto library = with_pom("org.a", "a", "1.0").add("big", padding).finish();
  const auto packed = with_pom("org.b", "b", "1.0").finish();
  auto writer = with_pom("g", "app", "1");
  for (int i = 0; i < 60; ++i) writer.add("padding/" + std::to_string(i), padding);
  writer.add("BOOT-INF/lib/a-1.0.jar", library);
  writer.add("BOOT-INF/lib/b-1.0.jar", testing::deflated(packed),
             {.method = 8, .size = packed.size(), .crc = codec::crc32(base::as_bytes(packed))});
  const auto file = writer.finish();
  const auto java = make_java();
  auto ranges = java->wants({"app.jar", file.size(), 0644, base::as_bytes(file).first(512)}).ranges;
  std::string got;
  for (int pass = 1; pass <= layer::kMaxPasses && got.empty(); ++pass) {
    std::ranges::sort(ranges, {}, &layer::ByteRange::offset);
    std::vector<layer::ByteRange> merged;
    for (const auto& range : ranges) {
      if (merged.empty() || range.offset > merged.back().offset + merged.back().size) merged.push_back(range);
      auto& last = merged.back();
      last.size = std::max(last.size, range.offset + range.size - last.offset);
    }
    std::vector<FileView::Piece> pieces;
    std::uint64_t kept = 0;
    for (const auto& range : merged) {
      pieces.push_back({range.offset, base::as_bytes(file).subspan(range.offset, range.size)});
      kept += range.size;
    }
    EXPECT_LT(kept, 4u << 20);
    const FileView view("app.jar", file.size(), 0644, std::move(pieces));
    const auto record = java->parse(view);
    if (record) got = listed(record);
    ranges.insert(ranges.end(), view.needed().begin(), view.needed().end());
  }
  EXPECT_EQ(got,
            "pkg:maven/g/app@1 installed main\npkg:maven/org.a/a@1.0 installed !BOOT-INF/lib/a-1.0.jar\n"
            "pkg:maven/org.b/b@1.0 installed !BOOT-INF/lib/b-1.0.jar\n");
}

}  // namespace
}  // namespace pratique::extract
