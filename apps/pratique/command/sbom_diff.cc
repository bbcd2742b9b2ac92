// pratique sbom diff: what two documents list differently.
#include <algorithm>

#include "command.h"
#include "report/sbom_documents.h"
#include "sbom_files.h"
#include "target.h"

namespace pratique::app {
namespace {

Forms forms() { return {"text", report::forms_of<report::SbomDiff>()}; }

class SbomDiff final : public Command {
 public:
  CommandInfo info() const override { return {"sbom diff", "What two SBOMs list differently", 2}; }
  void declare(CLI::App& command) override {
    command.add_option("before", before_, "A document of any form, or an image")->required();
    command.add_option("after", after_, "Likewise")->required();
    add_document(command, options_, forms());
    add_lenient(command, options_);
    command.add_flag("-e,--exit-code", exit_code_, "Exit with 2 when they differ");
    command.add_flag("--strict", options_.strict, "Exit with 3 when something could not be read");
    command.footer(
        "\nCompared are packages by type, name and version, and what is said of them: licences, supplier, "
        "hashes, CPEs, source package, scope. Where they lie is not.\n\nExamples:\n"
        "  pratique sbom diff old.cdx.json new.cdx.json\n"
        "  pratique sbom diff -e --format json bom.json oci-dir://image\n");
  }
  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, forms()));
    Teller teller(options_);
    PQ_TRY(const auto before, read_listed(before_, options_, teller));
    PQ_TRY(const auto after, read_listed(after_, options_, teller));
    report::SbomDiff diff{
        .before = before_, .after = after_, .difference = sbom::difference_of(before, after), .notes = {}};
    for (const auto* one : {&before, &after}) {
      for (const auto& note : one->notes) {
        if (note.incomplete && std::ranges::find(diff.notes, note) == diff.notes.end())
          diff.notes.push_back(note);
      }
    }
    PQ_CHECK(write_parsed(diff, documents));
    if (exit_code_ && diff.difference.differs()) return kGateFailed;
    // A gate that could not see everything is not passed.
    return !diff.notes.empty() && (options_.strict || exit_code_) ? kIncomplete : kOk;
  }

 private:
  CommonOptions options_;
  std::string before_, after_;
  bool exit_code_ = false;
};

}  // namespace

std::unique_ptr<Command> make_sbom_diff() { return std::make_unique<SbomDiff>(); }

}  // namespace pratique::app
