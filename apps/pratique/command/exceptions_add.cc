// pratique exceptions add.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "codec/stream.h"
#include "command.h"
#include "config/settings.h"
#include "deed.h"
#include "exception_rows.h"
#include "teller.h"
#include "vex/add_exception.h"
#include "write.h"

namespace pratique::app {
namespace {

class ExceptionsAdd final : public Command {
 public:
  CommandInfo info() const override { return {"exceptions add", "Add an exception to pratique.yaml", 1}; }
  void declare(CLI::App& command) override {
    command.add_option("--config", config_, "The file (default: $PRATIQUE_CONFIG, else ./pratique.yaml)")
        ->type_name("FILE");
    add_list(command, "--id", rule_.ids, "Ids of the vulnerability")->required();
    add_list(command, "--purl", rule_.purls, "Packages: pkg:deb/debian/openssl, pkg:npm/*");
    add_list(command, "--path", rule_.paths, "Paths in the image: usr/lib/**");
    command.add_option("--image", image_, "Only this image: ghcr.io/org/app:1")->type_name("NAME");
    command.add_option("--repository", repository_, "Only images of this repository: ghcr.io/org/*")
        ->type_name("NAME");
    command.add_option("--type", rule_.kind, "accepted-risk or false-positive")
        ->type_name("TYPE")
        ->required();
    command.add_option("--justification", rule_.justification, "Why")->type_name("TEXT")->required();
    command.add_option("--owner", rule_.owner, "Who answers for it")->type_name("NAME");
    command.add_option("--approver", rule_.approver, "Who allowed it")->type_name("NAME");
    command.add_option("--expiry", rule_.expiry, "The last day on which it holds: 2026-12-31")
        ->type_name("DAY");
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    add_deed(command, options_, report::kExceptionsSchema);
    command.footer(
        "\nNothing else of the file changes: comments and indentation stay.\n\nExamples:\n"
        "  pratique exceptions add --id CVE-2024-1 \\\n"
        "    --purl pkg:deb/debian/openssl --type accepted-risk \\\n"
        "    --justification \"no network\" --owner team \\\n"
        "    --expiry 2026-12-31\n");
  }

  Result<ExitCode> run() override {
    if (!image_.empty() && !repository_.empty())
      return base::fail(ErrorKind::kUsage, "--image and --repository exclude each other");
    PQ_TRY(const auto told, deed_outputs(options_));
    auto rule = rule_;
    if (!image_.empty()) rule.scope = vex::ExceptionScope::kImage, rule.scope_of = image_;
    if (!repository_.empty()) rule.scope = vex::ExceptionScope::kRepository, rule.scope_of = repository_;
    auto file = config_;
    if (const char* named = std::getenv("PRATIQUE_CONFIG"); file.empty() && named != nullptr) file = named;
    if (file.empty()) file = "pratique.yaml";
    std::string text;
    if (std::filesystem::exists(file)) {
      PQ_TRY(const auto source, codec::open_file(file));
      PQ_TRY(text, codec::read_all(*source, config::kMaxSettingsBytes));
    }
    PQ_TRY(const auto changed, vex::with_exception(text, rule, file));
    PQ_CHECK(write_document(file, changed));
    Teller(options_).done(fmt::format("{}: an exception for {}", file, rule.text()));
    rule.file = file;
    return tell_deed({.command = info().name,
                      .facts = {{"file", file}},
                      .lists = {{"exceptions", {row_of(rule)}}},
                      .schema = report::kExceptionsSchema},
                     told, kOk);
  }

 private:
  CommonOptions options_;
  vex::ExceptionRule rule_;
  std::string config_, image_, repository_;
};

}  // namespace

std::unique_ptr<Command> make_exceptions_add() { return std::make_unique<ExceptionsAdd>(); }

}  // namespace pratique::app
