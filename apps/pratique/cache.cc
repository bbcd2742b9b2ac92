#include "cache.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "advisory/shard_store.h"
#include "crypto/digest.h"

namespace pratique::app {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFile = "/advisories.db";

std::string absolute_setting(const char* name) {
  const char* value = std::getenv(name);
  return value && *value == '/' ? std::string(value) : std::string();
}

// Whether the folder is there and takes files, or can be made: the nearest folder above that exists decides.
bool can_be_written(const std::string& folder) {
  for (fs::path at(folder);; at = at.parent_path()) {
    struct stat status{};
    if (::stat(at.c_str(), &status) == 0)
      return S_ISDIR(status.st_mode) && ::access(at.c_str(), W_OK | X_OK) == 0;
    if (errno != ENOENT || at == at.parent_path()) return false;
  }
}

std::string private_folder() {
  auto temporary = absolute_setting("TMPDIR");
  if (temporary.empty()) temporary = "/tmp";
  return temporary + "/pratique-" + std::to_string(::geteuid());
}

// For this user alone where it is ours to make: what lies there is believed. False when it cannot be made.
bool make_private(const std::string& folder) {
  std::error_code error;
  fs::create_directories(fs::path(folder).parent_path(), error);
  return ::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST;
}

// Whoever may write there could give us a database that finds nothing.
Result<void> check_private(const std::string& folder) {
  struct stat status{};
  if (::lstat(folder.c_str(), &status) != 0) return {};
  if (S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() && (status.st_mode & 022) == 0) return {};
  return base::fail(ErrorKind::kIo, "not a folder of this user alone", {.file = folder},
                    "set PRATIQUE_DB to a file of yours");
}

}  // namespace

std::string cache_folder() {
  if (const auto cache = absolute_setting("XDG_CACHE_HOME"); !cache.empty()) return cache + "/pratique";
  const auto home = absolute_setting("HOME");
  return home.find_first_not_of('/') == std::string::npos ? std::string() : home + "/.cache/pratique";
}

Result<DatabasePath> database_path() {
  if (const char* named = std::getenv("PRATIQUE_DB"); named && *named) return DatabasePath{named, ""};
  const auto usual = cache_folder();
  if (!usual.empty() && (::access((usual + kFile).c_str(), F_OK) == 0 || can_be_written(usual)))
    return DatabasePath{usual + kFile, ""};
  const auto folder = private_folder();
  PQ_CHECK(check_private(folder));
  const auto why = usual.empty() ? std::string("there is no home folder") : usual + " cannot be written";
  return DatabasePath{folder + kFile, why + ": the advisory database is kept in " + folder +
                                          " (PRATIQUE_DB names "
                                          "another place)"};
}

std::string shards_place(const std::string& database) {
  const auto cache = cache_folder();
  if (cache.empty() || !can_be_written(cache)) return {};
  const auto folder = cache + "/shards";
  std::error_code error;
  make_private(cache);
  // Some file systems say that they can be written and take nothing.
  if (fs::create_directories(folder, error); error) return {};
  advisory::forget_shards(folder);
  const auto path = fs::weakly_canonical(fs::absolute(database, error), error).string();
  constexpr std::size_t kDigits = 24;
  const std::string_view digest = "sha256:";
  return folder + "/" + crypto::sha256(base::as_bytes(path)).substr(digest.size(), kDigits) + ".shards";
}

Result<void> make_folder_of(const DatabasePath& place) {
  const auto folder = fs::path(place.path).parent_path().string();
  if (folder.empty()) return {};
  if (!place.note.empty()) {
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
      return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = folder});
    return check_private(folder);
  }
  if (folder == cache_folder()) {
    if (make_private(folder)) return {};
    return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = folder});
  }
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return base::fail(ErrorKind::kIo, error.message(), {.file = folder});
  return {};
}

}  // namespace pratique::app
