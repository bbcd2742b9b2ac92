#include "report/report.h"

#include "base/program.h"

namespace pratique::report {

const std::vector<std::unique_ptr<AnyReport>>& reports() {
  static const auto all = all_reports();
  return all;
}

Version this_program() { return {.name = base::kProgram, .number = base::program_version()}; }

}  // namespace pratique::report
