// Exceptions of pratique.yaml and the ignore files of other scanners; the first byte says which.
#include <cstdint>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "vex/add_exception.h"
#include "vex/exception_rule.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto& names = vex::usual_ignore_files();
  if (data[0] % 5 < 4) {
    (void)vex::read_ignore_file(text, names[data[0] % 5]);
    return 0;
  }
  vex::ExceptionRule rule;
  rule.ids = {"CVE-2024-1"};
  rule.justification = std::string(text.substr(0, 20));
  (void)vex::with_exception(std::string(text), rule, "pratique.yaml");
  return 0;
}
