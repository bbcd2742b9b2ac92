#include "filters.h"

namespace pratique::app {

void add_filters(CLI::App& command, report::FilterWords& filter) {
  add_list(command, "--only-severity", filter.severities, "critical, high, medium, low, unspecified");
  command.add_flag("--only-fixed", filter.only_fixed, "Only vulnerabilities with a fixed version");
  command.add_flag("--only-unfixed", filter.only_unfixed, "Only vulnerabilities without one");
  // No delimiter: a comma may belong to a pattern (report::split_patterns).
  command
      .add_option("--only-package", filter.packages,
                  "Only packages whose name matches one of these regular expressions (RE2's syntax)")
      ->type_name("LIST")
      ->allow_extra_args(false);
  add_list(command, "--only-package-type", filter.package_types, "Only these types: deb, npm, python, go, …");
  add_list(command, "--only-cve-id", filter.ids, "Only these ids (aliases count)");
  command.add_flag("--only-cisa-kev", filter.only_cisa_kev,
                   "Only vulnerabilities that CISA knows to be exploited");
  add_list(command, "--only-metric", filter.metrics, "Only CVSS vectors with one of these parts: AV:N");
  command.add_option("--epss-score", filter.epss_score, "Only EPSS scores of so much or more, 0 to 1")
      ->type_name("SHARE");
  command
      .add_option("--epss-percentile", filter.epss_percentile,
                  "Only EPSS percentiles of so much or more, 0 to 1")
      ->type_name("SHARE");
  command.add_option("--epss-date", filter.epss_date, "Only EPSS scores of this day count: 2026-08-21")
      ->type_name("DAY");
}

}  // namespace pratique::app
