#include "extract/os/rpm/header.h"

#include <gtest/gtest.h>

#include "extract/os/rpm/package.h"
#include "support/rpm_writer.h"

namespace pratique::extract::os {
namespace {

MadeHeader minimal() { return MadeHeader().string(1000, "n").string(1001, "1").string(1002, "2"); }

TEST(RpmHeader, ReadsEveryTagOfInterest) {
  const auto blob = MadeHeader()
                        .string(1000, "nodejs")
                        .string(1001, "16.20.2")
                        .string(1002, "4.el8")
                        .numbers(1003, 4, 4, {1})
                        .string(1011, "AlmaLinux")
                        .string(1014, "MIT and ASL 2.0")
                        .string(1020, "https://nodejs.org")
                        .string(1022, "x86_64")
                        .string(1044, "nodejs-16.20.2-3.el8.src.rpm")
                        .string(5096, "nodejs:16:8090020240101:abcd", 9)
                        .strings(1118, {"/usr/bin/", "/usr/lib/"})
                        .strings(1117, {"node", "npm", "node_modules"})
                        .numbers(1116, 4, 4, {0, 0, 1})
                        .numbers(1030, 3, 2, {0100755, 0120777, 0040755})
                        .text();
  const auto header = parse_header(base::as_bytes(blob));
  ASSERT_TRUE(header.has_value()) << base::to_line(header.error());
  EXPECT_EQ(header->directories.size(), 2U);
  EXPECT_EQ(header->names[2], "node_modules");
  EXPECT_FALSE(header->is_folder(1));
  EXPECT_TRUE(header->is_folder(2));
  const auto component = rpm_component(*header);
  EXPECT_EQ(component.purl.to_string(), "pkg:rpm/nodejs@16.20.2-4.el8?arch=x86_64&epoch=1");
  EXPECT_EQ(component.source_name, "nodejs");
  EXPECT_EQ(component.source_version, "16.20.2-3.el8");
  EXPECT_EQ(component.licenses, std::vector<std::string>{"MIT and ASL 2.0"});
  EXPECT_EQ(component.supplier, "AlmaLinux");
  EXPECT_EQ(component.details->module, "nodejs:16:8090020240101:abcd");
}

TEST(RpmHeader, EpochZeroIsNoQualifier) {
  const auto blob = minimal().numbers(1003, 4, 4, {0}).text();
  EXPECT_EQ(rpm_component(*parse_header(base::as_bytes(blob))).purl.to_string(), "pkg:rpm/n@1-2");
}

TEST(RpmHeader, SourceRpmForms) {
  model::Component component{.purl = model::make_purl("rpm", "", "lib-x", "1-2")};
  for (const auto* odd :
       {"", "(none)", "x.rpm", "x.src.rpm", "x-1.src.rpm", "-1-2.src.rpm", "lib-x-1-2.src.rpm"}) {
    set_source_rpm(component, odd);
    EXPECT_EQ(component.source_name, "") << odd;
  }
  set_source_rpm(component, "big-x-y-1~rc1-2.el9_3.nosrc.rpm");
  EXPECT_EQ(component.source_name, "big-x-y");
  EXPECT_EQ(component.source_version, "1~rc1-2.el9_3");
}

TEST(RpmHeader, EveryTruncationIsAnError) {
  const auto blob = minimal().strings(1118, {"/a/"}).strings(1117, {"b"}).numbers(1116, 4, 4, {0}).text();
  ASSERT_TRUE(parse_header(base::as_bytes(blob)).has_value());
  for (std::size_t size = 0; size < blob.size(); ++size) {
    EXPECT_FALSE(parse_header(base::as_bytes(blob).first(size)).has_value()) << size;
  }
}

TEST(RpmHeader, HostileIndexes) {
  const auto fails = [](const MadeHeader& header, ErrorKind kind = ErrorKind::kInvalid) {
    const auto text = header.text();
    const auto parsed = parse_header(base::as_bytes(text));
    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error().kind, kind) << parsed.error().what;
  };
  fails(MadeHeader());                                                        // no name
  fails(MadeHeader().string(1000, "n"));                                      // no version
  fails(minimal().raw_entry(1022, 6, 0xffffffff, 1, ""));                     // offset far outside
  fails(minimal().raw_entry(1117, 8, 0, 0x7fffffff, ""), ErrorKind::kLimit);  // two thousand million names
  fails(minimal().raw_entry(1117, 8, 0, 900'000, ""));                        // more names than bytes
  fails(minimal().raw_entry(1116, 4, 0, 900'000, ""));                        // more numbers than bytes
  fails(minimal().raw_entry(1022, 4, 0, 1, ""));                              // a string of numbers
  fails(minimal().strings(1118, {"/"}).strings(1117, {"a"}).numbers(1116, 4, 4, {1}));  // directory that is
                                                                                        // not there
  fails(minimal().strings(1118, {"/"}).strings(1117, {"a", "b"}).numbers(1116, 4, 4, {0}));
  std::string many;
  put(many, 65'537, 4, true);
  many.resize(8 + 65'537 * 16);
  EXPECT_EQ(parse_header(base::as_bytes(many)).error().kind, ErrorKind::kLimit);
}

}  // namespace
}  // namespace pratique::extract::os
