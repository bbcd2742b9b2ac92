// Which other tags of a base image's repository are worth looking into: newer versions of the same line and the same
// flavour, those that are maintained longest, slimmer flavours. By the tags alone; what is in these images is for advice.h.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::recommend {

// What a tag would be to the one that is used, by their versions.
enum class UpdateKind : std::uint8_t {
  kPatch,    // 3.18.4 → 3.18.9
  kMinor,    // 3.14 → 3.20
  kMajor,    // 18 → 22
  kFlavour,  // 3.12 → 3.12-slim, 3.12-bullseye → 3.12-bookworm
  kRefresh,  // the same tag, another image
};
// "patch", "minor", "major", "flavour", "refresh".
const char* to_string(UpdateKind kind);

struct CandidateTag {
  std::string tag;
  UpdateKind kind = UpdateKind::kMinor;
  bool operator==(const CandidateTag&) const = default;
};

// How long what a tag stands for is maintained.
struct Maintenance {
  // Nobody says.
  bool known = false;
  // It has ended.
  bool ended = false;
  // The day of its end, "2027-04-30"; empty: none is set.
  std::string until{};
};

struct TagQuestion {
  // The tag that is used, or that stands for it: a versioned name of the same image where it has one.
  std::string tag;
  // Of the repository, in any order.
  std::vector<std::string> tags;
  // Empty: nobody knows of any.
  std::function<Maintenance(std::string_view tag)> maintenance{};
  std::size_t most = 6;
};

// At most `most`, the likeliest first. Nothing that is older, before its release ("3.13-rc"), or whose maintenance has
// ended, unless that of the tag's own has ended, too, and nothing better is there. Deterministic: equal sets of tags, equal
// answers.
std::vector<CandidateTag> candidates(const TagQuestion& question);

// The flavour of a tag, in the words of its variant that are no version of a system: "slim", "alpine", "jre-slim"; empty:
// the full one.
std::string flavour_of(std::string_view tag);

}  // namespace pratique::recommend
