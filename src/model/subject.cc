#include "model/subject.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::model {

std::string to_string(const Platform& platform) {
  std::string text = platform.os + "/" + platform.architecture;
  if (!platform.variant.empty()) text += "/" + platform.variant;
  return text == "/" ? "" : text;
}

Result<Platform> parse_platform(std::string_view text) {
  const auto parts = base::split(text, '/');
  const bool named = std::none_of(parts.begin(), parts.end(), [](auto part) { return part.empty(); });
  if (!named || parts.size() > 3) {
    return base::fail(ErrorKind::kUsage,
                      "platform \"" + std::string(text) + "\" is not OS/ARCHITECTURE[/VARIANT]");
  }
  // containerd reads a system alone as the machine's own architecture; here it is the one that is chosen by
  // default, so that every machine gives the same answer.
  if (text == "linux") return Platform{.os = "linux", .architecture = "amd64"};
  if (parts.size() == 1) return Platform{.os = "linux", .architecture = std::string(parts[0])};
  return Platform{.os = std::string(parts[0]),
                  .architecture = std::string(parts[1]),
                  .variant = std::string(parts.size() > 2 ? parts[2] : std::string_view())};
}

const char* to_string(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::kImage:
      return "image";
    case SubjectKind::kFilesystem:
      return "filesystem";
    case SubjectKind::kSource:
      return "source";
    case SubjectKind::kSbom:
      return "sbom";
  }
  return "image";
}

Result<SubjectKind> parse_subject_kind(std::string_view text) {
  for (const auto kind :
       {SubjectKind::kImage, SubjectKind::kFilesystem, SubjectKind::kSource, SubjectKind::kSbom}) {
    if (text == to_string(kind)) return kind;
  }
  return base::invalid("unknown subject kind \"" + std::string(text) + "\"");
}

std::optional<std::size_t> base_of_layer(const Subject& subject, std::size_t layer) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < subject.bases.size(); ++i) {
    if (layer < subject.bases[i].layers) found = i;
  }
  return found;
}

bool knows_own_layers(const Subject& subject) {
  if (subject.bases.empty()) return false;
  const auto& nearest = subject.bases.front();
  return nearest.layers > 0 || nearest.name == kScratch;
}

std::optional<std::size_t> layer_number(const Subject& subject, std::string_view diff_id) {
  if (diff_id.empty()) return std::nullopt;
  const auto found = std::ranges::find(subject.layers, diff_id, &Layer::diff_id);
  if (found == subject.layers.end()) return std::nullopt;
  return static_cast<std::size_t>(found - subject.layers.begin());
}

}  // namespace pratique::model
