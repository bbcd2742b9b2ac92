#include <unistd.h>

#include <filesystem>

#include "advisory/collect.h"
#include "advisory/database.h"
#include "advisory/write.h"

namespace pratique::advisory {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxNotes = 100;

// Removes a file that did not get its name.
class Temporary {
 public:
  explicit Temporary(std::string path) : path_(std::move(path)) { remove(); }
  ~Temporary() { remove(); }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  const std::string& path() const { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  std::string path_;
};

// A feed that changed its format altogether would give a note for each of its files.
std::vector<std::string> first_notes(std::vector<std::string> notes) {
  if (notes.size() > kMaxNotes) {
    const auto more = notes.size() - kMaxNotes;
    notes.resize(kMaxNotes);
    notes.push_back("and " + std::to_string(more) + " more");
  }
  return notes;
}

}  // namespace

Result<BuildReport> build_database(const std::string& feeds_folder, const std::string& path,
                                   const Progress& progress) {
  PQ_TRY(auto collection, collect(feeds_folder, all_feeds(), progress));
  // A first run has no cache folder yet.
  std::error_code error;
  if (const auto folder = fs::path(path).parent_path(); !folder.empty())
    fs::create_directories(folder, error);
  // Beside the target, so that the rename stays in one file system; the process id keeps two builders apart.
  const Temporary temporary(path + ".building-" + std::to_string(getpid()));
  PQ_CHECK(write_database(temporary.path(), collection));
  fs::rename(temporary.path(), path, error);
  if (error) return base::fail(ErrorKind::kIo, error.message(), Place{.file = path});
  BuildReport report{.sources = std::move(collection.sources),
                     .notes = first_notes(std::move(collection.notes))};
  report.bytes = fs::file_size(path, error);
  return report;
}

}  // namespace pratique::advisory
