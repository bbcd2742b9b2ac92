// pratique vex merge.
#include "command.h"
#include "judge.h"
#include "sbom/stable.h"
#include "testimony.h"
#include "vex/write.h"
#include "write.h"

namespace pratique::app {
namespace {

class VexMerge final : public Command {
 public:
  CommandInfo info() const override {
    return {"vex merge", "One OpenVEX document of several of any form", 5};
  }
  void declare(CLI::App& command) override {
    command.add_option("places", places_, "Files, folders, https:// addresses")->required();
    command.add_option("--author", author_, "Author of the document (default: the first one's)")
        ->type_name("NAME");
    command.add_option("--id", id_, "Its @id (default: made of its statements)")->type_name("ID");
    add_output(command, options_);
    command.footer(
        "\nStatements keep their own times, so that the newest stays the newest.\n\nExamples:\n"
        "  pratique vex merge -o all.vex.json app.vex.json vendor/\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    std::vector<vex::VexDocument> documents;
    for (const auto& place : places_) PQ_CHECK(read_vex_place(place, options_, teller, {}, documents));
    vex::VexHead head{.id = id_, .author = author_, .timestamp = {}};
    std::int64_t newest = 0;
    for (const auto& document : documents) {
      if (head.author.empty()) head.author = document.author;
      const auto seconds = vex::seconds_of(document.timestamp).value_or(0);
      if (seconds > newest) head.timestamp = document.timestamp;
      newest = std::max(newest, seconds);
    }
    const auto object = vex::to_openvex(documents, head);
    PQ_CHECK(write_documents(
        {{options_.output, [&](const base::Sink& sink) { return codec::write_json(sink, object); }}}));
    return kOk;
  }

 private:
  CommonOptions options_;
  std::vector<std::string> places_;
  std::string author_, id_;
};

}  // namespace

std::unique_ptr<Command> make_vex_merge() { return std::make_unique<VexMerge>(); }

}  // namespace pratique::app
