// database_bench DATABASE: what it costs to open a database, and to look up one package, by the clock: the median of
// opening it 101 times, and the mean and the 99th percentile of looking up 5,000 packages that are spread over the
// table. Prints "open_us N", "lookup_us N", "lookup_p99_us N".
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "advisory/database.h"
#include "advisory/sqlite.h"

namespace {

using namespace pratique;
using Clock = std::chrono::steady_clock;

constexpr int kOpenings = 101;
constexpr std::size_t kPackages = 5000;

double microseconds(Clock::duration time) { return std::chrono::duration<double, std::micro>(time).count(); }

double at(std::vector<double>& all, double share) {
  std::sort(all.begin(), all.end());
  return all.empty() ? 0 : all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
}

Result<std::vector<std::pair<std::string, std::string>>> packages(const std::string& path) {
  PQ_TRY(const auto connection, advisory::Connection::open_sealed(path));
  PQ_TRY(auto select,
         connection.prepare(
             "SELECT s.text, p.name FROM package p JOIN string s ON s.id=p.ecosystem ORDER BY p.key"));
  std::vector<std::pair<std::string, std::string>> all, some;
  for (;;) {
    PQ_TRY(const bool row, select.step());
    if (!row) break;
    all.emplace_back(select.text(0), select.text(1));
  }
  const auto stride = all.size() / kPackages + 1;
  // Neighbours of the table are not asked for one after the other.
  for (std::size_t first = 0; first < stride && some.size() < kPackages; ++first)
    for (auto i = first; i < all.size() && some.size() < kPackages; i += stride) some.push_back(all[i]);
  return some;
}

Result<void> measure(const std::string& path) {
  std::vector<double> opened, looked;
  for (int i = 0; i < kOpenings; ++i) {
    const auto start = Clock::now();
    PQ_TRY(const auto database, advisory::Database::open(path));
    opened.push_back(microseconds(Clock::now() - start));
  }
  PQ_TRY(const auto wanted, packages(path));
  PQ_TRY(const auto database, advisory::Database::open(path));
  double total = 0;
  for (const auto& [ecosystem, name] : wanted) {
    base::Arena arena;
    const auto start = Clock::now();
    PQ_TRY(const auto hits, database.lookup(ecosystem, name, arena));
    const auto time = microseconds(Clock::now() - start);
    if (hits.empty()) return base::invalid("a package of the table that is not found: " + name);
    total += time;
    looked.push_back(time);
  }
  std::printf("open_us %.1f\nlookup_us %.2f\nlookup_p99_us %.2f\n", at(opened, 0.5),
              total / static_cast<double>(std::max<std::size_t>(wanted.size(), 1)), at(looked, 0.99));
  return {};
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::fputs("database_bench DATABASE\n", stderr);
    return 64;
  }
  const auto done = measure(words[1]);
  if (done) return 0;
  std::fputs((to_line(done.error()) + "\n").c_str(), stderr);
  return 1;
}
