#include "bases/library.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "codec/stream.h"

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
  if (images.empty()) return base::invalid("no library file: it names no tags");
  return images;
}

Result<Library> read_library(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code failed;
  std::vector<fs::path> files;
  const auto folder =
      fs::is_directory(fs::path(path) / "library", failed) ? fs::path(path) / "library" : fs::path(path);
  if (fs::is_directory(folder, failed)) {
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
      if (files.size() == kMaxFiles) return base::over_limit("a folder of more than 5000 library files");
      if (at->is_regular_file()) files.push_back(at->path());
    }
    std::ranges::sort(files);
  } else {
    files.push_back(folder);
  }
  Library library;
  for (const auto& file : files) {
    const auto read = [&]() -> Result<std::vector<OfficialImage>> {
      PQ_TRY(const auto source, codec::open_file(file.string()));
      PQ_TRY(const auto text, codec::read_all(*source, kMaxLibraryBytes));
      return read_library_file(text, file.filename().string());
    };
    auto images = read();
    if (!images) {
      if (images.error().kind == ErrorKind::kIo || files.size() == 1)
        return tl::unexpected(std::move(images).error().in(file.string()));
      library.unread.push_back(file.filename().string() + ": " + base::to_line(images.error()));
      continue;
    }
    ++library.files;
    std::ranges::move(*images, std::back_inserter(library.images));
  }
  if (library.files == 0)
    return base::fail(ErrorKind::kInvalid, "no library file of official images", {.file = path});
  return library;
}

}  // namespace pratique::bases
