// A Java archive and all archives nested in it, down to components with notes.
#pragma once

#include <string_view>

#include "extract/extractor.h"

namespace pratique::extract::java {

inline constexpr int kMaxDepth = 8;                           // archives within archives
inline constexpr std::size_t kMaxArchives = 20'000;           // in one file, itself included
inline constexpr std::uint64_t kMaxNested = 128ull << 20;     // bytes of one deflated archive, inflated
inline constexpr std::uint64_t kMaxHeld = 96ull << 20;        // bytes of inflated archives held at one time
inline constexpr std::uint64_t kMaxManifest = 16ull << 20;    // signed jars have a section for each entry
inline constexpr std::uint64_t kMaxProperties = 64ull << 10;  // bytes of one pom.properties
inline constexpr std::size_t kMaxPoms = 10'000;               // folders META-INF/maven/G/A of one archive
// Packages and notes of one file with all that is nested in it: three copies of a jar in each of three copies
// of another… are many from few bytes. The largest applications carry under 2,000.
inline constexpr std::size_t kMaxPackages = 20'000;
inline constexpr std::size_t kMaxFileNotes = 5'000;
// Of a file that does not come whole, the packed bytes of deflated nested archives that are asked for
// (smallest first).
inline constexpr std::uint64_t kMaxAsked = 40ull << 20;

// Whether a name ends in an extension of Java archives.
bool is_archive_name(std::string_view name);

// Errors: those of Zip::open, and kNeedBytes. What is wrong further inside becomes notes of the record.
Result<Record> read_archive(const FileView& file);

}  // namespace pratique::extract::java
