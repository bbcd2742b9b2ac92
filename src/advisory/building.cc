#include "advisory/building.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/text.h"

namespace pratique::advisory {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMark = ".building-";
constexpr int kMaxLinks = 40;    // as the kernel follows
constexpr int kMaxNames = 1000;  // of one process id; containers that share a folder may have the same

tl::unexpected<Error> refused(const std::string& path, std::string what, std::string hint = {}) {
  return base::fail(ErrorKind::kIo, std::move(what), Where{.file = path}, std::move(hint));
}
tl::unexpected<Error> refused(const std::string& path) { return refused(path, std::strerror(errno)); }

fs::path folder_of(const std::string& path) {
  const auto folder = fs::path(path).parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

// What a chain of links names; that may not be there yet.
Result<std::string> followed(std::string path) {
  std::error_code error;
  for (int i = 0; i < kMaxLinks; ++i) {
    if (!fs::is_symlink(fs::symlink_status(path, error))) return path;
    const auto next = fs::read_symlink(path, error);
    if (error) return refused(path, error.message());
    path = next.is_absolute() ? next.string() : (folder_of(path) / next).string();
  }
  return refused(path, "a link that leads back to itself");
}

Result<void> check_target(const std::string& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (fs::is_directory(status) || fs::path(path).filename().empty())
    return refused(path, "a folder", "name the file that the database shall be");
  if (fs::exists(status) && !fs::is_regular_file(status))
    return refused(path, "no regular file", "name the file that the database shall be");
  return {};
}

// "123", "123-4": what follows the mark in names of ours.
bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return base::is_digit(c) || c == '-'; });
}

// Removes a file and counts it.
void remove(const fs::path& file, DeadBuilds& gone) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (::unlink(file.c_str()) != 0) return;
  ++gone.files;
  if (!error) gone.bytes += size;
}

// Whoever gets the lock of a temporary file knows that its build is dead.
void remove_if_dead(const fs::path& file, DeadBuilds& gone) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return;
  struct stat status{};
  const bool regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  if (regular && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0) remove(file, gone);
  ::close(descriptor);
}

// Files beside a temporary one, "a.db.building-12.delta", go when it is gone: who makes them holds it.
DeadBuilds remove_dead(const std::string& target) {
  const auto prefix = fs::path(target).filename().string() + std::string(kMark);
  std::error_code error;
  std::vector<fs::path> found;
  std::vector<std::pair<fs::path, fs::path>> beside;
  for (fs::directory_iterator at(folder_of(target), error), end; !error && at != end; at.increment(error)) {
    const auto name = at->path().filename().string();
    if (!name.starts_with(prefix)) continue;
    const auto rest = std::string_view(name).substr(prefix.size());
    const auto parts = base::cut(rest, ".");
    if (is_number(rest)) found.push_back(at->path());
    if (parts && is_number(parts->before))
      beside.emplace_back(at->path(), at->path().parent_path() / (prefix + std::string(parts->before)));
  }
  DeadBuilds gone;
  for (const auto& file : found) remove_if_dead(file, gone);
  for (const auto& [file, owner] : beside)
    if (!fs::exists(fs::symlink_status(owner, error))) remove(file, gone);
  return gone;
}

// Creates and locks. -1: the name is taken, or another build took the file for a dead one before it was
// locked. Where there are no locks (some network file systems) nobody removes anything either.
int create(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) return -1;
  const bool taken = ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  struct stat status{};
  if (!taken && ::fstat(descriptor, &status) == 0 && status.st_nlink > 0) return descriptor;
  ::close(descriptor);
  errno = EEXIST;
  return -1;
}

}  // namespace

DeadBuilds remove_dead_builds(const std::string& path) {
  const auto target = followed(path);
  return target ? remove_dead(*target) : DeadBuilds{};
}

Result<Building> Building::begin(const std::string& path) {
  PQ_TRY(auto target, followed(path));
  PQ_CHECK(check_target(target));
  std::error_code error;
  // A first run has no cache folder yet.
  fs::create_directories(folder_of(target), error);
  if (error) return refused(folder_of(target).string(), "cannot make this folder: " + error.message());
  remove_dead(target);
  const auto stem = target + std::string(kMark) + std::to_string(::getpid());
  for (int i = 0; i < kMaxNames; ++i) {
    Building building(target, i == 0 ? stem : stem + "-" + std::to_string(i));
    building.leftover_.emplace(
        building.temporary_);  // before: a signal may come as soon as the file is there
    building.lock_ = create(building.temporary_);
    if (building.lock_ >= 0) return building;
    if (errno != EEXIST)
      return refused(folder_of(target).string(), std::string("cannot write here: ") + std::strerror(errno));
  }
  return refused(stem, "temporary files in the way");
}

Building::Building(Building&& other) noexcept
    : target_(std::move(other.target_)),
      temporary_(std::move(other.temporary_)),
      leftover_(std::move(other.leftover_)),
      lock_(std::exchange(other.lock_, -1)) {}

Building::~Building() {
  if (lock_ < 0) return;
  ::unlink(temporary_.c_str());
  ::close(lock_);
}

Result<void> Building::publish() { return publish(temporary_); }

Result<void> Building::publish(const std::string& made) {
  if (::rename(made.c_str(), target_.c_str()) != 0) return refused(target_);
  if (made != temporary_) ::unlink(temporary_.c_str());
  leftover_.reset();
  ::close(std::exchange(lock_, -1));
  const int folder = ::open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return {};  // a folder that may be written but not read: the system will sync it in time
  const bool done = ::fsync(folder) == 0 || errno == EINVAL;  // some file systems cannot
  ::close(folder);
  if (!done) return refused(target_);
  return {};
}

}  // namespace pratique::advisory
