// The document of `recommendations`: the base image of an image, what its name means today, and which other tags would be
// better (docs/recommendations.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "recommend/advice.h"
#include "report/quickview.h"
#include "report/report.h"

namespace pratique::report {

inline constexpr std::string_view kRecommendationsSchema = "pratique/recommendations/1";

// An image that was looked into, in the place of the base.
struct Proposal {
  recommend::ImageFacts facts;
  recommend::UpdateKind kind = recommend::UpdateKind::kMinor;
  // Further tags of the same image that were seen, sorted.
  std::vector<std::string> also{};
  recommend::Advice advice{};
  // "alpine:3.20", or with "@sha256:…" where a pin was asked for: what stands behind FROM.
  std::string from{};
};

// A tag that nobody looked into, and why; never proposed.
struct UnknownTag {
  std::string tag, why;
};

// What the base's own tag means today.
struct Refresh {
  enum class State : unsigned char {
    kUpToDate,
    kNewer,
    // Nobody could say; `why`.
    kUnknown,
  };
  State state = State::kUnknown;
  std::string why{};
  // Of kNewer, where it could be looked into.
  std::optional<Proposal> proposal{};
};
const char* to_string(Refresh::State state);  // "up-to-date", "newer", "unknown"

struct BaseAdvice {
  // "docker.io/library/alpine:3.14": as it was asked about.
  std::string name;
  // The base as it is; nothing: it could not be looked into, `base_why`.
  std::optional<recommend::ImageFacts> base{};
  std::string base_why{};
  // Where its figures are from: "registry docker.io", "the image's own layers".
  std::string base_by{};
  // Other names of the base.
  std::vector<std::string> also{};
  // Nothing: it was not asked for.
  std::optional<Refresh> refresh{};
  // Best first.
  std::optional<std::vector<Proposal>> updates{};
  std::vector<UnknownTag> unknown{};
  // Where tags came from: "registry localhost:5000", "base index"; empty: nobody could be asked, `tags_why`.
  std::string tags_by{}, tags_why{};
};

struct RecommendedBases {
  const model::Subject& subject;
  Asked asked{};
  BaseAdvice advice;
};

Counts counts_of(const recommend::ImageFacts& facts);
ImageFigures figures_of(const std::string& name, const recommend::ImageFacts& facts);
// "Minor runtime version update"…: of the kind and the tag.
std::string title_of(const Proposal& proposal);

}  // namespace pratique::report
