// `attestation list` for people.
#include "report/attestations.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/sections.h"
#include "report/terminal.h"

namespace pratique::report {
namespace {

// "unverified", for nothing is verified yet; of another image is worse.
std::string state_of(const AttestationList::Row& row) {
  if (row.subject == "other") return "refused: about another image";
  return row.form == "signature" ? "unverified signature" : "unverified";
}

class Attestations final : public ReportOf<AttestationList> {
 public:
  std::string_view format() const override { return "list"; }
  std::string_view about() const override { return "for people: a line for each attestation"; }

  Result<void> write(const AttestationList& list, const Options& options, const Sink& sink) const override {
    const auto columns = Style(options).columns();
    if (list.rows.empty()) {
      PQ_CHECK(sink("no attestation is attached to this image\n"));
    } else {
      Table table({"Digest", "Predicate type", "Kind", "Place", "Form", "About", "State"});
      for (const auto& row : list.rows) {
        table.add({Cell::unfolded(base::printable(row.digest)), base::printable(row.predicate_type), row.kind,
                   row.place, row.form, row.subject, state_of(row)});
      }
      PQ_CHECK(table.write({.indent = "", .columns = columns}, sink));
    }
    if (list.notes.empty()) return {};
    PQ_CHECK(sink("\n"));
    for (const auto& note : list.notes) PQ_CHECK(sink(hanging("! ", base::printable(note.message), columns)));
    return {};
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_attestations() { return std::make_unique<Attestations>(); }

}  // namespace pratique::report
