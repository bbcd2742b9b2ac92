// The place where a database is built before it has its name.
//
// A build writes `NAME.building-PID` beside the database and holds a lock on it (flock(2)) for as long as it
// lives. So a temporary file that nobody locks is what a killed build left: the next build removes it, and
// never that of a build that still runs. The name is the database's from one moment to the next (rename(2)):
// a reader sees the old file or the new one, whole. Two builds at once disturb each other in nothing; the
// later one stands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/leftovers.h"
#include "base/result.h"

namespace pratique::advisory {

// What was removed.
struct DeadBuilds {
  std::size_t files = 0;
  std::uint64_t bytes = 0;
};
// Removes what killed builds of the database left, as each build does before it begins.
DeadBuilds remove_dead_builds(const std::string& path);

class Building {
 public:
  // Follows `path` if it is a link: what it names is replaced, the link stays. Makes its folder, removes what
  // killed builds left, creates the temporary file. Errors, kIo: the path is a folder, a device or the like,
  // or what the system refuses.
  static Result<Building> begin(const std::string& path);
  Building(Building&& other) noexcept;
  Building& operator=(Building&&) = delete;
  // Removes the temporary file unless it was published.
  ~Building();

  const std::string& temporary() const { return temporary_; }
  const std::string& target() const { return target_; }
  // Gives the temporary file, which must be on the disk (seal()), its name, and brings the name to the disk.
  Result<void> publish();
  // The same of another file, on the disk too, that lies beside it and whose name begins with the temporary one and ".";
  // what killed builds left of such files is removed with theirs.
  Result<void> publish(const std::string& made);

 private:
  Building(std::string target, std::string temporary)
      : target_(std::move(target)), temporary_(std::move(temporary)) {}

  std::string target_, temporary_;
  // A signal removes the file as well.
  std::optional<base::Leftover> leftover_;
  int lock_ = -1;
};

}  // namespace pratique::advisory
