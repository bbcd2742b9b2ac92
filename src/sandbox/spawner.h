// A small process, made when the program has read nothing yet, that makes the children of the cage: what it does
// not know, no child can know. It ends when the program does.
#pragma once

#include <sys/types.h>

#include <memory>
#include <mutex>

#include "extract/extractor.h"
#include "sandbox/confine.h"
#include "sandbox/socket.h"

namespace pratique::sandbox {

// How a child ended.
struct Ending {
  // As of waitpid().
  int status = 0;
  // The most memory that it held, in KiB.
  std::uint64_t kilobytes = 0;
};

class Spawner {
 public:
  using Extractors = std::vector<std::unique_ptr<extract::Extractor>> (*)();

  // Forks. The process must have one thread and nothing to hide yet; `environment` and `words` are wiped in the
  // new one. Errors: kIo.
  static Result<std::unique_ptr<Spawner>> start(char** environment, char** words, Extractors extractors);
  ~Spawner();

  // May be called by several threads.

  // Makes all ready that children share, meanwhile. May be left out.
  void prepare();
  // A child with these descriptors, which stay open here. Errors: kIo; kUnsupported when the system does not
  // have what a cage needs.
  Result<pid_t> spawn(const ProcessBounds& bounds, std::span<const int> descriptors);
  // Ends the child, if it has not ended yet, and says how it did.
  Ending reap(pid_t child);

 private:
  Spawner(pid_t process, OpenDescriptor socket) : process_(process), socket_(std::move(socket)) {}

  pid_t process_;
  OpenDescriptor socket_;
  // One question at a time.
  std::mutex mutex_;
};

}  // namespace pratique::sandbox
