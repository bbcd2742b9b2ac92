#include "sandbox/pass.h"

#include <utility>
#include <vector>

#include "layer/verified.h"

namespace pratique::sandbox {

namespace {

// Tells a watcher which file is looked at, and keeps what is shunned from those who would look.
class Watched : public layer::Visitor {
 public:
  Watched(layer::Visitor& inner, const Task& task, Watcher* watcher)
      : inner_(inner), task_(task), watcher_(watcher) {}

  layer::Wish consider(std::size_t number, const layer::Candidate& candidate) override {
    if (task_.names_only || task_.shunned.contains(number)) return layer::Wish::no();
    begin(number, candidate.path);
    auto wish = inner_.consider(number, candidate);
    if (wish.kind == layer::Wish::Kind::kNo) end();
    return wish;
  }
  std::vector<layer::ByteRange> consider_again(std::size_t number,
                                               const layer::Candidate& candidate) override {
    begin(number, candidate.path);
    return inner_.consider_again(number, candidate);
  }
  void feed(std::uint64_t offset, base::Bytes piece) override { inner_.feed(offset, piece); }
  void visit(std::size_t number, const layer::FileView& file) override {
    inner_.visit(number, file);
    end();
  }

 private:
  void begin(std::size_t number, std::string_view path) {
    if (watcher_ != nullptr) watcher_->begin(number, path);
  }
  void end() {
    if (watcher_ != nullptr) watcher_->end();
  }

  layer::Visitor& inner_;
  const Task& task_;
  Watcher* watcher_;
};

base::Account account_of(const Task& task) {
  return task.first ? base::Account::kInflated : base::Account::kReread;
}

// Runs `over` with the members of the layer, and tells what was wrong with the stream; nothing of it is read
// further than it must.
template <class Over>
Result<std::unique_ptr<layer::UnpackedLayer>> over_members(Stored& stored, const Task& task,
                                                           base::Meter& meter, const Over& over,
                                                           bool& may_be_cut) {
  if (stored.entries != nullptr) {
    over(*stored.entries);
    return nullptr;
  }
  const bool sum = task.first && task.form == StoredForm::kBlob;
  PQ_TRY(auto unpacked, layer::UnpackedLayer::open(*stored.bytes, task.name,
                                                   stored.ready ? layer::UnpackedLayer::Stored::kReady
                                                                : layer::UnpackedLayer::Stored::kFarAway,
                                                   sum, meter, account_of(task)));
  const auto stream = layer::tar_stream(unpacked->tar());
  over(*stream);
  may_be_cut = stream->may_be_cut();
  return unpacked;
}

}  // namespace

Result<FirstPass> first_pass(Stored& stored, const Task& task, const extract::Catalogue& catalogue,
                             base::Budget& held, base::Meter& meter, Watcher* watcher) {
  FirstPass pass;
  extract::Dispatcher dispatcher(catalogue, pass.analysis, meter);
  Watched watched(dispatcher, task, watcher);
  const auto read = [&](layer::EntryStream& stream) {
    pass.analysis.content = layer::read_layer(stream, watched, held, meter);
  };
  PQ_TRY(const auto unpacked, over_members(stored, task, meter, read, pass.may_be_cut));
  if (unpacked == nullptr) return pass;
  unpacked->finish();
  pass.damage = unpacked->decode_error();
  pass.diff_id = unpacked->diff_id();
  pass.unpacked = unpacked->unpacked();
  return pass;
}

Result<FurtherPass> further_pass(Stored& stored, const Task& task, const extract::Catalogue& catalogue,
                                 base::Meter& meter, Watcher* watcher) {
  FurtherPass pass;
  std::vector<layer::Rewish> wishes;
  for (const auto& [number, pending] : task.pending) wishes.push_back({number, pending.ranges});
  extract::FurtherDispatcher dispatcher(catalogue, pass.records, meter, task.pending);
  Watched watched(dispatcher, task, watcher);
  const auto read = [&](layer::EntryStream& stream) { layer::reread_layer(stream, wishes, watched); };
  bool may_be_cut = false;
  PQ_CHECK(over_members(stored, task, meter, read, may_be_cut));
  pass.unvisited = dispatcher.unvisited();
  return pass;
}

}  // namespace pratique::sandbox
