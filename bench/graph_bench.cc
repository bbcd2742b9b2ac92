// graph_bench [COMPONENTS EDGES]: what the dependency graph costs, by default 100,000 components and 600,000 edges: the graph
// with a way to each component, its drawings, and documents with it written and read. Each step runs in a process of its
// own that makes the inventory first. A line is step, seconds, megabytes and a detail, tabs between them: the processor's time
// of the step alone, the most memory that its process took in all, and the size of what it wrote or how many steps all ways have
// together.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <string>

#include "base/meter.h"
#include "model/graph.h"
#include "model/inventory.h"
#include "report/ways.h"
#include "sbom/read.h"
#include "sbom/write.h"

namespace {

using namespace pratique;

constexpr std::uint32_t kSeed = 12;

std::string text_of(std::uint32_t number, int digits) {
  auto text = std::to_string(number);
  return std::string(static_cast<std::size_t>(digits) - std::min<std::size_t>(text.size(), digits), '0') +
         text;
}

// Packages of npm in some layers, every hundredth asked for; needs lead to later ones, most of them near, one in a hundred
// back, so that there are loops. Names and paths are as long as real ones.
model::Inventory inventory_of(std::uint32_t components, std::uint32_t edges) {
  std::mt19937 chance(kSeed);
  model::Inventory inventory;
  inventory.subject.name = "bench:graph";
  constexpr int kLayers = 8;
  for (int i = 0; i < kLayers; ++i)
    inventory.subject.layers.push_back({.diff_id = "sha256:" + std::string(64, static_cast<char>('0' + i))});
  for (std::uint32_t i = 0; i < components; ++i) {
    auto& one = inventory.components.emplace_back();
    const auto name = "package-number-" + text_of(i, 7);
    one.purl = model::make_purl("npm", i % 5 == 0 ? "@scope" : "", name, std::to_string(i % 9) + ".2.3");
    one.locations.push_back(
        {"srv/app/node_modules/" + name + "/package.json", inventory.subject.layers[i % kLayers].diff_id});
    one.licenses = {"MIT"};
    one.supplier = "Somebody <somebody@example.org>";
    if (i % 100 == 0) {
      one.reason = model::InstallReason::kExplicit;
      one.details.edit().asked_in = "srv/app/package.json";
    }
  }
  model::normalise(inventory);
  constexpr std::uint32_t kNear = 2'000;
  for (std::uint32_t i = 0; i < edges; ++i) {
    const auto random = [&] { return static_cast<std::uint32_t>(chance()); };
    const auto from = random() % components;
    const auto to = i % 100 == 0 ? random() % components : (from + 1 + random() % kNear) % components;
    const auto kind = random() % 20;
    const auto scope = kind == 0   ? model::Scope::kPeer
                       : kind == 1 ? model::Scope::kOptional
                                   : model::Scope::kRequired;
    if (from != to) inventory.edges.push_back({from, to, model::EdgeKind::kDependsOn, scope});
  }
  model::normalise(inventory);
  return inventory;
}

// Of the processor: other work on the machine is no cost of the graph.
double seconds_used() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// In a process of its own. `work` prepares, calls start(), and gives the detail.
void measure(const std::string& step,
             const std::function<std::string(const std::function<void()>& start)>& work) {
  std::fflush(stdout);
  const auto child = fork();
  if (child == 0) {
    auto begin = seconds_used();
    const auto detail = work([&] { begin = seconds_used(); });
    const auto seconds = seconds_used() - begin;
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    std::printf("%s\t%.3f\t%.0f\t%s\n", step.c_str(), seconds, static_cast<double>(used.ru_maxrss) / 1024,
                detail.c_str());
    std::fflush(stdout);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) std::printf("%s\t0\t0\tfailed\n", step.c_str());
}

std::string megabytes(std::uint64_t bytes) { return std::to_string(bytes / 1'000'000) + " MB"; }

void measure_forms(std::uint32_t components, std::uint32_t edges, const std::string& form,
                   const std::string& file) {
  measure("write " + form, [&](const auto& start) {
    const auto inventory = inventory_of(components, edges);
    start();
    std::ofstream out(file, std::ios::binary);
    std::uint64_t bytes = 0;
    const auto done =
        sbom::find_writer(form)->write(inventory, {}, [&](std::string_view part) -> Result<void> {
          out.write(part.data(), static_cast<std::streamsize>(part.size()));
          bytes += part.size();
          return {};
        });
    return done ? megabytes(bytes) : to_line(done.error());
  });
  measure("read " + form, [&](const auto& start) {
    start();
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    base::Limits limits;
    limits.set(base::Account::kComponents, 10'000'000);
    base::Meter meter(limits);
    const auto inventory = sbom::read_document(std::move(text).str(), meter);
    if (!inventory) return to_line(inventory.error());
    return std::to_string(inventory->components.size()) + " components, " +
           std::to_string(inventory->edges.size()) + " edges";
  });
  std::remove(file.c_str());
}

void measure_all(std::uint32_t components, std::uint32_t edges) {
  measure("make", [&](const auto& start) {
    start();
    return std::to_string(inventory_of(components, edges).edges.size()) + " edges";
  });
  measure("ways", [&](const auto& start) {
    const auto inventory = inventory_of(components, edges);
    start();
    const model::Graph graph(inventory);
    std::uint64_t steps = 0;
    for (std::uint32_t i = 0; i < graph.size(); ++i) steps += graph.distance(i);
    return std::to_string(steps) + " steps, " + std::to_string(graph.roots().size()) + " roots";
  });
  measure("texts of ways", [&](const auto& start) {
    const auto inventory = inventory_of(components, edges);
    const model::Graph graph(inventory);
    start();
    std::uint64_t bytes = 0;
    for (std::uint32_t i = 0; i < graph.size(); ++i) bytes += report::way_text(inventory, graph, i).size();
    return megabytes(bytes);
  });
  measure("tree", [&](const auto& start) {
    const auto inventory = inventory_of(components, edges);
    start();
    const model::Graph graph(inventory);
    std::uint64_t bytes = 0;
    report::PackageTree(graph).each(graph.roots(), [&](const report::PackageTree::Line& line) {
      bytes += line.mark.size() + report::line_text(inventory, graph, line).size() + 1;
      return true;
    });
    return megabytes(bytes);
  });
  const auto file =
      (std::filesystem::temp_directory_path() / ("graph_bench." + std::to_string(getpid()))).string();
  for (const std::string form : {"json", "cyclonedx", "spdx", "spdx-3"})
    measure_forms(components, edges, form, file);
}

}  // namespace

int main(int count, char** words) {
  constexpr int kDecimal = 10;
  const auto number = [&](int at, std::uint32_t otherwise) {
    return count > at ? static_cast<std::uint32_t>(std::strtoul(words[at], nullptr, kDecimal)) : otherwise;
  };
  measure_all(number(1, 100'000), number(2, 600'000));
  return 0;
}
