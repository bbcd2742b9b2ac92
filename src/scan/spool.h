// What comes through a pipe, kept while it is read: archives are read more than once, a pipe only once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"

namespace pratique::scan {

inline constexpr std::uint64_t kMaxSpooledBytes = 64ull << 30;

// A file without a name in $TMPDIR (else /var/tmp, /tmp): nobody else can open it, and it is gone with the
// object or the process, however that ends.
class Spool {
 public:
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
