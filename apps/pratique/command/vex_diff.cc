// pratique vex diff.
#include "base/text.h"
#include "command.h"
#include "deed.h"
#include "vex/write.h"
#include "vex_places.h"

namespace pratique::app {
namespace {

class VexDiff final : public Command {
 public:
  CommandInfo info() const override {
    return {"vex diff", "What two places of VEX documents say otherwise", 4};
  }
  void declare(CLI::App& command) override {
    command.add_option("before", before_, "A file, a folder, an archive, an https:// address")->required();
    command.add_option("after", after_, "Likewise")->required();
    add_lines(command, options_, report::kVexSchema);
    command.footer(
        "\nA line for each vulnerability, product and component whose newest statement differs: +, -, "
        "~.\nExit code 3: a document could not be read, or statements were refused; the others are "
        "compared.\n\nExamples:\n"
        "  pratique vex diff old.vex.json new.vex.json\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto outputs, lines_outputs(options_));
    Teller teller(options_);
    PQ_TRY(const auto before, read_vex_places({before_}, options_, teller));
    PQ_TRY(const auto after, read_vex_places({after_}, options_, teller));
    std::string text;
    std::vector<report::FactRow> changes;
    for (const auto& one : vex::difference(before.documents, after.documents)) {
      text += line_of(one);
      changes.push_back({{"change", word_of(one.kind)},
                         {"vulnerability", one.vulnerability},
                         {"product", one.product},
                         {"subcomponent", one.subcomponent},
                         {"before", one.before},
                         {"after", one.after}});
    }
    const auto code = std::max(whether_whole(before, teller), whether_whole(after, teller));
    return tell_lines(text,
                      {.command = info().name,
                       .facts = {{"before", before_}, {"after", after_}},
                       .lists = {{"changes", std::move(changes)}},
                       .schema = report::kVexSchema},
                      outputs, code);
  }

 private:
  static std::string word_of(vex::VexChange::Kind kind) {
    using Kind = vex::VexChange::Kind;
    return kind == Kind::kAdded ? "added" : kind == Kind::kRemoved ? "removed" : "changed";
  }

  static std::string line_of(const vex::VexChange& one) {
    using Kind = vex::VexChange::Kind;
    const auto* mark = one.kind == Kind::kAdded ? "+ " : one.kind == Kind::kRemoved ? "- " : "~ ";
    auto line = mark + one.vulnerability + " in " + one.product;
    if (!one.subcomponent.empty()) line += ", " + one.subcomponent;
    line += ": " + (one.before.empty() ? one.after : one.before);
    if (one.kind == Kind::kChanged) line += " → " + one.after;
    return base::printable(line) + "\n";
  }

  CommonOptions options_;
  std::string before_, after_;
};

}  // namespace

std::unique_ptr<Command> make_vex_diff() { return std::make_unique<VexDiff>(); }

}  // namespace pratique::app
