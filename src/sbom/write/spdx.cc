// SPDX 2.2 and 2.3, JSON and tag-value.
#include <fmt/format.h>

#include "sbom/stable.h"
#include "sbom/write.h"
#include "sbom/write/common/spdx_document.h"
#include "sbom/write/common/spdx_tag_value.h"

namespace pratique::sbom {
namespace {

constexpr int kUsual = 3;

class SpdxWriter final : public Writer {
 public:
  // The usual version has no number in its name.
  SpdxWriter(bool tag_value, int minor, bool numbered) : tag_value_(tag_value), minor_(minor) {
    name_ =
        std::string("spdx") + (tag_value ? "-tag-value" : "") + (numbered ? fmt::format("-2.{}", minor) : "");
    about_ = fmt::format("SPDX 2.{} {}", minor, tag_value ? "tag-value" : "JSON");
  }
  std::string_view name() const override { return name_; }
  std::string_view about() const override { return about_; }

  Result<void> write(const model::Inventory& inventory, const Stamp& stamp,
                     const base::Sink& sink) const override {
    SpdxDocument document(inventory, time_of(inventory.subject, stamp.time), minor_);
    if (tag_value_) return write_spdx_tag_value(document, sink);
    return codec::write_json(
        sink, document.head(),
        {{.key = "packages", .next = [&] { return document.next_package(); }},
         {.key = "hasExtractedLicensingInfos",
          .next = [&] { return document.next_license(); },
          .omit_empty = true},
         {.key = "relationships", .next = [&] { return document.next_relationship(); }}});
  }

 private:
  bool tag_value_;
  int minor_;
  std::string name_, about_;
};

}  // namespace

namespace writers {
std::vector<std::unique_ptr<Writer>> make_spdx() {
  std::vector<std::unique_ptr<Writer>> all;
  for (const bool tag_value : {false, true}) {
    all.push_back(std::make_unique<SpdxWriter>(tag_value, kUsual, false));
    for (const int minor : {2, 3}) all.push_back(std::make_unique<SpdxWriter>(tag_value, minor, true));
  }
  return all;
}
}  // namespace writers

}  // namespace pratique::sbom
