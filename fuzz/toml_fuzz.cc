// codec/toml and its readers: poetry.lock, Cargo.lock, pdm.lock, uv.lock.
#include <cstdint>
#include <string_view>

#include "codec/toml.h"
#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_poetry_lock();
std::unique_ptr<Extractor> make_cargo_lock();
std::unique_ptr<Extractor> make_pdm_lock();
std::unique_ptr<Extractor> make_uv_lock();
}  // namespace pratique::extract

using namespace pratique;

static std::size_t walk(codec::Toml toml) {
  std::size_t sum = toml.text().size() + toml.size() + (toml.integer() ? 1 : 0) + (toml.boolean() ? 1 : 0);
  toml.each([&](codec::Toml element) { sum += walk(element); });
  toml.each_member([&](std::string_view key, codec::Toml value) { sum += key.size() + walk(value); });
  return sum;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto document = codec::TomlDocument::parse(text)) (void)walk(document->root());
  (void)extract::make_poetry_lock()->parse(extract::FileView("poetry.lock", base::as_bytes(text)));
  (void)extract::make_cargo_lock()->parse(extract::FileView("Cargo.lock", base::as_bytes(text)));
  (void)extract::make_pdm_lock()->parse(extract::FileView("pdm.lock", base::as_bytes(text)));
  (void)extract::make_uv_lock()->parse(extract::FileView("uv.lock", base::as_bytes(text)));
  return 0;
}
