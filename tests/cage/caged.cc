// Analyses one layer that comes through standard input, linked with nothing but the modules that run in the
// cage (ARCHITECTURE.md): that this links at all is half of the test.
//   caged DIGEST SIZE DIFFID <blob
// Prints the analysis; exit code 1 and one line for an error.
#include <cstdio>
#include <cstdlib>

#include "cage/dump.h"
#include "layer/verified.h"
#include "sandbox/pass.h"

namespace {

using namespace pratique;

Result<std::string> analysed(const layer::Promise& promise) {
  PQ_TRY(auto blob, codec::open_file("/dev/stdin"));
  auto summed = std::make_unique<layer::SummedSource>(std::move(blob));
  auto& sum = *summed;
  sandbox::Stored stored{.bytes = std::move(summed)};
  base::Meter meter;
  base::Budget held(layer::kHeldBytes);
  const extract::Catalogue catalogue(extract::all_extractors());
  PQ_TRY(const auto pass, sandbox::first_pass(stored, {.name = promise.diff_id}, catalogue, held, meter));
  PQ_CHECK(layer::check(promise, sum.finish(), pass.damage.has_value(), pass.diff_id));
  return cage::dump(pass.analysis, catalogue);
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) return 64;
  const auto text = analysed({.file = "standard input",
                              .digest = words[1],
                              .size = std::strtoull(words[2], nullptr, 10),
                              .diff_id = words[3]});
  if (!text) {
    std::fprintf(stderr, "%s\n", base::to_line(text.error()).c_str());
    return 1;
  }
  std::fwrite(text->data(), 1, text->size(), stdout);
  return 0;
}
