#include "bases/library.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "codec/stream.h"
#include "codec/tar.h"

namespace pratique::bases {

namespace {

constexpr std::size_t kMaxFiles = 5'000;

using Entry = std::map<std::string, std::string, std::less<>>;

std::vector<std::string> list_of(const Entry& entry, std::string_view key) {
  std::vector<std::string> all;
  const auto found = entry.find(key);
  if (found == entry.end()) return all;
  for (const auto piece : base::split(found->second, ',')) {
    if (const auto word = base::trim(piece); !word.empty()) all.emplace_back(word);
  }
  return all;
}

std::string text_of(const Entry& entry, std::string_view key) {
  const auto found = entry.find(key);
  return found == entry.end() ? std::string() : found->second;
}

bool is_plain(const std::string& tag) {
  return std::ranges::all_of(tag,
                             [](char c) { return base::is_alnum(c) || c == '.' || c == '_' || c == '-'; });
}

// What the first entry says stands for the others where they say nothing.
OfficialImage image_of(const Entry& entry, const Entry& usual, std::string_view name) {
  const auto or_usual = [&](std::string_view key) {
    auto all = list_of(entry, key);
    return all.empty() ? list_of(usual, key) : all;
  };
  OfficialImage image{.repository = "docker.io/library/" + std::string(name),
                      .tags = list_of(entry, "Tags"),
                      .architectures = or_usual("Architectures"),
                      .commit = text_of(entry, "GitCommit"),
                      .directory = text_of(entry, "Directory")};
  if (image.commit.empty()) image.commit = text_of(usual, "GitCommit");
  // Shared tags name images of several systems: each of them has the tag.
  std::ranges::move(list_of(entry, "SharedTags"), std::back_inserter(image.tags));
  std::erase_if(image.tags, [](const std::string& tag) { return !is_plain(tag); });
  if (image.architectures.empty()) image.architectures.emplace_back("amd64");
  return image;
}

}  // namespace

Result<std::vector<OfficialImage>> read_library_file(std::string_view text, std::string_view name) {
  if (text.size() > kMaxLibraryBytes) return base::over_limit("a library file of more than 4 MiB");
  std::vector<Entry> entries(1);
  std::string last;
  std::size_t number = 0;
  for (const auto line : base::lines(text)) {
    ++number;
    if (base::trim(line).empty()) {
      if (!entries.back().empty()) entries.emplace_back();
      last.clear();
      continue;
    }
    if (base::trim(line).starts_with('#')) continue;
    if (base::is_space(line.front())) {
      if (last.empty())
        return base::fail(ErrorKind::kInvalid, "a line that goes on from nothing", {.line = number});
      entries.back()[last].append(" ").append(base::trim(line));
      continue;
    }
    const auto halves = base::cut(line, ":");
    if (!halves || halves->before.find(' ') != std::string_view::npos)
      return base::fail(ErrorKind::kInvalid, "no \"Key: value\"", {.line = number});
    last = halves->before;
    entries.back()[last] = base::trim(halves->after);
  }
  std::vector<OfficialImage> images;
  for (const auto& entry : entries) {
    auto image = image_of(entry, entries.front(), name);
    if (!image.tags.empty()) images.push_back(std::move(image));
  }
  if (!images.empty()) return images;
  // An image that is given up keeps its file, with every tag taken out.
  if (!entries.front().contains("Maintainers"))
    return base::invalid("no library file: it names neither tags nor maintainers");
  images.push_back(image_of(entries.front(), entries.front(), name));
  return images;
}

namespace {

// Gathers files, whatever they come from.
class Gathering {
 public:
  Result<void> take(std::string_view text, const std::string& name) {
    if (++seen_ > kMaxFiles) return base::over_limit("more than 5000 library files");
    auto images = read_library_file(text, name);
    if (images) {
      ++library_.files;
      std::ranges::move(*images, std::back_inserter(library_.images));
    } else {
      library_.unread.push_back(name + ": " + base::to_line(images.error()));
    }
    return {};
  }

  // Of one file alone its own error says more.
  Result<Library> finish() && {
    if (library_.files > 0) return std::move(library_);
    return base::invalid(seen_ == 1 ? "no library file of official images: " + library_.unread.front()
                                    : "no library file of official images");
  }

 private:
  Library library_;
  std::size_t seen_ = 0;
};

// "official-images-master/library/golang" → "golang"; "" for what lies elsewhere.
std::string_view name_in_archive(std::string_view path) {
  const auto halves = base::cut_last(path, "/");
  if (!halves || (halves->before != "library" && !halves->before.ends_with("/library"))) return {};
  return halves->after;
}

Result<std::string> content(codec::TarReader& tar, std::string_view path) {
  std::string text;
  while (true) {
    PQ_TRY(const auto piece, tar.data());
    if (piece.bytes.empty()) return text;
    text.append(base::as_text(piece.bytes));
    if (text.size() > kMaxLibraryBytes)
      return base::fail(ErrorKind::kLimit, "a library file of more than 4 MiB", {.file = std::string(path)});
  }
}

// Bytes that an archive may unpack to in all: the published one has 3 MB.
constexpr std::uint64_t kMaxUnpacked = 512ull << 20;

Result<Library> read_archive(std::unique_ptr<codec::ByteSource> source) {
  Gathering gathering;
  codec::TarReader tar(*source);
  std::uint64_t unpacked = 0;
  while (true) {
    PQ_TRY(const auto entry, tar.next());
    if (!entry) return std::move(gathering).finish();
    unpacked = entry->position;
    if (unpacked > kMaxUnpacked) return base::over_limit("an archive of more than 512 MiB");
    const std::string name(name_in_archive(entry->path));
    if (name.empty() || entry->type != codec::TarEntry::Type::kFile) continue;
    PQ_TRY(const auto text, content(tar, name));
    PQ_CHECK(gathering.take(text, name));
  }
}

// POSIX.1-2001 pax, "ustar Interchange Format".
bool is_tar(base::Bytes head) {
  constexpr std::size_t kMagicAt = 257;
  return head.size() >= kMagicAt + 5 && base::as_text(head.subspan(kMagicAt, 5)) == "ustar";
}

Result<Library> read_folder(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::error_code failed;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (files.size() == kMaxFiles) return base::over_limit("a folder of more than 5000 library files");
    if (at->is_regular_file()) files.push_back(at->path());
  }
  std::ranges::sort(files);
  Gathering gathering;
  for (const auto& file : files) {
    PQ_TRY(const auto source, codec::open_file(file.string()));
    PQ_TRY(const auto text, codec::read_all(*source, kMaxLibraryBytes));
    PQ_CHECK(gathering.take(text, file.filename().string()));
  }
  return std::move(gathering).finish();
}

}  // namespace

Result<Library> read_library_bytes(std::string_view bytes, std::string_view name) {
  constexpr std::size_t kHead = 512;
  const auto raw = base::as_bytes(bytes);
  const auto packing = codec::detect_compression(raw.first(std::min(raw.size(), kHead)));
  PQ_TRY(auto peeked, codec::peek(codec::decompressed(packing, codec::from_memory(raw)), kHead));
  if (is_tar(base::as_bytes(peeked.head))) return read_archive(std::move(peeked.whole));
  PQ_TRY(const auto text, codec::read_all(*peeked.whole, kMaxLibraryBytes));
  Gathering gathering;
  PQ_CHECK(gathering.take(text, std::string(base::base_name(name))));
  return std::move(gathering).finish();
}

Result<Library> read_library(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code failed;
  const auto read = [&]() -> Result<Library> {
    if (fs::is_directory(fs::path(path) / "library", failed)) return read_folder(fs::path(path) / "library");
    if (fs::is_directory(path, failed)) return read_folder(path);
    PQ_TRY(const auto source, codec::open_file(path));
    PQ_TRY(const auto bytes, codec::read_all(*source, kMaxLibraryArchive));
    return read_library_bytes(bytes, path);
  };
  auto library = read();
  if (!library) return tl::unexpected(std::move(library).error().in(path));
  return library;
}

}  // namespace pratique::bases
