#include "report/report.h"

namespace pratique::report {

const std::vector<std::unique_ptr<AnyReport>>& reports() {
  static const auto all = all_reports();
  return all;
}

}  // namespace pratique::report
