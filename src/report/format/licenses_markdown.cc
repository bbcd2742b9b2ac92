// `licenses --format markdown`: for a merge request, a wiki, or the notices of a product.
#include <fmt/format.h>

#include "base/text.h"
#include "licence/obligations.h"
#include "report/licenses.h"
#include "report/markdown.h"
#include "report/ways.h"

namespace pratique::report {
namespace {

class Markdown {
 public:
  explicit Markdown(const Licenses& document) : document_(document) {}

  Result<void> write(const Sink& sink) const {
    const auto& inventory = document_.inventory;
    PQ_CHECK(sink(fmt::format("## Licences of {}\n\n{} packages\n", code_text(inventory.subject.name),
                              document_.packages.size())));
    const auto gate = decide(document_);
    if (!gate.denied.empty()) PQ_CHECK(sink("\n### Denied\n\n"));
    for (const auto& one : gate.denied) PQ_CHECK(sink(fmt::format("- {}\n", code_text(one))));
    if (!gate.blind.empty()) PQ_CHECK(sink("\n### Not seen\n\n"));
    for (const auto& one : gate.blind) PQ_CHECK(sink(fmt::format("- {}\n", code_text(one))));
    if (!document_.groups.empty())
      PQ_CHECK(sink("\n| Licence | Category | What it asks | Packages |\n|---|---|---|---|\n"));
    for (const auto& group : document_.groups) PQ_CHECK(sink(row(group)));
    if (!inventory.notes.empty()) PQ_CHECK(sink("\n### Notes\n\n"));
    for (const auto& note : inventory.notes) {
      PQ_CHECK(
          sink(fmt::format("- {}: {}{}\n", code_text(note.code),
                           note.file.empty() ? "" : code_text(note.file) + ": ", code_text(note.message))));
    }
    return {};
  }

 private:
  std::string row(const LicenceGroup& group) const {
    std::string packages;
    for (const auto& member : group.members) {
      const auto first = document_.packages[member.package].components.front();
      packages +=
          (packages.empty() ? "" : ", ") + code_text(name_and_version(document_.inventory.components[first]));
      if (member.choice) packages += " (or another)";
    }
    return fmt::format("| {} | {} | {} | {} |\n",
                       code_text(group.text.empty() ? licence_text(group.licence) : group.text),
                       licence::to_string(group.category),
                       licence::obligations_of(group.licence.id, group.licence.exception), packages);
  }

  const Licenses& document_;
};

class LicensesMarkdown final : public ReportOf<Licenses> {
 public:
  std::string_view format() const override { return "markdown"; }
  std::string_view about() const override { return "a table of the licences for a merge request or a wiki"; }
  Result<void> write(const Licenses& document, const Options&, const Sink& sink) const override {
    return base::write_buffered([&](const Sink& out) { return Markdown(document).write(out); }, sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_licenses_markdown() { return std::make_unique<LicensesMarkdown>(); }

}  // namespace pratique::report
