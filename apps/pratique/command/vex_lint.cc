// pratique vex lint.
#include <fmt/format.h>

#include "base/text.h"
#include "command.h"
#include "deed.h"
#include "target.h"
#include "vex/csaf.h"
#include "vex_places.h"

namespace pratique::app {
namespace {

class VexLint final : public Command {
 public:
  CommandInfo info() const override { return {"vex lint", "What is wrong with VEX documents", 3}; }
  void declare(CLI::App& command) override {
    command.add_option("places", places_, "Files, folders, archives, https:// addresses")->required();
    add_lines(command, options_, report::kVexSchema);
    command.footer(
        "\nA line for each fault. Exit code 2 where there is one, 0 where there is none.\n\nExamples:\n"
        "  pratique vex lint app.vex.json\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto outputs, lines_outputs(options_));
    Teller teller(options_);
    Found found;
    // The first file that cannot be opened, which is no matter of its content: told when the others have been looked through.
    std::optional<Error> unopened;
    for (const auto& place : places_) {
      vex::VexReading reading;
      auto read = read_vex_place(place, options_, teller, {}, reading);
      const bool opened =
          read || (read.error().kind != ErrorKind::kIo && read.error().kind != ErrorKind::kNotFound);
      if (!opened && !unopened) unopened = read.error();
      for (const auto& document : reading.documents) {
        found.add(document);
        teller.done(fmt::format("{}: {} {}, {}, {} refused", base::printable(document.place),
                                to_string(document.form), base::printable(document.form_version),
                                counted(document.statements.size(), "statement", "statements"),
                                document.refused.size()));
      }
      for (const auto& one : reading.left_out) found.add(place, one);
      for (const auto& one : reading.unread) found.add(place, one);
      if (const auto more = reading.unread_in_all - reading.unread.size(); more > 0)
        found.add(place, {.number = 0, .why = fmt::format("and {} documents more that cannot be read", more)},
                  true);
      if (!read) found.add(place, read.error());
    }
    if (unopened && found.documents.empty() && places_.size() == 1) return tl::unexpected(*unopened);
    const auto code = found.faults.empty() ? kOk : kGateFailed;
    PQ_TRY(const auto told, tell_lines(found.text,
                                       {.command = info().name,
                                        .facts = {},
                                        .lists = {{"documents", found.documents}, {"faults", found.faults}},
                                        .schema = report::kVexSchema},
                                       outputs, code));
    if (unopened) return tl::unexpected(*unopened);
    return told;
  }

 private:
  struct Found {
    std::string text;
    std::vector<report::FactRow> documents, faults;

    void add(const vex::VexDocument& document) {
      documents.push_back({{"place", document.place},
                           {"form", std::string(to_string(document.form))},
                           {"version", document.form_version},
                           {"id", document.id},
                           {"author", document.author},
                           {"statements", std::uint64_t{document.statements.size()}},
                           {"refused", std::uint64_t{document.refused.size()}}});
      for (const auto& one : document.faults) add(document.place, one, false);
      if (const auto name = wanted_name(document); !name.empty())
        add(document.place, {.number = 0, .why = "5.1: the file should be called " + name}, false);
      for (const auto& one : document.refused) add(document.place, one, true);
    }
    // Of a CSAF document whose file is called otherwise; packed, or of no such ending, it has no name of its own.
    static std::string wanted_name(const vex::VexDocument& document) {
      const auto file = document.place.substr(document.place.find_last_of("/!") + 1);
      if (document.form != vex::VexForm::kCsaf || !base::to_lower(file).ends_with(".json")) return {};
      auto wanted = vex::csaf_file_name(document.id);
      return file == wanted ? std::string() : wanted;
    }
    // A document that cannot be read.
    void add(const std::string& place, const Error& error) {
      add(error.where.file.empty() ? place : error.where.file, {.number = 0, .why = error.what}, true);
    }
    // `refused`: nothing of it is applied.
    void add(const std::string& place, const vex::VexRefusal& fault, bool refused) {
      const bool statement = fault.number > 0;
      text += base::printable(place) + ": " + (statement ? fmt::format("statement {}: ", fault.number) : "") +
              (statement && refused ? "refused: " : "") + base::printable(fault.why) + "\n";
      report::FactRow row{{"place", place}};
      if (statement) row.push_back({"statement", std::uint64_t{fault.number}});
      // "6.1.27.4: a document without a product tree": of CSAF's tests.
      const auto halves = base::cut(fault.why, ": ");
      const bool test = halves && halves->before.find_first_not_of("0123456789.") == std::string_view::npos;
      if (test) row.push_back({"test", std::string(halves->before)});
      row.push_back({"fault", test ? std::string(halves->after) : fault.why});
      row.push_back({"refused", refused});
      faults.push_back(std::move(row));
    }
  };

  CommonOptions options_;
  std::vector<std::string> places_;
};

}  // namespace

std::unique_ptr<Command> make_vex_lint() { return std::make_unique<VexLint>(); }

}  // namespace pratique::app
