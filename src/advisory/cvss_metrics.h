// The parts of a CVSS vector, shared by the versions.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace pratique::advisory {

struct CvssMetric {
  std::string_view name;
  // One letter each.
  std::string_view values;
};

class CvssMetrics {
 public:
  // "AV:N/AC:L/…": each metric once, every one of `base` present with one of its values.
  static std::optional<CvssMetrics> parse(std::string_view text, std::span<const CvssMetric> base);
  // First letter of the value; 0 when the vector has no such metric. Letters tell the values of every metric
  // that counts apart (4.0's supplemental "U:Clear" and the like do not count).
  char operator[](std::string_view name) const;

 private:
  // 4.0 defines 32.
  static constexpr std::size_t kMaxMetrics = 64;
  struct Value {
    std::string_view name, value;
  };
  std::vector<Value> values_;
};

// Of "AV:N/AC:L/AT:N/…", without the prefix.
std::optional<double> cvss4_score(std::string_view metrics);

}  // namespace pratique::advisory
