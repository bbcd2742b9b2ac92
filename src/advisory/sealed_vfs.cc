#include "advisory/sealed_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>

namespace pratique::advisory {

struct SealedVfs::State {
  SealedFile file;
  std::string name;
  sqlite3_vfs vfs{};
  std::string failure;
};

namespace {

// What SQLite keeps for an open file; it gives the memory, we the methods.
struct File {
  sqlite3_file base;
  const SealedFile* sealed;
  std::string* failure;
};

File& file_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }

int close(sqlite3_file*) { return SQLITE_OK; }

// A read beyond the end gives zeros (sqlite3_io_methods, "xRead"); SQLite does so to find out that a file is
// empty.
int read(sqlite3_file* base, void* into, int count, sqlite3_int64 offset) {
  auto& file = file_of(base);
  const std::span<std::byte> bytes(static_cast<std::byte*>(into), static_cast<std::size_t>(count));
  const auto at = static_cast<std::uint64_t>(offset);
  if (at >= file.sealed->pages() * kPageBytes) {
    std::fill(bytes.begin(), bytes.end(), std::byte{0});
    return SQLITE_IOERR_SHORT_READ;
  }
  const auto done = file.sealed->read(at, bytes);
  if (done) return SQLITE_OK;
  *file.failure = done.error().what;
  return SQLITE_IOERR_DATA;
}

int size(sqlite3_file* base, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(file_of(base).sealed->pages() * kPageBytes);
  return SQLITE_OK;
}

int refuse_write(sqlite3_file*, const void*, int, sqlite3_int64) { return SQLITE_READONLY; }
int refuse_truncate(sqlite3_file*, sqlite3_int64) { return SQLITE_READONLY; }
int no_sync(sqlite3_file*, int) { return SQLITE_OK; }
int no_lock(sqlite3_file*, int) { return SQLITE_OK; }
int no_reserved_lock(sqlite3_file*, int* is) {
  *is = 0;
  return SQLITE_OK;
}
int no_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return static_cast<int>(kPageBytes); }
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_IMMUTABLE; }

constexpr sqlite3_io_methods kMethods = {.iVersion = 1,
                                         .xClose = close,
                                         .xRead = read,
                                         .xWrite = refuse_write,
                                         .xTruncate = refuse_truncate,
                                         .xSync = no_sync,
                                         .xFileSize = size,
                                         .xLock = no_lock,
                                         .xUnlock = no_lock,
                                         .xCheckReservedLock = no_reserved_lock,
                                         .xFileControl = no_control,
                                         .xSectorSize = sector_size,
                                         .xDeviceCharacteristics = characteristics,
                                         .xShmMap = nullptr,
                                         .xShmLock = nullptr,
                                         .xShmBarrier = nullptr,
                                         .xShmUnmap = nullptr,
                                         .xFetch = nullptr,
                                         .xUnfetch = nullptr};

// The database itself and nothing else: no journal, no temporary file.
int open(sqlite3_vfs* vfs, const char*, sqlite3_file* base, int flags, int* out_flags) {
  base->pMethods = nullptr;
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return SQLITE_CANTOPEN;
  auto& state = *static_cast<SealedVfs::State*>(vfs->pAppData);
  auto& file = file_of(base);
  file.sealed = &state.file;
  file.failure = &state.failure;
  file.base.pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = SQLITE_OPEN_READONLY;
  return SQLITE_OK;
}

int refuse_delete(sqlite3_vfs*, const char*, int) { return SQLITE_READONLY; }
int absent(sqlite3_vfs*, const char*, int, int* there) {
  *there = 0;
  return SQLITE_OK;
}
// Names mean nothing here: the file is open already.
int full_name(sqlite3_vfs*, const char* name, int room, char* out) {
  sqlite3_snprintf(room, out, "%s", name);
  return SQLITE_OK;
}

}  // namespace

SealedVfs::SealedVfs(SealedFile file) : state_(std::make_unique<State>(State{.file = std::move(file)})) {
  static std::atomic<std::uint64_t> number = 0;
  state_->name = "pratique-sealed-" + std::to_string(++number);
  auto& vfs = state_->vfs;
  // Randomness, sleep and clock are those of the system.
  vfs = *sqlite3_vfs_find(nullptr);
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(File);
  vfs.pNext = nullptr;
  vfs.zName = state_->name.c_str();
  vfs.pAppData = state_.get();
  vfs.xOpen = open;
  vfs.xDelete = refuse_delete;
  vfs.xAccess = absent;
  vfs.xFullPathname = full_name;
  sqlite3_vfs_register(&vfs, 0);
}

SealedVfs::~SealedVfs() { sqlite3_vfs_unregister(&state_->vfs); }

const char* SealedVfs::name() const { return state_->name.c_str(); }
const SealedFile& SealedVfs::file() const { return state_->file; }

std::string read_failure(sqlite3* database) {
  sqlite3_file* base = nullptr;
  if (sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &base) != SQLITE_OK) return {};
  if (base == nullptr || base->pMethods != &kMethods) return {};
  return *file_of(base).failure;
}

}  // namespace pratique::advisory
