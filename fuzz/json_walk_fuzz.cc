// JSON that is walked, in chunks whose size the first byte says: the outermost value and what lies in it are gone into, what
// lies deeper is taken, as text or whole.
#include <cstdint>
#include <string_view>

#include "codec/json_walk.h"

namespace {

using pratique::Result;
using pratique::codec::JsonWalk;

Result<void> walk_into(JsonWalk& walk, unsigned depth) {
  if (depth == 3) return walk.value().map([](auto) {});
  const auto kind = walk.kind();
  if (!kind) return tl::unexpected(kind.error());
  switch (*kind) {
    case JsonWalk::Kind::kObject:
      return walk.members([&](std::string_view key) -> Result<void> {
        if (key.starts_with('_')) return {};  // passed over
        return walk_into(walk, depth + 1);
      });
    case JsonWalk::Kind::kArray:
      return walk.elements([&](std::uint64_t) { return walk_into(walk, depth + 1); });
    default:
      return walk.text().map([](auto) {});
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::size_t at = 0;
  JsonWalk walk(
      [&]() -> Result<std::string_view> {
        const auto chunk = text.substr(at, data[0] + 1);
        at += chunk.size();
        return chunk;
      },
      4096);
  if (walk_into(walk, 0)) (void)walk.finish();
  return 0;
}
