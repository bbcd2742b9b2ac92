#include "scan/layers.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <utility>

#include "base/parallel.h"
#include "scan/kept.h"
#include "scan/reader.h"

namespace pratique::scan {

std::vector<std::size_t> reading_order(const std::vector<std::unique_ptr<LayerSource>>& sources,
                                       bool in_order) {
  std::vector<std::size_t> order(sources.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return in_order ? sources[a]->position < sources[b]->position : sources[a]->size > sources[b]->size;
  });
  return order;
}

namespace {

Result<ReadLayers> read_once(std::vector<std::unique_ptr<LayerSource>>& sources,
                             const extract::Catalogue& catalogue, unsigned threads, bool in_order,
                             const ScanOptions& options, base::Meter& meter) {
  std::vector<Result<LayerRead>> results(sources.size());
  const LayerReader reader(catalogue, options.cage, threads > 1);
  KeptLayers kept(options.cache, catalogue);
  std::atomic<std::size_t> cached{0}, kept_now{0};
  base::Budget held(layer::kHeldBytes);
  std::mutex progress;
  std::size_t done = 0;
  const auto order = reading_order(sources, in_order);
  PQ_CHECK(base::run_parallel(threads, order.size(), [&](std::size_t next) {
    const auto i = order[next];
    auto& one = results[i];
    if (sources[i]->passed) {
      one = std::move(*std::exchange(sources[i]->passed, nullptr));
    } else if (auto look = kept.look(*sources[i], meter); look.read) {
      ++cached;
      one = std::move(*look.read);
    } else {
      base::Meter part(&meter);
      one = reader.first(*sources[i], held, part);
      if (one && kept.keep(*sources[i], look, *one, part)) ++kept_now;
    }
    if (one && one->analysis.content.reached) meter.miss(*one->analysis.content.reached, sources[i]->name);
    const std::lock_guard lock(progress);
    if (options.progress) options.progress(++done, sources.size());
  }));
  ReadLayers read;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    auto& one = results[i];
    if (!one) return tl::unexpected(std::move(one).error());
    read.statistics.unpacked += one->unpacked;
    read.layers.push_back({sources[i]->diff_id,
                           std::make_shared<const extract::LayerAnalysis>(std::move(one->analysis)),
                           std::move(one->notes)});
    read.digests.push_back(std::move(one->digest));
  }
  read.kept = cached + kept_now == sources.size();
  read.statistics.cached = cached;
  read.statistics.layers = sources.size() - cached;
  return read;
}

}  // namespace

Result<ReadLayers> read_layers(std::vector<std::unique_ptr<LayerSource>>& sources,
                               const extract::Catalogue& catalogue, unsigned threads, bool in_order,
                               const ScanOptions& options, base::Meter& meter) {
  const bool shared = threads > 1 && !in_order && sources.size() > 1;
  const auto mark = meter.mark(shared);
  auto read = read_once(sources, catalogue, shared ? threads : 1, in_order, options, meter);
  const bool again = meter.stopped();
  if (again) {
    read = ReadLayers{};  // let go first
    meter.go_back(mark);
    read = read_once(sources, catalogue, 1, in_order, options, meter);
  } else {
    (void)meter.mark(false);  // the threads are gone: a refusal from now on stops nobody
  }
  return read;
}

}  // namespace pratique::scan
