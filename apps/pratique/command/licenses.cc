// pratique licenses: under which licences the packages of an image stand, and which of them a team does not want.
#include "report/licenses.h"

#include <algorithm>
#include <memory>
#include <set>

#include "base/text.h"
#include "command.h"
#include "documents.h"
#include "model/inventory.h"
#include "origin.h"
#include "report/filter_values.h"
#include "target.h"

namespace pratique::app {

namespace {

struct LicensesOptions : CommonOptions {
  std::vector<std::string> deny, allow;
  std::vector<std::string> only_package_types;
  report::Options show;
  bool ignore_unread = false;
};

Forms forms() { return {"text", report::forms_of<report::Licenses>()}; }

// "a; b; c; and 5 more": a line stays a line.
std::string some_of(const std::vector<std::string>& all, std::size_t most) {
  const auto shown = std::min(all.size(), most);
  const std::vector<std::string> some(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown));
  auto text = base::join(some, "; ");
  return all.size() > most ? text + "; and " + std::to_string(all.size() - most) + " more" : text;
}

// Under --quiet too.
ExitCode close_gate(const report::LicenceGate& gate, const Teller& teller) {
  constexpr std::size_t kMost = 8;
  if (!gate.denied.empty()) {
    teller.loud("Denied: " + counted(gate.denied.size(), "package", "packages") + ": " +
                some_of(gate.denied, kMost));
  }
  if (!gate.blind.empty()) teller.loud("The gate is blind: " + some_of(gate.blind, kMost));
  switch (gate.outcome) {
    case report::LicenceGate::Outcome::kFailed:
      return kGateFailed;
    case report::LicenceGate::Outcome::kBlind:
      return kIncomplete;
    case report::LicenceGate::Outcome::kPassed:
      break;
  }
  return kOk;
}

Result<ExitCode> run_licenses(const LicensesOptions& options) {
  PQ_TRY(const auto documents, outputs(options, forms()));
  PQ_TRY(const auto rules, licence::LicenceRules::of(options.deny, options.allow));
  std::set<std::string> types;
  for (const auto& word : options.only_package_types) {
    PQ_TRY(auto type, report::parse_package_type(word));
    types.insert(std::move(type));
  }
  Teller teller(options);
  PQ_TRY(auto scanned, read_target(options, teller));
  auto& inventory = scanned.inventory;
  if (!types.empty())
    model::keep_components(inventory, [&](const auto& one) { return types.contains(one.purl.type); });
  PQ_CHECK(choose_part(options, inventory));
  auto document = report::licenses_of(inventory, rules);
  document.deny = options.deny;
  document.allow = options.allow;
  document.ignore_unread = options.ignore_unread;
  std::vector<Document> written;
  for (const auto& output : documents)
    written.push_back(
        {output.file, writing_of(document, output.format, shown_at(output.file, options.show))});
  PQ_CHECK(write_documents(written));
  if (const auto code = close_gate(report::decide(document), teller); code != kOk) return code;
  return completeness({&inventory.notes}, options, teller);
}

class Licenses final : public Command {
 public:
  CommandInfo info() const override {
    return {"licenses", "The licences of an image's packages, and a gate on them", 4};
  }
  void declare(CLI::App& command) override {
    command.alias("licences");
    add_common(command, options_, forms());
    add_list(command, "--deny", options_.deny, "Exit with 2 where a package comes to such a licence")
        ->type_name("LICENCE");
    add_list(command, "--allow", options_.allow, "What --deny does not mean; alone: all that is allowed")
        ->type_name("LICENCE");
    command.add_flag("--ignore-unread", options_.ignore_unread, "Let the gate pass what could not be read");
    add_list(command, "--only-package-type", options_.only_package_types,
             "Only these types: deb, npm, python, go, …");
    command.add_flag("--details", options_.show.details, "Where each package's licence was read");
    add_origin(command, options_);
    command.footer(
        "\nCategories: permissive, weak-copyleft, strong-copyleft, network-copyleft, proprietary, unknown; "
        "copyleft is three of them. Licences: SPDX identifiers, with WITH, or a beginning: "
        "GPL-*.\n\nExamples:\n"
        "  pratique licenses image.tar\n"
        "  pratique licenses --details --only-package-type npm image.tar\n"
        "  pratique licenses --deny network-copyleft,proprietary --allow unknown image.tar \ta gate for CI\n"
        "  pratique licenses --allow permissive,weak-copyleft --format json image.tar\n"
        "\nExit code 2: a package has a licence that is denied. 3: nobody knows, or something could not be "
        "read.\n");
  }
  Result<ExitCode> run() override { return run_licenses(options_); }

 private:
  LicensesOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_licenses() { return std::make_unique<Licenses>(); }

}  // namespace pratique::app
