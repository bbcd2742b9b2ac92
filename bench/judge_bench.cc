// judge_bench DATABASE DOCUMENT: what judging an inventory costs, and nothing else: the document is read before, the
// database is opened anew each time. The medians of 7 times, by the clock and of the processor. Prints "judge_ms N",
// "judge_cpu_ms N", "components N", "findings N".
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/meter.h"
#include "match/judgement.h"
#include "sbom/read.h"

namespace {

using namespace pratique;

constexpr int kTimes = 7;

double processor_ms() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto ms = [](const timeval& time) {
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-3 * static_cast<double>(time.tv_usec);
  };
  return ms(used.ru_utime) + ms(used.ru_stime);
}

double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

Result<void> measure(const std::string& path, const std::string& document) {
  std::ostringstream text;
  text << std::ifstream(document, std::ios::binary).rdbuf();
  // A document of any size: what it costs to judge is asked, not what a scan may hold.
  base::Limits limits;
  limits.set(base::Account::kComponents, 10'000'000);
  base::Meter meter(limits);
  PQ_TRY(const auto inventory, sbom::read_document(text.str(), meter));
  std::vector<double> walls, processors;
  std::size_t findings = 0;
  for (int i = 0; i < kTimes; ++i) {
    const auto used = processor_ms();
    const auto start = std::chrono::steady_clock::now();
    PQ_TRY(const auto database, advisory::Database::open(path));
    PQ_TRY(const auto judgement, match::judge(inventory, database));
    walls.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    processors.push_back(processor_ms() - used);
    findings = judgement.findings.size();
  }
  std::printf("judge_ms %.2f\njudge_cpu_ms %.2f\ncomponents %zu\nfindings %zu\n", median(walls),
              median(processors), inventory.components.size(), findings);
  return {};
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fputs("judge_bench DATABASE DOCUMENT\n", stderr);
    return 64;
  }
  const auto done = measure(words[1], words[2]);
  if (done) return 0;
  std::fputs((to_line(done.error()) + "\n").c_str(), stderr);
  return 1;
}
