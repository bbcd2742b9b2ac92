// What comes through a pipe or from afar, kept while it is read: it is read more than once, and comes once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/byte_reader.h"

namespace pratique::scan {

inline constexpr std::uint64_t kMaxSpooledBytes = 64ull << 30;

// A file without a name in a folder that is given, or $TMPDIR (else /var/tmp, /tmp): nobody else can open it, and it is gone with the
// object or the process, however that ends.
class Spool {
 public:
  // An empty one, in `folder` when that is not empty and takes files. Error: kIo.
  static Result<std::shared_ptr<Spool>> empty(const std::string& folder);
  // Error: kIo when there is no room; what was kept before stands.
  Result<void> append(base::Bytes bytes);
  // Reads the pipe to its end. Errors: kIo, also when there is no room; kLimit beyond kMaxSpooledBytes;
  // kInvalid when nothing came.
  static Result<std::shared_ptr<Spool>> of(const std::string& pipe);
  explicit Spool(int descriptor) : descriptor_(descriptor) {}
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  ~Spool();

  // Opens the file from its start, as often as wanted, in this process.
  std::string path() const;

 private:
  int descriptor_;
};

}  // namespace pratique::scan
