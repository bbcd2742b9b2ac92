#include "update/fetching.h"

#include <algorithm>
#include <chrono>

#include "update/files.h"

namespace pratique::update {

Fetching::Fetching(const FeedRow& row, const FetchPlan& plan, Progress progress)
    : row_(row),
      plan_(plan),
      was_(plan.store.state_of(row.name)),
      fetch_(plan.publisher, row_, plan.retry, std::move(progress)) {
  next_.cursor = was_.cursor;
  next_.whole = was_.whole;
  next_.deleted = was_.deleted;
}

std::string Fetching::path_of(const std::string& name) const {
  return plan_.store.work_of(row_.name) + "/" + name;
}

std::uint64_t Fetching::limit() const {
  if (row_.megabytes == 0) return kMaxFetched;
  constexpr std::uint64_t kTimes = 8;
  return std::max(kFetchedFloor, row_.megabytes * kTimes * 1'000'000);
}

Result<FetchedFile> Fetching::bring(const Wanted& wanted) {
  return fetch_.to_file(wanted, path_of(wanted.name), plan_.store.part_of(row_.name, wanted.name));
}

void Fetching::put(FetchedFile fetched, std::string mark) {
  if (fetched.got == Got::kNew) bytes_ += fetched.file.size;
  if (fetched.publisher_clock != 0) publisher_clock_ = fetched.publisher_clock;
  if (!mark.empty()) fetched.file.mark = std::move(mark);
  next_.put(std::move(fetched.file));
}

Result<void> Fetching::keep(const FeedFile& file) {
  PQ_CHECK(link_or_copy(plan_.store.folder_of(row_.name) + "/" + file.name, path_of(file.name)));
  next_.put(file);
  return {};
}

Result<Got> Fetching::get(const std::vector<std::string>& urls, const std::string& name, std::string mark,
                          std::string digest) {
  const auto* known = was_.find(name);
  // What is known and gone from the folder is not known.
  if (known != nullptr && !is_there(plan_.store.folder_of(row_.name) + "/" + name)) known = nullptr;
  auto fetched = bring({.urls = urls,
                        .name = name,
                        .known = known,
                        .limit = limit(),
                        .accept = row_.setting("accept"),
                        .digest = std::move(digest)});
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

Result<std::string> Fetching::text(const std::vector<std::string>& urls, std::uint64_t limit) {
  return fetch_.text(urls, limit);
}

Result<std::string> Fetching::text_if_any(const std::vector<std::string>& urls, std::uint64_t limit) {
  auto found = text(urls, limit);
  if (!found && found.error().kind == ErrorKind::kNotFound) return std::string();
  return found;
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
