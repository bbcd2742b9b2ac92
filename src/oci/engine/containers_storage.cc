#include "oci/engine/containers_storage.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "codec/toml.h"
#include "crypto/digest.h"
#include "oci/choose.h"
#include "oci/documents.h"
#include "oci/engine/names.h"

namespace pratique::oci::engine {

using codec::Json;

namespace {

constexpr const char* kRootsStorage = "/var/lib/containers/storage";
constexpr const char* kSystemConfig = "/etc/containers/storage.conf";
constexpr std::size_t kIdDigits = 64;
constexpr std::size_t kMinIdDigits = 3;  // of the beginning of one
constexpr std::size_t kMaxEntries = 200'000;

bool is_id(std::string_view text) { return crypto::is_sha256("sha256:" + std::string(text)); }

Result<std::string> read_text(const std::string& path) {
  auto read = [&]() -> Result<std::string> {
    PQ_TRY(const auto source, codec::open_file(path));
    return codec::read_all(*source, codec::kMaxJsonBytes);
  }();
  if (!read) read.error().where.file = path;
  return read;
}

// Where a storage lies, and which driver laid it out; "": whichever did.
struct Location {
  std::string driver, root;
};

// "$HOME/x", "~/x": as containers-storage.conf(5) expands them.
std::string expanded(std::string text, const net::Environment& environment) {
  if (text.starts_with("~/")) text = "$HOME" + text.substr(1);
  text = base::replace_all(text, "$HOME", environment("HOME"));
  text = base::replace_all(text, "$USER", environment("USER"));
  return base::replace_all(text, "$UID", fmt::format("{}", ::getuid()));
}

std::string config_home(const net::Environment& environment) {
  const auto chosen = environment("XDG_CONFIG_HOME");
  return chosen.empty() ? environment("HOME") + "/.config" : chosen;
}

std::string data_home(const net::Environment& environment) {
  const auto chosen = environment("XDG_DATA_HOME");
  return chosen.empty() ? environment("HOME") + "/.local/share" : chosen;
}

// Those of one file: the storage itself, then additional image stores.
Result<std::vector<Location>> read_config_file(const std::string& path, const net::Environment& environment) {
  PQ_TRY(const auto text, read_text(path));
  auto document = codec::TomlDocument::parse(text);
  if (!document) return tl::unexpected(std::move(document).error().in(path));
  const auto storage = document->root()["storage"];
  const bool is_root = ::geteuid() == 0;
  auto root = storage["graphroot"].text_or("");
  if (const auto own = storage["rootless_storage_path"].text_or(""); !is_root && !own.empty()) root = own;
  if (root.empty() && is_root) root = kRootsStorage;
  if (root.empty()) root = data_home(environment) + "/containers/storage";
  std::vector<Location> locations{{storage["driver"].text_or(""), expanded(root, environment)}};
  storage["options"]["additionalimagestores"].each(
      [&](codec::Toml store) { locations.push_back({"", expanded(store.text_or(""), environment)}); });
  return locations;
}

Result<std::vector<Location>> locations_of(const net::Environment& environment) {
  std::vector<std::string> files;
  if (const auto named = environment("CONTAINERS_STORAGE_CONF"); !named.empty()) {
    files.push_back(named);
  } else {
    if (::geteuid() != 0) files.push_back(config_home(environment) + "/containers/storage.conf");
    files.push_back(kSystemConfig);
  }
  std::vector<Location> locations;
  for (const auto& file : files) {
    auto found = read_config_file(file, environment);
    if (!found && found.error().kind == ErrorKind::kNotFound) continue;
    if (!found) return tl::unexpected(std::move(found).error());
    locations = *std::move(found);
    break;
  }
  if (locations.empty()) {
    locations.push_back(
        {"", ::geteuid() == 0 ? kRootsStorage : data_home(environment) + "/containers/storage"});
  }
  if (const auto driver = environment("STORAGE_DRIVER"); !driver.empty()) locations.front().driver = driver;
  // The system's file names root's storage, which is not the user's.
  if (::geteuid() != 0 && locations.front().root == kRootsStorage)
    locations.front().root = data_home(environment) + "/containers/storage";
  return locations;
}

// The drivers that laid something out there.
std::vector<std::string> drivers_in(const Location& location) {
  std::vector<std::string> drivers{"overlay", "vfs", "overlay2", "aufs", "btrfs", "zfs"};
  std::erase_if(drivers, [&](const std::string& driver) {
    std::error_code none;
    return (!location.driver.empty() && location.driver != driver) ||
           !std::filesystem::exists(fmt::format("{}/{}-images/images.json", location.root, driver), none);
  });
  return drivers;
}

struct Found {
  std::string root, driver;
  StorageEntry entry;
};

// Manifest and config of one image, by the names that an OCI layout would give them.
class Documents : public Store {
 public:
  explicit Documents(std::string folder) : folder_(std::move(folder)) {}

  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name) override {
    const auto file = file_of(name);
    if (file.empty()) return base::fail(ErrorKind::kNotFound, "is not in the storage", {.file = name});
    return codec::open_file(folder_ + "/" + file);
  }
  std::optional<std::uint64_t> size(const std::string& name) const override {
    const auto file = file_of(name);
    std::error_code none;
    const auto size = file.empty() ? 0 : std::filesystem::file_size(folder_ + "/" + file, none);
    return file.empty() || none ? std::nullopt : std::optional<std::uint64_t>(size);
  }
  std::uint64_t position(const std::string&) const override { return 0; }
  bool forward_only() const override { return false; }

 private:
  // Names that are no simple words are files called "=" and the name in base64.
  std::string file_of(const std::string& name) const {
    if (name == "manifest") return name;
    const auto hex = std::string(base::base_name(name));
    if (!is_id(hex)) return "";
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder_, error), end; !error && at != end;
         at.increment(error)) {
      const auto file = at->path().filename().string();
      if (file.starts_with('=') && codec::from_base64(file.substr(1)).value_or("") == "sha256:" + hex)
        return file;
    }
    return "";
  }

  const std::string folder_;
};

class Finder {
 public:
  Finder(std::string reference, std::vector<Location> locations)
      : reference_(std::move(reference)), locations_(std::move(locations)) {}

  Result<StorageImage> find() {
    PQ_CHECK(read_lists());
    PQ_TRY(const auto* found, choose());
    if (found->driver != "overlay" && found->driver != "overlay2" && found->driver != "vfs") {
      return base::fail(ErrorKind::kUnsupported,
                        fmt::format("the storage's driver \"{}\" keeps no folders", found->driver),
                        {.file = found->root}, "save the image (podman save) and give the archive");
    }
    return describe(*found);
  }

 private:
  Result<void> read_lists() {
    for (const auto& location : locations_) {
      for (const auto& driver : drivers_in(location)) {
        const auto start = fmt::format("{}/{}-", location.root, driver);
        PQ_TRY(const auto images, read_text(start + "images/images.json"));
        auto entries = parse_storage_images(images);
        if (!entries) return tl::unexpected(std::move(entries).error().in(start + "images/images.json"));
        for (auto& entry : *entries) found_.push_back({location.root, driver, std::move(entry)});
        const auto path = start + "layers/layers.json";
        auto text = read_text(path);
        if (!text && text.error().kind == ErrorKind::kNotFound) continue;
        if (!text) return tl::unexpected(std::move(text).error());
        auto layers = parse_storage_layers(*text);
        if (!layers) return tl::unexpected(std::move(layers).error().in(path));
        for (auto& layer : *layers) layers_.try_emplace(layer.id, Placed{location.root, driver, layer});
      }
    }
    return {};
  }

  static bool has_name(const StorageEntry& entry, const std::string& name) {
    return std::find(entry.names.begin(), entry.names.end(), name) != entry.names.end();
  }

  Result<const Found*> choose() const {
    for (const auto& name : spellings(reference_)) {
      for (const auto& found : found_) {
        if (has_name(found.entry, name)) return &found;
      }
    }
    const auto digest = digest_of(reference_);
    std::string_view id = reference_;
    if (id.starts_with("sha256:")) id.remove_prefix(7);
    std::vector<const Found*> fitting;
    for (const auto& found : found_) {
      const bool by_id =
          id.size() >= kMinIdDigits && id.size() <= kIdDigits && found.entry.id.starts_with(id);
      if (by_id || (!digest.empty() && found.entry.digest == digest)) fitting.push_back(&found);
    }
    if (!fitting.empty() && std::all_of(fitting.begin(), fitting.end(), [&](const Found* one) {
          return one->entry.id == fitting[0]->entry.id;
        }))
      return fitting[0];
    std::vector<std::string> names;
    for (const auto& found : found_)
      names.insert(names.end(), found.entry.names.begin(), found.entry.names.end());
    if (!fitting.empty())
      return base::fail(ErrorKind::kUsage, fmt::format("several images of the storage begin with {}", id));
    const auto& root = locations_.front().root;
    if (found_.empty())
      return base::fail(ErrorKind::kNotFound, "there is no image in the storage", {.file = root});
    return base::fail(
        ErrorKind::kNotFound,
        fmt::format("no image \"{}\" in the storage; there are: {}", reference_, list_of(std::move(names))),
        {.file = root});
  }

  Result<StorageImage> describe(const Found& found) const {
    const auto folder = fmt::format("{}/{}-images/{}", found.root, found.driver, found.entry.id);
    Documents documents(folder);
    StorageImage result{.whole_tree = found.driver == "vfs", .root = found.root};
    PQ_TRY(const auto manifest, read_text(folder + "/manifest"));
    auto image = read_manifest(documents, manifest, folder + "/manifest", {});
    if (!image) return tl::unexpected(std::move(image).error().in(folder));
    result.image = *std::move(image);
    if (!found.entry.digest.empty() && result.image.manifest_digest != found.entry.digest)
      return base::fail(ErrorKind::kMismatch, "the manifest does not match its digest", {.file = folder});
    result.image.reference = found.entry.names.empty() ? "" : found.entry.names.front();
    PQ_CHECK(add_folders(found, result));
    return result;
  }

  // From the top layer down to the first, which must be those of the config.
  Result<void> add_folders(const Found& found, StorageImage& result) const {
    const auto wrong = [&](const std::string& what) {
      return base::fail(ErrorKind::kMismatch, what, {.file = found.root});
    };
    auto& layers = result.image.layers;
    auto id = found.entry.top_layer;
    std::vector<std::string> folders;
    for (auto left = layers.size(); left > 0; --left) {
      const auto at = layers_.find(id);
      if (at == layers_.end())
        return wrong(fmt::format("layer {} is not in the storage", layers[left - 1].diff_id));
      const auto& [root, driver, layer] = at->second;
      if (!layer.diff_id.empty() && layer.diff_id != layers[left - 1].diff_id)
        return wrong(fmt::format("the storage has another layer in place of {}", layers[left - 1].diff_id));
      folders.push_back(driver == "vfs" ? fmt::format("{}/vfs/dir/{}", root, id)
                                        : fmt::format("{}/{}/{}/diff", root, driver, id));
      id = layer.parent;
    }
    if (!id.empty()) return wrong("the storage has more layers than the image's config");
    std::reverse(folders.begin(), folders.end());
    result.folders = std::move(folders);
    if (result.whole_tree && !result.folders.empty()) result.folders = {result.folders.back()};
    return {};
  }

  struct Placed {
    std::string root, driver;
    StorageLayer layer;
  };
  const std::string reference_;
  const std::vector<Location> locations_;
  std::vector<Found> found_;
  std::map<std::string, Placed> layers_;
};

// "[overlay@/root+/run:opt]name", "[/root]name".
std::optional<Location> written_location(std::string& reference) {
  if (!reference.starts_with('[')) return std::nullopt;
  const auto end = reference.find(']');
  if (end == std::string::npos) return std::nullopt;
  auto text = std::string_view(reference).substr(1, end - 1);
  Location location;
  if (const auto halves = base::cut(text, "@")) {
    location.driver = halves->before;
    text = halves->after;
  }
  location.root = text.substr(0, text.find_first_of("+:"));
  reference = reference.substr(end + 1);
  return location;
}

Result<codec::JsonDocument> parse_list(std::string_view text) {
  PQ_TRY(auto document, codec::JsonDocument::parse(text));
  if (!document.root().is_array()) return base::invalid("is no list");
  if (document.root().size() > kMaxEntries) return base::over_limit("more than 200,000 entries");
  return document;
}

}  // namespace

// Ids are parts of paths: what is none is left out.
Result<std::vector<StorageEntry>> parse_storage_images(std::string_view text) {
  PQ_TRY(const auto document, parse_list(text));
  std::vector<StorageEntry> entries;
  document.root().each([&](Json json) {
    StorageEntry entry{.id = std::string(json["id"].text()), .top_layer = std::string(json["layer"].text())};
    if (!is_id(entry.id) || (!entry.top_layer.empty() && !is_id(entry.top_layer))) return;
    if (crypto::is_sha256(json["digest"].text())) entry.digest = json["digest"].text();
    json["names"].each([&](Json name) { entry.names.emplace_back(name.text()); });
    entries.push_back(std::move(entry));
  });
  return entries;
}

Result<std::vector<StorageLayer>> parse_storage_layers(std::string_view text) {
  PQ_TRY(const auto document, parse_list(text));
  std::vector<StorageLayer> layers;
  document.root().each([&](Json json) {
    StorageLayer layer{.id = std::string(json["id"].text()), .parent = std::string(json["parent"].text())};
    if (!is_id(layer.id) || (!layer.parent.empty() && !is_id(layer.parent))) return;
    if (crypto::is_sha256(json["diff-digest"].text())) layer.diff_id = json["diff-digest"].text();
    layers.push_back(std::move(layer));
  });
  return layers;
}

Result<StorageImage> find_in_storage(const std::string& written, const net::Environment& environment) {
  auto reference = written;
  if (auto location = written_location(reference)) return Finder(reference, {*std::move(location)}).find();
  PQ_TRY(auto locations, locations_of(environment));
  return Finder(reference, std::move(locations)).find();
}

}  // namespace pratique::oci::engine
