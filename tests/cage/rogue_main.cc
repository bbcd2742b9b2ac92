// The program's scan, with an extractor more that does what none may (rogue/).
//   rogue [--no-cage] TARGET
// Prints notes and packages, a line each; exit code 1 and one line for an error.
#include <unistd.h>

#include <cstdio>
#include <string_view>

#include "sandbox/cage.h"
#include "scan/scan.h"

namespace {

using namespace pratique;

Result<void> print(const std::string& word, sandbox::Cage* cage) {
  PQ_TRY(const auto target, scan::parse_target(word));
  scan::ScanOptions options;
  options.cage = cage;
  PQ_TRY(const auto done, scan::scan(target, options));
  for (const auto& note : done.inventory.notes)
    std::printf("note %s|%s|%s|%d\n", note.code.c_str(), note.file.c_str(), note.message.c_str(),
                note.incomplete);
  for (const auto& component : done.inventory.components)
    std::printf("package %s\n", component.purl.to_string().c_str());
  return {};
}

}  // namespace

int main(int count, char** words) {
  auto spawner = sandbox::Spawner::start(environ, words, extract::all_extractors);
  if (!spawner || count < 2) return 64;
  // Shorter than a user would wait.
  sandbox::CageLimits limits;
  limits.file_time = std::chrono::milliseconds(500);
  limits.patience = std::chrono::milliseconds(3000);
  Result<void> done;
  {
    sandbox::Cage cage(std::move(*spawner), limits);
    const bool confined = std::string_view(words[1]) != "--no-cage";
    done = print(words[count - 1], confined ? &cage : nullptr);
  }
  if (!done) std::fprintf(stderr, "%s\n", base::to_line(done.error()).c_str());
  return done ? 0 : 1;
}
