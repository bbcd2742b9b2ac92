#include "scan/names.h"

#include <gtest/gtest.h>

#include "support/memory_scan.h"

namespace pratique::scan {
namespace {

using extract::Role;
using support::hard;
using support::Layer;
using support::symbolic;

// A package named by the file's content after its mark "M:".
Result<extract::Record> package_of(const extract::FileView& file) {
  PQ_TRY(const auto text, file.text());
  if (text.find('!') != text.npos) return base::invalid("broken");
  extract::Record record;
  record.kind = extract::RecordKind::kPackages;
  record.system.edit().id = text.substr(2);
  record.components.push_back(
      {.purl = {.type = "generic", .name = std::string(text.substr(2)), .version = "1"}});
  return record;
}

// Finds files by their first bytes, wherever they lie.
class ByContent : public extract::Extractor {
 public:
  explicit ByContent(bool late = false)
      : Extractor({.name = "test/content",
                   .role = Role::kBinary,
                   .triggers = {.magics = {"M:"}},
                   .name_use = extract::NameUse::kNone}),
        late_(late) {}
  extract::Wish wants(const extract::Candidate&) const override {
    return late_ ? extract::Wish::parts({{0, 1}}) : extract::Wish::whole();
  }
  Result<extract::Record> parse(const extract::FileView& file) const override {
    if (late_) PQ_CHECK(file.read(0, file.size()));
    return package_of(file);
  }

 private:
  bool late_;  // asks for the content in a further pass
};

class ByName : public extract::Extractor {
 public:
  explicit ByName(Role role = Role::kLockFile)
      : Extractor({.name = "test/name", .role = role, .triggers = {.base_names = {"lock", "os-release"}}}) {}
  extract::Wish wants(const extract::Candidate&) const override { return extract::Wish::whole(); }
  Result<extract::Record> parse(const extract::FileView& file) const override { return package_of(file); }
};

struct Seen {
  std::vector<std::string> places;  // "NAME PATH LAYER", sorted
  std::vector<std::string> notes;   // "FILE: MESSAGE"
  std::size_t passes = 0;
  bool incomplete = false;  // one of the notes says so
  std::string distro;
};

Seen scan_layers(const std::vector<Layer>& layers, std::vector<std::size_t> positions = {}, bool late = false,
                 Role role = Role::kLockFile) {
  std::vector<std::unique_ptr<extract::Extractor>> extractors;
  extractors.push_back(std::make_unique<ByContent>(late));
  extractors.push_back(std::make_unique<ByName>(role));
  base::Meter meter;
  const auto [inventory, passes] =
      support::scan_layers(layers, extract::Catalogue(std::move(extractors)), meter, std::move(positions));
  Seen seen;
  seen.passes = passes;
  for (const auto& component : inventory.components) {
    for (const auto& location : component.locations)
      seen.places.push_back(component.purl.name + " " + location.path + " " + location.layer);
  }
  for (const auto& note : inventory.notes) {
    seen.notes.push_back(note.file + ": " + note.message);
    seen.incomplete = seen.incomplete || note.incomplete;
  }
  seen.distro = inventory.subject.distro.id;
  return seen;
}

using Texts = std::vector<std::string>;

TEST(Names, AProgramKeepsWhatItIsWhenItsFirstNameGoes) {
  const Layer base{{"tmp/x", "M:tool"}, hard("bin/tool", "tmp/x")};
  EXPECT_EQ(scan_layers({base}).places, Texts{"tool tmp/x layer0"}) << "told once where both names show";
  for (const Layer& above :
       {Layer{{"tmp/.wh.x", ""}}, Layer{{"tmp/.wh..wh..opq", ""}}, Layer{{"tmp", "a file"}},
        Layer{{"tmp/x", "replaced"}}, Layer{{"tmp/x/file", "a folder now"}}}) {
    const auto seen = scan_layers({base, above});
    EXPECT_EQ(seen.places, Texts{"tool bin/tool layer0"}) << above[0].path;
    EXPECT_EQ(seen.passes, 0u);
  }
  EXPECT_EQ(scan_layers({base, {{"tmp/.wh.x", ""}, {"bin/.wh.tool", ""}}}).places, Texts{});
}

TEST(Names, BytesThatAFurtherPassBringsBelongToTheNameThatIsLeft) {
  const Layer base{{"tmp/x", "M:tool"}, hard("bin/tool", "tmp/x")}, gone{{"tmp/.wh.x", ""}};
  EXPECT_EQ(scan_layers({base, gone}, {}, true).places, Texts{"tool bin/tool layer0"});
  EXPECT_EQ(scan_layers({base, {{"bin/.wh.tool", ""}}}, {}, true).places, Texts{"tool tmp/x layer0"});
  EXPECT_EQ(scan_layers({base, {{".wh.tmp", ""}, {".wh.bin", ""}}}, {}, true).passes, 0u);
}

TEST(Names, ABrokenProgramIsToldUnderTheNameThatIsLeft) {
  const auto seen = scan_layers({{{"tmp/x", "M:!"}, hard("bin/tool", "tmp/x")}, {{"tmp/.wh.x", ""}}});
  EXPECT_EQ(seen.notes, Texts{"bin/tool: broken"});
}

TEST(Names, ALinkIsBoundWhenItIsMade) {
  // The layer gives the first name to another file; the layer above does so again.
  const Layer base{{"tmp/x", "M:old"}, hard("bin/tool", "tmp/x"), {"tmp/x", "M:new"}};
  const Texts both{"new tmp/x layer0", "old bin/tool layer0"};
  EXPECT_EQ(scan_layers({base}).places, both);
  const Texts newest{"newest tmp/x layer1", "old bin/tool layer0"};
  EXPECT_EQ(scan_layers({base, {{"tmp/x", "M:newest"}}}).places, newest);
  // A link to a file of a lower layer, whose name goes in the link's own layer.
  const Layer linked{hard("bin/tool", "tmp/x"), {"tmp/.wh.x", ""}};
  EXPECT_EQ(scan_layers({{{"tmp/x", "M:low"}}, linked}).places, Texts{"low bin/tool layer0"});
}

TEST(Names, AChainOfLinksIsAsGoodAsOne) {
  Layer chain{{"c/0", "M:tool"}};
  for (int i = 1; i <= 3000; ++i)
    chain.push_back(hard("c/" + std::to_string(i), "c/" + std::to_string(i - 1)));
  chain.push_back(hard("app/lock", "c/3000"));
  const Texts two{"tool app/lock layer0", "tool c/0 layer0"};
  EXPECT_EQ(scan_layers({chain}).places, two);
  // One link a layer, each to the one below.
  std::vector<Layer> layers{{{"c/0", "M:tool"}}};
  for (int i = 1; i < 100; ++i)
    layers.push_back({hard("c/" + std::to_string(i), "c/" + std::to_string(i - 1))});
  layers.push_back({hard("app/lock", "c/99"), {"c/.wh..wh..opq", ""}});
  EXPECT_EQ(scan_layers(layers).places, Texts{"tool app/lock layer0"});
}

TEST(Names, AHardLinkToASymbolicOneIsASymbolicLink) {
  const auto seen = scan_layers({{{"data/x", "?:a"}, symbolic("s", "data/x"), hard("lock", "s")}});
  EXPECT_EQ(seen.places, Texts{"a lock layer0"});
}

TEST(Names, AWantedLinkToNothingIsToldOnce) {
  const Layer loose{hard("app/lock", "lost"), hard("app/other", "lost")};
  const auto seen = scan_layers({{}, loose}, {0, 1, 0});
  EXPECT_EQ(seen.notes, Texts{"app/lock: link leads to no file of the image: lost"});
  EXPECT_TRUE(scan_layers({loose, {{"app/.wh.lock", ""}}}).notes.empty()) << "it does not show";
}

TEST(Names, TheRoleOfAnExtractorDecidesAndNotItsName) {
  const auto with_role = [](const Layer& layer, Role role) { return scan_layers({layer}, {}, false, role); };
  const Layer loose{symbolic("db/lock", "lost")};
  EXPECT_TRUE(with_role(loose, Role::kPackageDatabase).incomplete) << "a database that cannot be read";
  EXPECT_TRUE(with_role(loose, Role::kSystemIdentity).incomplete);
  EXPECT_EQ(with_role(loose, Role::kLockFile).notes.size(), 1u);
  EXPECT_FALSE(with_role(loose, Role::kLockFile).incomplete) << "told, though nothing of the image is hidden";
  EXPECT_TRUE(with_role(loose, Role::kUnread).notes.empty());
  const Layer named{{"etc/os-release", "?:acme"}};
  EXPECT_EQ(with_role(named, Role::kSystemIdentity).distro, "acme");
  EXPECT_EQ(with_role(named, Role::kPackageDatabase).distro, "");
  const Layer linked{{"data/x", "?:a"}, hard("app/lock", "data/lost")};
  EXPECT_EQ(with_role(linked, Role::kLockFile).notes.size(), 1u);
  EXPECT_TRUE(with_role(linked, Role::kUnread).notes.empty()) << "it hides nothing that is read";
}

TEST(Names, WhatALinkNamesIsParsedOnceUnderEachName) {
  const Layer files{{"data/x", "?:a"}, symbolic("one/lock", "../data/x"), hard("two/lock", "data/x")};
  const auto seen = scan_layers({files});
  const Texts two{"a one/lock layer0", "a two/lock layer0"};
  EXPECT_EQ(seen.places, two);
  EXPECT_EQ(seen.passes, 1u);
}

TEST(Names, ALayerThatStandsTwiceGivesItsFilesOnce) {
  const Layer files{{"data/x", "?:a"}, symbolic("lock", "data/x")}, gone{{".wh.data", ""}};
  EXPECT_EQ(scan_layers({files, gone}, {0, 1, 0}).places, Texts{"a lock layer0"});
  EXPECT_EQ(scan_layers({files, gone}, {0, 1}).places, Texts{});
}

TEST(ImageView, TellsPositionLayerAndEntryOfAPath) {
  std::vector<std::unique_ptr<LayerSource>> sources;
  sources.push_back(support::source(Layer{symbolic("app/lock", "../data/x")}, 0));
  sources.push_back(support::source(Layer{{"etc/y", ""}, {"data/x", "?:a"}}, 1));
  const extract::Catalogue catalogue({});
  base::Meter meter;
  const ImageView view(std::move(read_layers(sources, catalogue, 2, false, {}, meter)->layers), {0, 1, 0});
  const auto file = view.file("app/lock");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->position, 1u);
  EXPECT_EQ(file->layer, 1u);
  EXPECT_EQ(file->entry, 1u);
  EXPECT_EQ(view.entry(*file).path, "data/x");
  EXPECT_EQ(view.layer_of("app/lock"), "layer1");
  EXPECT_FALSE(view.file("data")) << "a folder";
  EXPECT_FALSE(view.file("lost"));
}

}  // namespace
}  // namespace pratique::scan
