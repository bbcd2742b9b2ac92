// codec/json and its readers among the language extractors: package.json, package-lock.json, installed.json,
// composer.lock, Pipfile.lock, packages.lock.json, *.deps.json.
#include <cstdint>
#include <string_view>

#include "codec/json.h"
#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_npm();
std::unique_ptr<Extractor> make_package_lock();
std::unique_ptr<Extractor> make_composer();
std::unique_ptr<Extractor> make_deps_json();
std::unique_ptr<Extractor> make_nuget_lock();
std::unique_ptr<Extractor> make_pipfile_lock();
std::unique_ptr<Extractor> make_composer_lock();
}  // namespace pratique::extract

using namespace pratique;

// Every text is touched, so that a view out of bounds is seen.
static std::size_t walk(codec::Json json) {
  std::size_t sum = json.text().size() + json.size() + (json.integer() ? 1 : 0) + (json.number() ? 1 : 0);
  json.each([&](codec::Json element) { sum += walk(element); });
  json.each_member([&](std::string_view key, codec::Json value) { sum += key.size() + walk(value); });
  return sum;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto document = codec::JsonDocument::parse(text)) (void)walk(document->root());
  const struct {
    std::unique_ptr<extract::Extractor> extractor;
    const char* path;
  } readers[] = {{extract::make_npm(), "node_modules/a/package.json"},
                 {extract::make_npm(), "node_modules/a/b/package.json"},
                 {extract::make_npm(), "opt/a-v1.2.3/package.json"},
                 {extract::make_package_lock(), "package-lock.json"},
                 {extract::make_composer(), "vendor/composer/installed.json"},
                 {extract::make_composer_lock(), "composer.lock"},
                 {extract::make_pipfile_lock(), "Pipfile.lock"},
                 {extract::make_nuget_lock(), "packages.lock.json"},
                 {extract::make_deps_json(), "app/a.deps.json"}};
  for (const auto& [extractor, path] : readers) {
    (void)extractor->wants(
        {.path = path, .size = size, .mode = 0644, .head = base::as_bytes(text.substr(0, 512))});
    (void)extractor->parse(extract::FileView(path, base::as_bytes(text)));
  }
  return 0;
}
