// pratique sbom score: which minimum elements a document has.
#include <algorithm>

#include "base/text.h"
#include "command.h"
#include "report/sbom_documents.h"
#include "sbom/check.h"
#include "sbom_files.h"
#include "scan/sbom_file.h"
#include "scan/target.h"

namespace pratique::app {
namespace {

Forms forms() { return {"text", report::forms_of<report::SbomScore>()}; }

// Below this share of a standard's elements the gate fails.
constexpr unsigned kMost = 100;

class SbomScore final : public Command {
 public:
  CommandInfo info() const override {
    return {"sbom score", "Which minimum elements an SBOM has, and what is missing where", 3};
  }
  void declare(CLI::App& command) override {
    command.add_option("file", file_, "The document; - is standard input")->required();
    add_document(command, options_, forms());
    command.add_option("--min", least_, "Exit with 2 below this score of a standard")
        ->type_name("PERCENT")
        ->check(CLI::Range(0u, kMost).description(""));
    command
        .add_option("--standard", standard_, "The standard of --min: ntia-2021, cisa-2025, bsi-tr-03183-2")
        ->type_name("STANDARD")
        ->check(one_of({"ntia-2021", "cisa-2025", "bsi-tr-03183-2"}));
    command.footer(
        "\nBy the minimum elements of NTIA (2021), CISA (draft of 2025) and BSI (TR-03183-2).\n\nExamples:\n"
        "  pratique sbom score bom.cdx.json\n"
        "  pratique sbom score --format json bom.spdx.json\n"
        "  pratique sbom score --standard ntia-2021 --min 90 bom.json\n");
  }
  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, forms()));
    PQ_TRY(const auto target, scan::parse_target("sbom://" + file_));
    base::Meter meter;
    auto found = read(target.path, meter);
    if (!found) return tl::unexpected(std::move(found).error().in(file_));
    PQ_CHECK(write_parsed(*found, documents));
    return reaches(found->score) ? kOk : kGateFailed;
  }

 private:
  Result<report::SbomScore> read(const std::string& path, base::Meter& meter) const {
    report::SbomScore document;
    document.target = file_;
    PQ_TRY(const auto text, scan::read_sbom_text(path, meter));
    PQ_TRY(document.facts, sbom::facts_of(text));
    document.checked = document.facts.format == "CycloneDX";
    if (document.checked) {
      PQ_TRY(document.defects, sbom::defects_of(text));
    }
    document.score = sbom::score_of(document.facts);
    return document;
  }

  bool reaches(const sbom::Score& score) const {
    return std::ranges::all_of(score.standards, [&](const sbom::StandardScore& one) {
      return (!standard_.empty() && standard_ != sbom::to_string(one.standard)) || one.percent >= least_;
    });
  }

  CommonOptions options_;
  std::string file_, standard_;
  unsigned least_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_sbom_score() { return std::make_unique<SbomScore>(); }

}  // namespace pratique::app
