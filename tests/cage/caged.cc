// Analyses one layer that comes through standard input, linked with nothing but the modules that run in the
// cage (ARCHITECTURE.md): that this links at all is half of the test.
//   caged DIGEST SIZE DIFFID <blob
// Prints the analysis; exit code 1 and one line for an error.
#include <cstdio>
#include <cstdlib>

#include "cage/dump.h"
#include "layer/verified.h"

namespace {

using namespace pratique;

Result<std::string> analysed(layer::Promise promise) {
  PQ_TRY(auto blob, codec::open_file("/dev/stdin"));
  base::Meter meter;
  base::Budget held(layer::kHeldBytes);
  const extract::Catalogue catalogue(extract::all_extractors());
  PQ_TRY(const auto verified,
         layer::VerifiedLayer::open(std::move(blob), std::move(promise), meter, base::Account::kInflated));
  const auto stream = layer::tar_stream(verified->tar());
  const auto analysis = extract::analyse(*stream, catalogue, held, meter);
  PQ_CHECK(verified->finish());
  return cage::dump(analysis, catalogue);
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
