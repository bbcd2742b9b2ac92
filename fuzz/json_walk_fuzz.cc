// JSON that is walked, in chunks whose size the first byte says: the outermost value and what lies in it are gone into, what
// lies deeper is taken, as text or whole. What is found is the same in one chunk.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "codec/json_walk.h"

namespace {

using pratique::Result;
using pratique::codec::JsonWalk;

Result<void> walk_into(JsonWalk& walk, unsigned depth, std::string& told) {
  const auto tell = [&](std::string_view text) { told.append(text) += '\0'; };
  if (depth == 3) return walk.value().map(tell);
  const auto kind = walk.kind();
  if (!kind) return tl::unexpected(kind.error());
  switch (*kind) {
    case JsonWalk::Kind::kObject:
      return walk.members([&](std::string_view key) -> Result<void> {
        if (key.starts_with('_')) return {};  // passed over
        tell(key);
        return walk_into(walk, depth + 1, told);
      });
    case JsonWalk::Kind::kArray:
      return walk.elements([&](std::uint64_t) { return walk_into(walk, depth + 1, told); });
    default:
      return walk.text().map(tell);
  }
}

std::string told_of(std::string_view text, std::size_t step) {
  std::size_t at = 0;
  JsonWalk walk(
      [&]() -> Result<std::string_view> {
        const auto chunk = text.substr(at, step);
        at += chunk.size();
        return chunk;
      },
      4096);
  std::string told;
  const auto walked = walk_into(walk, 0, told);
  const auto ended = walked ? walk.finish() : walked;
  return told + (ended ? "" : ended.error().what);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  // A byte order mark is looked for in the first chunk alone.
  constexpr std::size_t kMark = 3;
  const std::size_t step = data[0] + 1u;
  if (text.starts_with('\xef') && step < kMark) return 0;
  if (told_of(text, step) != told_of(text, size)) std::abort();
  return 0;
}
