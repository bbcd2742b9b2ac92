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
    return "for people: what is new by source, which packages are touched";
  }

  Result<void> write(const DatabaseDifference& document, const Options& options,
                     const Sink& sink) const override {
    const auto columns = Style(options).columns();
    const auto& difference = document.difference;
    if (difference.sources.empty()) return sink("No record differs.\n");
    Table sources({"Source", "Added", "Changed", "Removed"});
    for (const auto& one : difference.sources) {
      sources.add({base::printable(one.source), std::to_string(one.added), std::to_string(one.changed),
                   std::to_string(one.removed)});
    }
    auto text = sources.to_text({.indent = "", .columns = columns});
    if (difference.touched.empty()) return sink(text);
    Table packages({"Ecosystem", "To be judged again"});
    for (const auto& one : difference.touched)
      packages.add({base::printable(one.ecosystem), base::printable(one.name)});
    return sink(text + "\n" + packages.to_text({.indent = "", .columns = columns}));
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_db_diff() { return std::make_unique<DbDiff>(); }

}  // namespace pratique::report
