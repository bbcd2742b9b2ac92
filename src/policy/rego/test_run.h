// Unit tests of policies: rules of Rego whose names begin with "test_", as OPA has them, and what of the policies they ran
// through.
//
// A test file stands beside its policy: NAME_test.rego beside NAME.rego. It is evaluated with that policy and the libraries of the
// place, and with no other policy, since all have one package. It says what functions answer by `with` (`with oci.referrer as
// referrer`); a function that it does not replace has no data, and the test fails.
#pragma once

#include <string>
#include <vector>

#include "policy/rego/apart.h"
#include "policy/rego/file.h"

namespace pratique::policy {

inline constexpr std::size_t kMaxTests = 10'000;

struct RegoTest {
  // The test file, and the rule's name: "test_curl_is_found".
  std::string file, name;
  std::uint64_t line = 0;
  bool passed = false;
  // Why not: "is false or undefined", "no data: …", "line 12: …".
  std::string reason{};
  // What print() said.
  std::vector<std::string> prints{};
};

struct RegoCoverage {
  std::string file;
  // Lines that were evaluated, and those that could have been; ascending.
  std::vector<std::uint64_t> covered{}, missed{};
  std::uint64_t percent() const;
};

struct RegoTests {
  // In the order of files and lines.
  std::vector<RegoTest> tests;
  // One for each policy, also for those without a test: nothing of them is covered.
  std::vector<RegoCoverage> coverage;
};

// Errors: a file that is no Rego, with its line; kLimit; kNotFound for a test file without its policy; kIo.
Result<RegoTests> test_rego(std::vector<RegoFile> files, const ApartLimits& limits = {});

// Names of the rules that begin with "test_" at the start of a line, with the line of the first of each.
std::vector<std::pair<std::string, std::uint64_t>> tests_in(std::string_view text);

}  // namespace pratique::policy
