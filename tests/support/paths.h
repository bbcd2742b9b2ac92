// Where tests find their data. Tests run in the project's root (cmake/modules.cmake).
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

namespace pratique::testing {

// The whole file; fails the test when it cannot be read.
std::string read_file(const std::string& path);

// $PRATIQUE_SHARED, default "../shared"; empty when that folder is not there.
std::string shared_folder();

// A corpus of ../shared, unpacked once into build/corpora: unpacked("corpora/versions") is the folder that
// holds what corpora/versions.tar.zst holds. Empty when ../shared is absent; safe under concurrent tests.
std::string unpacked(std::string_view pack);

}  // namespace pratique::testing

// First line of a test that needs ../shared: it says "skipped: ../shared absent" where that is so.
#define PQ_NEED_SHARED() \
  if (pratique::testing::shared_folder().empty()) GTEST_SKIP() << "skipped: ../shared absent"

// The same of a test that runs tests/validate_schema, which needs Debian's python3-jsonschema.
#define PQ_NEED_SCHEMA_VALIDATOR()                                             \
  if (std::system("/usr/bin/python3 -c 'import jsonschema' 2>/dev/null") != 0) \
  GTEST_SKIP() << "skipped: python3-jsonschema absent"
