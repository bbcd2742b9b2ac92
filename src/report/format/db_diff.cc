// `db diff` for people.
#include "base/text.h"
#include "report/database.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

class DbDiff final : public ReportOf<DatabaseDifference> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override {
    return "for people: what is new by source, what is touched by it";
  }

  Result<void> write(const DatabaseDifference& document, const Options& options,
                     const Sink& sink) const override {
    const auto columns = Style(options).columns();
    const auto& difference = document.difference;
    if (difference.empty()) return sink("No record differs.\n");
    std::string text;
    const auto show = [&](const Table& table) {
      text += (text.empty() ? "" : "\n") + table.to_text({.indent = "", .columns = columns});
    };
    Table sources({"Source", "Added", "Changed", "Removed"});
    for (const auto& one : difference.sources) {
      sources.add({base::printable(one.source), std::to_string(one.added), std::to_string(one.changed),
                   std::to_string(one.removed)});
    }
    if (!difference.sources.empty()) show(sources);
    Table packages({"Ecosystem", "To be judged again"});
    for (const auto& one : difference.touched)
      packages.add({base::printable(one.ecosystem), base::printable(one.name)});
    if (!difference.touched.empty()) show(packages);
    Table coverage({"Ecosystem whose coverage differs"});
    for (const auto& one : difference.ecosystems) coverage.add({base::printable(one)});
    if (!difference.ecosystems.empty()) show(coverage);
    Table releases({"Distribution", "Release with another end of support"});
    for (const auto& one : difference.releases)
      releases.add({base::printable(one.distribution), base::printable(one.release)});
    if (!difference.releases.empty()) show(releases);
    Table origins({"Repository or container that stands for other products"});
    for (const auto& one : difference.origins) origins.add({base::printable(one)});
    if (!difference.origins.empty()) show(origins);
    if (difference.newest_before != difference.newest_after)
      text += std::string(text.empty() ? "" : "\n") +
              "Newest advisory: " + base::printable(difference.newest_before) + " before, " +
              base::printable(difference.newest_after) + " now.\n";
    return sink(text);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_db_diff() { return std::make_unique<DbDiff>(); }

}  // namespace pratique::report
