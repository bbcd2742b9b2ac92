#include "report/filter_values.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/nearest.h"
#include "base/text.h"
#include "model/ecosystem.h"
#include "report/summary.h"

namespace pratique::report {

using advisory::Severity;

namespace {

tl::unexpected<Error> unknown(const std::string& what, std::string_view word, const std::string& meant,
                              std::string hint = {}) {
  if (word.empty()) return base::fail(ErrorKind::kUsage, "empty " + what, {}, std::move(hint));
  return base::fail(ErrorKind::kUsage, "unknown " + what + " \"" + std::string(word) + "\"" + meant, {},
                    meant.empty() ? std::move(hint) : std::string());
}

// Metric and its values: CVSS 2.0 guide §2, 3.1 §2–4, 4.0 §2–5, one row for all versions.
struct Metric {
  std::string_view name, values;  // values: one letter each
};
constexpr std::array kMetrics = {
    Metric{"AV", "NALP"},  Metric{"AC", "LHM"},  Metric{"AT", "NP"},   Metric{"Au", "MSN"},
    Metric{"PR", "NLH"},   Metric{"UI", "NRPA"}, Metric{"S", "UCNP"},  Metric{"C", "NLHPC"},
    Metric{"I", "NLHPC"},  Metric{"A", "NLHPC"}, Metric{"VC", "NLH"},  Metric{"VI", "NLH"},
    Metric{"VA", "NLH"},   Metric{"SC", "NLH"},  Metric{"SI", "NLHS"}, Metric{"SA", "NLHS"},
    Metric{"E", "XUPFHA"},
};
constexpr std::array<std::string_view, 3> kVersions = {"CVSS:3.0", "CVSS:3.1", "CVSS:4.0"};

bool is_id_character(char c) { return base::is_alnum(c) || c == '-' || c == '.' || c == ':' || c == '_'; }

// CVE record format, "cveId": a year of four digits, then four or more digits.
bool is_cve_number(std::string_view text) {
  const auto halves = base::cut(text, "-");
  return halves && halves->before.size() == 4 && base::to_uint(halves->before) && halves->after.size() >= 4 &&
         base::to_uint(halves->after);
}

bool is_ghsa_groups(std::string_view text) {
  const auto groups = base::split(text, '-');
  return groups.size() == 3 && std::all_of(groups.begin(), groups.end(), [](std::string_view group) {
           return group.size() == 4 && std::all_of(group.begin(), group.end(), base::is_alnum);
         });
}

// "cve 2021_44228" and "2021-44228" have the year and the number of a CVE.
std::string meant_cve(std::string_view word) {
  std::string digits;
  for (const char c : word) {
    if (base::is_digit(c)) {
      digits += c;
    } else if (!digits.empty() && digits.back() != '-') {
      digits += '-';
    }
  }
  return is_cve_number(digits) ? "; did you mean CVE-" + digits + "?" : "";
}

}  // namespace

Result<Severity> parse_severity(std::string_view word) {
  std::vector<std::string> words;
  for (const auto severity : kSeverities) {
    if (base::equals_ignoring_case(word, advisory::to_string(severity))) return severity;
    words.push_back(base::to_lower(advisory::to_string(severity)));
  }
  if (base::equals_ignoring_case(word, "moderate")) return Severity::kMedium;
  if (base::equals_ignoring_case(word, "unknown")) return Severity::kUnspecified;
  return unknown("severity", word, base::did_you_mean(word, words), "there are: " + base::join(words, ", "));
}

Result<std::string> parse_package_type(std::string_view word) {
  if (const auto type = model::type_named(word)) return std::string(*type);
  return unknown(
      "package type", word, base::did_you_mean(word, model::type_words()),
      "types are those of package URLs (deb, rpm, apk, npm, pypi, maven, golang, cargo, gem, composer, "
      "nuget) or everyday names (debian, python, java, go)");
}

Result<std::string> parse_vulnerability_id(std::string_view word) {
  const auto halves = base::cut(word, "-");
  const bool formed = halves && !halves->before.empty() && !halves->after.empty() &&
                      std::all_of(halves->before.begin(), halves->before.end(), base::is_alpha) &&
                      std::all_of(word.begin(), word.end(), is_id_character);
  const bool sound = formed &&
                     (!base::equals_ignoring_case(halves->before, "CVE") || is_cve_number(halves->after)) &&
                     (!base::equals_ignoring_case(halves->before, "GHSA") || is_ghsa_groups(halves->after));
  if (sound) return std::string(word);
  return unknown("vulnerability id", word, meant_cve(word),
                 "ids look like CVE-2021-44228 or GHSA-jfh8-c2jp-5v3q");
}

Result<std::string> parse_metric(std::string_view word) {
  std::vector<std::string> parts;
  for (const auto& metric : kMetrics) {
    for (const char value : metric.values) parts.push_back(std::string(metric.name) + ":" + value);
  }
  for (const auto version : kVersions) parts.emplace_back(version);
  for (const auto& part : parts) {
    if (base::equals_ignoring_case(part, word)) return part;
  }
  return unknown("metric", word, base::did_you_mean(word, parts),
                 "metrics are parts of a CVSS vector: AV:N, PR:N, C:H");
}

}  // namespace pratique::report
