#include "oci/choose.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "crypto/digest.h"
#include "model/platform.h"

namespace pratique::oci {

using codec::Json;

namespace {

constexpr std::size_t kMaxIndexes = 256;
constexpr std::uint64_t kMaxIndexBytes = 64u << 20;
constexpr std::size_t kMaxConfigs = 256;  // read to learn a platform
constexpr std::size_t kNamesShown = 20;

// "10,000".
std::string with_commas(std::size_t number) {
  auto text = std::to_string(number);
  for (auto at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

bool is_index(const std::string& media_type) {
  return media_type == "application/vnd.oci.image.index.v1+json" ||
         media_type == "application/vnd.docker.distribution.manifest.list.v2+json";
}

// image-spec index: an entry of a type that the reader does not know is passed over. Old writers leave the
// type out.
bool is_manifest(const std::string& media_type) {
  return media_type.empty() || media_type == "application/vnd.oci.image.manifest.v1+json" ||
         media_type == "application/vnd.docker.distribution.manifest.v2+json";
}

// Annotations that say what an entry is to an image; others of entries beside images are forgotten.
constexpr std::array<const char*, 7> kOfInterest{"vnd.docker.reference.type",
                                                 "vnd.docker.reference.digest",
                                                 "org.opencontainers.image.ref.name",
                                                 "io.containerd.image.name",
                                                 "kind",
                                                 "in-toto.io/predicate-type",
                                                 "dev.sigstore.bundle.predicateType"};

std::string annotation(const Descriptor& descriptor, const char* key) {
  const auto found = descriptor.annotations.find(key);
  return found == descriptor.annotations.end() ? "" : found->second;
}

std::string reference_of(const Descriptor& descriptor) {
  auto name = annotation(descriptor, "io.containerd.image.name");
  return name.empty() ? annotation(descriptor, "org.opencontainers.image.ref.name") : name;
}

// "sha256-<hex>", also with cosign's ".att", ".sbom" and ".sig" behind it: the tags under which registries
// without referrers keep what belongs to the image of that digest (distribution-spec, "Referrers Tag Schema").
bool is_fallback_tag(std::string_view reference) {
  constexpr std::size_t kTag = std::string_view("sha256-").size() + 64;
  if (const auto halves = base::cut_last(reference, ":")) reference = halves->after;
  if (reference.size() < kTag || !reference.starts_with("sha256-")) return false;
  const auto rest = reference.substr(kTag);
  return crypto::is_sha256("sha256:" + std::string(reference.substr(7, 64))) &&
         (rest.empty() || rest == ".att" || rest == ".sbom" || rest == ".sig");
}

// What is stored beside an image and is none: BuildKit's attestations (manifests of platform
// unknown/unknown), artifacts of image-spec v1.1 (descriptor.md, "artifactType"), and what `cosign save` marks.
bool is_attachment(const Descriptor& descriptor) {
  const auto kind = annotation(descriptor, "kind");
  return is_attestation_manifest(descriptor) ||
         (descriptor.platform && descriptor.platform->os == "unknown") || !descriptor.artifact_type.empty() ||
         kind.ends_with("/atts") || kind.ends_with("/sigs") || kind.ends_with("/sboms") ||
         is_fallback_tag(reference_of(descriptor));
}

// Configs of images; old writers leave the type out.
bool is_image_config(std::string_view media_type) {
  return media_type.empty() || media_type == "application/vnd.oci.image.config.v1+json" ||
         media_type == "application/vnd.docker.container.image.v1+json";
}

class Lister {
 public:
  Lister(Store& store, const Naming& naming, const IndexLimits& limits)
      : store_(store), naming_(naming), limits_(limits) {}

  Result<void> read(std::string_view text, const std::string& name, const std::string& reference, int depth) {
    PQ_TRY(const auto index, parse(text, name));
    return walk(index, reference, {}, depth);
  }

  Result<Listing> finish() && {
    sort_out();
    if (listing_.images.empty() && !listing_.notes.empty())
      return base::over_limit(listing_.notes.front().message);
    return std::move(listing_);
  }

 private:
  // What is kept of an entry: an index of 16 MiB may have 100,000.
  struct Entry {
    Choice choice;
    bool index = false;
  };
  using Index = std::vector<Entry>;

  Result<Index> parse(std::string_view text, const std::string& name) {
    PQ_TRY(const auto document, read_json(text, name));
    const auto root = document.root();
    PQ_CHECK(check_members(root, {"manifests", "layers"}, name));
    if (root["layers"])
      return base::fail(ErrorKind::kInvalid, "is a manifest and an index in one", {.file = name});
    Index index;
    std::optional<Error> wrong;
    root["manifests"].each([&](Json json) {
      if (wrong || !take(entries_, limits_.entries,
                         fmt::format("indexes name more than {} images", with_commas(limits_.entries))))
        return;
      auto descriptor = read_descriptor(json);
      if (!descriptor) {
        wrong = std::move(descriptor).error().in(name);
        return;
      }
      const bool nested = is_index(descriptor->media_type);
      if (is_attachment(*descriptor) || (!nested && !is_manifest(descriptor->media_type))) {
        ++listing_.others;
        keep(*std::move(descriptor));
        return;
      }
      index.push_back({{reference_of(*descriptor),
                        std::move(descriptor->digest),
                        descriptor->size,
                        std::move(descriptor->platform),
                        {}},
                       nested});
    });
    if (wrong) return tl::unexpected(*wrong);
    return index;
  }

  void keep(Descriptor descriptor) {
    if (listing_.beside.size() == kMaxBeside) return;  // whoever reads them says so
    std::map<std::string, std::string> annotations;
    for (const auto* key : kOfInterest) {
      if (auto value = annotation(descriptor, key); !value.empty())
        annotations.emplace(key, std::move(value));
    }
    descriptor.annotations = std::move(annotations);
    listing_.beside.push_back(std::move(descriptor));
  }

  Result<void> walk(const Index& index, const std::string& inherited, const std::vector<std::string>& through,
                    int depth) {
    for (const auto& entry : index) {
      auto choice = entry.choice;
      if (choice.reference.empty()) choice.reference = inherited;
      // The same under the same name says nothing new, however many ways lead to it.
      if (!seen_.insert({choice.digest, choice.reference}).second) continue;
      if (!entry.index) {
        choice.indexes = through;
        listing_.images.push_back(std::move(choice));
      } else if (depth == limits_.depth) {
        note(fmt::format("indexes are nested deeper than {}", limits_.depth));
      } else {
        PQ_TRY(const auto* nested, opened(choice));
        std::vector<std::string> nearer{choice.digest};
        nearer.insert(nearer.end(), through.begin(), through.end());
        if (nested) PQ_CHECK(walk(*nested, choice.reference, nearer, depth + 1));
      }
    }
    return {};
  }

  // Writers leave out what kind of artifact an entry is; its manifest tells. What cannot be read stays an image, and its
  // reader says what is wrong.
  bool is_artifact(const Choice& choice) {
    const auto name = naming_.manifest(choice.digest);
    if (!store_.size(name)) return false;
    const auto text = read_verified(store_, {.digest = choice.digest, .size = choice.size}, name);
    if (!text) return false;
    const auto document = read_json(*text, name);
    if (!document) return false;
    const auto root = document->root();
    return root["subject"].is_object() || !is_image_config(root["config"]["mediaType"].text());
  }

  // Where there is one image only, no more is read than that.
  void sort_out() {
    auto& images = listing_.images;
    const auto first = images.empty() ? "" : images.front().digest;
    if (std::ranges::all_of(images, [&](const Choice& c) { return c.digest == first; })) return;
    std::map<std::string, bool> known;
    std::erase_if(images, [&](const Choice& c) {
      if (c.platform || (!known.contains(c.digest) && known.size() == kMaxConfigs)) return false;
      const auto [at, added] = known.try_emplace(c.digest, false);
      if (added) at->second = is_artifact(c);
      if (!at->second) return false;
      ++listing_.others;
      keep({.digest = c.digest, .size = c.size, .platform = {}, .annotations = {}});
      return true;
    });
  }

  // Nothing when a limit forbids it.
  Result<const Index*> opened(const Choice& choice) {
    const auto known = indexes_.find(choice.digest);
    if (known != indexes_.end()) return &known->second;
    if (!take(opened_, kMaxIndexes, "more than 256 indexes in the index")) return nullptr;
    if (choice.size > kMaxIndexBytes - bytes_) {
      note("indexes of more than 64 MiB in all");
      return nullptr;
    }
    bytes_ += choice.size;
    const auto name = naming_.manifest(choice.digest);
    PQ_TRY(const auto text, read_verified(store_, {.digest = choice.digest, .size = choice.size}, name));
    PQ_TRY(auto index, parse(text, name));
    return &indexes_.emplace(choice.digest, std::move(index)).first->second;
  }

  bool take(std::size_t& count, std::size_t limit, const std::string& message) {
    if (count == limit) note(message);
    return count < limit && ++count > 0;
  }

  void note(const std::string& what) {
    const auto message = what + "; images named beyond that were not looked at";
    for (const auto& one : listing_.notes) {
      if (one.message == message) return;
    }
    listing_.notes.push_back({.code = "limit", .message = message, .incomplete = true});
  }

  Store& store_;
  const Naming& naming_;
  const IndexLimits limits_;
  Listing listing_;
  std::map<std::string, Index> indexes_;                // by digest
  std::set<std::pair<std::string, std::string>> seen_;  // digest and reference
  std::size_t entries_ = 0, opened_ = 0;
  std::uint64_t bytes_ = 0;
};

std::string cut_short(const Listing& listing) {
  return listing.notes.empty() ? "" : "; " + listing.notes.front().message;
}

// Of what the index gives no platform, the config says it; what cannot be read has none.
void learn_platforms(Store& store, std::vector<Choice>& choices, const Naming& naming) {
  std::size_t read = 0;
  for (auto& choice : choices) {
    if (choice.platform || read++ == kMaxConfigs) continue;
    const auto name = naming.manifest(choice.digest);
    const auto text = read_verified(store, {.digest = choice.digest, .size = choice.size}, name);
    if (!text) continue;
    if (const auto image = read_manifest(store, *text, name, naming)) choice.platform = image->platform;
  }
}

Result<Choice> nearest(const std::vector<Choice>& choices, const model::Platform& wanted,
                       std::vector<model::Note>& notes) {
  const Choice* best = nullptr;
  int best_distance = 0;
  std::size_t equal = 0;
  for (const auto& choice : choices) {
    const auto far = choice.platform ? model::distance(*choice.platform, wanted) : std::nullopt;
    if (!far || (best && *far > best_distance)) continue;
    equal = best && *far == best_distance ? equal + 1 : 1;
    if (equal == 1) best = &choice;
    best_distance = *far;
  }
  if (!best) {
    std::vector<std::string> platforms;
    for (const auto& choice : choices)
      platforms.push_back(choice.platform ? model::to_string(*choice.platform) : "");
    return base::fail(ErrorKind::kUsage,
                      fmt::format("no image for {}; there are: {}", model::to_string(wanted),
                                  list_of(std::move(platforms))),
                      {}, "choose one with --platform");
  }
  if (equal > 1) {
    notes.push_back({.code = "ambiguous",
                     .message = fmt::format("the index names {} images for {}; the first was taken", equal,
                                            model::to_string(*best->platform))});
  }
  return *best;
}

}  // namespace

bool is_attestation_manifest(const Descriptor& descriptor) {
  return annotation(descriptor, "vnd.docker.reference.type") == "attestation-manifest";
}

Result<Listing> list_images(Store& store, std::string_view text, const std::string& name,
                            const Naming& naming, const IndexLimits& limits) {
  Lister lister(store, naming, limits);
  PQ_CHECK(lister.read(text, name, "", 0));
  return std::move(lister).finish();
}

bool refers(const std::string& reference, const std::string& wanted) {
  return reference == wanted || reference.ends_with("/" + wanted) || reference.ends_with(":" + wanted);
}

std::string list_of(std::vector<std::string> names) {
  for (auto& name : names) name = name.empty() ? "(unnamed)" : shortened(name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const auto count = names.size();
  names.resize(std::min(count, kNamesShown));
  return base::join(names, ", ") +
         (count > kNamesShown ? fmt::format(" and {} more", count - kNamesShown) : "");
}

Result<Choice> choose(Store& store, Listing listing, const Selection& selection, const Naming& naming,
                      std::vector<model::Note>& notes) {
  auto& choices = listing.images;
  if (choices.empty()) {
    return base::fail(ErrorKind::kNotFound,
                      listing.others == 0
                          ? "the index names no image"
                          : fmt::format("the index names no image; it has {} entries of other kinds "
                                        "(attestations, signatures)",
                                        listing.others));
  }
  std::vector<std::string> references;
  for (const auto& choice : choices) references.push_back(choice.reference);
  if (!selection.ref.empty()) {
    std::erase_if(choices, [&](const Choice& c) {
      return !refers(c.reference, selection.ref) && c.digest != selection.ref;
    });
    if (choices.empty())
      return base::fail(ErrorKind::kNotFound, fmt::format("no image \"{}\"; there are: {}{}", selection.ref,
                                                          list_of(references), cut_short(listing)));
  }
  const auto same = [&](auto member) {
    return std::all_of(choices.begin(), choices.end(),
                       [&](const Choice& c) { return c.*member == choices.front().*member; });
  };
  if (same(&Choice::digest)) return choices.front();  // one image of several names
  if (!same(&Choice::reference)) {
    return base::fail(ErrorKind::kUsage, "several images: " + list_of(references), {},
                      "choose one with --ref");
  }
  // Docker saves the index of all platforms with the manifests of those that it has.
  auto present = choices;
  std::erase_if(present, [&](const Choice& c) { return !store.size(naming.manifest(c.digest)); });
  if (present.empty()) present = choices;
  if (!selection.platform && present.size() == 1) return present.front();
  learn_platforms(store, present, naming);
  return nearest(present, selection.platform.value_or(model::Platform{"linux", "amd64", ""}), notes);
}

}  // namespace pratique::oci
