#include <gtest/gtest.h>

#include "extract/lang/gem/specification.h"
#include "support/package_scene.h"
#include "support/parsed.h"
#include "support/paths.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_gem();

namespace {

using gem::specification_of_name;
using testing::parsed;

const char* const kPath = "var/lib/gems/3.1.0/specifications/nokogiri-1.15.4-x86_64-linux.gemspec";

TEST(Gem, ReadsASpecification) {
  const auto text = pratique::testing::read_file("src/extract/lang/testdata/nokogiri.gemspec");
  const auto record = make_gem()->parse(FileView(kPath, base::as_bytes(text)));
  ASSERT_TRUE(record);
  const auto& component = record->components.at(0);
  EXPECT_EQ(component.purl.to_string(), "pkg:gem/nokogiri@1.15.4?platform=x86_64-linux");
  EXPECT_EQ(component.licenses, (std::vector<std::string>{"MIT", "Ruby"}));
  EXPECT_EQ(component.supplier, "Harbour Office, Pilot \"Station\"");
  EXPECT_EQ(component.homepage, "https://gems.example");
}

TEST(Gem, VersionObjectsAndOtherVariables) {
  EXPECT_EQ(parsed(make_gem(), "specifications/a-1.gemspec",
                   "Gem::Specification.new do |spec|\n  spec.name = 'a-b'\n  spec.version = "
                   "Gem::Version.new(\"1.2\".freeze)\n"
                   "  spec.license = %q{no}\n"),
            "installed pkg:gem/a-b@1.2\n");
}

// Ruby loads the highest version, which is how a default gem is mended.
TEST(Gem, ADefaultGemInWhosePlaceANewerOneIsLoadedIsTold) {
  os::Scene scene(make_gem());
  const std::string home = "usr/local/lib/ruby/gems/3.2.0/specifications/";
  const auto spec = [](const std::string& name, const std::string& version) {
    return "Gem::Specification.new do |s|\n  s.name = \"" + name + "\"\n  s.version = \"" + version +
           "\"\nend\n";
  };
  scene.add(0, home + "default/uri-0.12.1.gemspec", spec("uri", "0.12.1"));
  scene.add(0, home + "uri-0.12.4.gemspec", spec("uri", "0.12.4"));
  scene.add(0, home + "default/json-2.6.3.gemspec", spec("json", "2.6.3"));
  scene.add(0, home + "json-2.5.0.gemspec", spec("json", "2.5.0"));
  scene.add(0, "srv/specifications/json-9.0.gemspec", spec("json", "9.0"));
  std::vector<std::string> all;
  for (const auto& one : scene.assemble().components)
    if (!one.details->origin.empty())
      all.push_back(one.purl.name + " " + one.purl.version + ": " + one.details->origin);
  EXPECT_EQ(all, std::vector<std::string>{"uri 0.12.1: replaced: uri 0.12.4 in the same folder"});
}

TEST(Gem, WhatOnlyRubyKnowsIsReadElsewhere) {
  const auto gem = make_gem();
  EXPECT_EQ(parsed(gem, "specifications/default/bundler-2.3.7.gemspec",
                   "s.name = \"bundler\"\ns.version = Bundler::VERSION\n"),
            "installed pkg:gem/bundler@2.3.7\n");
  EXPECT_EQ(parsed(gem, "specifications/x.gemspec", "# stub: rack 2.0.6 java lib\nGem::Specification.new\n"),
            "installed pkg:gem/rack@2.0.6?platform=java\n");
  EXPECT_EQ(parsed(gem, "specifications/a-1.0.gemspec", "s.name = \"a\"\ns.version = \"#{X}.1\"\n"),
            "installed pkg:gem/a@1.0\n");
  EXPECT_EQ(parsed(gem, "specifications/nameless.gemspec", ""), "error: package without a name");
}

TEST(Gem, WhatHoldsNoSpecificationIsToldOfAndTheFileNamesTheGem) {
  const std::string known = "installed pkg:gem/a@1.0\n";
  const std::string note = "note unreadable: no gem specification in it; what is known is the file's name\n";
  const auto told = [](std::string_view text) {
    return parsed(make_gem(), "specifications/a-1.0.gemspec", text);
  };
  for (const auto& text : {std::string(), std::string(300, '\0'), std::string("\xff\xfes\0.\0n\0", 8),
                           std::string("Gem::Specif")})
    EXPECT_EQ(told(text), known + note);
  EXPECT_EQ(told("s.name = \"a\"\ns.version = \"1."), known);
}

TEST(Gem, PlacesOfSpecifications) {
  const auto gem = make_gem();
  const std::string_view text = "s.name = \"a\"\ns.version = \"1\"\n";
  for (const char* path : {"usr/lib/ruby/gems/3.1.0/specifications/default/a-1.gemspec",
                           "usr/share/rubygems-integration/all/specifications/a-1.gemspec",
                           "app/vendor/bundle/ruby/3.1.0/specifications/a-1.gemspec",
                           "usr/share/gems/specifications/a-1.gemspec",
                           "usr/local/rvm/gems/ruby-2.7.0@set/specifications/a-1.gemspec"}) {
    EXPECT_EQ(parsed(gem, path, text), "installed pkg:gem/a@1\n") << path;
  }
  EXPECT_EQ(parsed(gem, "var/lib/gems/3.1.0/gems/b-2.0/vendor/specifications/a-1.gemspec", text),
            "vendored pkg:gem/a@1\n");
  for (const char* path : {"var/lib/gems/3.1.0/gems/b-2.0/b.gemspec", "app/a.gemspec",
                           "var/lib/gems/3.1.0/gems/b-2.0/test/specifications/a-1.gemspec"}) {
    EXPECT_EQ(parsed(gem, path, text), "unwanted") << path;
  }
}

TEST(Gem, FileNames) {
  const auto show = [](std::string_view name) {
    const auto spec = specification_of_name(name);
    return spec.name + "|" + spec.version + "|" + spec.platform;
  };
  EXPECT_EQ(show("json-2.6.1.gemspec"), "json|2.6.1|");
  EXPECT_EQ(show("net-http-0.3.2.gemspec"), "net-http|0.3.2|");
  EXPECT_EQ(show("nokogiri-1.15.4-x86_64-linux.gemspec"), "nokogiri|1.15.4|x86_64-linux");
  EXPECT_EQ(show("x-509-cert-1.2.gemspec"), "x-509-cert|1.2|");
  EXPECT_EQ(show("a-1.gemspec"), "a|1|");
  EXPECT_EQ(show("plain.gemspec"), "||");
}

TEST(Gem, Strings) {
  std::string_view text = R"("a\"b" rest)";
  std::string out;
  EXPECT_TRUE(gem::take_string(text, out));
  EXPECT_EQ(out, "a\"b");
  EXPECT_EQ(text, " rest");
  text = R"("Andr\u00E9 \u12" )";
  EXPECT_TRUE(gem::take_string(text, out));
  EXPECT_EQ(out, "Andr\u00e9 u12");
  for (const std::string_view bad : {"", "x", "\"open", "\"a\\", "\"#{x}\""}) {
    auto rest = bad;
    EXPECT_FALSE(gem::take_string(rest, out)) << bad;
    EXPECT_EQ(rest, bad);
  }
}

TEST(Gem, WhatItIsIsToldInALine) {
  EXPECT_EQ(testing::details_of(make_gem(),
                                "usr/lib/ruby/gems/3.1.0/specifications/nokogiri-1.15.4-x86_64-linux.gemspec",
                                pratique::testing::read_file("src/extract/lang/testdata/nokogiri.gemspec")),
            "pkg:gem/nokogiri@1.15.4?platform=x86_64-linux | Reads harbour \"notices\"\n");
}

}  // namespace
}  // namespace pratique::extract
