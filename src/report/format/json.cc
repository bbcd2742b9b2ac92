// `cves --format json`: schema pratique/cves/1 (docs/formats/cves.md).
#include "report/document.h"

namespace pratique::report {
namespace {

class CvesJson final : public CvesReport {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override {
    return "all that is known, with notes and coverage; schema pratique/cves/1";
  }
  bool shows_scores(const Options&) const override { return true; }
  bool shows_texts(const Options&) const override { return true; }

  Result<void> write(const Cves& cves, const Options& options, const Sink& sink) const override {
    JudgedDocument document(kCvesSchema, cves);
    document.add_findings(options.sort);
    if (options.group_by != GroupBy::kPackage) document.add_groups(options.group_by, options.sort);
    document.add_upgrades();
    document.add_selection();
    document.add_gaps();
    document.add_verdicts();
    document.add_notes();
    return document.write(sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_json() { return std::make_unique<CvesJson>(); }

}  // namespace pratique::report
