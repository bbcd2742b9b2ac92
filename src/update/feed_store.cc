#include "update/feed_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "advisory/coverage.h"
#include "advisory/inputs.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/json_value.h"
#include "update/files.h"
#include "update/signatures.h"

namespace pratique::update {

namespace fs = std::filesystem;

namespace {

constexpr const char* kLock = "/.update.lock";
constexpr std::uint64_t kMaxState = 64ull << 20;
constexpr std::uint64_t kMaxStatus = 64 << 10;

std::string state_path(const std::string& folder) {
  return folder + "/" + std::string(advisory::kUpdateStateName);
}

FeedState state_in(const std::string& folder) {
  const auto text = read_small(state_path(folder), kMaxState);
  return text ? decode_state(*text).value_or(FeedState{}) : FeedState{};
}

// What `db build` is told of the files in a feed's folder.
std::string declaration_of(const FeedRow& row, const FeedState& state) {
  codec::JsonObject members{{"comment", "fetched by pratique db update: " + row.name}};
  if (!row.has_advisories()) members["other_use"] = row.reader;
  if (row.has_advisories() && row.reader != kAnyReader) members["feed"] = row.reader;
  if (!row.complete_for.empty()) members["complete_for"] = codec::texts(row.complete_for);
  if (!row.fixes_only_for.empty()) members["fixes_only_for"] = codec::texts(row.fixes_only_for);
  if (!state.day.empty()) members["as_of"] = state.day;
  if (!state.deleted.empty()) members["deleted"] = codec::texts(state.deleted);
  if (auto word = signature_word(row, state); !word.empty()) members["signature"] = std::move(word);
  return codec::to_compact_text(members) + "\n";
}

Result<void> write_words(const std::string& folder, const FeedRow& row, const FeedState& state) {
  PQ_CHECK(write_small(folder + "/" + std::string(advisory::kDeclarationName), declaration_of(row, state)));
  return write_small(state_path(folder), encode(state));
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->is_directory()) names.push_back(at->path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

void take_lock(int descriptor, int how) {
  while (::flock(descriptor, how) != 0 && errno == EINTR) {
  }
}

}  // namespace

Result<FeedStore> FeedStore::lock(const std::string& root, const std::function<void()>& waiting) {
  PQ_CHECK(make_folders(root));
  const auto path = root + kLock;
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) return base::fail(ErrorKind::kIo, std::strerror(errno), Where{.file = path});
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    waiting();
    take_lock(descriptor, LOCK_EX);
  }
  FeedStore store(root, descriptor);
  PQ_CHECK(store.mend());
  return store;
}

FeedStore::FeedStore(FeedStore&& other) noexcept
    : root_(std::move(other.root_)), lock_(std::exchange(other.lock_, -1)) {}

FeedStore::~FeedStore() {
  if (lock_ >= 0) ::close(lock_);
}

// An exchange that was ended between its two renames is undone.
Result<void> FeedStore::mend() const {
  for (const auto& feed : names_in(root_ + "/.before")) {
    if (!is_there(folder_of(feed))) PQ_CHECK(rename_to(root_ + "/.before/" + feed, folder_of(feed)));
  }
  PQ_CHECK(save_work());
  PQ_CHECK(remove_all(root_ + "/.work"));
  for (const auto* folder : {"/.work", "/.parts", "/.begun", "/.before", "/.status"})
    PQ_CHECK(make_folders(root_ + folder));
  return {};
}

// Of two that were ended, the later pull counts, and of one pull whichever had more.
Result<void> FeedStore::save_work() const {
  PQ_CHECK(make_folders(root_ + "/.begun"));
  for (const auto& feed : names_in(root_ + "/.work")) {
    const auto work = state_in(work_of(feed)), begun = begun_state_of(feed);
    const auto worth = [](const FeedState& state) { return std::pair(state.begun, state.files.size()); };
    if (work.files.empty() || worth(work) < worth(begun)) continue;
    PQ_CHECK(remove_all(begun_of(feed)));
    PQ_CHECK(rename_to(work_of(feed), begun_of(feed)));
  }
  return {};
}

Result<void> FeedStore::keep_work(const std::string& feed, const FeedState& state) const {
  return write_small(state_path(work_of(feed)), encode(state));
}

std::string FeedStore::part_of(const std::string& feed, const std::string& file) const {
  return root_ + "/.parts/" + feed + "/" + base::replace_all(file, "/", "@");
}

FeedState FeedStore::state_of(const std::string& feed) const { return state_in(folder_of(feed)); }
FeedState FeedStore::begun_state_of(const std::string& feed) const { return state_in(begun_of(feed)); }

FeedStatus FeedStore::status_of(const std::string& feed) const {
  const auto text = read_small(root_ + "/.status/" + feed + ".json", kMaxStatus);
  const auto document = codec::JsonDocument::parse(text.value_or("{}"));
  if (!document) return {};
  const auto root = document->root();
  return {.asked = root["asked"].integer().value_or(0),
          .fault = std::string(root["fault"].text()),
          .since = root["since"].integer().value_or(0)};
}

bool FeedStore::has(const std::string& feed) const { return is_there(state_path(folder_of(feed))); }

std::vector<std::string> FeedStore::feeds() const {
  auto names = names_in(root_);
  std::erase_if(names, [&](const std::string& name) { return name.starts_with('.') || !has(name); });
  return names;
}

Result<void> FeedStore::put_status(const std::string& feed, const FeedStatus& status) const {
  const codec::JsonObject members{{"asked", status.asked}, {"fault", status.fault}, {"since", status.since}};
  return write_small(root_ + "/.status/" + feed + ".json", codec::to_compact_text(members) + "\n");
}

Result<void> FeedStore::exchange(const FeedRow& row, const FeedState& state) const {
  const auto work = work_of(row.name), folder = folder_of(row.name), before = root_ + "/.before/" + row.name;
  PQ_CHECK(make_folders(work));
  PQ_CHECK(write_words(work, row, state));
  sync_folder(work);
  if (is_there(folder)) {
    // What a database was built from is what is worth keeping, not what an ended update put in between.
    const auto away = is_there(before) ? root_ + "/.work/" + row.name + ".old" : before;
    PQ_CHECK(rename_to(folder, away));
  }
  PQ_CHECK(rename_to(work, folder));
  sync_folder(root_);
  PQ_CHECK(remove_all(begun_of(row.name)));
  return remove_all(root_ + "/.work/" + row.name + ".old");
}

Result<void> FeedStore::touch(const FeedRow& row, const FeedState& state) const {
  PQ_CHECK(remove_all(work_of(row.name)));
  PQ_CHECK(remove_all(begun_of(row.name)));
  return write_words(folder_of(row.name), row, state);
}

// What can be read of it stays, and all of it is asked for again.
Result<void> FeedStore::forget(const std::string& feed) const {
  auto state = state_of(feed);
  for (auto& file : state.files) file.etag = file.modified = file.digest = file.mark = "";
  state.cursor = state.whole = state.checked = 0;
  return write_small(state_path(folder_of(feed)), encode(state));
}

Result<void> FeedStore::settle(const std::vector<std::string>& refused) const {
  for (const auto& feed : refused) {
    if (!is_there(root_ + "/.before/" + feed)) {
      PQ_CHECK(forget(feed));
      continue;
    }
    const auto before = root_ + "/.before/" + feed, old = root_ + "/.work/" + feed + ".refused";
    PQ_CHECK(rename_to(folder_of(feed), old));
    PQ_CHECK(rename_to(before, folder_of(feed)));
    PQ_CHECK(remove_all(old));
  }
  for (const auto& feed : names_in(root_ + "/.before")) PQ_CHECK(remove_all(root_ + "/.before/" + feed));
  sync_folder(root_);
  return {};
}

bool FeedStore::unsettled() const { return !names_in(root_ + "/.before").empty(); }

std::string FeedStore::built() const {
  return read_small(root_ + "/.status/.built", kMaxStatus).value_or("");
}

Result<void> FeedStore::put_built(const std::string& word) const {
  return write_small(root_ + "/.status/.built", word);
}

FeedsLock::FeedsLock(const std::string& root) {
  lock_ = ::open((root + kLock).c_str(), O_RDWR | O_CLOEXEC);
  if (lock_ >= 0) take_lock(lock_, LOCK_SH);
}

FeedsLock::~FeedsLock() {
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace pratique::update
