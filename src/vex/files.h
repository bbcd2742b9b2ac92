// VEX documents among many files under one name: a folder, an archive, a repository with an index; and bytes of which
// nobody said what they are (docs/vex.md, "Where statements come from").
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "vex/read.h"

namespace pratique::vex {

// Of a folder: files whose names can be those of documents, folders in folders.
inline constexpr std::size_t kMaxVexFiles = 50'000;
inline constexpr int kMaxVexFolders = 24;
// Of files under one name: documents, and the bytes of all together.
inline constexpr std::size_t kMaxVexDocuments = 10'000;
inline constexpr std::uint64_t kMaxAllVexBytes = 512ull << 20;

struct VexFiles {
  // How the user knows it.
  std::string place;
  // The content of a file.
  std::function<Result<std::string>(const std::string& path)> text;
  // The name of a file in reports.
  std::function<std::string(const std::string& path)> name;
  // Paths of all that can be documents (.json, .xml), sorted.
  std::function<Result<std::vector<std::string>>()> all;
};

// Links are not followed, since they may lead anywhere and in circles, and `.git` is not looked into.
VexFiles files_of_folder(const std::string& folder);
// `members` by their paths, as unpack_documents() (hub.h) gives them.
VexFiles files_of_archive(const std::string& place, std::map<std::string, std::string> members);

// What came of reading places. Some of what is there may not be read, which must be told.
struct VexReading {
  std::vector<VexDocument> documents;
  // What looks like VEX, or is named by an index, and could not be read, located; the first kMaxUnread.
  std::vector<Error> unread;
  std::size_t unread_in_all = 0;
  // "its index names 2 documents outside of it, left out", located; one an index.
  std::vector<Error> left_out;
};
inline constexpr std::size_t kMaxUnread = 1'000;

// Adds the documents among the files: those that an index.json of VEX Hub's layout names, else all that are VEX, in the order of their paths.
// What is something else is passed over, a BOM too. Errors: kInvalid: no document; kLimit; what listing them gives.
Result<void> read_vex_files(const VexFiles& files, const BomIndex& boms, VexReading& into);
// Bytes that are a document or an archive of documents; of an archive what lies below `folder`, all where that is empty.
// Errors: those of read_vex_files(); kUnsupported: no VEX, and what it is instead; of a document, any fault of its form.
Result<void> read_vex_bytes(std::string_view bytes, const std::string& place, const std::string& folder,
                            const BomIndex& boms, VexReading& into);

// A file or folder of this machine. Errors: likewise; what opening it gives, with its name.
Result<void> read_vex_path(const std::string& place, const BomIndex& boms, VexReading& into);

// A file of at most kMaxVexBytes.
Result<std::string> text_of_file(const std::string& file);
// Adds the CycloneDX documents of a file, an archive or a folder to those that BOM-links may lead to. What cannot be read is
// passed over: it may not be wanted, and whoever reads the place for its statements tells it.
void add_boms(const std::string& place, BomIndex& boms);

}  // namespace pratique::vex
