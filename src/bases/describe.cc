#include "bases/describe.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "bases/line.h"
#include "oci/reference.h"

namespace pratique::bases {

namespace {

constexpr std::size_t kMaxLayers = 500;
constexpr std::size_t kMaxNames = 20;
constexpr std::string_view kHub = "docker.io/library/";

std::string shown(std::string_view name) {
  if (name.starts_with(kHub)) name.remove_prefix(kHub.size());
  return std::string(name);
}

// "2026-01-01" of a time.
std::string day_in(std::string_view time) { return std::string(time.substr(0, 10)); }

std::string short_of(std::string_view digest) { return std::string(digest.substr(0, 19)); }

// As the index writes it: labels may say "alpine:3.18".
std::string full_name(const std::string& name) {
  if (name.empty() || name == model::kScratch) return name;
  const auto parsed = oci::parse_reference(name);
  if (!parsed) return name;
  auto full = oci::repository_of(*parsed);
  if (!parsed->tag.empty()) full += ":" + parsed->tag;
  return full;
}

class Lookup {
 public:
  Lookup(const Index& index, model::Inventory& inventory)
      : index_(index),
        inventory_(inventory),
        subject_(inventory.subject),
        platform_(model::to_string(subject_.platform)) {}

  Result<void> run() {
    for (auto& base : subject_.bases) base.name = full_name(base.name);
    PQ_TRY(auto found, by_layers());
    merge(std::move(found));
    PQ_CHECK(count_named());
    for (auto& base : subject_.bases) PQ_CHECK(tell(base));
    return {};
  }

 private:
  // From the longest beginning down.
  Result<std::vector<model::BaseImage>> by_layers() {
    std::vector<model::BaseImage> bases;
    std::vector<std::string> diff_ids;
    for (const auto& layer : subject_.layers) diff_ids.push_back(layer.diff_id);
    if (diff_ids.size() > kMaxLayers) diff_ids.resize(kMaxLayers);
    const auto chains = chain_ids(diff_ids);
    for (auto i = chains.size(); i-- > 0;) {
      PQ_TRY(auto images, index_.with_chain(chains[i]));
      // With all its layers it is the image itself, or one that differs in its configuration.
      std::erase_if(images, [&](const IndexedImage& one) {
        return is_one(one.config_digest, subject_.config_digest) || is_one(one.digest, subject_.digest);
      });
      if (images.empty()) continue;
      PQ_TRY(auto base, base_of(images, i + 1));
      bases.push_back(std::move(base));
    }
    return bases;
  }

  // Several images may have the same layers, under several names each: the one that was seen last speaks.
  Result<model::BaseImage> base_of(const std::vector<IndexedImage>& images, std::size_t layers) const {
    const auto later = [](const IndexedImage& a, const IndexedImage& b) {
      return std::tuple(a.last_seen, tag_rank(a.name), b.name) <
             std::tuple(b.last_seen, tag_rank(b.name), a.name);
    };
    const auto& best = *std::ranges::max_element(images, later);
    model::BaseImage base{.name = best.name, .digest = best.digest, .layers = layers, .known_by = "index"};
    std::set<std::string_view> others;
    for (const auto& one : images) {
      if (one.name != best.name) others.insert(one.name);
    }
    for (const auto name : others) {
      if (base.also.size() == kMaxNames) break;
      // One that means another image by now would mislead.
      PQ_TRY(const auto all, index_.named(name, best.platform));
      const auto means = [&](const IndexedImage& one) {
        return one.name == name && one.digest == all.back().digest;
      };
      if (!all.empty() && std::ranges::any_of(images, means)) base.also.emplace_back(name);
    }
    return base;
  }

  // An archive's image has no digest of a manifest.
  static bool is_one(std::string_view a, std::string_view b) { return !a.empty() && a == b; }

  // The fuller the version, the more a name says.
  static std::size_t tag_rank(std::string_view name) {
    const auto version = version_of_tag(tag_in_name(name));
    return version ? version->numbers.size() : 0;
  }

  // What was said of the nearest base is said of one of these, or of none.
  void merge(std::vector<model::BaseImage> found) {
    auto& bases = subject_.bases;
    if (bases.empty() || bases.front().known_by == "index") {
      const bool scratch = !bases.empty() && bases.back().name == model::kScratch;
      const auto end = scratch ? std::optional(bases.back()) : std::nullopt;
      bases = std::move(found);
      if (end) bases.push_back(*end);
      return;
    }
    if (bases.front().name == model::kScratch) return;
    auto& said = bases.front();
    const auto same = std::ranges::find_if(found, [&](const auto& one) { return is_same(said, one); });
    if (same != found.end()) {
      join(said, *same);
      // Whoever builds on an image inherits its labels, and with them the word on what that one was built on.
      if (said.known_by == "label" && same != found.begin()) {
        *same = std::move(said);
        bases = std::move(found);
        return;
      }
      found.erase(same);
    }
    // Below it. Those that are longer are no base of it, but other images that begin alike.
    const auto layers = said.layers;
    for (auto& one : found) {
      if (layers == 0 || one.layers < layers) bases.push_back(std::move(one));
    }
  }

  // What the index knows of the image that somebody named.
  static void join(model::BaseImage& said, const model::BaseImage& one) {
    // A Dockerfile does not show what ONBUILD of the base made in this build: which layers are the base's own, layers know.
    const bool guessed = said.known_by == "dockerfile";
    if (said.layers == 0 || guessed) said.layers = one.layers;
    if (said.digest.empty() && guessed) said.digest = one.digest;
    said.also = one.also;
    if (said.name.empty()) said.name = one.name;
    if (one.name != said.name) said.also.insert(std::ranges::lower_bound(said.also, one.name), one.name);
    std::erase(said.also, said.name);
  }

  // One name of the same layers is one image, also where one of the digests is of an index and the other of a manifest.
  bool is_same(const model::BaseImage& said, const model::BaseImage& one) const {
    if (said.name == one.name || std::ranges::find(one.also, said.name) != one.also.end()) return true;
    if (!said.digest.empty()) {
      const auto images = index_.with_digest(said.digest);
      return said.digest == one.digest || (images && std::ranges::any_of(*images, [&](const auto& image) {
                                             return image.digest == one.digest;
                                           }));
    }
    return false;
  }

  // A base that is known by digest alone, with layers the image really begins with.
  Result<void> count_named() {
    if (subject_.bases.empty()) return {};
    auto& base = subject_.bases.front();
    if (base.layers > 0 || base.digest.empty() || base.name == model::kScratch) return {};
    PQ_TRY(const auto images, index_.with_digest(base.digest));
    std::vector<std::string> diff_ids;
    for (const auto& layer : subject_.layers) diff_ids.push_back(layer.diff_id);
    const auto chains = chain_ids(diff_ids);
    for (const auto& one : images) {
      if (one.layers > 0 && one.layers <= chains.size() && chains[one.layers - 1] == one.chain)
        base.layers = one.layers;
    }
    return {};
  }

  void note(const char* code, std::string message) {
    inventory_.notes.push_back({.code = code, .message = std::move(message)});
  }

  // What has become of its name since.
  Result<void> tell(model::BaseImage& base) {
    if (base.name.empty() || base.name == model::kScratch) return {};
    PQ_CHECK(tell_moved(base));
    const std::string repository(repository_in_name(base.name)), tag(tag_in_name(base.name));
    PQ_TRY(const auto images, index_.of_repository(repository));
    PQ_TRY(const auto official, index_.official(repository));
    std::vector<std::string> tags;
    for (const auto& one : images) tags.emplace_back(tag_in_name(one.name));
    for (const auto& one : official) tags.insert(tags.end(), one.tags.begin(), one.tags.end());
    // A short tag says little; the fullest of its names tells the version.
    auto fullest = tag;
    for (const auto& other : base.also) {
      if (repository_in_name(other) == repository && tag_rank(other) > tag_rank(repository + ":" + fullest))
        fullest = tag_in_name(other);
    }
    if (const auto newest = newest_of_line(fullest, tags); !newest.empty())
      note("base-not-newest",
           "the base image " + shown(base.name) + (fullest == tag ? "" : " (" + fullest + ")") +
               " is not the newest of its line: there is " + shown(repository + ":" + newest));
    if (!official.empty() && !tag.empty()) tell_official(base, tag, official);
    return {};
  }

  Result<void> tell_moved(const model::BaseImage& base) {
    PQ_TRY(const auto all, index_.named(base.name, platform_));
    if (all.empty() || base.digest.empty()) return {};
    const auto is = [&](const IndexedImage& one) {
      return one.digest == base.digest || one.index_digest == base.digest;
    };
    const auto& now = all.back();
    if (is(now)) return {};
    const auto known = std::ranges::find_if(all, is);
    // Of a name that was first seen later it is not known whether it meant this image before.
    if (known != all.end() && known->last_seen >= now.last_seen) return {};
    note("base-moved", "the base image's name " + shown(base.name) +
                           " means another image by now: " + short_of(now.digest) + "… on " +
                           day_in(now.last_seen) + ", the image was built on " + short_of(base.digest) + "…");
    return {};
  }

  void tell_official(const model::BaseImage& base, const std::string& tag,
                     const std::vector<OfficialImage>& official) {
    std::vector<const OfficialImage*> named;
    for (const auto& one : official) {
      if (std::ranges::find(one.tags, tag) != one.tags.end()) named.push_back(&one);
    }
    if (named.empty())
      return note("base-unsupported",
                  "the base image's tag " + shown(base.name) +
                      " is not among those that the official image supports: it gets no updates any more");
    const auto wanted = architecture_word();
    const bool there = std::ranges::any_of(named, [&](const OfficialImage* one) {
      return std::ranges::find(one->architectures, wanted) != one->architectures.end();
    });
    if (!there && !wanted.empty())
      note("base-architecture",
           "the official image " + shown(base.name) + " is not made for " + platform_ + " any more");
  }

  // As the library files write platforms (Bashbrew's names).
  std::string architecture_word() const {
    const auto& [os, architecture, variant] = subject_.platform;
    if (os != "linux") return {};
    if (architecture == "386") return "i386";
    if (architecture == "arm") return "arm32" + (variant.empty() ? "v7" : variant);
    if (architecture == "arm64") return "arm64v8";
    return architecture;
  }

  const Index& index_;
  model::Inventory& inventory_;
  model::Subject& subject_;
  const std::string platform_;
};

}  // namespace

Result<void> describe(const Index& index, model::Inventory& inventory) {
  return Lookup(index, inventory).run();
}

void tell_built_on_nothing(model::Subject& subject) {
  if (!subject.bases.empty() || subject.history.empty()) return;
  std::size_t layers = 0;
  for (const auto& one : subject.history) {
    if (one.layer == model::kNoLayer) continue;
    ++layers;
    const std::string_view by = one.created_by;
    const bool tool = by.starts_with("bazel build") || by.starts_with("apko") || by.starts_with("ko build") ||
                      one.comment.starts_with("store paths:") || one.author == "apko" ||
                      one.author == "Bazel";
    if (!tool) return;
  }
  if (layers == 0) return;
  subject.bases.push_back({.name = std::string(model::kScratch), .digest = {}, .known_by = "history"});
}

}  // namespace pratique::bases
