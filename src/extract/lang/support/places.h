// Where a file lies, judged by its path alone: inside an installed package, among test data. Paths as in
// Candidate::path.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace pratique::extract::lang {

// What its path alone tells of a file that describes a package.
enum class Place {
  kElsewhere,  // of no installed package
  kInstalled,  // where a package manager puts packages
  kVendored,   // inside an installed package, which carries it
  kTestData,   // the same, below a folder of tests or examples: never used
};

// The segments of a path, "a/b/c" → a, b, c. Views into it.
using Segments = std::vector<std::string_view>;
Segments segments_of(std::string_view path);

// Folder names that hold test data, samples and benchmarks inside a package: "test", "__tests__", "fixtures",
// "examples"….
bool is_test_folder(std::string_view segment);
// Whether one of segments [first, last) is such a folder.
bool has_test_folder(const Segments& segments, std::size_t first, std::size_t last);

// Whether a file lies in the folder of an installed package (node_modules, site-packages, a gem, a crate's
// unpacked source). A lock file there tells what that package's own developers used: nothing about this
// image.
bool inside_package(std::string_view path);

}  // namespace pratique::extract::lang
