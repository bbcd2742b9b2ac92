// A file of a feed, read line by line or whole, however its bytes arrive: the lines are those of the text, the
// digest is that of the bytes, and nothing is lost at the end. The first byte says how it arrives.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "advisory/source.h"
#include "base/text.h"

namespace {

using namespace pratique;
using advisory::Source;

Source dripping(std::string_view text, std::size_t step) {
  return Source("a.jsonl", [text, step](std::string& into) mutable -> Result<bool> {
    const auto count = std::min(step, text.size());
    into.append(text.substr(0, count));
    text.remove_prefix(count);
    return count > 0;
  });
}

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t step = data[0] % 32 + 1;

  auto lines = dripping(text, step);
  if (data[0] & 0x40) check(lines.head() == std::string_view(text).substr(0, advisory::kHeadBytes));
  std::vector<std::string> got;
  for (;;) {
    const auto line = lines.line();
    check(line.has_value());
    if (!*line) break;
    got.emplace_back(**line);
  }
  const auto want = base::lines(text);
  check(std::equal(got.begin(), got.end(), want.begin(), want.end()));
  check(lines.at_end() && lines.digest() == crypto::sha256(base::as_bytes(text)));

  auto whole = dripping(text, step);
  const auto all = whole.all();
  check(all.has_value() && *all == text);
  check(whole.digest() == crypto::sha256(base::as_bytes(text)));
  return 0;
}
