#include "vex/files.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "base/text.h"
#include "codec/stream.h"
#include "vex/hub.h"

namespace pratique::vex {

namespace fs = std::filesystem;

namespace {

// Where the form of a document is told from.
constexpr std::size_t kHead = 64 << 10;

Result<std::vector<std::string>> paths_of(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error), end;
  for (; !error && at != end; at.increment(error)) {
    const auto name = at->path().filename().string();
    if (at->is_directory(error) && (name == ".git" || at.depth() >= kMaxVexFolders)) {
      at.disable_recursion_pending();
      continue;
    }
    if (at->is_symlink(error) || !at->is_regular_file(error)) continue;
    if (!name.ends_with(".json") && !name.ends_with(".xml")) continue;
    if (paths.size() >= kMaxVexFiles) return base::over_limit("over 50,000 documents");
    paths.push_back(at->path().lexically_relative(folder).string());
  }
  if (error) return base::fail(ErrorKind::kIo, error.message(), {.file = folder});
  std::sort(paths.begin(), paths.end());
  return paths;
}

// A file may be an archive, which is larger than a document.
Result<std::string> bytes_of_file(const std::string& file) {
  PQ_TRY(const auto source, codec::open_file(file));
  return codec::read_all(*source, kMaxHubArchive);
}

class FilesReader {
 public:
  FilesReader(const VexFiles& files, const BomIndex& boms, VexReading& into)
      : files_(files), boms_(boms), into_(into) {}

  Result<void> read() {
    PQ_TRY(auto paths, indexed());
    is_indexed_ = paths.has_value();
    if (!paths) {
      PQ_TRY(paths, files_.all());
    }
    for (const auto& path : *paths) PQ_CHECK(read(path));
    if (read_ == 0) return base::fail(ErrorKind::kInvalid, "no VEX document", {.file = files_.place});
    return {};
  }

 private:
  // The documents that an index.json names; nothing: there is none.
  Result<std::optional<std::vector<std::string>>> indexed() {
    const auto text = files_.text("index.json");
    if (!text) return std::nullopt;
    PQ_TRY(auto index, read_hub_index(*text));
    if (!index) return std::nullopt;
    if (const auto count = index->left_out; count > 0)
      into_.left_out.push_back({.kind = ErrorKind::kInvalid,
                                .what = "its index names " + std::to_string(count) +
                                        (count == 1 ? " document" : " documents") +
                                        " outside of it, left out",
                                .where = {.file = files_.place}});
    return std::move(index->documents);
  }

  Result<void> read(const std::string& path) {
    auto text = files_.text(path);
    const bool wanted = text && (is_indexed_ || may_be_vex(std::string_view(*text).substr(0, kHead)));
    if (text && !wanted) return {};
    if (text) bytes_ += text->size();
    if (bytes_ > kMaxAllVexBytes || read_ >= kMaxVexDocuments)
      return base::fail(ErrorKind::kLimit, "over 512 MiB or 10,000 documents of VEX", {.file = files_.place});
    const auto name = files_.name(path);
    auto document = text ? read_vex(*text, name, &boms_) : tl::unexpected(std::move(text).error());
    if (document) {
      into_.documents.push_back(*std::move(document));
      ++read_;
      return {};
    }
    // A BOM in a folder of VEX documents is there for their links.
    if (document.error().kind == ErrorKind::kUnsupported && !is_indexed_) return {};
    if (++into_.unread_in_all <= kMaxUnread) into_.unread.push_back(std::move(document).error().in(name));
    return {};
  }

  const VexFiles& files_;
  const BomIndex& boms_;
  VexReading& into_;
  bool is_indexed_ = false;
  std::uint64_t bytes_ = 0;
  std::size_t read_ = 0;
};

// What was found where a document was looked for, in a word or two: a page that says no is often a page of 200.
std::string nature_of(std::string_view text) {
  const auto head = base::to_lower(base::trim(text.substr(0, 256)));
  if (head.empty()) return "nothing";
  if (head.starts_with("<!doctype html") || head.starts_with("<html")) return "a page of HTML";
  constexpr std::string_view kBeginnings = "{[<\xef\xfe\xff";  // of JSON, XML, byte order marks
  return kBeginnings.find(head.front()) == std::string_view::npos ? "text of another kind" : "";
}

Result<void> read_document(std::string_view text, const std::string& name, const BomIndex& boms,
                           VexReading& into) {
  auto document = read_vex(text, name, &boms);
  if (!document) {
    if (const auto nature = nature_of(text); !nature.empty())
      return base::fail(ErrorKind::kUnsupported, "no VEX document but " + nature, {.file = name});
    return tl::unexpected(std::move(document).error());
  }
  into.documents.push_back(*std::move(document));
  return {};
}

void add_bom(std::string_view text, BomIndex& boms) {
  constexpr std::size_t kFew = 4 << 10;
  if (base::contains(base::to_lower(text.substr(0, kFew)), "cyclonedx")) boms.add(text);
}

}  // namespace

VexFiles files_of_folder(const std::string& folder) {
  const auto full = [folder](const std::string& path) { return (fs::path(folder) / path).string(); };
  return {.place = folder,
          .text = [full](const std::string& path) { return text_of_file(full(path)); },
          .name = full,
          .all = [folder] { return paths_of(folder); }};
}

VexFiles files_of_archive(const std::string& place, std::map<std::string, std::string> members) {
  const auto held = std::make_shared<const std::map<std::string, std::string>>(std::move(members));
  return {.place = place,
          .text = [held](const std::string& path) -> Result<std::string> {
            const auto at = held->find(path);
            if (at == held->end()) return base::fail(ErrorKind::kNotFound, "no such member");
            return at->second;
          },
          .name = [place](const std::string& path) { return path.empty() ? place : place + "!" + path; },
          .all =
              [held] {
                std::vector<std::string> paths;
                for (const auto& [path, text] : *held) paths.push_back(path);
                return Result<std::vector<std::string>>(std::move(paths));
              }};
}

Result<void> read_vex_files(const VexFiles& files, const BomIndex& boms, VexReading& into) {
  return FilesReader(files, boms, into).read();
}

Result<void> read_vex_bytes(std::string_view bytes, const std::string& place, const std::string& folder,
                            const BomIndex& boms, VexReading& into) {
  if (!may_be_archive(bytes)) {
    if (bytes.size() > kMaxVexBytes) return base::fail(ErrorKind::kLimit, "over 32 MiB", {.file = place});
    return read_document(bytes, place, boms, into);
  }
  auto members = unpack_documents(bytes);
  if (!members) return tl::unexpected(std::move(members).error().in(place));
  if (members->size() == 1 && members->begin()->first.empty())
    return read_document(members->begin()->second, place, boms, into);
  return read_vex_files(files_of_archive(place, rooted(*std::move(members), folder)), boms, into);
}

Result<void> read_vex_path(const std::string& place, const BomIndex& boms, VexReading& into) {
  std::error_code error;
  if (fs::is_directory(place, error)) return read_vex_files(files_of_folder(place), boms, into);
  auto bytes = bytes_of_file(place);
  if (!bytes) return tl::unexpected(std::move(bytes).error().in(place));
  return read_vex_bytes(*bytes, place, "", boms, into);
}

Result<std::string> text_of_file(const std::string& file) {
  PQ_TRY(const auto source, codec::open_file(file));
  return codec::read_all(*source, kMaxVexBytes);
}

void add_boms(const std::string& place, BomIndex& boms) {
  std::error_code error;
  if (fs::is_directory(place, error)) {
    for (const auto& path : paths_of(place).value_or(std::vector<std::string>())) {
      const auto text = text_of_file((fs::path(place) / path).string());
      if (text) add_bom(*text, boms);
    }
    return;
  }
  const auto bytes = bytes_of_file(place);
  if (!bytes) return;
  if (!may_be_archive(*bytes)) return add_bom(*bytes, boms);
  const auto members = unpack_documents(*bytes);
  if (!members) return;
  for (const auto& [path, text] : *members) add_bom(text, boms);
}

}  // namespace pratique::vex
