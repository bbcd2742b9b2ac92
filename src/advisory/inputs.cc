#include "advisory/inputs.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <span>

#include "advisory/coverage.h"
#include "advisory/feed.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/stream.h"
#include "codec/tar.h"
#include "codec/zip_file.h"

namespace pratique::advisory {

namespace fs = std::filesystem;

namespace {

// docs/formats/database.md, "What is in it".
constexpr std::array<std::string_view, 3> kSamplePacks{"feed-samples", "osv-schema", "uct-full"};
constexpr std::array<std::string_view, 5> kSampleFolders{"testdata", "test", "tests", "fixtures", ".github"};
constexpr std::array<std::string_view, 6> kPacked{".zst", ".gz", ".xz", ".bz2", ".tar", ".zip"};
// CVE's releases are a zip in a zip.
constexpr unsigned kMaxZipDepth = 2;

// "a.tar.zst" → "a.tar" → "a"; "b.jsonl.zst" → "b.jsonl".
std::string_view without_packing(std::string_view name) {
  for (const auto ending : kPacked) {
    if (name.ends_with(ending) && name.size() > ending.size())
      return name.substr(0, name.size() - ending.size());
  }
  return name;
}

struct Plain {
  std::unique_ptr<codec::ByteSource> source;
  bool was_packed = false;
};

// Told by its first bytes, never by its name: a ".gz" that is none is read as it is.
Result<Plain> open_plain(const std::string& path) {
  PQ_TRY(auto probe, codec::open_file(path, 0, 6));
  PQ_TRY(const auto head, codec::read_all(*probe, 6));
  PQ_TRY(auto file, codec::open_file(path));
  const auto packing = codec::detect_compression(base::as_bytes(head));
  return Plain{codec::decompressed(packing, std::move(file)), packing != codec::Compression::kNone};
}

// "a.tar.zst", "a.zip" → "a".
std::string_view pack_name(std::string_view name) {
  const auto plain = without_packing(name);
  return plain.ends_with(".tar") ? without_packing(plain) : plain;
}

tl::unexpected<Error> past_the_limit() { return base::over_limit("pack of more than 2,000,000 files"); }

// One pass, files in the order of the archive; those that nobody wants are passed over without keeping them.
Result<void> visit_tar(const std::string& file, const std::string& name, const Offer& offer) {
  PQ_TRY(const auto plain, open_plain(file));
  codec::TarReader tar(*plain.source);
  for (std::uint64_t count = 0;; ++count) {
    if (count > kMaxPackFiles) return past_the_limit();
    PQ_TRY(const auto entry, tar.next());
    if (!entry) break;
    if (entry->type != codec::TarEntry::Type::kFile) continue;
    Source source(name + "/" + std::string(entry->path), [&](std::string& content) -> Result<bool> {
      PQ_TRY(const auto piece, tar.data());
      content += base::as_text(piece.bytes);
      return !piece.bytes.empty();
    });
    offer.file(source);
  }
  if (!tar.end_was_marked()) return base::invalid("archive without its end: it was cut off");
  // What lies behind the last member is padding and, compressed, the checksum of all that was read.
  for (;;) {
    PQ_TRY(const auto bytes, plain.source->next());
    if (bytes.empty()) return {};
  }
}

// Bytes of a file of this machine.
struct Stretch {
  std::string path;
  std::uint64_t offset = 0, size = UINT64_MAX;
};

// A file without a name: it is gone with its descriptor.
class Scratch {
 public:
  static Result<Scratch> make() {
    std::error_code error;
    const auto place = fs::temp_directory_path(error).string();
    auto name = place + "/pratique-zip-XXXXXX";
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) return base::fail(ErrorKind::kIo, std::strerror(errno), Where{.file = place});
    ::unlink(name.c_str());
    return Scratch(descriptor);
  }
  Scratch(Scratch&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Scratch& operator=(Scratch&&) = delete;
  ~Scratch() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  // Opens the same file for as long as this lives.
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

  Result<void> fill(codec::ByteSource& source) {
    for (std::uint64_t size = 0;;) {
      PQ_TRY(auto bytes, source.next());
      if (bytes.empty()) return {};
      size += bytes.size();
      if (size > kMaxInnerZip) return base::over_limit("zip in a zip of more than 4 GiB");
      while (!bytes.empty()) {
        const auto put = ::write(descriptor_, bytes.data(), bytes.size());
        if (put < 0 && errno != EINTR) return base::fail(ErrorKind::kIo, std::strerror(errno));
        bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(put, 0)));
      }
    }
  }

 private:
  explicit Scratch(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

Result<void> visit_zip(const Stretch& where, const std::string& name, const Offer& offer, unsigned depth);

// A zip in a zip, in place where it is stored as it is.
Result<void> visit_inner(const Stretch& where, codec::ZipFile& zip, const codec::ZipEntry& entry,
                         const std::string& name, const Offer& offer, unsigned depth) {
  if (const auto at = zip.stored_at(entry))
    return visit_zip({where.path, *at, entry.packed}, name, offer, depth + 1);
  PQ_TRY(auto scratch, Scratch::make());
  PQ_TRY(const auto content, zip.content(entry));
  PQ_CHECK(scratch.fill(*content));
  return visit_zip({scratch.path()}, name, offer, depth + 1);
}

// A member that cannot be read is refused alone, and the others go on.
Result<void> visit_zip(const Stretch& where, const std::string& name, const Offer& offer, unsigned depth) {
  PQ_TRY(auto zip, codec::ZipFile::open(where.path, where.offset, where.size));
  std::uint64_t size = 0;
  for (const auto& entry : zip.entries()) {
    if (entry.name.ends_with('/')) continue;
    const auto path = name + "/" + std::string(entry.name);
    size += std::min(entry.size, kMaxZipContent);
    if (size > kMaxZipContent) return base::over_limit("zip of more than 64 GiB when it is unpacked");
    if (entry.name.ends_with(".zip") && depth < kMaxZipDepth) {
      PQ_CHECK(visit_inner(where, zip, entry, std::string(without_packing(path)), offer, depth));
      continue;
    }
    const auto content = zip.content(entry);
    if (!content) {
      offer.refuse(path, content.error());
      continue;
    }
    Source source(path, [&](std::string& into) -> Result<bool> {
      PQ_TRY(const auto bytes, (*content)->next());
      into += base::as_text(bytes);
      return !bytes.empty();
    });
    offer.file(source);
  }
  return {};
}

Result<void> visit_file(const std::string& file, const std::string& path, const Offer& offer) {
  PQ_TRY(const auto plain, open_plain(file));
  Source source(path, [&](std::string& content) -> Result<bool> {
    PQ_TRY(const auto bytes, plain.source->next());
    content += base::as_text(bytes);
    return !bytes.empty();
  });
  const bool packed_by_name =
      std::any_of(kPacked.begin(), kPacked.end(), [&](auto ending) { return file.ends_with(ending); });
  if (!offer.file(source) && packed_by_name && !plain.was_packed)
    offer.refuse(path, {.what = "not packed as its name says, and no feed as it is"});
  return {};
}

// Every regular file below `folder`, in no order, so that none need be kept; links are not followed.
Result<void> each_file_below(const std::string& folder, const std::function<void(const fs::path&)>& visit) {
  std::error_code error;
  std::uint64_t count = 0;
  fs::recursive_directory_iterator at(folder, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    if (at->is_directory() && at->path().filename() == ".git") at.disable_recursion_pending();
    if (!at->is_regular_file() || at->is_symlink()) continue;
    if (++count > kMaxPackFiles) return base::over_limit("folder of more than 2,000,000 files");
    visit(at->path());
  }
  if (error) return base::fail(ErrorKind::kIo, error.message(), Where{.file = folder});
  return {};
}

// "a.tar.gz", "a.zip": what holds files of its own, by its name.
std::optional<FeedInput::Kind> kind_of_pack(std::string_view name) {
  if (name.ends_with(".zip")) return FeedInput::Kind::kZip;
  if (name.ends_with(".tar") || without_packing(name).ends_with(".tar")) return FeedInput::Kind::kTar;
  return std::nullopt;
}

Result<void> visit_any(std::optional<FeedInput::Kind> pack, const std::string& file, const std::string& path,
                       const Offer& offer) {
  if (pack == FeedInput::Kind::kTar) return visit_tar(file, path, offer);
  if (pack == FeedInput::Kind::kZip) return visit_zip({file}, path, offer, 0);
  return visit_file(file, path, offer);
}

// A file that cannot be opened is refused and the others go on. What a declaration says of the files must be
// known before they are read.
Result<void> visit_folder(const FeedInput& input, const Offer& offer) {
  for (const bool declarations : {true, false}) {
    PQ_CHECK(each_file_below(input.path, [&](const fs::path& file) {
      if ((file.filename() == kDeclarationName) != declarations || file.filename() == kUpdateStateName)
        return;
      const auto inside = file.lexically_relative(input.path).string();
      const auto path = input.name + "/" + std::string(pack_name(inside));
      if (const auto read = visit_any(kind_of_pack(inside), file.string(), path, offer); !read)
        offer.refuse(path, read.error());
    }));
  }
  return {};
}

}  // namespace

std::string_view sample_folder(std::string_view path) {
  for (std::size_t from = 0, to = path.find('/'); to != std::string_view::npos;
       from = to + 1, to = path.find('/', from)) {
    const auto name = path.substr(from, to - from);
    if (base::is_one_of(name, kSampleFolders) || base::is_one_of(name, kSamplePacks))
      return path.substr(0, to);
  }
  return {};
}

std::string_view broken_off(std::string_view path, std::string_view content, bool claimed) {
  const auto damaged = [](std::string_view text) {
    const auto document = codec::JsonDocument::parse(text);
    return !document && document.error().kind == ErrorKind::kInvalid;
  };
  const auto text = base::trim(content);
  if (path.ends_with(".jsonl") || path.ends_with(".ndjson")) {
    if (text.empty() || content.ends_with('\n')) return {};
    return damaged(text.substr(text.rfind('\n') + 1)) ? "its last line breaks off" : std::string_view();
  }
  if (!path.ends_with(".json")) return {};
  if (text.empty()) return "empty file";
  const bool open = text.front() == '{' || text.front() == '[';
  const bool closed = text.ends_with('}') || text.ends_with(']');
  if (!(claimed || (open && !closed)) || !damaged(text)) return {};
  return open && !closed ? "it breaks off" : "damaged JSON";
}

Result<std::vector<FeedInput>> list_inputs(const std::string& folder) {
  std::vector<FeedInput> inputs;
  std::error_code error;
  fs::directory_iterator at(folder, error);
  for (const fs::directory_iterator end; !error && at != end; at.increment(error)) {
    FeedInput input{.name = at->path().filename().string(), .path = at->path().string()};
    if (input.name.starts_with('.')) continue;  // .git, editors' and file managers' own
    if (base::contains(input.name, ".building-"))
      continue;  // our own, where the database lies beside its feeds
    const bool leads_nowhere = at->is_symlink() && !fs::exists(input.path, error);
    if (at->is_directory()) {
      input.kind = FeedInput::Kind::kFolder;
    } else if (at->is_regular_file()) {
      input.size = at->file_size(error);
      input.kind = kind_of_pack(input.name).value_or(FeedInput::Kind::kFile);
      input.name = pack_name(input.name);
    } else if (leads_nowhere) {
      input.size = 1;  // opening it says what is wrong
    } else {
      continue;
    }
    input.sample = base::is_one_of(input.name, kSamplePacks);
    inputs.push_back(std::move(input));
  }
  if (error) return base::fail(ErrorKind::kNotFound, error.message(), Where{.file = folder});
  std::sort(inputs.begin(), inputs.end(), [](const FeedInput& a, const FeedInput& b) {
    return std::tie(a.name, a.path) < std::tie(b.name, b.path);
  });
  return inputs;
}

Result<void> visit(const FeedInput& input, const Offer& offer) {
  if (input.kind != FeedInput::Kind::kFolder && input.size == 0) return base::invalid("empty file");
  if (input.kind == FeedInput::Kind::kFolder) return visit_folder(input, offer);
  return visit_any(input.kind, input.path, input.name, offer);
}

}  // namespace pratique::advisory
