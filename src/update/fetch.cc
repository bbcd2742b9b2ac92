#include "update/fetch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>

#include "base/text.h"
#include "codec/json.h"
#include "codec/json_value.h"
#include "crypto/digest.h"
#include "crypto/sha512.h"
#include "net/resume.h"
#include "update/checksum.h"
#include "update/files.h"
#include "update/shape.h"

namespace pratique::update {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxNote = 64 << 10;
// Of a list of checksums of all files of a folder.
constexpr std::uint64_t kMaxChecksums = 16 << 20;

using Clock = std::chrono::steady_clock;

tl::unexpected<Error> refused(const std::string& path) {
  return base::fail(ErrorKind::kIo, std::strerror(errno), Where{.file = path});
}

// What names the bytes, so that their rest can be asked for: not a weak ETag (RFC 9110 §8.8.1); else the day, which is
// believed where it is not from just now.
std::string validator_of(const PublisherAnswer& answer) {
  if (!answer.etag.empty()) return answer.etag.starts_with("W/") ? "" : answer.etag;
  const auto modified = seconds_of(answer.modified), date = seconds_of(answer.date);
  return modified && date && *date - *modified >= 60 ? answer.modified : "";
}

}  // namespace

Error other_checksum(const std::string& found, const std::string& given) {
  return {.kind = ErrorKind::kMismatch,
          .what = "another checksum than its publisher gives: " + found + ", expected " + given};
}

// What came of a file so far.
struct Fetch::Part {
  Part(const std::string& place, const std::string& from) : path(place), note(place + ".json"), url(from) {}
  Part(const Part&) = delete;
  ~Part() {
    if (descriptor >= 0) ::close(descriptor);
  }

  // What an earlier try left is gone on with where its publisher named it; else it begins anew.
  Result<void> open() {
    descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) return refused(path);
    if (const auto text = read_small(note, kMaxNote)) {
      const auto document = codec::JsonDocument::parse(*text);
      if (document && document->root()["url"].text() == url) validator = document->root()["validator"].text();
    }
    struct stat status{};
    if (validator.empty() || ::fstat(descriptor, &status) != 0) return restart();
    size = static_cast<std::uint64_t>(status.st_size);
    return sum_what_is_there();
  }

  Result<void> restart() {
    size = 0;
    head.clear();
    sum = crypto::Sha256();
    if (long_sum) long_sum = crypto::Sha512();
    if (::ftruncate(descriptor, 0) != 0 || ::lseek(descriptor, 0, SEEK_SET) != 0) return refused(path);
    return {};
  }

  Result<void> sum_what_is_there() {
    const auto there = size;
    PQ_TRY(const auto source, codec::open_file(path, 0, there));
    size = 0;
    for (;;) {
      PQ_TRY(const auto bytes, source->next());
      if (bytes.empty()) break;
      note_bytes(bytes);
    }
    if (::lseek(descriptor, static_cast<off_t>(size), SEEK_SET) < 0) return refused(path);
    return {};
  }

  void note_bytes(base::Bytes bytes) {
    if (head.size() < kShapeBytes) head += base::as_text(bytes).substr(0, kShapeBytes - head.size());
    sum.update(bytes);
    if (long_sum) long_sum->update(bytes);
    size += bytes.size();
  }

  Result<void> add(base::Bytes bytes) {
    for (auto left = bytes; !left.empty();) {
      const auto put = ::write(descriptor, left.data(), left.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return refused(path);
      left = left.subspan(static_cast<std::size_t>(put));
    }
    note_bytes(bytes);
    return {};
  }

  // Before the first byte of an answer is kept, so that a killed program leaves nothing that nobody can name.
  Result<void> name_by(const PublisherAnswer& answer) {
    validator = validator_of(answer);
    return write_small(note,
                       codec::to_compact_text(codec::JsonObject{{"url", url}, {"validator", validator}}));
  }

  void remove() {
    ::unlink(path.c_str());
    ::unlink(note.c_str());
  }

  const std::string path, note, url;
  int descriptor = -1;
  std::uint64_t size = 0;
  std::string validator, head;
  // Why the last body ended too early.
  std::string cut;
  crypto::Sha256 sum;
  // Where the publisher gives that one.
  std::optional<crypto::Sha512> long_sum;
  // The last answer that brought bytes.
  FeedFile file;
  std::int64_t publisher_clock = 0;
};

// The body, to its end. Errors of the way (kIo) leave what came.
Result<void> Fetch::pour(PublisherAnswer& answer, const Wanted& wanted, Part& part) const {
  const auto of = answer.whole.value_or(answer.size.value_or(0));
  const auto ends = part.size + answer.size.value_or(0);
  if (answer.size && ends > wanted.limit)
    return base::over_limit("larger than " + std::to_string(wanted.limit >> 20) + " MiB");
  for (;;) {
    PQ_TRY(const auto bytes, answer.body->next());
    if (bytes.empty()) break;
    if (part.size + bytes.size() > wanted.limit)
      return base::over_limit("it does not end: larger than " + std::to_string(wanted.limit >> 20) + " MiB");
    PQ_CHECK(part.add(bytes));
    if (progress_) progress_(part.size, of);
  }
  if (answer.size && part.size < ends) return base::fail(ErrorKind::kIo, "it ends early");
  return {};
}

// True: the body is whole. False: it has to be asked again, and the part says from where.
Result<bool> Fetch::take(PublisherAnswer& answer, const Wanted& wanted, Part& part) const {
  if (answer.status == 416 || (answer.status == 206 && answer.begins != part.size)) {
    // Not the range that was asked for: what is there is of no use.
    part.validator.clear();
    PQ_CHECK(part.restart());
    return false;
  }
  if (answer.status != 200 && answer.status != 206) return tl::unexpected(refusal(answer));
  if (answer.status == 200) PQ_CHECK(part.restart());
  PQ_CHECK(part.name_by(answer));
  part.file = {.name = wanted.name, .url = part.url, .etag = answer.etag, .modified = answer.modified};
  const auto poured = pour(answer, wanted, part);
  if (poured) return true;
  if (poured.error().kind != ErrorKind::kIo) {
    part.remove();
    return tl::unexpected(poured.error());
  }
  part.cut = poured.error().what;
  if (part.validator.empty()) PQ_CHECK(part.restart());
  return false;
}

// Nothing: it has to be asked again. kNew without a digest: the body is there.
Result<std::optional<FetchedFile>> Fetch::ask_once(const Wanted& wanted, Part& part) const {
  const bool is_known = wanted.known != nullptr && wanted.known->url == part.url;
  PublisherQuestion question{
      .url = part.url, .offset = part.size, .validator = part.validator, .accept = wanted.accept};
  question.secret_header = wanted.secret_header;
  question.reach = wanted.reach;
  question.body = wanted.body;
  if (is_known && part.size == 0) {
    question.etag = wanted.known->etag;
    question.modified = wanted.known->modified;
  }
  PQ_TRY(auto answer, publisher_.ask(question));
  part.publisher_clock = seconds_of(answer.date).value_or(0);
  if (answer.status == 304 && is_known) {
    part.remove();
    const bool differs = wanted.digest.starts_with("sha256:") && wanted.digest != wanted.known->digest;
    if (differs) return tl::unexpected(other_checksum(wanted.known->digest, wanted.digest));
    return FetchedFile{Got::kSame, *wanted.known, part.publisher_clock};
  }
  if (answer.status == 404 || answer.status == 410) {
    part.remove();
    return FetchedFile{.got = Got::kNone, .file = {.url = part.url}};
  }
  PQ_TRY(const bool whole, take(answer, wanted, part));
  if (!whole) return std::optional<FetchedFile>();
  return FetchedFile{.got = Got::kNew, .file = {}};
}

Result<FetchedFile> Fetch::from(const std::string& url, const Wanted& wanted, const std::string& path,
                                const std::string& place) const {
  Part part(place, url);
  if (wanted.digest.starts_with("sha512:")) part.long_sum.emplace();
  PQ_CHECK(part.open());
  unsigned made = 0;
  for (unsigned cuts = 0; cuts < kMaxCuts; ++cuts) {
    const auto begun = part.size;
    const auto asked = Clock::now();
    PQ_TRY(auto answered, ask_once(wanted, part));
    if (answered && answered->got == Got::kNew) return finish(wanted, path, part);
    if (answered) return *std::move(answered);
    // Whoever brings something each time is asked again; who drips brings nothing.
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - asked);
    const bool brought = net::is_progress(publisher_.floor(), part.size - std::min(begun, part.size), took);
    made = brought ? 1 : made + 1;
    const auto wait = retry_.wait_after(made);
    if (!wait) break;
    retry_.sleep(*wait);
  }
  return base::fail(ErrorKind::kIo, part.cut + ", again and again", Where{.file = url});
}

// Compares what came with what it should be, and gives it its name.
Result<FetchedFile> Fetch::finish(const Wanted& wanted, const std::string& path, Part& part) const {
  part.file.digest = part.sum.finish();
  part.file.size = part.size;
  const auto fault = shape_fault(wanted.name, part.head, row_);
  const auto found = part.long_sum ? part.long_sum->finish() : part.file.digest;
  const bool differs = !wanted.digest.empty() && wanted.digest != found;
  const bool same = wanted.known != nullptr && wanted.known->digest == part.file.digest;
  if (!fault.empty() || differs || same) part.remove();
  const Where where{.file = part.url};
  if (!fault.empty()) return base::fail(ErrorKind::kInvalid, fault, where);
  if (differs) return tl::unexpected(other_checksum(found, wanted.digest).in(part.url));
  FetchedFile done{same ? Got::kSame : Got::kNew, part.file, part.publisher_clock};
  if (same) done.file.mark = wanted.known->mark;
  if (same) return done;
  if (::fsync(part.descriptor) != 0 && errno != EINVAL) return refused(part.path);
  PQ_CHECK(rename_to(part.path, path));
  ::unlink(part.note.c_str());
  return done;
}

// Its publisher's word of what it holds goes before: what is there already need not be asked for then.
Result<FetchedFile> Fetch::from_one(const std::string& url, const Wanted& wanted, const std::string& path,
                                    const std::string& part) const {
  if (wanted.checksum.empty() || !wanted.digest.empty()) return from(url, wanted, path, part);
  const auto place = base::replace_all(wanted.checksum, "{url}", url);
  auto list = text({place}, kMaxChecksums);
  if (list && wanted.read_list) list = wanted.read_list(*std::move(list), place);
  if (!list && list.error().kind == ErrorKind::kNotFound && wanted.checksum_may_lack)
    return from(url, wanted, path, part);
  if (!list) return tl::unexpected(Error(list.error()).in(place));
  auto digest = checksum_of(*list, url);
  if (!digest) return tl::unexpected(std::move(digest).error().in(place));
  const auto* known = wanted.known;
  if (known != nullptr && known->url == url && known->digest == *digest)
    return FetchedFile{Got::kSame, *known, 0};
  auto checked = wanted;
  checked.digest = *std::move(digest);
  return from(url, checked, path, part);
}

Result<FetchedFile> Fetch::to_file(const Wanted& wanted, const std::string& path,
                                   const std::string& part) const {
  PQ_CHECK(make_folders(fs::path(path).parent_path().string()));
  PQ_CHECK(make_folders(fs::path(part).parent_path().string()));
  std::optional<Error> first;
  for (const auto& url : wanted.urls) {
    auto fetched = from_one(url, wanted, path, part);
    if (fetched && fetched->got != Got::kNone) return fetched;
    if (!fetched && !first) first = std::move(fetched).error().in(url);
  }
  if (first) return tl::unexpected(*std::move(first));
  return FetchedFile{};
}

Result<std::string> Fetch::text(const std::vector<std::string>& urls, std::uint64_t limit,
                                net::Reach* reach) const {
  std::optional<Error> first;
  for (const auto& url : urls) {
    PublisherQuestion question{.url = url};
    if (reach != nullptr) question.reach = *reach;
    auto answer = publisher_.ask(question);
    if (answer && answer->status == 200) {
      auto text = codec::read_all(*answer->body, limit);
      if (text && reach != nullptr) *reach = net::narrower(*reach, net::reach_from(answer->peer));
      if (text) return text;
      if (!first) first = std::move(text).error().in(url);
      continue;
    }
    if (!first) first = answer ? refusal(*answer) : std::move(answer).error().in(url);
  }
  return tl::unexpected(first ? *std::move(first) : Error{.what = "no address"});
}

// Lines of a body as it comes.
static Result<void> each_line(codec::ByteSource& body, const std::function<bool(std::string_view)>& line) {
  constexpr std::size_t kMaxLine = 64 << 10;
  constexpr std::uint64_t kMaxList = 512ull << 20;
  std::string held;
  for (std::uint64_t size = 0;;) {
    PQ_TRY(const auto bytes, body.next());
    if (bytes.empty()) break;
    size += bytes.size();
    held += base::as_text(bytes);
    std::size_t from = 0;
    for (auto end = held.find('\n'); end != held.npos; end = held.find('\n', from)) {
      if (!line(std::string_view(held).substr(from, end - from))) return {};
      from = end + 1;
    }
    held.erase(0, from);
    if (held.size() > kMaxLine || size > kMaxList) return base::over_limit("a list without an end");
  }
  if (!held.empty()) line(held);
  return {};
}

Result<void> Fetch::lines(const std::vector<std::string>& urls, const std::function<void()>& begin,
                          const std::function<bool(std::string_view)>& line) const {
  std::optional<Error> first;
  for (const auto& url : urls) {
    for (unsigned made = 1;; ++made) {
      begin();
      auto answer = publisher_.ask({.url = url});
      const bool found = answer && answer->status == 200;
      auto read = found    ? each_line(*answer->body, line)
                  : answer ? Result<void>(tl::unexpected(refusal(*answer)))
                           : Result<void>(tl::unexpected(answer.error()));
      if (read) return {};
      if (!first) first = Error(read.error()).in(url);
      // What the client gave up itself is not tried again here.
      const auto wait = found ? retry_.wait_after(made) : std::nullopt;
      if (!wait) break;
      retry_.sleep(*wait);
    }
  }
  return tl::unexpected(first ? *std::move(first) : Error{.what = "no address"});
}

}  // namespace pratique::update
