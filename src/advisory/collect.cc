#include "advisory/collect.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <tuple>

#include "advisory/coverage.h"
#include "advisory/input_share.h"
#include "advisory/inputs.h"
#include "base/parallel.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

// Beyond these the largest pack alone decides how long it takes.
constexpr unsigned kMaxThreads = 8;

// Largest first, so that no thread is left alone with the longest pack at the end.
std::vector<std::size_t> by_size(const std::vector<FeedInput>& inputs) {
  std::vector<std::size_t> order(inputs.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return inputs[a].size > inputs[b].size; });
  return order;
}

// Shares are kept by the input's place, so who reads what does not show. Memory that runs out in one of the
// threads is the error of all: a feed that is left out for it would make packages look clean.
Result<std::vector<InputShare>> read_all(const std::vector<FeedInput>& inputs,
                                         const std::vector<std::unique_ptr<Feed>>& feeds, PieceFile& scratch,
                                         PieceFile& store, const Progress& progress) {
  std::vector<InputShare> shares(inputs.size());
  const auto order = by_size(inputs);
  std::size_t done = 0;
  std::mutex mutex;
  Result<void> sound;
  const auto threads = std::clamp(std::thread::hardware_concurrency(), 1u, kMaxThreads);
  PQ_CHECK(base::run_parallel(threads, order.size(), [&](std::size_t i) {
    const auto& input = inputs[order[i]];
    auto share = read_input_share(input, feeds, scratch, store);
    const std::lock_guard lock(mutex);
    if (share) {
      shares[order[i]] = *std::move(share);
    } else if (sound) {
      sound = tl::unexpected(std::move(share).error());
    }
    if (progress) progress(input.name, ++done, inputs.size());
  }));
  PQ_CHECK(sound);
  return shares;
}

// What was not read, sorted by input as the shares are.
void join(const InputShare& share, const std::string& input, Collection& out) {
  out.advisories += share.advisories;
  out.missing.add(share.missing);
  out.notes.add(share.notes);
  for (const auto& [folder, files] : share.left_out) {
    const auto count = " (" + std::to_string(files) + (files == 1 ? " file)" : " files)");
    out.left_out.push_back(folder + (files == 0 ? "" : count));
  }
  if (share.unknown.empty()) return;
  if (share.taken == 0 && share.missing.empty() && share.left_out.empty()) {
    out.unknown_packs.push_back(input);
    return;
  }
  out.unknown_count += share.unknown.count();
  for (const auto& file : share.unknown.lines()) {
    if (out.unknown_files.size() < kMaxUnknownNames) out.unknown_files.push_back(file);
  }
}

std::string file_name(const FeedInput& input) {
  return std::filesystem::path(input.path).filename().string();
}

// Why an input is not what it was when it had that shard.
struct Fault {
  // "more.jsonl: its last line breaks off"; empty: nothing is wrong.
  std::string what;
  bool shrunk = false;
};

// "epss: 12 records in it, 290000 before": more than half is gone, of all or of what one reader gave, for a pack of
// several feeds may lose one of them (what another reader took over is not lost). What never had any (a pack that nobody knows, a declaration) lacks none.
Fault shrinking_of(const InputShare& share, const std::string& name, const StoredShard& earlier) {
  const auto is_less = [](std::uint64_t now, std::uint64_t was) { return now * 2 < was; };
  const auto tell = [&](std::uint64_t now, std::uint64_t was, const std::string& of) -> Fault {
    return {name + ": " + std::to_string(now) + (now == 1 ? " record" : " records") + of + " in it, " +
                std::to_string(was) + " before",
            true};
  };
  if (share.records == 0 && earlier.records > 0) return {name + ": no records in it", true};
  if (is_less(share.records, earlier.records)) return tell(share.records, earlier.records, "");
  for (const auto& was : earlier.sources) {
    const auto at = share.sources.find(was.feed);
    const auto now = at == share.sources.end() ? 0 : at->second.advisories;
    const auto in_all = earlier.records - std::min(share.records, earlier.records);
    if (is_less(now, was.advisories) && in_all * 2 >= was.advisories - now)
      return tell(now, was.advisories, " of " + was.feed);
  }
  return {};
}

Fault fault_of(const InputShare& share, const std::string& name, const StoredShard& earlier,
               bool accept_shrunk) {
  if (!share.missing.empty()) return {*share.missing.lines().begin()};
  return accept_shrunk ? Fault{} : shrinking_of(share, name, earlier);
}

// The shard that an earlier build kept of an input: by its name, or, where files have the day in their names and that
// of the other day is gone, of that one.
const StoredShard* earlier_of(const FeedInput& input, const std::vector<FeedInput>& inputs,
                              const Keeping& keeping) {
  if (keeping.earlier == nullptr) return nullptr;
  const auto name = file_name(input);
  if (const auto* same = keeping.earlier->find(name)) return same;
  const auto* other = keeping.earlier->find_of_another_day(name);
  const auto is_there = [&](const FeedInput& each) { return file_name(each) == other->input; };
  return other == nullptr || std::any_of(inputs.begin(), inputs.end(), is_there) ? nullptr : other;
}

// The shard of an earlier build, its pieces copied as they are, each checked.
Result<Run> copied(const StoredShard& shard, const PieceFile& from, PieceFile& to) {
  Run run{.file = &to, .pieces = {}, .tail = {}};
  std::string stored;
  for (const auto& piece : shard.pieces) {
    PQ_CHECK(from.read(piece, stored));
    PQ_CHECK(unpack_piece(stored));
    PQ_TRY(const auto copy, to.append(stored));
    run.pieces.push_back(copy);
  }
  return run;
}

// What the input held when it could still be read takes the place of what it holds now.
Result<void> keep(const StoredShard& shard, const Keeping& keeping, PieceFile& store, Fault fault,
                  Collection& out) {
  PQ_TRY(auto run, copied(shard, keeping.earlier->file(), store));
  out.kept.push_back({.input = shard.input,
                      .advisories = shard.records,
                      .read_on = shard.read_on,
                      .days = days_between(shard.read_on, keeping.today),
                      .fault = std::move(fault.what),
                      .ecosystems = shard.ecosystems,
                      .shrunk = fault.shrunk});
  out.advisories += shard.advisories;
  out.sources.insert(out.sources.end(), shard.sources.begin(), shard.sources.end());
  out.declarations.insert(shard.declarations.begin(), shard.declarations.end());
  out.stored.push_back(shard);
  out.stored.back().pieces = run.pieces;
  out.shards.push_back(std::move(run));
  return {};
}

void take(InputShare&& share, const FeedInput& input, const Keeping& keeping, Collection& out) {
  join(share, input.name, out);
  StoredShard stored{.input = file_name(input),
                     .read_on = keeping.today,
                     .records = share.records,
                     .advisories = share.advisories,
                     .sources = {},
                     .ecosystems = {share.ecosystems.begin(), share.ecosystems.end()},
                     .declarations = share.declarations,
                     .pieces = share.run.pieces};
  for (auto& [_, source] : share.sources) stored.sources.push_back(std::move(source));
  out.sources.insert(out.sources.end(), stored.sources.begin(), stored.sources.end());
  out.declarations.merge(share.declarations);
  // What lacks something is nothing to go on with.
  if (share.missing.empty()) out.stored.push_back(std::move(stored));
  out.shards.push_back(std::move(share.run));
}

}  // namespace

Result<std::unique_ptr<Items>> Collection::records() const {
  std::vector<const Run*> runs;
  for (const auto& shard : shards) runs.push_back(&shard);
  return merged(std::move(runs), *scratch);
}

void Collection::declare(FoundAdvisory& found, Days& as_of) const {
  const auto* declaration = declaration_for(declarations, found.folder);
  if (declaration == nullptr) return;
  for (auto& affected : found.advisory.affected) {
    affected.extent = declaration->extent_of(affected.ecosystem).value_or(affected.extent);
    if (declaration->as_of.empty()) continue;
    auto& day = as_of[{affected.ecosystem, found.advisory.source, affected.extent}];
    day = std::max(day, declaration->as_of);
  }
}

Result<Collection> collect(const std::string& feeds_folder, const std::string& database,
                           const std::vector<std::unique_ptr<Feed>>& feeds, const Keeping& keeping,
                           const Progress& progress) {
  PQ_TRY(auto inputs, list_inputs(feeds_folder));
  std::erase_if(inputs, [&](const FeedInput& input) {
    std::error_code ignored;
    return std::filesystem::equivalent(input.path, database, ignored);
  });
  Collection out;
  const auto folder = std::filesystem::path(database).parent_path().string();
  PQ_TRY(out.scratch, PieceFile::scratch(folder.empty() ? "." : folder));
  auto& store = keeping.store != nullptr ? *keeping.store : *out.scratch;
  PQ_TRY(auto shares, read_all(inputs, feeds, *out.scratch, store, progress));
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto* earlier = earlier_of(inputs[i], inputs, keeping);
    auto fault =
        earlier == nullptr ? Fault{} : fault_of(shares[i], inputs[i].name, *earlier, keeping.accept_shrunk);
    const bool kept = !fault.what.empty() && keep(*earlier, keeping, store, std::move(fault), out);
    if (!kept) take(std::move(shares[i]), inputs[i], keeping, out);
  }
  std::sort(out.sources.begin(), out.sources.end(),
            [](const auto& a, const auto& b) { return std::tie(a.feed, a.pack) < std::tie(b.feed, b.pack); });
  std::sort(out.kept.begin(), out.kept.end(), [](const auto& a, const auto& b) { return a.input < b.input; });
  return out;
}

}  // namespace pratique::advisory
