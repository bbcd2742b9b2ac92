// YAML trees: whatever parses is walked whole, within the limits of codec/yaml.h.
#include <cstdint>
#include <string_view>

#include "codec/yaml.h"
#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_pnpm_lock();
std::unique_ptr<Extractor> make_pubspec_lock();
}  // namespace pratique::extract

using pratique::codec::Yaml;

static std::size_t walk(Yaml node) {
  std::size_t seen = 1 + node.text().size();
  node.each([&](Yaml child) { seen += walk(child); });
  node.each_member([&](std::string_view key, Yaml value) { seen += key.size() + walk(value); });
  return seen;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto bytes = pratique::base::as_bytes(text);
  (void)pratique::extract::make_pnpm_lock()->parse(pratique::extract::FileView("pnpm-lock.yaml", bytes));
  (void)pratique::extract::make_pubspec_lock()->parse(pratique::extract::FileView("pubspec.lock", bytes));
  const auto document = pratique::codec::YamlDocument::parse(text, 1 << 20);
  if (!document) return 0;
  for (std::size_t i = 0; i < document->size(); ++i) {
    const auto root = document->root(i);
    (void)walk(root);
    (void)root["a"].at(0)["b"].text_or("none");
  }
  return 0;
}
