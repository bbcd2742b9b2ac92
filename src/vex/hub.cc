#include "vex/hub.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "codec/json.h"
#include "codec/stream.h"
#include "codec/tar.h"
#include "codec/zip.h"
#include "vex/read.h"

namespace pratique::vex {

namespace {

using Files = std::map<std::string, std::string>;

// A path in a repository with its dots taken out; nothing: absolute, climbing, or no path.
std::optional<std::string> inner_path(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.find('\\') != std::string_view::npos) return std::nullopt;
  std::vector<std::string> parts;
  for (const auto part : base::split(path, '/')) {
    if (part == "..") return std::nullopt;
    if (!part.empty() && part != ".") parts.emplace_back(part);
  }
  if (parts.empty()) return std::nullopt;
  return base::join(parts, "/");
}

bool may_be_document(std::string_view name) { return name.ends_with(".json") || name.ends_with(".xml"); }

// At most so many bytes, then an error: a small archive may unpack to anything.
class Bounded final : public codec::ByteSource {
 public:
  explicit Bounded(std::unique_ptr<codec::ByteSource> source) : source_(std::move(source)) {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    PQ_TRY(const auto count, source_->read(into));
    read_ += count;
    if (read_ > kMaxHubUnpacked) return base::over_limit("an archive that unpacks to over 256 MiB");
    return count;
  }

 private:
  std::unique_ptr<codec::ByteSource> source_;
  std::uint64_t read_ = 0;
};

// POSIX.1-1988 §10.1.1, "ustar"; GNU tar writes "ustar  ". What forges and tars of this century make has it.
bool is_tar(std::string_view head) { return head.size() >= 262 && head.substr(257, 5) == "ustar"; }

Result<std::string> text_of(codec::TarReader& tar) {
  std::string text;
  for (;;) {
    PQ_TRY(const auto piece, tar.data());
    if (piece.bytes.empty()) return text;
    const auto end = piece.offset + piece.bytes.size();
    if (end > kMaxVexBytes) return base::over_limit("over 32 MiB");
    text.resize(piece.offset);
    text += base::as_text(piece.bytes);
  }
}

Result<Files> untarred(codec::ByteSource& source) {
  codec::TarReader tar(source);
  Files files;
  // Of the documents: holes of sparse files are no bytes of the archive.
  std::uint64_t held = 0;
  for (std::size_t members = 0;; ++members) {
    PQ_TRY(const auto entry, tar.next());
    if (!entry) return files;
    if (members >= kMaxHubMembers) return base::over_limit("an archive of over 200,000 members");
    if (entry->type != codec::TarEntry::Type::kFile || !may_be_document(entry->path)) continue;
    auto path = inner_path(entry->path);
    if (!path || entry->size > kMaxVexBytes) continue;
    if (files.size() >= kMaxHubDocuments) return base::over_limit("an archive of over 50,000 documents");
    PQ_TRY(auto text, text_of(tar));
    held += text.size();
    if (held > kMaxHubUnpacked) return base::over_limit("documents of over 256 MiB in an archive");
    files.insert_or_assign(*std::move(path), std::move(text));
  }
}

Result<Files> unzipped(std::string_view bytes) {
  PQ_TRY(const auto zip, codec::Zip::open(base::as_bytes(bytes)));
  codec::ZipBudget budget{.left = kMaxHubUnpacked};
  Files files;
  for (const auto& entry : zip.entries()) {
    auto path = inner_path(entry.name);
    if (!path || !may_be_document(entry.name) || entry.size > kMaxVexBytes) continue;
    if (files.size() >= kMaxHubDocuments) return base::over_limit("an archive of over 50,000 documents");
    PQ_TRY(const auto member, zip.read(entry, kMaxVexBytes, budget));
    files.insert_or_assign(*std::move(path), std::string(member.text()));
  }
  return files;
}

Result<std::optional<std::vector<HubLocation>>> locations_of(codec::Json versions) {
  std::vector<HubLocation> locations;
  bool any = false;
  const auto add = [&](codec::Json version) {
    // Until 1.0 any version may break what the one before said (§1); 0.1 is the only one.
    auto word = version["spec_version"].text();
    if (word.starts_with('v')) word.remove_prefix(1);
    if (any || !word.starts_with("0.")) return;
    any = true;
    version["locations"].each([&](codec::Json one) {
      constexpr std::size_t kMaxLocations = 16;
      if (locations.size() < kMaxLocations && !one["url"].text().empty())
        locations.push_back(hub_location(one["url"].text()));
    });
  };
  // The specification has a list where its first drafts had a map.
  versions.each(add);
  versions.each_member([&](std::string_view, codec::Json version) { add(version); });
  if (locations.empty())
    return base::fail(ErrorKind::kUnsupported,
                      any ? "a VEX repository without a location" : "a VEX repository of no version 0.x");
  return locations;
}

}  // namespace

HubLocation hub_location(std::string_view address) {
  const auto scheme = address.find("://");
  const auto from = scheme == std::string_view::npos ? 0 : scheme + 3;
  const auto at = address.find("//", from);
  if (at == std::string_view::npos) return {.address = std::string(address), .folder = {}};
  const auto folder = inner_path(address.substr(at + 2));
  return {.address = std::string(address.substr(0, at)), .folder = folder.value_or("")};
}

Result<std::optional<std::vector<HubLocation>>> read_hub_manifest(std::string_view text) {
  const auto document = codec::JsonDocument::parse(text);
  if (!document) return std::nullopt;
  const auto root = document->root();
  const auto versions = root["versions"];
  const bool is_manifest = root["name"].is_string() && (versions.is_array() || versions.is_object());
  if (!is_manifest) return std::nullopt;
  return locations_of(versions);
}

Result<std::optional<HubIndex>> read_hub_index(std::string_view text) {
  const auto document = codec::JsonDocument::parse(text);
  if (!document || !document->root()["packages"].is_array()) return std::nullopt;
  std::set<std::string> files;
  HubIndex index;
  bool named = document->root()["packages"].size() == 0;
  document->root()["packages"].each([&](codec::Json package) {
    if (!package["location"].is_string()) return;
    named = true;
    auto path = inner_path(package["location"].text());
    if (!path) {
      ++index.left_out;
    } else if (files.size() <= kMaxHubDocuments) {
      files.insert(*std::move(path));
    }
  });
  // Other documents have packages, too.
  if (!named) return std::nullopt;
  if (files.size() > kMaxHubDocuments) return base::over_limit("an index of over 50,000 documents");
  index.documents.assign(files.begin(), files.end());
  return index;
}

bool may_be_archive(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06") || is_tar(bytes) ||
         codec::detect_compression(base::as_bytes(bytes.substr(0, 6))) != codec::Compression::kNone;
}

Result<Files> unpack_documents(std::string_view bytes) {
  if (bytes.size() > kMaxHubArchive) return base::over_limit("an archive of over 64 MiB");
  if (bytes.starts_with("PK")) return unzipped(bytes);
  const auto compression = codec::detect_compression(base::as_bytes(bytes.substr(0, 6)));
  auto source =
      std::make_unique<Bounded>(codec::decompressed(compression, codec::from_memory(base::as_bytes(bytes))));
  constexpr std::size_t kHead = 512;
  PQ_TRY(auto peeked, codec::peek(std::move(source), kHead));
  if (is_tar(peeked.head)) return untarred(*peeked.whole);
  if (compression == codec::Compression::kNone) return base::invalid("no archive");
  PQ_TRY(auto text, codec::read_all(*peeked.whole, kMaxVexBytes));
  Files one;
  one.emplace("", std::move(text));
  return one;
}

Files rooted(Files files, std::string_view folder) {
  std::string prefix(folder);
  if (prefix.empty() && !files.empty() && !files.contains("index.json")) {
    const auto& first = files.begin()->first;
    const auto top = first.substr(0, first.find('/') + 1);
    const auto below = [&](const auto& one) { return one.first.starts_with(top); };
    if (top.empty() || !files.contains(top + "index.json") || !std::ranges::all_of(files, below))
      return files;
    prefix = top;
  }
  if (prefix.empty()) return files;
  if (!prefix.ends_with('/')) prefix += '/';
  Files inner;
  for (auto& [path, text] : files) {
    if (path.starts_with(prefix)) inner.emplace(path.substr(prefix.size()), std::move(text));
  }
  return inner;
}

}  // namespace pratique::vex
