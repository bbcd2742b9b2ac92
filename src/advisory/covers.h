// Measures, while the database is built, what each source knows of each ecosystem (docs/coverage.md).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "advisory/database.h"
#include "advisory/runs.h"

namespace pratique::advisory {

class Covers {
 public:
  explicit Covers(PieceFile& scratch) : days_(scratch) {}

  // Enrichments cover nothing: they add to ids, they do not say which package is affected.
  Result<void> add(const Advisory& advisory);
  // A package that an advisory of `source` names; each of them is to be counted once.
  void add_package(std::string_view ecosystem, std::string_view source, Extent declared);
  // When feeds were fetched, by ecosystem, source and declared extent.
  void add_days(const std::map<std::tuple<std::string, std::string, Extent>, std::string>& as_of);

  // After all of these; sorted by ecosystem, source, declared.
  Result<std::vector<Coverage>> rows();
  // Latest day of any advisory.
  const std::string& newest() const { return newest_; }

 private:
  struct Cover {
    std::string as_of;
    std::uint64_t advisories = 0, undated = 0, packages = 0;
  };
  Result<void> count_days(std::vector<Coverage>& rows);

  std::map<std::tuple<std::string, std::string, Extent>, Cover, std::less<>> covers_;
  // Days of its advisories, or their years: key text(ecosystem), text(source), byte(declared), text(day).
  Sorter days_;
  std::string newest_;
};

}  // namespace pratique::advisory
