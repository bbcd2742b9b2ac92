#include "oci/engine/containerd.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>

#include "base/text.h"
#include "codec/json_value.h"
#include "crypto/digest.h"
#include "oci/choose.h"
#include "oci/engine/bolt.h"
#include "oci/engine/names.h"

namespace pratique::oci::engine {

namespace {

constexpr const char* kRoot = "/var/lib/containerd";
constexpr const char* kDatabase = "/io.containerd.metadata.v1.bolt/meta.db";
constexpr const char* kContent = "/io.containerd.content.v1.content";
constexpr int kMaxTries = 5;  // while somebody writes
constexpr std::size_t kMaxImages = 100'000;

struct Entry {
  std::string space, name;
  Descriptor target;
};

// Reads from an open file, wherever.
class Disk {
 public:
  static Result<std::shared_ptr<Disk>> open(const std::string& path) {
    const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (number < 0) {
      return base::fail(errno == ENOENT ? ErrorKind::kNotFound : ErrorKind::kIo, std::strerror(errno),
                        {.file = path});
    }
    return std::make_shared<Disk>(number);
  }
  explicit Disk(int number) : number_(number) {}
  ~Disk() { ::close(number_); }
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  Result<std::vector<std::byte>> read(std::uint64_t offset, std::uint64_t size) const {
    struct stat status{};
    if (::fstat(number_, &status) != 0) return base::fail(ErrorKind::kIo, std::strerror(errno));
    const auto end = static_cast<std::uint64_t>(status.st_size);
    std::vector<std::byte> bytes(offset < end ? std::min(size, end - offset) : 0);
    std::size_t got = 0;
    while (got < bytes.size()) {
      const auto count =
          ::pread(number_, bytes.data() + got, bytes.size() - got, static_cast<off_t>(offset + got));
      if (count < 0) return base::fail(ErrorKind::kIo, std::strerror(errno));
      if (count == 0) break;
      got += static_cast<std::size_t>(count);
    }
    bytes.resize(got);
    return bytes;
  }

 private:
  const int number_;
};

// A signed varint of Go's encoding/binary: zigzag, then LEB128.
std::uint64_t size_in(std::string_view value) {
  const auto number = base::ByteReader(base::as_bytes(value)).uvarint();
  return number && (*number & 1) == 0 ? *number >> 1 : 0;
}

// v1/<namespace>/images/<name>/target: digest, mediatype, size.
Result<void> read_images(BoltFile& file, const std::string& space, std::vector<Entry>& entries) {
  PQ_TRY(const auto version, file.find(file.root(), "v1"));
  PQ_TRY(const auto own, file.find(version, space));
  const auto images = file.find(own, "images");
  if (!images && images.error().kind == ErrorKind::kNotFound) return {};
  if (!images) return tl::unexpected(images.error());
  std::vector<std::pair<std::string, BoltFile::Bucket>> found;
  PQ_CHECK(file.each(*images, [&](const BoltFile::Item& item) {
    if (item.bucket) found.emplace_back(item.key, *item.bucket);
    return found.size() < kMaxImages;
  }));
  for (const auto& [name, bucket] : found) {
    const auto target = file.find(bucket, "target");
    if (!target) continue;
    Entry entry{.space = space, .name = name};
    PQ_CHECK(file.each(*target, [&](const BoltFile::Item& item) {
      if (item.key == "digest") entry.target.digest = item.value;
      if (item.key == "mediatype") entry.target.media_type = item.value;
      if (item.key == "size") entry.target.size = size_in(item.value);
      return true;
    }));
    if (crypto::is_sha256(entry.target.digest)) entries.push_back(std::move(entry));
  }
  return {};
}

// The usual ones first.
Result<std::vector<std::string>> namespaces(BoltFile& file, const std::string& wanted) {
  if (!wanted.empty()) return std::vector{wanted};
  std::vector<std::string> spaces{"k8s.io", "default", "moby"}, there;
  PQ_TRY(const auto version, file.find(file.root(), "v1"));
  PQ_CHECK(file.each(version, [&](const BoltFile::Item& item) {
    if (item.bucket) there.emplace_back(item.key);
    return there.size() < kMaxImages;
  }));
  std::erase_if(
      spaces, [&](const auto& space) { return std::find(there.begin(), there.end(), space) == there.end(); });
  for (const auto& space : there) {
    if (std::find(spaces.begin(), spaces.end(), space) == spaces.end()) spaces.push_back(space);
  }
  return spaces;
}

Result<std::vector<Entry>> read_entries(const std::string& path, const std::string& space) {
  PQ_TRY(const auto disk, Disk::open(path));
  std::vector<Entry> entries;
  Result<void> last;
  for (int i = 0; i < kMaxTries; ++i) {
    entries.clear();
    PQ_TRY(auto file, BoltFile::open([&](std::uint64_t offset, std::uint64_t size) {
             return disk->read(offset, size);
           }));
    last = [&]() -> Result<void> {
      PQ_TRY(const auto spaces, namespaces(file, space));
      for (const auto& one : spaces) PQ_CHECK(read_images(file, one, entries));
      return {};
    }();
    if (file.is_current()) break;
  }
  if (!last && last.error().kind != ErrorKind::kNotFound) return tl::unexpected(last.error());
  return entries;
}

const Entry* choose_entry(const std::vector<Entry>& entries, const std::string& reference) {
  for (const auto& name : spellings(reference)) {
    for (const auto& entry : entries) {
      if (entry.name == name) return &entry;
    }
  }
  const auto digest = digest_of(reference).empty() ? std::string_view(reference) : digest_of(reference);
  for (const auto& entry : entries) {
    if (entry.target.digest == digest) return &entry;
  }
  return nullptr;
}

// The content store with an index of one entry, made up here.
class ContentStore : public Store {
 public:
  ContentStore(const std::string& root, const Entry& entry) : blobs_(open_folder(root + kContent)) {
    codec::JsonObject descriptor{
        {"mediaType", entry.target.media_type}, {"digest", entry.target.digest}, {"size", entry.target.size}};
    descriptor["annotations"] = codec::JsonObject{{"org.opencontainers.image.ref.name", entry.name}};
    codec::JsonObject index{{"schemaVersion", 2}};
    index["manifests"] = codec::JsonArray{std::move(descriptor)};
    made_["index.json"] = codec::to_compact_text(index);
    made_["oci-layout"] = R"({"imageLayoutVersion":"1.0.0"})";
  }

  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name) override {
    if (const auto made = made_.find(name); made != made_.end())
      return codec::from_memory(base::as_bytes(made->second));
    auto source = blobs_->open(name);
    if (!source && source.error().kind == ErrorKind::kNotFound) {
      source.error().what = "is not in containerd's content store";
      source.error().hint =
          "containerd may have dropped what it unpacked, or never have had this platform; pull it with all "
          "its content";
    }
    return source;
  }
  std::optional<std::uint64_t> size(const std::string& name) const override {
    const auto made = made_.find(name);
    return made != made_.end() ? std::optional<std::uint64_t>(made->second.size()) : blobs_->size(name);
  }
  std::uint64_t position(const std::string& name) const override { return blobs_->position(name); }
  bool forward_only() const override { return false; }
  std::optional<FileStamp> stamp(const std::string& name) const override { return blobs_->stamp(name); }

 private:
  const std::unique_ptr<Store> blobs_;
  std::map<std::string, std::string> made_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_containerd(const std::string& reference,
                                               const net::Environment& environment) {
  auto root = environment("PRATIQUE_CONTAINERD_ROOT");
  if (root.empty()) root = kRoot;
  auto entries = read_entries(root + kDatabase, environment("CONTAINERD_NAMESPACE"));
  if (!entries) {
    auto error = std::move(entries).error().in(root + kDatabase);
    if (error.kind == ErrorKind::kNotFound) error.what = "containerd keeps nothing here";
    if (error.kind == ErrorKind::kIo) error.hint = "containerd's store belongs to root";
    return tl::unexpected(std::move(error));
  }
  if (const auto* entry = choose_entry(*entries, reference))
    return std::make_unique<ContentStore>(root, *entry);
  std::vector<std::string> names;
  for (const auto& entry : *entries) names.push_back(entry.name);
  return base::fail(ErrorKind::kNotFound,
                    fmt::format("containerd has no image \"{}\"; there are: {}", reference,
                                names.empty() ? "none" : list_of(std::move(names))));
}

}  // namespace pratique::oci::engine
