#include "scan/reader.h"

#include <iterator>
#include <utility>

namespace pratique::scan {

// What the compression, or the tar's end, leaves unread.
static std::vector<model::Note> notes_of(const sandbox::FirstPass& pass, sandbox::StoredForm form) {
  std::vector<model::Note> notes;
  if (pass.damage && pass.damage->kind != ErrorKind::kMetered)
    notes.push_back(model::to_note(*pass.damage, ""));
  if (form == sandbox::StoredForm::kTar && !pass.damage && pass.may_be_cut) {
    notes.push_back(model::to_note(
        {.kind = ErrorKind::kInvalid, .what = "the archive has no end mark: it may have been cut off"}, ""));
  }
  return notes;
}

Result<LayerRead> LayerReader::first(LayerSource& source, base::Budget& held, base::Meter& meter) const {
  PQ_TRY(auto stored, source.open());
  layer::SummedSource* summed = nullptr;
  if (source.promise) {
    auto sums = std::make_unique<layer::SummedSource>(std::move(stored.bytes));
    summed = sums.get();
    stored.bytes = std::move(sums);
  }
  const sandbox::Task task{.form = source.form, .name = source.name};
  PQ_TRY(auto pass, sandbox::first_pass(stored, task, catalogue_, held, meter));
  LayerRead read{.notes = notes_of(pass, source.form), .unpacked = pass.unpacked};
  if (summed != nullptr) {
    const auto sum = summed->finish();
    PQ_CHECK(layer::check(*source.promise, sum, pass.damage.has_value(), pass.diff_id));
    read.digest = sum.digest;
  }
  read.analysis = std::move(pass.analysis);
  return read;
}

extract::FurtherDispatcher::Pending LayerReader::further(LayerSource& source, base::Meter& meter,
                                                         extract::FurtherRecords& further) const {
  const sandbox::Task task{.first = false,
                           .form = source.form,
                           .name = source.name,
                           .pending = std::exchange(further.pending, {})};
  auto stored = source.open();
  if (!stored) return task.pending;
  auto pass = sandbox::further_pass(*stored, task, catalogue_, meter);
  if (!pass) return task.pending;
  auto& made = pass->records;
  std::ranges::move(made.items, std::back_inserter(further.items));
  std::ranges::move(made.failures, std::back_inserter(further.failures));
  further.pending = std::move(made.pending);
  return std::move(pass->unvisited);
}

}  // namespace pratique::scan
