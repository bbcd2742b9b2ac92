// CycloneDX 1.4 to 1.7, JSON and XML.
#include <fmt/format.h>

#include "sbom/cyclonedx_version.h"
#include "sbom/stable.h"
#include "sbom/syntax.h"
#include "sbom/write.h"
#include "sbom/write/common/cyclonedx_document.h"
#include "sbom/write/common/cyclonedx_xml.h"

namespace pratique::sbom {
namespace {

class CycloneDxWriter final : public Writer {
 public:
  // The usual version has no number in its name.
  CycloneDxWriter(bool xml, int minor, bool numbered) : xml_(xml), minor_(minor) {
    name_ = std::string("cyclonedx") + (xml ? "-xml" : "") + (numbered ? fmt::format("-1.{}", minor) : "");
    about_ = fmt::format("CycloneDX 1.{} {}", minor, xml ? "XML" : "JSON");
  }
  std::string_view name() const override { return name_; }
  std::string_view about() const override { return about_; }

  Result<void> write(const model::Inventory& inventory, const Stamp& stamp,
                     const base::Sink& sink) const override {
    const auto time = time_of(inventory.subject, stamp.time);
    if (xml_) {
      CycloneDxDocument document(inventory, time, minor_, is_carried_by_xml);
      return write_cyclonedx_xml(document, minor_, sink);
    }
    CycloneDxDocument document(inventory, time, minor_);
    return codec::write_json(sink, document.head(),
                             {{.key = "components", .next = [&] { return document.next_component(); }},
                              {.key = "dependencies", .next = [&] { return document.next_dependency(); }}});
  }

 private:
  bool xml_;
  int minor_;
  std::string name_, about_;
};

}  // namespace

namespace writers {
std::vector<std::unique_ptr<Writer>> make_cyclonedx() {
  std::vector<std::unique_ptr<Writer>> all;
  for (const bool xml : {false, true}) {
    all.push_back(std::make_unique<CycloneDxWriter>(xml, kUsualCycloneDx, false));
    for (int minor = kOldestCycloneDx; minor <= kNewestCycloneDx; ++minor)
      all.push_back(std::make_unique<CycloneDxWriter>(xml, minor, true));
  }
  return all;
}
}  // namespace writers

}  // namespace pratique::sbom
