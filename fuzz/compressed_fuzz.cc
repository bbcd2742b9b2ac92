// Streams of gzip, zstd and xz. The first byte says how the stream is cut into pieces: that changes neither
// what comes out nor how it ends, but that decoders give more or less of what is just before the damage; and what a decoder books for its window is within the limit and given back.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "codec/stream.h"
#include "support/dripping.h"

namespace {

using namespace pratique;

constexpr std::uint64_t kMaxOut = 4 << 20;

// What came out, and the kind of error that ended it.
struct Outcome {
  std::string text;
  std::string error;
};

bool same(const Outcome& a, const Outcome& b) {
  if (a.error != b.error) return false;
  return a.error.empty() ? a.text == b.text : a.text.starts_with(b.text) || b.text.starts_with(a.text);
}

Outcome read(codec::ByteSource& source, std::size_t step) {
  Outcome outcome;
  std::string piece(step, '\0');
  while (outcome.text.size() < kMaxOut) {
    const auto room = std::min<std::uint64_t>(step, kMaxOut - outcome.text.size());
    const auto count = source.read(std::as_writable_bytes(std::span(piece)).first(room));
    if (!count) outcome.error = "kind " + std::to_string(static_cast<int>(count.error().kind));
    if (!count || *count == 0) break;
    outcome.text.append(piece, 0, *count);
  }
  return outcome;
}

Outcome metered(codec::Compression compression, const std::string& packed, std::uint64_t windows) {
  base::Limits limits;
  limits.set(base::Account::kWindows, windows);
  base::Meter meter(limits);
  Outcome outcome;
  {
    const auto source = codec::metered(compression, codec::from_memory(base::as_bytes(packed)), meter,
                                       base::Account::kInflated, "x");
    outcome = read(*source, 1 << 16);
    if (meter.booked(base::Account::kWindows) > windows) std::abort();
  }
  if (meter.booked(base::Account::kWindows) != 0 || meter.booked(base::Account::kMemory) != 0) std::abort();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t step = data[0] % 16 + 1;
  const std::string packed(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto compression = codec::detect_compression(base::as_bytes(packed));
  const auto whole =
      read(*codec::decompressed(compression, codec::from_memory(base::as_bytes(packed))), 1 << 16);
  const auto pieces =
      read(*codec::decompressed(compression, std::make_unique<testing::Dripping>(packed, step)), 4099);
  if (!same(whole, pieces)) std::abort();
  if (!same(metered(compression, packed, 136 << 20), whole)) std::abort();
  // A little room: the same, or a beginning of it.
  const auto little = metered(compression, packed, 1 << 20);
  if (!whole.text.starts_with(little.text) && !little.text.starts_with(whole.text)) std::abort();
  return 0;
}
