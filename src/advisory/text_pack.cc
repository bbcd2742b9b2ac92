#include "advisory/text_pack.h"

#define ZSTD_STATIC_LINKING_ONLY  // ZSTD_estimateCDictSize
#include <zdict.h>
#include <zstd.h>

#include "base/caught.h"

namespace pratique::advisory {

namespace {

constexpr std::size_t kDictionaryBytes = 64 << 10;
// zstd's own advice is a sample of a hundred times the dictionary.
constexpr std::size_t kSampleBytes = 100 * kDictionaryBytes;
// Fewer teach nothing.
constexpr std::size_t kMinSamples = 100;
// Slow to pack, as fast as any to unpack.
constexpr int kLevel = 15;
// A frame says itself how large it is; a damaged one says anything.
constexpr std::uint64_t kMaxTextBytes = 1 << 20;

Error zstd_error(std::size_t code) {
  return {.kind = ErrorKind::kInvalid, .what = std::string("zstd: ") + ZSTD_getErrorName(code)};
}

}  // namespace

// Every n-th text, so that each source has its share. Training is deterministic: no threads, a fixed seed.
std::string train_dictionary(std::size_t count, const std::function<std::string(std::size_t)>& text) {
  std::size_t total = 0;
  for (std::size_t i = 0; i < count; ++i) total += text(i).size();
  const std::size_t stride = total / kSampleBytes + 1;
  std::string samples;
  std::vector<std::size_t> sizes;
  for (std::size_t i = 0; i < count; i += stride) {
    const auto one = text(i);
    samples += one;
    sizes.push_back(one.size());
  }
  if (sizes.size() < kMinSamples) return {};
  std::string dictionary(kDictionaryBytes, '\0');
  // The library tries some settings and passes over those that it finds no memory for: another dictionary then, and other
  // bytes of the database. So it is asked beforehand whether there is room.
  {
    constexpr std::size_t kTrainingBytes = 24 << 20;
    const std::vector<char> room(kTrainingBytes + samples.size());
  }
  const auto size = ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), samples.data(), sizes.data(),
                                          static_cast<unsigned>(sizes.size()));
  dictionary.resize(ZDICT_isError(size) ? 0 : size);
  return dictionary;
}

std::string train_dictionary(const std::vector<std::string>& texts) {
  return train_dictionary(texts.size(), [&](std::size_t i) { return texts[i]; });
}

// Frees what there is, also where its owner's constructor ends early.
struct TextPacker::State {
  ZSTD_CCtx* context = base::made(ZSTD_createCCtx());
  ZSTD_CDict* dictionary = nullptr;
  ~State() {
    ZSTD_freeCCtx(context);
    ZSTD_freeCDict(dictionary);
  }
};

// zstd 1.5.4 writes into the dictionary that it could not allocate; so it is asked beforehand whether there is room.
static void need_room_for_dictionary(std::size_t bytes) {
  constexpr std::size_t kBesides = 1 << 20;  // what is allocated in between
  const std::vector<char> room(ZSTD_estimateCDictSize(bytes, kLevel) + kBesides);
}

// For an empty dictionary zstd would make tables for texts of any size, some 60 MB of them twice.
TextPacker::TextPacker(std::string_view dictionary) : state_(std::make_unique<State>()) {
  if (dictionary.empty()) return;
  need_room_for_dictionary(dictionary.size());
  state_->dictionary = base::made(ZSTD_createCDict(dictionary.data(), dictionary.size(), kLevel));
}
TextPacker::~TextPacker() = default;

Result<std::string> TextPacker::pack(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const auto size =
      state_->dictionary == nullptr
          ? ZSTD_compressCCtx(state_->context, out.data(), out.size(), text.data(), text.size(), kLevel)
          : ZSTD_compress_usingCDict(state_->context, out.data(), out.size(), text.data(), text.size(),
                                     state_->dictionary);
  if (ZSTD_isError(size)) return tl::unexpected(zstd_error(size));
  out.resize(size);
  return out;
}

struct TextUnpacker::State {
  ZSTD_DCtx* context = base::made(ZSTD_createDCtx());
  ZSTD_DDict* dictionary = nullptr;
  ~State() {
    ZSTD_freeDCtx(context);
    ZSTD_freeDDict(dictionary);
  }
};

TextUnpacker::TextUnpacker(base::Bytes dictionary) : state_(std::make_unique<State>()) {
  state_->dictionary = base::made(ZSTD_createDDict(dictionary.data(), dictionary.size()));
}
TextUnpacker::~TextUnpacker() = default;

Result<std::string> TextUnpacker::unpack(base::Bytes packed) {
  const auto size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN)
    return base::invalid("zstd: bad frame header");
  if (size > kMaxTextBytes) return base::over_limit("text larger than 1 MiB");
  std::string out(size, '\0');
  const auto got = ZSTD_decompress_usingDDict(state_->context, out.data(), out.size(), packed.data(),
                                              packed.size(), state_->dictionary);
  if (ZSTD_isError(got)) return tl::unexpected(zstd_error(got));
  out.resize(got);
  return out;
}

}  // namespace pratique::advisory
