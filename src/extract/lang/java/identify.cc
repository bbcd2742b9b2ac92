#include "extract/lang/java/identify.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "extract/lang/java/file_name.h"
#include "extract/lang/java/group_rules.h"

namespace pratique::extract::java {
namespace {

constexpr std::string_view kVersionKeys[] = {"plugin-version", "implementation-version", "bundle-version",
                                             "specification-version"};

// "spring-core", but not "Commons IO" nor "app".
bool looks_like_artifact(std::string_view text) {
  return is_coordinate_part(text) && base::contains(text, "-");
}

constexpr std::uint64_t kDerbysStep = 1'000'000;

bool is_day(std::string_view number) {
  return number.size() == 8 && (number.starts_with("19") || number.starts_with("20"));
}

// OSGi allows three numbers and a qualifier only, so that Derby packs two into the third: 10.14.2000001.1828579
// is its 10.14.2.1 (the last is a revision of its repository). A third number as large of anybody else, unless it
// is a day, is no version that Maven would know.
std::string bundle_version(std::string_view stated, const Manifest& manifest) {
  const auto parts = base::split(stated, '.');
  const auto third = parts.size() < 3 ? std::nullopt : base::to_uint(parts[2]);
  if (!third || *third < kDerbysStep || is_day(parts[2])) return std::string(stated);
  if (!manifest.plain("bundle-symbolicname").starts_with("derby")) return {};
  return fmt::format("{}.{}.{}.{}", parts[0], parts[1], *third / kDerbysStep, *third % kDerbysStep);
}

// Implementation-Version is Maven's own; OSGi's has four numbers by its rules (2.4.0 for 2.4); a
// specification has its own count.
std::string manifest_version(const Manifest& manifest) {
  for (const auto key : kVersionKeys) {
    const auto words = base::words(manifest[key]);
    if (words.empty() || !looks_like_version(words.front())) continue;
    auto version =
        key == "bundle-version" ? bundle_version(words.front(), manifest) : std::string(words.front());
    if (!version.empty()) return version;
  }
  return {};
}

// Among several versions of the manifest, the one that the file name ends with.
std::string version_in_name(std::string_view path, const Manifest& manifest) {
  for (const auto key : kVersionKeys) {
    const auto value = manifest[key];
    if (looks_like_version(value) && base::contains(base::base_name(path), "-" + std::string(value) + "."))
      return std::string(value);
  }
  return {};
}

// Group-Id and Artifact-Id of plugins (maven-hpi-plugin); "g:a" and Nebula's "g#a;v" in Implementation-Title.
std::optional<Coordinate> titled(const Manifest& manifest) {
  if (const auto group = manifest["group-id"], artifact = manifest["artifact-id"];
      is_coordinate_part(group) && is_coordinate_part(artifact)) {
    return Coordinate{std::string(group), std::string(artifact), ""};
  }
  const auto title = manifest["implementation-title"];
  auto halves = base::cut(title, "#");
  if (!halves) halves = base::cut(title, ":");
  if (!halves) return {};
  const auto tail = base::cut(halves->after, ";");
  Coordinate out{std::string(halves->before), std::string(tail ? tail->before : halves->after),
                 std::string(tail ? tail->after : "")};
  if (!is_coordinate_part(out.group) || !is_coordinate_part(out.artifact)) return {};
  return out;
}

// Names that say nothing: "1-555680818.jar", "d41d8cd98f00b204e9800998ecf8427e.jar".
bool says_nothing(const FileName& file) {
  constexpr std::size_t kShortestDigest = 32;
  const auto is_all = [](std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
  };
  return is_all(file.name, "0123456789.-_") ||
         (file.stem.size() >= kShortestDigest && is_all(file.stem, "0123456789abcdefABCDEF"));
}

// "2.8.0.v20210415-0900" of a bundle is 2.8.0 of the project.
bool is_same_version(std::string_view of_file, std::string_view of_pom) {
  return of_file.empty() || of_pom.empty() || of_file == of_pom ||
         (of_file.starts_with(of_pom) && of_file[of_pom.size()] == '.');
}

bool is_named_by_file(const Coordinate& pom, const FileName& file) {
  return file.stem == pom.artifact || file.name == pom.artifact ||
         file.stem.starts_with(pom.artifact + "-" + pom.version);
}

bool is_named_by_manifest(const Coordinate& pom, const Manifest& manifest) {
  constexpr std::string_view kTitles[] = {"artifact-id",         "implementation-title",  "short-name",
                                          "bundle-symbolicname", "automatic-module-name", "extension-name"};
  const auto stated = manifest["implementation-version"];
  if (!stated.empty() && !pom.version.empty() && stated != pom.version) return false;
  return std::ranges::any_of(kTitles, [&](std::string_view key) {
    const auto title = manifest.plain(key);
    return title == pom.artifact || title == pom.group + "." + pom.artifact ||
           title == pom.group + ":" + pom.artifact;
  });
}

// A class that the program starts with lies in a package of the project's group.
bool is_started_from(const Coordinate& pom, const Manifest& manifest) {
  return !pom.group.empty() && (manifest["main-class"].starts_with(pom.group + ".") ||
                                manifest["start-class"].starts_with(pom.group + "."));
}

// The archive's own pom: that of the artifact which the file is named after (the longest such name), or the
// manifest, or the class that it starts with; else the only one, unless the file name speaks of another artifact
// in another version.
const Pom* own_pom(const Clues& clues, const FileName& file) {
  const Pom* best = nullptr;
  for (const auto& pom : clues.poms) {
    if (is_named_by_file(pom.coordinate, file) &&
        (best == nullptr || pom.coordinate.artifact.size() > best->coordinate.artifact.size()))
      best = &pom;
  }
  if (best != nullptr || clues.poms.empty()) return best;
  for (const auto& fits : {is_named_by_manifest, is_started_from}) {
    const auto is_it = [&](const Pom& pom) { return fits(pom.coordinate, clues.manifest); };
    const auto found = std::ranges::find_if(clues.poms, is_it);
    // One of several would be a guess.
    if (found != clues.poms.end() && std::none_of(found + 1, clues.poms.end(), is_it)) return &*found;
  }
  const auto& only = clues.poms.front();
  return clues.poms.size() == 1 && is_same_version(file.version, only.coordinate.version) ? &only : nullptr;
}

// The file name tells artifact and version (Maven, Gradle and Spring Boot keep it); a renamed file has them
// in its manifest.
Identity from_other_clues(const Clues& clues, const FileName& file) {
  Identity out;
  auto& own = out.own;
  const auto stated = manifest_version(clues.manifest);
  const auto title = clues.manifest["implementation-title"];
  own.artifact = file.version.empty() && looks_like_artifact(title) ? std::string(title) : file.name;
  own.version = file.version.empty() ? stated : file.version;
  out.identified_by = file.version.empty() && !stated.empty() ? "manifest" : "file-name";
  if (const auto full = titled(clues.manifest);
      full && (file.version.empty() || full->artifact == file.name)) {
    own.group = full->group;
    own.artifact = full->artifact;
    if (own.version.empty()) own.version = full->version;
    out.identified_by = "manifest";
    return out;
  }
  auto group = group_of(clues, own.artifact, own.version);
  own.group = std::move(group.name);
  if (!own.group.empty() && group.told_by != "file-name") out.identified_by = group.told_by;
  if (own.group.empty() && says_nothing(file)) own = {};
  // One of them may well be what the file is: another name beside theirs would be an invention.
  if (own.group.empty() && file.version.empty() && !clues.poms.empty()) own = {};
  return out;
}

// OSGi's and p2's NAME_VERSION.jar, where the manifest says so.
FileName file_name(const Clues& clues) {
  auto file = split_file_name(clues.path, version_in_name(clues.path, clues.manifest));
  const auto symbolic = clues.manifest.plain("bundle-symbolicname");
  if (!symbolic.empty() &&
      file.stem == std::string(symbolic) + "_" + std::string(clues.manifest["bundle-version"])) {
    file.name = symbolic;
    file.version = clues.manifest["bundle-version"];
    file.classifier.clear();
  }
  return file;
}

}  // namespace

// A jar without a pom of its own may well hold those of others: the rules after the first decide who it is then.
Identity identify(const Clues& clues) {
  const auto file = file_name(clues);
  const auto* pom = own_pom(clues, file);
  Identity out;
  if (pom != nullptr) {
    out.own = pom->coordinate;
    out.identified_by = pom->told_by;
    if (out.own.version.empty())
      out.own.version =
          file.version.empty() || says_nothing(file) ? manifest_version(clues.manifest) : file.version;
  } else {
    out = from_other_clues(clues, file);
  }
  for (const auto& other : clues.poms) {
    if (&other != pom && other.coordinate != out.own) out.shaded.push_back(other);
  }
  std::ranges::sort(out.shaded, {}, &Pom::coordinate);
  const auto doubles = std::ranges::unique(out.shaded, {}, &Pom::coordinate);
  out.shaded.erase(doubles.begin(), doubles.end());
  return out;
}

}  // namespace pratique::extract::java
