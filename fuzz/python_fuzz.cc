// Python's METADATA and requirements files. The first line is also tried as a path: which file counts is told
// by path alone.
#include <cstdint>
#include <string_view>

#include "extract/extractor.h"
#include "extract/lang/python/place.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_python();
std::unique_ptr<Extractor> make_requirements();
}  // namespace pratique::extract

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto path = text.substr(0, text.find('\n'));
  (void)extract::python::place_of(path);
  (void)extract::python::name_of(path);
  const auto bytes = base::as_bytes(text);
  (void)extract::make_python()->parse(extract::FileView("site-packages/a-1.dist-info/METADATA", bytes));
  (void)extract::make_python()->parse(extract::FileView(path, bytes));
  (void)extract::make_requirements()->parse(extract::FileView("requirements.txt", bytes));
  return 0;
}
