// pratique vex add.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "base/nearest.h"
#include "base/text.h"
#include "command.h"
#include "deed.h"
#include "judge.h"
#include "openvex_output.h"
#include "report/filter_values.h"
#include "vex_places.h"

namespace pratique::app {
namespace {

class VexAdd final : public Command {
 public:
  CommandInfo info() const override {
    return {"vex add", "Add a statement to an OpenVEX document, or begin one", 2};
  }
  void declare(CLI::App& command) override {
    command.add_option("--file", file_, "The document; it is made where there is none")
        ->type_name("FILE")
        ->required();
    add_list(command, "--id", ids_, "The vulnerability, and further names of it");
    add_list(command, "--product", products_,
             "What it is about: a purl, a digest, pkg:oci/app?repository_url=…");
    add_list(command, "--subcomponent", subcomponents_,
             "Packages of it, by their purls (default: all of it)");
    command.add_option("--status", status_, "not_affected, affected, fixed, under_investigation")
        ->type_name("STATUS");
    command.add_option("--justification", justification_, "Why it is not affected")->type_name("WORD");
    command.add_option("--impact", impact_, "The same in words")->type_name("TEXT");
    command.add_option("--action", action_, "What to do where it is affected")->type_name("TEXT");
    command.add_option("--author", author_, "Who says so (default: the document's author)")
        ->type_name("NAME");
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    add_deed(command, options_, report::kVexSchema);
    command.footer(
        "\nExamples:\n"
        "  pratique vex add --file a.vex.json --id CVE-2024-1 \\\n"
        "    --product pkg:oci/app --status not_affected \\\n"
        "    --justification component_not_present \\\n"
        "    --author team@example.com\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(auto statement, statement_of());
    PQ_TRY(const auto told, deed_outputs(options_));
    Teller teller(options_);
    std::vector<vex::VexDocument> documents;
    vex::VexHead head{.id = {}, .author = author_, .timestamp = statement.timestamp};
    if (std::filesystem::exists(file_)) {
      PQ_TRY(auto read, read_vex_places({file_}, options_, teller));
      documents = std::move(read.documents);
      const auto& old = documents.front();
      // What is refused would be lost when the document is written anew.
      if (old.form != vex::VexForm::kOpenVex || !old.refused.empty())
        return base::fail(ErrorKind::kUnsupported, "no OpenVEX whose statements all can be read",
                          {.file = file_}, "pratique vex lint tells what is wrong");
      head.id = old.id;
      head.version = old.version + 1;
      if (head.author.empty()) head.author = old.author;
    }
    if (head.author.empty())
      return base::fail(ErrorKind::kUsage, "a document wants an author", {}, "give --author NAME");
    vex::VexDocument added;
    added.statements.push_back(std::move(statement));
    documents.push_back(std::move(added));
    PQ_TRY(auto facts, write_openvex(documents, head, file_, teller));
    return tell_deed({.command = info().name, .facts = std::move(facts), .schema = report::kVexSchema}, told,
                     kOk);
  }

 private:
  static tl::unexpected<Error> bad(std::string what) {
    return base::fail(ErrorKind::kUsage, std::move(what));
  }

  Result<vex::VexStatement> statement_of() const {
    vex::VexStatement one;
    if (ids_.empty() || products_.empty()) return bad("a statement wants --id and --product");
    for (const auto& id : ids_) PQ_CHECK(report::parse_vulnerability_id(id));
    one.vulnerabilities = ids_;
    const auto status = vex::parse_vex_status(status_);
    if (!status) return bad("--status: not_affected, affected, fixed or under_investigation");
    one.status = *status;
    if (!justification_.empty() && !vex::is_justification(justification_))
      return bad("--justification: no word of OpenVEX: \"" + justification_ + "\"" +
                 base::did_you_mean(justification_, vex::justifications()));
    if (!justification_.empty() && one.status != vex::VexStatus::kNotAffected)
      return bad("--justification is for not_affected alone");
    one.justification = justification_;
    one.text = impact_;
    one.action = action_;
    if (one.status == vex::VexStatus::kAffected && action_.empty()) return bad("affected wants --action");
    for (const auto& text : products_) {
      vex::VexProduct product;
      PQ_CHECK(add(text, product.thing));
      for (const auto& sub : subcomponents_) PQ_CHECK(add(sub, product.subcomponents.emplace_back()));
      one.products.push_back(std::move(product));
    }
    if (auto why = vex::refusal_of(one); !why.empty()) return bad(why + ": give --justification or --impact");
    const std::chrono::sys_time<std::chrono::seconds> now{std::chrono::seconds(now_in_seconds())};
    one.timestamp = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", now);
    return one;
  }

  static Result<void> add(const std::string& text, vex::VexThing& thing) {
    vex::add_name(thing, text);
    if (text.starts_with("pkg:") && thing.purls.empty()) return bad("\"" + text + "\" is no package URL");
    return {};
  }

  CommonOptions options_;
  std::string file_, status_, justification_, impact_, action_, author_;
  std::vector<std::string> ids_, products_, subcomponents_;
};

}  // namespace

std::unique_ptr<Command> make_vex_add() { return std::make_unique<VexAdd>(); }

}  // namespace pratique::app
