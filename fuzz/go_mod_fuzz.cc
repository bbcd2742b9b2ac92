// Files of Go modules; the first line is also tried as a file's name.
#include <cstdint>
#include <string_view>

#include "extract/binary/go/requirements.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string path(text.substr(0, text.find('\n')));
  const auto record = extract::go::parse_module_file(text);
  if (!extract::go::is_module_file(path) || record.kind != extract::RecordKind::kReasons) return 0;
  extract::Records records;
  records.present.push_back({.path = path, .layer = {}, .record = &record});
  extract::Assembly out;
  extract::go::add_requirements(records, 0, out);
  return 0;
}
