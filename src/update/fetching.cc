#include "update/fetching.h"

#include <algorithm>
#include <chrono>

#include "advisory/coverage.h"
#include "base/text.h"
#include "codec/stream.h"
#include "crypto/digest.h"
#include "update/files.h"
#include "update/shape.h"

namespace pratique::update {

// What somebody took out of the folder is not known; what came with it may be anything, so all is asked again.
// Whose clock ran ahead when it asked last would ask for the changes since a day that has not come, and get none: it takes
// the whole. Kinds go back by an hour at least, which covers clocks that are put right all the time.
static FeedState state_that_is_there(const std::string& feed, const FeedStore& store, std::int64_t now) {
  constexpr std::int64_t kHour = 3600;
  auto state = store.state_of(feed);
  const auto gone = std::erase_if(
      state.files, [&](const FeedFile& file) { return !is_there(store.folder_of(feed) + "/" + file.name); });
  if (gone > 0) state.cursor = state.whole = 0;
  if (std::max(state.checked, state.whole) > now + kHour) state.whole = 0;
  return state;
}

// Lists shift while days pass: what was begun longer ago is forgotten.
static FeedState state_that_was_begun(const std::string& feed, const FeedStore& store, std::int64_t now) {
  constexpr std::int64_t kLongest = 3 * 86'400;
  auto state = store.begun_state_of(feed);
  std::erase_if(state.files,
                [&](const FeedFile& file) { return !is_there(store.begun_of(feed) + "/" + file.name); });
  return state.begun > now || now - state.begun > kLongest ? FeedState{} : state;
}

Fetching::Fetching(const FeedRow& row, const FetchPlan& plan, Progress progress)
    : row_(row),
      plan_(plan),
      was_(state_that_is_there(row.name, plan.store, plan.now)),
      begun_(state_that_was_begun(row.name, plan.store, plan.now)),
      fetch_(plan.publisher, row_, plan.retry, std::move(progress)),
      signatures_(row_, fetch_, plan.signatures, was_, plan.now) {
  next_.cursor = was_.cursor;
  next_.whole = was_.whole;
  next_.deleted = was_.deleted;
  next_.begun = begun_.begun != 0 ? begun_.begun : plan_.now;
}

const FeedFile* Fetching::known(std::string_view name) const {
  const auto* file = begun_.find(name);
  return file != nullptr ? file : was_.find(name);
}

const FeedFile* Fetching::begun_from(std::string_view name, const std::vector<std::string>& urls) const {
  const auto* file = begun_.find(name);
  return file != nullptr && std::ranges::find(urls, file->url) != urls.end() ? file : nullptr;
}

std::string Fetching::path_of(const std::string& name) const {
  return plan_.store.work_of(row_.name) + "/" + name;
}

std::uint64_t Fetching::limit() const {
  if (row_.megabytes == 0) return kMaxFetched;
  constexpr std::uint64_t kTimes = 8;
  return std::max(kFetchedFloor, row_.megabytes * kTimes * 1'000'000);
}

// Whether files of that kind were signed the last time: archives and lists, or single documents.
bool Fetching::signed_before(std::string_view name) const {
  const auto is_document = [](std::string_view file) { return file.starts_with(advisory::kChangesFolder); };
  return std::ranges::any_of(was_.files, [&](const FeedFile& file) {
    return !file.proof.signer.empty() && is_document(file.name) == is_document(name);
  });
}

Result<FetchedFile> Fetching::bring(const Wanted& asked) {
  const auto path = path_of(asked.name);
  auto wanted = asked;
  Proof of_list;
  if (signatures_.is_wanted() && row_.setting("signature") == kClearsigned) {
    wanted.read_list = [&](std::string list, const std::string& place) -> Result<std::string> {
      PQ_TRY(auto proven, signatures_.of_list(std::move(list), {place}, signed_before(asked.name)));
      of_list = std::move(proven.proof);
      return std::move(proven.text);
    };
  }
  PQ_TRY(auto fetched, fetch_.to_file(wanted, path, plan_.store.part_of(row_.name, wanted.name)));
  if (fetched.got == Got::kNone) return fetched;
  auto sound = fetched.got == Got::kNew ? check_whole(path, wanted.name) : Result<void>();
  // It is told of by its address, not by where it lies here.
  if (!sound) sound.error().where = {.file = fetched.file.url};
  if (sound && wanted.read_list) fetched.file.proof = of_list;
  if (sound && !wanted.read_list && signatures_.is_wanted()) sound = prove(wanted, asked.known, fetched);
  if (sound) return fetched;
  if (fetched.got == Got::kNew) PQ_CHECK(remove_all(path));
  return tl::unexpected(std::move(sound).error().in(fetched.file.url));
}

// What is there already and was proven by a key that still counts is not proven again.
Result<void> Fetching::prove(const Wanted& wanted, const FeedFile* known, FetchedFile& fetched) {
  if (wanted.signature.empty()) return {};
  const bool is_same = fetched.got == Got::kSame && known != nullptr;
  if (is_same && signatures_.is_by_pinned(known->proof)) {
    fetched.file.proof = known->proof;
    return {};
  }
  const auto path = is_same ? place_of(*known) : path_of(wanted.name);
  PQ_TRY(fetched.file.proof,
         signatures_.of_file(path, fetched.file.url, wanted.signature, signed_before(wanted.name)));
  return {};
}

Result<Signatures::List> Fetching::proven(std::string list, const std::vector<std::string>& urls,
                                          std::string_view folder, net::Reach reach) {
  if (!signatures_.is_wanted()) return Signatures::List{{}, std::move(list)};
  const bool before = std::ranges::any_of(was_.files, [&](const FeedFile& file) {
    return file.name.starts_with(folder) && !file.proof.signer.empty();
  });
  return signatures_.of_list(std::move(list), urls, before, reach);
}

Result<void> Fetching::prove_again(FeedFile file) {
  const auto* before = was_.find(file.name);
  const bool is_known = before != nullptr && before->digest == file.digest &&
                        before->proof.signature == file.proof.signature &&
                        signatures_.is_by_pinned(before->proof);
  if (!signatures_.is_wanted()) {
    file.proof = {};
  } else if (file.proof.signer.empty()) {
    if (signatures_.is_required())
      return base::fail(ErrorKind::kMismatch, "it is not signed, which require_signatures wants",
                        Where{.file = file.name});
    if (signed_before(file.name))
      return base::fail(ErrorKind::kMismatch, "it was signed before, and is not in the mirror",
                        Where{.file = file.name});
  } else if (!is_known) {
    auto checked = signatures_.check(file, path_of(file.name));
    if (!checked) return tl::unexpected(std::move(checked).error().in(file.name));
  }
  next_.put(std::move(file));
  return {};
}

void Fetching::sign(const std::string& name, const Proof& proof, const std::string& mark) {
  const auto* file = next_.find(name);
  if (file == nullptr || (file->mark != mark && file->digest != mark)) return;
  auto is_signed = *file;
  is_signed.proof = proof;
  next_.put(std::move(is_signed));
}

void Fetching::put(FetchedFile fetched, std::string mark) {
  if (fetched.got == Got::kNew) bytes_ += fetched.file.size;
  if (fetched.publisher_clock != 0) publisher_clock_ = fetched.publisher_clock;
  if (!mark.empty()) fetched.file.mark = std::move(mark);
  next_.put(std::move(fetched.file));
  save();
}

void Fetching::drop(const std::string& name) {
  std::erase_if(next_.files, [&](const FeedFile& file) { return file.name == name; });
  (void)remove_all(path_of(name));
}

// Seldom where there are many files. A disk that is full is told by whoever writes a file next.
void Fetching::save() {
  constexpr std::size_t kFew = 300;
  constexpr std::chrono::seconds kSeldom{2};
  const auto now = std::chrono::steady_clock::now();
  if (next_.files.size() > kFew && now - saved_ < kSeldom) return;
  saved_ = now;
  (void)plan_.store.keep_work(row_.name, next_);
}

bool Fetching::is_whole_old(std::uint64_t usual_days) const {
  constexpr std::int64_t kDay = 86'400;
  return now() - was_.whole >= static_cast<std::int64_t>(row_.number("whole_days", usual_days)) * kDay;
}

Result<void> Fetching::take_whole_by_pages(bool anew,
                                           const std::function<Result<bool>(const FeedState& there)>& pages) {
  constexpr std::int64_t kHour = 3600;
  const bool goes_on = !anew && begun_.begun == 0 && was_.begun != 0;
  if (goes_on) next_.begun = was_.begun;
  PQ_TRY(const bool done, pages(goes_on ? was_ : begun_));
  if (!done && anew) return base::fail(ErrorKind::kIo, faulty());
  next_.cursor = 0;
  if (!done) return {};
  next_.whole = next_.begun;
  next_.cursor = next_.begun - kHour;
  return {};
}

// Where a file that is known lies.
std::string Fetching::place_of(const FeedFile& file) const {
  const auto* begun = begun_.find(file.name);
  const bool is_begun = begun != nullptr && begun->digest == file.digest;
  const auto folder = is_begun ? plan_.store.begun_of(row_.name) : plan_.store.folder_of(row_.name);
  return folder + "/" + file.name;
}

Result<void> Fetching::keep(const FeedFile& file) {
  PQ_CHECK(link_or_copy(place_of(file), path_of(file.name)));
  next_.put(file);
  return {};
}

Result<Got> Fetching::get(const std::vector<std::string>& urls, const std::string& name, std::string mark,
                          std::string digest, const Check& check, net::Reach reach) {
  const auto* known = this->known(name);
  auto fetched = bring({.urls = urls,
                        .name = name,
                        .known = known,
                        .limit = limit(),
                        .accept = row_.setting("accept"),
                        .digest = digest,
                        .checksum = row_.setting("checksum"),
                        .checksum_may_lack = row_.setting("checksum_may_lack") == "true",
                        // What a list names is signed by the list.
                        .signature = digest.empty() ? row_.setting("signature") : "",
                        .secret_header = key(row_.setting("key"), row_.setting("key_header")),
                        .reach = reach});
  if (fetched && fetched->got == Got::kNew && check) {
    if (auto checked = check(path_of(name)); !checked) {
      PQ_CHECK(remove_all(path_of(name)));
      fetched = tl::unexpected(std::move(checked).error().in(fetched->file.url));
    }
  }
  if (!fetched) {
    fault(fetched.error());
    if (known == nullptr) return Got::kNone;
    PQ_CHECK(keep(*known));
    return Got::kSame;
  }
  if (fetched->got == Got::kNone) return Got::kNone;
  const auto got = fetched->got;
  if (got == Got::kSame) PQ_CHECK(keep(*known));
  put(*std::move(fetched), std::move(mark));
  return got;
}

std::string Fetching::key(const std::string& variable, const std::string& header) const {
  if (variable.empty() || !plan_.environment) return {};
  const auto value = plan_.environment(variable.c_str());
  return value.empty() ? "" : header + (base::contains(header, ": ") ? " " : ": ") + value;
}

Result<std::string> unpacked_digest(const std::string& path) {
  PQ_TRY(auto file, codec::open_file(path));
  constexpr std::size_t kMagicBytes = 6;
  PQ_TRY(auto peeked, codec::peek(std::move(file), kMagicBytes));
  const auto plain =
      codec::decompressed(codec::detect_compression(base::as_bytes(peeked.head)), std::move(peeked.whole));
  crypto::Sha256 sum;
  for (;;) {
    PQ_TRY(const auto bytes, plain->next());
    if (bytes.empty()) return sum.finish();
    sum.update(bytes);
  }
}

Result<std::string> Fetching::text(const std::vector<std::string>& urls, std::uint64_t limit,
                                   net::Reach* reach) {
  return fetch_.text(urls, limit, reach);
}

void Fetching::fault(const Error& error) {
  if (fault_.empty()) fault_ = to_line(error);
}

void Fetching::pause(std::uint64_t milliseconds) const {
  if (milliseconds > 0) plan_.retry.sleep(std::chrono::milliseconds(milliseconds));
}

bool Fetching::changed() const {
  const auto same = [](const FeedFile& a, const FeedFile& b) {
    return a.name == b.name && a.digest == b.digest;
  };
  return !std::ranges::equal(was_.files, next_.files, same) || was_.deleted != next_.deleted;
}

std::vector<std::string> below(const std::vector<std::string>& bases, std::string_view path) {
  std::vector<std::string> urls;
  for (const auto& base : bases) urls.push_back(base + (base.ends_with('/') ? "" : "/") + std::string(path));
  return urls;
}

}  // namespace pratique::update
