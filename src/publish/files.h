// Files of a publication: packed and unpacked as they are written, and known by their digests.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/leftovers.h"
#include "base/sink.h"
#include "codec/stream.h"

namespace pratique::publish {

// What a file that is not whole yet is called behind its name, before the number of the process.
inline constexpr std::string_view kNew = ".new-";

struct Written {
  std::string digest;
  std::uint64_t bytes = 0;
};

// A new file, removed again unless it is kept: by its owner, or by a signal.
class NewFile {
 public:
  // Errors: kIo.
  static Result<NewFile> create(const std::string& path);
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  const std::string& path() const { return path_; }
  Result<void> write(std::string_view bytes);
  base::Sink sink() {
    return [this](std::string_view bytes) { return write(bytes); };
  }
  // To the disk. What was written, summed.
  Result<Written> finish();
  // Somebody gave it its name.
  void keep();
  // Gives it its name.
  Result<void> rename_to(const std::string& path);

 private:
  struct State;
  NewFile(std::string path, std::unique_ptr<State> state);
  std::string path_;
  std::unique_ptr<State> state_;
};

// Removes what killed processes left beside `path`: files and folders that are called like it, then `mark`, then the number
// of a process that is no more, and that nobody has locked (flock(2)): a process of another container has a number that
// says nothing here. What cannot be removed stays.
void remove_dead(const std::string& path, std::string_view mark);

// What comes from a place, as it passes: an error when it ends with another size or digest than is promised.
std::unique_ptr<codec::ByteSource> promised(std::unique_ptr<codec::ByteSource> from, std::uint64_t size,
                                            std::string digest, std::string name,
                                            std::function<void(std::uint64_t)> passed = nullptr);

// All of the source into the file.
Result<void> pour(codec::ByteSource& from, NewFile& into);
// A file, packed with zstd (RFC 8878), window at most 128 MiB. Equal files, equal bytes.
Result<void> pack_file(const std::string& from, NewFile& into);

// A text as a file of that folder, replaced as a whole.
Result<void> put_text(const std::string& folder, const std::string& name, std::string_view text);
// Nothing: it is not there.
Result<std::optional<std::string>> get_text(const std::string& folder, const std::string& name,
                                            std::uint64_t limit);

}  // namespace pratique::publish
