#include "advisory/inputs.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>

#include "advisory/coverage.h"
#include "advisory/feed.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/stream.h"
#include "codec/tar.h"

namespace pratique::advisory {

namespace fs = std::filesystem;

namespace {

// docs/formats/database.md, "What is in it".
constexpr std::array<std::string_view, 3> kSamplePacks{"feed-samples", "osv-schema", "uct-full"};
constexpr std::array<std::string_view, 5> kSampleFolders{"testdata", "test", "tests", "fixtures", ".github"};
constexpr std::array<std::string_view, 5> kPacked{".zst", ".gz", ".xz", ".bz2", ".tar"};

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

// One pass, files in the order of the archive; those that nobody wants are passed over without keeping them.
Result<void> visit_tar(const FeedInput& input, const Offer& offer) {
  PQ_TRY(const auto plain, open_plain(input.path));
  codec::TarReader tar(*plain.source);
  for (std::uint64_t count = 0;; ++count) {
    if (count > kMaxPackFiles) return base::over_limit("pack of more than 2,000,000 files");
    PQ_TRY(const auto entry, tar.next());
    if (!entry) break;
    if (entry->type != codec::TarEntry::Type::kFile) continue;
    Source source(input.name + "/" + std::string(entry->path), [&](std::string& content) -> Result<bool> {
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

// A file that cannot be opened is refused and the others go on. What a declaration says of the files must be
// known before they are read.
Result<void> visit_folder(const FeedInput& input, const Offer& offer) {
  for (const bool declarations : {true, false}) {
    PQ_CHECK(each_file_below(input.path, [&](const fs::path& file) {
      if ((file.filename() == kDeclarationName) != declarations) return;
      const auto inside = file.lexically_relative(input.path).string();
      const auto path = input.name + "/" + std::string(without_packing(inside));
      if (const auto read = visit_file(file.string(), path, offer); !read) offer.refuse(path, read.error());
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

// A document whose last tag is not the end of its first element. What may stand behind it, comments, does not matter
// here: only documents that could not be read are asked.
static bool is_cut_xml(std::string_view text) {
  constexpr auto kNone = std::string_view::npos;
  auto at = text.find('<');
  while (at != kNone && (at + 1 == text.size() || !base::is_alpha(text[at + 1]))) at = text.find('<', at + 1);
  if (at == kNone) return true;
  const auto name = text.substr(at + 1, text.substr(at + 1).find_first_of(" \t\r\n/>"));
  const auto end = text.rfind("</");
  return end == kNone || text.substr(end + 2, name.size()) != name || !text.ends_with('>');
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
  if (path.ends_with(".xml")) return claimed && !text.empty() && is_cut_xml(text) ? "it breaks off" : "";
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
      const auto plain = without_packing(input.name);
      if (input.name.ends_with(".tar") || plain.ends_with(".tar")) input.kind = FeedInput::Kind::kTar;
      input.name = plain.ends_with(".tar") ? without_packing(plain) : plain;
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
  switch (input.kind) {
    case FeedInput::Kind::kTar:
      return visit_tar(input, offer);
    case FeedInput::Kind::kFolder:
      return visit_folder(input, offer);
    case FeedInput::Kind::kFile:
      break;
  }
  return visit_file(input.path, input.name, offer);
}

}  // namespace pratique::advisory
