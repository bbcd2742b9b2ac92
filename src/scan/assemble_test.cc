#include "scan/assemble.h"

#include <gtest/gtest.h>

#include "model/file_facts.h"
#include "sbom/read.h"
#include "sbom/write.h"
#include "support/memory_scan.h"

namespace pratique::scan {
namespace {

using support::Layer;

// Sees the file itself, what lies in it, and nothing else of an image.
class Observer : public extract::Extractor {
 public:
  Observer() : Extractor({.name = "test/observer", .triggers = {.base_names = {"key"}}}) {}
  extract::Wish wants(const extract::Candidate&) const override { return extract::Wish::whole(); }
  Result<extract::Record> parse(const extract::FileView&) const override {
    using model::ObservationKind;
    extract::Record record;
    record.observations = {{ObservationKind::kSecret, "test-key", "a private key", {}, 7},
                           {ObservationKind::kFile, "test-part", "a part", {"!part", ""}, 0},
                           {ObservationKind::kConfiguration, "test-other", "elsewhere", {"etc/x", ""}, 0}};
    return record;
  }
};

model::Inventory scanned(const std::vector<Layer>& layers, base::Meter& meter) {
  return support::scan_layers(layers, support::only(std::make_unique<Observer>()), meter).inventory;
}

using Observations = std::vector<model::Observation>;

TEST(Assemble, ObservationsHaveTheFilesPlaceAndReachEveryDocument) {
  using model::ObservationKind;
  base::Meter meter;
  const auto inventory = scanned({{{"srv/key", "x"}}, {{"gone/key", "x"}}, {{".wh.gone", ""}}}, meter);
  const Observations want = {
      {ObservationKind::kSecret, "test-key", "a private key", {"srv/key", "layer0"}, 7},
      {ObservationKind::kConfiguration, "test-other", "elsewhere", {"etc/x", "layer0"}, 0},
      model::looked_for_file_facts(),
      {ObservationKind::kFile, "test-part", "a part", {"srv/key!part", "layer0"}, 0}};
  EXPECT_EQ(inventory.observations, want);
  for (const auto& writer : sbom::all_writers()) {
    const auto read = sbom::read_document(sbom::text_of(inventory, writer->name()));
    ASSERT_TRUE(read) << base::to_line(read.error());
    EXPECT_EQ(read->observations, want);
  }
}

TEST(Assemble, ObservationsOfAFileOfSeveralNamesAreToldOnce) {
  base::Meter meter;
  const auto inventory = scanned(
      {{{"a/key", "x"}, support::hard("b/key", "a/key"), support::symbolic("c/key", "../a/key")}}, meter);
  for (const auto& one : inventory.observations)
    EXPECT_FALSE(one.location.path.starts_with("c/")) << "a symbolic link is no file of its own";
}

TEST(Assemble, ObservationsArePaidFor) {
  base::Limits limits;
  limits.set(base::Account::kRecords, 3000);
  base::Meter meter(limits);
  Layer many;
  for (int i = 0; i < 100; ++i) many.push_back({std::to_string(i) + "/key", "x"});
  EXPECT_LT(scanned({many}, meter).observations.size(), 20u);
  EXPECT_FALSE(meter.reached().empty());
}

}  // namespace
}  // namespace pratique::scan
