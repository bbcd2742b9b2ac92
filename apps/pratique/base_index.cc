#include "base_index.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "bases/describe.h"
#include "cache.h"
#include "codec/json.h"
#include "codec/stream.h"
#include "image.h"
#include "oci/reference.h"
#include "web.h"

namespace pratique::app {

namespace {

// "docker.io/library/alpine:3.18" of whatever somebody wrote; a path stays a path.
std::string full_name(const std::string& word) {
  const auto parsed = oci::parse_reference(word);
  if (!parsed) return word;
  auto name = oci::repository_of(*parsed);
  if (!parsed->tag.empty()) name += ":" + parsed->tag;
  return name;
}

std::string name_of(const NamedImage& image) {
  if (image.target.kind == scan::TargetKind::kNamed) return full_name(oci::to_string(image.target.reference));
  const auto& reference = image.open.image->reference;
  // A bare tag says something only together with its place.
  if (reference.find_first_of("/:") == reference.npos)
    return reference.empty() ? image.target.name : image.target.name + ":" + reference;
  return full_name(reference);
}

}  // namespace

Result<std::string> base_index_path() {
  const char* named = std::getenv("PRATIQUE_BASE_INDEX");
  if (named != nullptr && *named != '\0') return std::string(named);
  const auto folder = cache_folder();
  if (folder.empty())
    return base::fail(ErrorKind::kUsage, "no place for the index of base images", {},
                      "set PRATIQUE_BASE_INDEX to a file");
  return folder + "/base-images.db";
}

Result<bases::IndexContent> read_base_index(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::exists(path, none)) return bases::IndexContent{};
  PQ_TRY(const auto index, bases::Index::open(path));
  return index.all();
}

Result<bases::IndexedImage> indexed_image_of(const std::string& target, const std::string& platform,
                                             const std::string& ref, const CommonOptions& options,
                                             Teller& teller) {
  auto words = options;
  words.target = target;
  words.platform = platform;
  words.ref = ref;
  PQ_TRY(const auto named, open_named(words, teller));
  const auto& image = *named.open.image;
  std::vector<std::string> diff_ids;
  for (const auto& layer : image.layers) diff_ids.push_back(layer.diff_id);
  const auto chains = bases::chain_ids(diff_ids);
  if (chains.empty())
    return base::fail(ErrorKind::kInvalid, "an image without a layer is nobody's base", {.file = target});
  return bases::IndexedImage{
      .name = name_of(named),
      .platform = model::to_string(image.platform),
      .digest = image.manifest_digest,
      .index_digest = image.indexes.empty() ? std::string() : image.indexes.front().digest,
      .config_digest = image.config_digest,
      .created = image.created,
      .chain = chains.back(),
      .layers = chains.size(),
      .first_seen = {},
      .last_seen = {}};
}

Result<bases::Library> official_library(const std::string& where, const CommonOptions& options,
                                        const Teller& teller) {
  const auto library = [&]() -> Result<bases::Library> {
    if (!is_web_address(where)) return bases::read_library(where);
    PQ_TRY(const auto bytes, fetched(where, options, bases::kMaxLibraryArchive));
    auto read = bases::read_library_bytes(bytes, where);
    if (!read) return tl::unexpected(std::move(read).error().in(where));
    return read;
  }();
  if (!library) return library;
  for (const auto& line : library->unread) teller.warn("Not read: " + base::printable(line));
  return library;
}

void replace_official(const bases::Library& library, bases::IndexContent& content) {
  std::set<std::string> repositories;
  for (const auto& one : library.images) repositories.insert(one.repository);
  std::erase_if(content.official, [&](const auto& one) { return repositories.contains(one.repository); });
  content.official.insert(content.official.end(), library.images.begin(), library.images.end());
}

Result<std::vector<std::string>> names_in_layout(const std::string& folder) {
  constexpr std::uint64_t kMostIndex = 16u << 20;
  PQ_TRY(const auto source, codec::open_file(folder + "/index.json"));
  PQ_TRY(const auto text, codec::read_all(*source, kMostIndex));
  PQ_TRY(const auto document, codec::JsonDocument::parse(text));
  std::vector<std::string> names;
  document.root()["manifests"].each([&](codec::Json one) {
    auto name = one["annotations"]["org.opencontainers.image.ref.name"].text_or("");
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  });
  if (names.empty()) names.emplace_back();
  return names;
}

// A digest that the index does not know was another image's name before, or one that it never saw: that it has moved is only
// known of what was seen after the image was built.
static void compare_digests(const std::vector<bases::IndexedImage>& all, const std::string& created,
                            policy::BaseToday& told) {
  const auto is = [&](const bases::IndexedImage& one) {
    return one.digest == told.built_on || one.index_digest == told.built_on;
  };
  const auto& now = all.back();
  const bool by_index =
      std::ranges::any_of(all, [&](const auto& one) { return one.index_digest == told.built_on; });
  if (is(now)) {
    told.today = told.built_on;
  } else if (std::ranges::any_of(all, is) || (!created.empty() && now.last_seen > created)) {
    told.today = by_index && !now.index_digest.empty() ? now.index_digest : now.digest;
  } else {
    told.why = "the base index saw " + told.name + " before the image was built";
  }
}

std::optional<policy::BaseToday> base_today(const model::Inventory& inventory) {
  const auto& subject = inventory.subject;
  if (subject.bases.empty() || subject.bases.front().name == model::kScratch) return std::nullopt;
  const auto& base = subject.bases.front();
  policy::BaseToday told{.name = base.name.substr(0, base.name.find('@')),
                         .built_on = base.digest,
                         .today = "",
                         .known_by = "base index"};
  const auto path = base_index_path();
  std::error_code none;
  if (!path || !std::filesystem::exists(*path, none)) {
    told.why = "there is no index of base images";
    return told;
  }
  const auto index = bases::Index::open(*path);
  const auto platform = subject.platform.os.empty() ? std::string() : model::to_string(subject.platform);
  const auto all = index ? index->named(told.name, platform) : tl::unexpected(index.error());
  if (!all) {
    told.why = "the index of base images cannot be read";
  } else if (all->empty()) {
    told.why = "the index of base images does not know " + told.name;
  } else if (base.digest.empty()) {
    told.why = "nothing says on which " + told.name + " the image was built";
  } else {
    compare_digests(*all, subject.created, told);
  }
  return told;
}

void describe_base(model::Inventory& inventory, const Teller& teller) {
  if (inventory.subject.layers.empty()) return;
  bases::tell_built_on_nothing(inventory.subject);
  const auto path = base_index_path();
  std::error_code none;
  if (!path || !std::filesystem::exists(*path, none)) return;
  const auto described = [&]() -> Result<void> {
    PQ_TRY(const auto index, bases::Index::open(*path));
    return bases::describe(index, inventory);
  }();
  if (!described) teller.warn("The index of base images was not used: " + base::to_line(described.error()));
  model::normalise(inventory);
}

}  // namespace pratique::app
