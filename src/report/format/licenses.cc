// `licenses` for people: how many packages of each category, then each licence with what it asks and its packages; with
// --details where each package's licence was read.
#include "report/licenses.h"

#include <fmt/format.h>

#include "base/text.h"
#include "licence/obligations.h"
#include "report/sections.h"
#include "report/ways.h"

namespace pratique::report {
namespace {

std::string counted(std::size_t number, const char* noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

// "strong-copyleft" is "Strong copyleft".
std::string title_of(licence::Category category) {
  auto title = base::replace_all(licence::to_string(category), "-", " ");
  if (title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

class Text {
 public:
  Text(const Licenses& document, const Options& options)
      : document_(document), style_(options), details_(options.details) {}

  Result<void> write(const Sink& sink) const {
    PQ_CHECK(overview(sink));
    PQ_CHECK(gate(sink));
    for (const auto category : kShownCategories) PQ_CHECK(groups(category, sink));
    if (details_) PQ_CHECK(packages(sink));
    return notes_lines(document_.inventory.notes, style_.columns(), sink);
  }

 private:
  const model::Component& component_of(std::size_t package) const {
    return document_.inventory.components[document_.packages[package].components.front()];
  }

  Result<void> overview(const Sink& sink) const {
    PQ_CHECK(sink(heading("Licences", style_)));
    if (document_.packages.empty()) return sink("  No packages found.\n\n");
    Table table({"Category", "Licences", "Packages", "What it asks"});
    for (const auto category : kShownCategories) {
      const auto& [licences, packages] = document_.counts.at(static_cast<std::size_t>(category));
      if (licences > 0)
        table.add({title_of(category), std::to_string(licences), std::to_string(packages),
                   std::string(licence::obligations_of(category))});
    }
    PQ_CHECK(table.write(layout_of(style_), sink));
    return sink("\n" +
                hanging("  ",
                        counted(document_.packages.size(), "package") +
                            "; a package of several licences counts in the category of each",
                        style_.columns()) +
                "\n");
  }

  Result<void> gate(const Sink& sink) const {
    const auto gate = decide(document_);
    if (gate.denied.empty() && gate.blind.empty()) return {};
    PQ_CHECK(sink(heading(gate.denied.empty() ? "Not decided" : "Denied", style_)));
    for (const auto& one : gate.denied)
      PQ_CHECK(sink(hanging("  " + style_.warning("✗") + " ", base::printable(one), style_.columns())));
    for (const auto& one : gate.blind)
      PQ_CHECK(sink(hanging("  " + style_.warning("!") + " ", "not seen: " + one, style_.columns())));
    return sink("\n");
  }

  Result<void> groups(licence::Category category, const Sink& sink) const {
    bool first = true;
    for (const auto& group : document_.groups) {
      if (group.category != category) continue;
      if (std::exchange(first, false)) PQ_CHECK(sink(heading(title_of(category), style_)));
      PQ_CHECK(this->group(group, sink));
    }
    return {};
  }

  Result<void> group(const LicenceGroup& group, const Sink& sink) const {
    auto title = base::printable(licence_text(group.licence));
    title = style_.bold(title);
    if (!group.text.empty()) title += " \"" + base::printable(group.text) + "\"";
    const auto* listed = licence::find_listed(group.licence.id);
    if (listed != nullptr && !listed->name.empty()) title += ", " + std::string(listed->name);
    title += " (" + counted(group.members.size(), "package") + ")";
    PQ_CHECK(sink(hanging("  ", title, style_.columns())));
    PQ_CHECK(
        sink(hanging("    ", style_.faint(licence::obligations_of(group.licence.id, group.licence.exception)),
                     style_.columns())));
    // One after the other: the list of a common licence has hundreds.
    std::string names;
    bool choice = false;
    for (const auto& member : group.members) {
      names += (names.empty() ? "" : ", ") + base::printable(name_and_version(component_of(member.package)));
      if (member.choice) names += "*";
      choice = choice || member.choice;
    }
    PQ_CHECK(sink(hanging("    ", names, style_.columns())));
    if (choice)
      PQ_CHECK(sink(hanging("    ", style_.faint("* or another of its licences"), style_.columns())));
    return sink("\n");
  }

  Result<void> packages(const Sink& sink) const {
    PQ_CHECK(sink(heading("Packages", style_)));
    for (std::size_t i = 0; i < document_.packages.size(); ++i) {
      const auto& package = document_.packages[i];
      const auto& expression = package.licence.expression;
      PQ_CHECK(sink(hanging("  ",
                            style_.bold(base::printable(name_and_version(component_of(i)))) + ": " +
                                base::printable(expression.empty() ? "no licence known" : expression) + " (" +
                                licence::to_string(package.licence.basis) + ")",
                            style_.columns())));
      for (const auto& line : evidence_lines(package))
        PQ_CHECK(sink(hanging("    ", base::printable(line), style_.columns())));
      PQ_CHECK(sink("\n"));
    }
    return {};
  }

  const Licenses& document_;
  const Style style_;
  const bool details_;
};

class LicensesText final : public ReportOf<Licenses> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override {
    return "for people: each licence with what it asks and its packages";
  }
  Result<void> write(const Licenses& document, const Options& options, const Sink& sink) const override {
    return Text(document, options).write(sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_licenses() { return std::make_unique<LicensesText>(); }

}  // namespace pratique::report
