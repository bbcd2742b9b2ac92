#include "recommend/tags.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/text.h"
#include "bases/line.h"
#include "model/ecosystem.h"

namespace pratique::recommend {

namespace {

using bases::TagVersion;
using bases::version_of_tag;

// A variant ("-slim-bookworm", "-alpine3.18") taken apart: which system it is built on, and the rest.
struct Flavour {
  // "debian", "ubuntu", "alpine"; empty: the repository's usual one.
  std::string system;
  // "12", "3.18"; empty: not told.
  std::string release;
  // As the tag spells the two: "bookworm", "alpine3.18".
  std::string system_word;
  bool slim = false;
  // Further words, sorted: "jre", "fpm".
  std::vector<std::string> others;
};

// "bookworm" is Debian 12, "jammy" Ubuntu 22.04.
bool read_codename(std::string_view word, Flavour& into) {
  const auto* row = model::distribution_of_codename("deb", word);
  if (row == nullptr) return false;
  into.system = row->vendor;
  into.release = model::number_of_codename(*row, word);
  return true;
}

bool read_alpine(std::string_view word, Flavour& into) {
  constexpr std::string_view kAlpine = "alpine";
  if (!word.starts_with(kAlpine)) return false;
  const auto behind = word.substr(kAlpine.size());
  if (!behind.empty() && !version_of_tag(behind)) return false;
  into.system = kAlpine;
  into.release = behind;
  return true;
}

Flavour flavour_in(std::string_view variant) {
  Flavour flavour;
  for (const auto part : base::split(variant, '-')) {
    if (part.empty()) continue;
    if (part == "slim") {
      flavour.slim = true;
    } else if (flavour.system.empty() && (read_codename(part, flavour) || read_alpine(part, flavour))) {
      flavour.system_word = part;
    } else {
      flavour.others.emplace_back(part);
    }
  }
  std::ranges::sort(flavour.others);
  return flavour;
}

bool is_newer_release(std::string_view a, std::string_view b) {
  const auto one = version_of_tag(a), other = version_of_tag(b);
  return one && other && one->numbers > other->numbers;
}

struct VersionedTag {
  std::string tag;
  TagVersion version;
};

class Search {
 public:
  explicit Search(const TagQuestion& question) : question_(question) {
    for (const auto& tag : std::set<std::string>(question.tags.begin(), question.tags.end())) {
      if (auto version = version_of_tag(tag)) versioned_.push_back({tag, *std::move(version)});
    }
  }

  std::vector<CandidateTag> run() {
    const auto own = version_of_tag(question_.tag);
    if (own) {
      add_newer(*own);
    } else {
      add_flavours_of_name();
    }
    return std::move(found_);
  }

 private:
  Maintenance maintenance(std::string_view tag) const {
    return question_.maintenance ? question_.maintenance(tag) : Maintenance{};
  }
  bool has(std::string_view tag) const {
    return std::ranges::find(question_.tags, tag) != question_.tags.end();
  }

  void add(std::string tag, UpdateKind kind) {
    if (tag == question_.tag || found_.size() >= question_.most) return;
    const bool known = std::ranges::any_of(found_, [&](const auto& one) { return one.tag == tag; });
    if (!known) found_.push_back({std::move(tag), kind});
  }

  static UpdateKind kind_of(const TagVersion& own, const TagVersion& other) {
    if (own.numbers[0] != other.numbers[0]) return UpdateKind::kMajor;
    return own.numbers.size() >= 3 && own.numbers[1] == other.numbers[1] ? UpdateKind::kPatch
                                                                         : UpdateKind::kMinor;
  }

  // The same variant with as many numbers, newer, newest first. Those whose maintenance ended only where there are no
  // others.
  std::vector<const VersionedTag*> newer_than(const TagVersion& own) const {
    std::vector<const VersionedTag*> newer, ended;
    for (const auto& one : versioned_) {
      const auto& version = one.version;
      if (version.before != own.before || version.variant != own.variant ||
          version.numbers.size() != own.numbers.size() || version.numbers <= own.numbers)
        continue;
      (maintenance(one.tag).ended ? ended : newer).push_back(&one);
    }
    if (newer.empty() && maintenance(question_.tag).ended) newer = std::move(ended);
    std::ranges::sort(newer,
                      [](const auto* a, const auto* b) { return a->version.numbers > b->version.numbers; });
    return newer;
  }

  void add_newer(const TagVersion& own) {
    const auto newer = newer_than(own);
    const auto first_of = [&](UpdateKind kind) -> const VersionedTag* {
      const auto at =
          std::ranges::find_if(newer, [&](const auto* one) { return kind_of(own, one->version) == kind; });
      return at == newer.end() ? nullptr : *at;
    };
    for (const auto kind : {UpdateKind::kMinor, UpdateKind::kPatch, UpdateKind::kMajor}) {
      if (const auto* one = first_of(kind)) add(one->tag, kind);
    }
    add_longest(own, newer);
    add_flavours(own);
    // The ones between, nearest to the newest first: whoever cannot take the newest.
    for (const auto* one : newer) add(one->tag, kind_of(own, one->version));
  }

  // What is maintained longest is what projects call their long-term release.
  void add_longest(const TagVersion& own, const std::vector<const VersionedTag*>& newer) {
    const VersionedTag* best = nullptr;
    std::string until;
    for (const auto* one : newer) {
      const auto maintained = maintenance(one->tag);
      if (!maintained.known || maintained.until.empty() || maintained.until <= until) continue;
      best = one;
      until = maintained.until;
    }
    if (best != nullptr) add(best->tag, kind_of(own, best->version));
  }

  static std::string spelled(const TagVersion& version, std::string_view variant) {
    std::vector<std::string> numbers;
    for (const auto number : version.numbers) numbers.push_back(std::to_string(number));
    return version.before + base::join(numbers, ".") + std::string(variant);
  }

  // Of the version that is used and of the best that was found: slimmer, or on a newer release of the same system.
  void add_flavours(const TagVersion& own) {
    std::vector<TagVersion> versions;
    if (!found_.empty()) versions.push_back(*version_of_tag(found_.front().tag));
    versions.push_back(own);
    const auto flavour = flavour_in(own.variant);
    const auto most = found_.size() + kMostFlavours;
    for (const auto& version : versions) {
      for (const auto& one : versioned_) {
        if (one.version.before != version.before || one.version.numbers != version.numbers) continue;
        if (found_.size() < most && is_better(flavour, flavour_in(one.version.variant)))
          add(one.tag, UpdateKind::kFlavour);
      }
    }
  }

  // "bookworm" → "bookworm-slim"; "latest" → "slim", "alpine".
  void add_flavours_of_name() {
    const bool is_latest = question_.tag == "latest";
    const auto stem = is_latest ? std::string() : question_.tag + "-";
    for (const auto* word : {"slim", "alpine"}) {
      if (has(stem + word)) add(stem + word, UpdateKind::kFlavour);
    }
  }

  static bool is_better(const Flavour& own, const Flavour& other) {
    if (own.others != other.others) return false;
    const bool slimmer = !own.slim && own.system != "alpine" && (other.slim || other.system == "alpine");
    // A slimmer one on the same system, or on the repository's usual one.
    if (slimmer)
      return (other.system_word == own.system_word) || (own.system.empty() && other.release.empty());
    return own.slim == other.slim && !own.system.empty() && own.system == other.system &&
           is_newer_release(other.release, own.release);
  }

  static constexpr std::size_t kMostFlavours = 3;
  const TagQuestion& question_;
  // By tag.
  std::vector<VersionedTag> versioned_;
  std::vector<CandidateTag> found_;
};

}  // namespace

const char* to_string(UpdateKind kind) {
  constexpr std::array kWords{"patch", "minor", "major", "flavour", "refresh"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::vector<CandidateTag> candidates(const TagQuestion& question) { return Search(question).run(); }

std::string flavour_of(std::string_view tag) {
  const auto version = version_of_tag(tag);
  const auto flavour = flavour_in(version ? std::string_view(version->variant) : tag);
  auto words = version ? flavour.others : std::vector<std::string>();
  if (flavour.system == "alpine") words.insert(words.begin(), "alpine");
  if (flavour.slim) words.emplace_back("slim");
  return base::join(words, "-");
}

}  // namespace pratique::recommend
