// Gem specifications and Gemfile.lock; the first line is also tried as a file name.
#include <cstdint>
#include <string_view>

#include "extract/extractor.h"
#include "extract/lang/gem/specification.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_gem();
std::unique_ptr<Extractor> make_gemfile_lock();
}  // namespace pratique::extract

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)extract::gem::specification_of_name(text.substr(0, text.find('\n')));
  const auto bytes = base::as_bytes(text);
  const auto gem = extract::make_gem();
  (void)gem->parse(extract::FileView("specifications/a-1.gemspec", bytes));
  (void)gem->wants({.path = text.substr(0, text.find('\n')), .size = size, .mode = 0644, .head = {}});
  (void)extract::make_gemfile_lock()->parse(extract::FileView("Gemfile.lock", bytes));
  return 0;
}
