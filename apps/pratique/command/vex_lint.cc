// pratique vex lint.
#include <fmt/format.h>

#include "base/text.h"
#include "command.h"
#include "testimony.h"
#include "write.h"

namespace pratique::app {
namespace {

class VexLint final : public Command {
 public:
  CommandInfo info() const override { return {"vex lint", "What is wrong with VEX documents", 3}; }
  void declare(CLI::App& command) override {
    command.add_option("places", places_, "Files, folders, https:// addresses")->required();
    add_output(command, options_);
    command.footer(
        "\nA line for each fault. Exit code 2 where there is one, 0 where there is none.\n\nExamples:\n"
        "  pratique vex lint app.vex.json\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    std::string text;
    std::size_t faults = 0;
    const auto add = [&](const std::string& place, std::size_t number, const std::string& why) {
      ++faults;
      text += base::printable(place) + ": " + (number > 0 ? fmt::format("statement {}: ", number) : "") +
              base::printable(why) + "\n";
    };
    for (const auto& place : places_) {
      std::vector<vex::VexDocument> documents;
      if (auto read = read_vex_place(place, options_, teller, {}, documents); !read) {
        // A file that cannot be opened is no matter of its content.
        if (read.error().kind == ErrorKind::kIo || read.error().kind == ErrorKind::kNotFound)
          return tl::unexpected(std::move(read).error());
        add(place, 0, read.error().what);
      }
      for (const auto& document : documents) {
        for (const auto& one : document.faults) add(document.place, one.number, one.why);
        for (const auto& one : document.refused) add(document.place, one.number, "refused: " + one.why);
        teller.done(fmt::format("{}: {} {}, {} statements, {} refused", base::printable(document.place),
                                to_string(document.form), base::printable(document.form_version),
                                document.statements.size(), document.refused.size()));
      }
    }
    PQ_CHECK(write_document(options_.output, text));
    return faults > 0 ? kGateFailed : kOk;
  }

 private:
  CommonOptions options_;
  std::vector<std::string> places_;
};

}  // namespace

std::unique_ptr<Command> make_vex_lint() { return std::make_unique<VexLint>(); }

}  // namespace pratique::app
