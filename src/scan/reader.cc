#include "scan/reader.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/caught.h"

namespace pratique::scan {

namespace {

// Children that may end on files of one layer; then its names are read, and no file.
constexpr std::size_t kMaxDeaths = 3;
constexpr const char* kFailed = "analysis-failed";

// What is stored, and its sum where something is promised of it.
struct Opened {
  sandbox::Stored stored;
  layer::SummedSource* sum = nullptr;
};

Result<Opened> open(LayerSource& source) {
  PQ_TRY(auto stored, source.open());
  Opened opened{std::move(stored)};
  if (!source.promise) return opened;
  auto sums = std::make_unique<layer::SummedSource>(std::move(opened.stored.bytes));
  opened.sum = sums.get();
  opened.stored.bytes = std::move(sums);
  return opened;
}

// What the compression, or the tar's end, leaves unread.
void note_damage(const sandbox::FirstPass& pass, sandbox::StoredForm form, std::vector<model::Note>& notes) {
  if (pass.damage && pass.damage->kind != ErrorKind::kMetered)
    notes.push_back(model::to_note(*pass.damage, ""));
  if (form == sandbox::StoredForm::kTar && !pass.damage && pass.may_be_cut) {
    notes.push_back(model::to_note(
        {.kind = ErrorKind::kInvalid, .what = "the archive has no end mark: it may have been cut off"}, ""));
  }
}

Result<LayerRead> settled(const LayerSource& source, Opened& opened, sandbox::FirstPass pass,
                          std::vector<model::Note> notes) {
  note_damage(pass, source.form, notes);
  LayerRead read{.notes = std::move(notes), .unpacked = pass.unpacked};
  std::ranges::copy(source.notes, std::back_inserter(read.notes));
  if (opened.sum != nullptr) {
    const auto sum = opened.sum->finish();
    // A line that was cut is no image that was changed.
    const auto& broken = opened.sum->broken();
    if (broken && broken->kind == ErrorKind::kIo) return tl::unexpected(*broken);
    PQ_CHECK(layer::check(*source.promise, sum, pass.damage.has_value(), pass.diff_id));
    read.digest = sum.digest;
  }
  read.analysis = std::move(pass.analysis);
  read.unpacked_diff_id = std::move(pass.diff_id);
  read.damaged = pass.damage.has_value();
  return read;
}

model::Note failed(std::string message, std::string file) {
  return {.code = kFailed, .message = std::move(message), .file = std::move(file), .incomplete = true};
}

std::string words(const sandbox::Death& death) { return "what read it " + death.how; }

// The next try after a child that did not come back; false: there is none.
bool try_without(const sandbox::Death& death, std::size_t deaths, sandbox::Task& task,
                 std::vector<model::Note>& notes) {
  if (death.at && !task.names_only && deaths < kMaxDeaths && task.shunned.insert(death.at->number).second) {
    notes.push_back(failed("not read: " + words(death), death.at->path));
    return true;
  }
  const auto path = death.at ? death.at->path : "";
  if (std::exchange(task.names_only, true)) {
    notes.push_back(failed("the layer was not read, nor its names: " + words(death), path));
    return false;
  }
  notes.push_back(failed("no file of the layer was read, its names only: " + words(death), path));
  return true;
}

void add(extract::FurtherRecords&& made, extract::FurtherRecords& further) {
  std::ranges::move(made.items, std::back_inserter(further.items));
  std::ranges::move(made.failures, std::back_inserter(further.failures));
  further.pending = std::move(made.pending);
}

std::vector<MissedFile> all_missed(const extract::FurtherDispatcher::Pending& pending,
                                   const std::string& code, const std::string& message) {
  std::vector<MissedFile> missed;
  for (const auto& [entry, wanted] : pending) missed.push_back({entry, wanted, code, message});
  return missed;
}

std::vector<MissedFile> not_come_by(const extract::FurtherDispatcher::Pending& pending,
                                    const std::string& why = {}) {
  return all_missed(pending, "unreadable",
                    "could not be read again for its content" + (why.empty() ? "" : ": " + why));
}

}  // namespace

Result<LayerRead> LayerReader::first(LayerSource& source, base::Budget& held, base::Meter& meter) const {
  if (confines()) return first_in_cage(source, held, meter);
  PQ_TRY(auto opened, open(source));
  const sandbox::Task task{.form = source.form, .name = source.name};
  PQ_TRY(auto pass, sandbox::first_pass(opened.stored, task, catalogue_, held, meter));
  return settled(source, opened, std::move(pass), {});
}

Result<LayerRead> LayerReader::first_in_cage(LayerSource& source, base::Budget& held,
                                             base::Meter& meter) const {
  sandbox::Task task{.form = source.form, .name = source.name};
  std::vector<model::Note> notes;
  for (std::size_t deaths = 0;; ++deaths) {
    PQ_TRY(auto opened, open(source));
    PQ_TRY(auto outcome, cage_->run(task, opened.stored, source.size, shared_, catalogue_, held, meter));
    if (outcome.refused) {
      cage_->refuse(*outcome.refused);
      return first(source, held, meter);
    }
    if (outcome.pass) {
      PQ_TRY(auto pass, std::move(*outcome.pass));
      return settled(source, opened, std::get<sandbox::FirstPass>(std::move(pass)), std::move(notes));
    }
    if (!outcome.death) return base::fail(ErrorKind::kMetered, "the scan's meter said stop");
    if (outcome.death->starved) return tl::unexpected(base::out_of_memory());
    if (try_without(*outcome.death, deaths, task, notes)) continue;
    // Its digest can still be told.
    return settled(source, opened, {.damage = Error{.kind = ErrorKind::kMetered}}, std::move(notes));
  }
}

std::vector<MissedFile> LayerReader::further(LayerSource& source, base::Meter& meter,
                                             extract::FurtherRecords& further) const {
  sandbox::Task task{.first = false,
                     .form = source.form,
                     .name = source.name,
                     .pending = std::exchange(further.pending, {})};
  if (confines()) return further_in_cage(source, task, meter, further);
  auto stored = source.open();
  if (!stored) return not_come_by(task.pending, stored.error().what);
  auto pass = sandbox::further_pass(*stored, task, catalogue_, meter);
  if (!pass) return not_come_by(task.pending);
  add(std::move(pass->records), further);
  return not_come_by(pass->unvisited);
}

// A further pass is made by one thread, which holds one file at a time.
std::vector<MissedFile> LayerReader::further_in_cage(LayerSource& source, sandbox::Task& task,
                                                     base::Meter& meter,
                                                     extract::FurtherRecords& further) const {
  base::Budget held(layer::kHeldBytes);
  std::vector<MissedFile> missed;
  const auto give_up = [&](std::vector<MissedFile> rest) {
    std::ranges::move(rest, std::back_inserter(missed));
    return std::move(missed);
  };
  for (std::size_t deaths = 0; !task.pending.empty(); ++deaths) {
    auto stored = source.open();
    if (!stored) return give_up(not_come_by(task.pending, stored.error().what));
    auto outcome = cage_->run(task, *stored, source.size, false, catalogue_, held, meter);
    if (!outcome || outcome->refused) return give_up(not_come_by(task.pending));
    if (outcome->pass) {
      if (!*outcome->pass) return give_up(not_come_by(task.pending));
      auto pass = std::get<sandbox::FurtherPass>(**std::move(outcome->pass));
      add(std::move(pass.records), further);
      return give_up(not_come_by(pass.unvisited));
    }
    if (!outcome->death) return give_up(not_come_by(task.pending));
    const auto how = "not read: " + words(*outcome->death);
    const auto dead = outcome->death->at ? task.pending.find(outcome->death->at->number) : task.pending.end();
    if (dead == task.pending.end() || deaths == kMaxDeaths)
      return give_up(all_missed(task.pending, kFailed, how));
    missed.push_back({dead->first, dead->second, kFailed, how});
    task.pending.erase(dead);
  }
  return missed;
}

}  // namespace pratique::scan
