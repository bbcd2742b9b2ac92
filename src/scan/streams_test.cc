// What scanners of passing bytes say, from the layers to the inventory.
#include <gtest/gtest.h>

#include <algorithm>

#include "model/file_facts.h"
#include "support/elf_writer.h"
#include "support/memory_scan.h"

namespace pratique::scan {
namespace {

using support::Layer;
using Extractors = std::vector<std::unique_ptr<extract::Extractor>>;
using Texts = std::vector<std::string>;

// "PATH LAYER: MESSAGE" of each observation.
Texts observed(const std::vector<Layer>& layers, Extractors extractors = extract::all_extractors()) {
  base::Meter meter;
  const auto [inventory, passes] =
      support::scan_layers(layers, extract::Catalogue(std::move(extractors)), meter);
  Texts out;
  for (const auto& one : inventory.observations) {
    if (model::is_about_files(one)) continue;
    out.push_back(one.location.path + " " + one.location.layer + ": " + one.message);
  }
  std::ranges::sort(out);
  return out;
}

const std::string kExpat = testing::ElfWriter()
                               .add({".text", "code", 0x1000, 5})
                               .add({".rodata", std::string("\0expat_2.5.0\0", 13), 0x10000, 4})
                               .add({".data", "data", 0x20000, 6})
                               .finish();

TEST(Streams, AProgramThatNoPackageOwnsSaysWhatItIs) {
  const std::string message = "calls itself pkg:generic/expat@2.5.0: expat_2.5.0";
  EXPECT_EQ(observed({{{"opt/tool", kExpat}}}), Texts{"opt/tool layer0: " + message});
  const std::string database = "P:expat\nV:2.5.0-r0\nA:x86_64\nL:MIT\no:expat\nc:" + std::string(40, 'a') +
                               "\nF:usr/lib\nR:libexpat.so.1\n\n";
  const Layer installed{
      {"lib/apk/db/installed", database}, {"usr/lib/libexpat.so.1", kExpat}, {"opt/tool", kExpat}};
  EXPECT_EQ(observed({installed}), Texts{"opt/tool layer0: " + message})
      << "the package says more of its own file";
  const Texts both{"opt/tool layer0: " + message, "usr/lib/libexpat.so.1 layer1: " + message};
  EXPECT_EQ(observed({installed, {{"usr/lib/libexpat.so.1", kExpat}}}), both) << "replaced by a later layer";
  EXPECT_EQ(observed({{{"opt/tool", kExpat}}, {{"opt/.wh.tool", ""}}}), Texts{}) << "deleted";
}

// Triggered by a name, so that a link makes it look at a file that the first pass let go by.
class ByName : public extract::StreamExtractor {
 public:
  ByName()
      : StreamExtractor(
            {.name = "test/name", .role = extract::Role::kBinary, .triggers = {.base_names = {"tool"}}},
            {"version"}) {}
  extract::Wish wants(const extract::Candidate&) const override { return extract::Wish::stream(); }
  std::unique_ptr<extract::Scanner> scanner() const override {
    class Counting : public extract::Scanner {
     public:
      void hit(const extract::PatternHit&) override { ++hits_; }
      Result<extract::Record> finish(const extract::FileView& file) const override {
        extract::Record record;
        record.observations = {{.message = std::to_string(hits_) + " as " + std::string(file.path())}};
        return record;
      }

     private:
      int hits_ = 0;
    };
    return std::make_unique<Counting>();
  }
};

TEST(Streams, ALinkToAFileIsFedInAFurtherPass) {
  Extractors one;
  one.push_back(std::make_unique<ByName>());
  const Layer layer{{"other", "version"},
                    {"data/x", "version 1, version 2"},
                    support::symbolic("a/tool", "../data/x"),
                    support::symbolic("b/tool", "../data/x"),
                    {"c/tool", "no"}};
  const Texts want{"a/tool layer0: 2 as a/tool", "b/tool layer0: 2 as b/tool", "c/tool layer0: 0 as c/tool"};
  EXPECT_EQ(observed({layer}, std::move(one)), want);
}

}  // namespace
}  // namespace pratique::scan
