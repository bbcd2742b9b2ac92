// Names of rpms as lists of packages write them, and ids in running text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::advisory {

// "kernel-doc-4.9.76-38.79.amzn2", "curl-0:7.61.1-34.el8": name, and [epoch:]version-release.
struct NameAndEvr {
  std::string_view name, evr;
};
// Nothing where it is not of that form. Views into the text.
std::optional<NameAndEvr> split_nvr(std::string_view text);

// Every "CVE-YEAR-NUMBER" in the text, each once, in its order; at most 1,000.
std::vector<std::string> cves_in(std::string_view text);

}  // namespace pratique::advisory
