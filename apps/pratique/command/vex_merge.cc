// pratique vex merge.
#include "command.h"
#include "deed.h"
#include "openvex_output.h"
#include "vex_places.h"

namespace pratique::app {
namespace {

class VexMerge final : public Command {
 public:
  CommandInfo info() const override {
    return {"vex merge", "One OpenVEX document of several of any form", 5};
  }
  void declare(CLI::App& command) override {
    command.add_option("places", places_, "Files, folders, archives, https:// addresses")->required();
    command.add_option("--author", author_, "Author of the document (default: the first one's)")
        ->type_name("NAME");
    command.add_option("--id", id_, "Its @id (default: made of its statements)")->type_name("ID");
    add_output(command, options_);
    add_deed(command, options_, report::kVexSchema);
    command.footer(
        "\nStatements keep their own times, so that the newest stays the newest.\nExit code 3: a document "
        "could not be read, or statements were refused; the rest is written.\n\nExamples:\n"
        "  pratique vex merge -o all.vex.json app.vex.json vendor/\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto told, deed_outputs(options_, true));
    Teller teller(options_);
    PQ_TRY(const auto read, read_vex_places(places_, options_, teller));
    const auto& documents = read.documents;
    vex::VexHead head{.id = id_, .author = author_, .timestamp = {}};
    std::int64_t newest = 0;
    for (const auto& document : documents) {
      if (head.author.empty()) head.author = document.author;
      const auto seconds = vex::seconds_of(document.timestamp).value_or(0);
      if (seconds > newest) head.timestamp = document.timestamp;
      newest = std::max(newest, seconds);
    }
    PQ_TRY(auto facts, write_openvex(documents, head, options_.output, teller));
    const auto code = whether_whole(read, teller);
    return tell_deed({.command = info().name, .facts = std::move(facts), .schema = report::kVexSchema}, told,
                     code);
  }

 private:
  CommonOptions options_;
  std::vector<std::string> places_;
  std::string author_, id_;
};

}  // namespace

std::unique_ptr<Command> make_vex_merge() { return std::make_unique<VexMerge>(); }

}  // namespace pratique::app
