#include "report/report.h"

#include <algorithm>

namespace pratique::report {

static const std::vector<std::unique_ptr<Report>>& reports() {
  static const auto all = all_reports();
  return all;
}

const Report* find_report(std::string_view command, std::string_view format) {
  for (const auto& report : reports()) {
    const auto info = report->info();
    if (info.command == command && info.format == format) return report.get();
  }
  return nullptr;
}

std::vector<std::string> formats_of(std::string_view command) {
  std::vector<std::string> formats;
  for (const auto& report : reports()) {
    if (auto info = report->info(); info.command == command) formats.push_back(std::move(info.format));
  }
  std::sort(formats.begin(), formats.end());
  return formats;
}

}  // namespace pratique::report
