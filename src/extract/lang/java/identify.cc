#include "extract/lang/java/identify.h"

#include <algorithm>

#include "base/text.h"
#include "extract/lang/java/file_name.h"
#include "extract/lang/java/groups.h"

namespace pratique::extract::java {
namespace {

// Parents of many projects: as Implementation-Vendor-Id they name a company, not a group.
constexpr std::string_view kVendors[] = {"com.google",    "com.ibm",    "com.oracle",
                                         "com.sun",       "org.apache", "org.eclipse",
                                         "org.glassfish", "org.jboss",  "oracle"};

constexpr std::string_view kVersionKeys[] = {"implementation-version", "bundle-version",
                                             "specification-version"};

// What Maven takes as groupId and artifactId.
bool is_coordinate_part(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_alnum(c) || c == '.' || c == '-' || c == '_';
  });
}

// "spring-core", but not "Commons IO" nor "app".
bool looks_like_artifact(std::string_view text) {
  return is_coordinate_part(text) && base::contains(text, "-");
}

// Implementation-Version is Maven's own; OSGi's has four numbers by its rules (2.4.0 for 2.4); a
// specification has its own count.
std::string manifest_version(const Manifest& manifest) {
  for (const auto key : kVersionKeys) {
    const auto words = base::words(manifest[key]);
    if (!words.empty() && looks_like_version(words.front())) return std::string(words.front());
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

// A dotted name made of group and artifact, as maven-bundle-plugin makes Bundle-SymbolicName:
//   group.artifact                       net.bytebuddy.byte-buddy
//   group.rest, when the artifact is the group's last segment, '-' and the rest
//                                        io.netty.buffer for io.netty:netty-buffer
std::string group_in_name(std::string_view dotted, std::string_view artifact) {
  const auto suffix = "." + std::string(artifact);
  if (dotted.ends_with(suffix) && base::contains(artifact, "-"))
    return std::string(dotted.substr(0, dotted.size() - suffix.size()));
  for (auto dot = dotted.find('.'); dot != std::string_view::npos; dot = dotted.find('.', dot + 1)) {
    const auto group = dotted.substr(0, dot);
    const auto last = group.substr(group.rfind('.') + 1);
    if (last.size() < group.size() &&
        artifact == std::string(last) + "-" + base::replace_all(dotted.substr(dot + 1), ".", "-")) {
      return std::string(group);
    }
  }
  return {};
}

// "org.yaml.snakeyaml" for snakeyaml: group org.yaml; "com.h2database" alone tells nothing.
std::string group_before_name(std::string_view dotted, std::string_view artifact) {
  const auto halves = base::cut_last(dotted, ".");
  return halves && halves->after == artifact && base::contains(halves->before, ".")
             ? std::string(halves->before)
             : std::string();
}

bool is_company(std::string_view group) {
  return std::find(std::begin(kVendors), std::end(kVendors), group) != std::end(kVendors);
}

// Maven's archiver once wrote the groupId there, unless a parent project set it for all of its children.
std::string group_of_vendor(const Manifest& manifest, std::string_view artifact) {
  const auto vendor = manifest.plain("implementation-vendor-id");
  if (!is_coordinate_part(vendor) || is_company(vendor)) return {};
  return base::contains(vendor, ".") || vendor == artifact ? std::string(vendor) : std::string();
}

// In order of reliability, as measured on the jars of a local repository with their META-INF/maven removed.
std::string group_in_manifest(const Manifest& manifest, std::string_view artifact) {
  const auto symbolic = manifest.plain("bundle-symbolicname"),
             module = manifest.plain("automatic-module-name");
  for (auto group : {group_in_name(symbolic, artifact), group_of_vendor(manifest, artifact),
                     group_before_name(symbolic, artifact), group_in_name(module, artifact)}) {
    if (is_coordinate_part(group) && !is_company(group)) return group;
  }
  return {};
}

// The folder that all classes lie in: "org/dom4j".
std::string_view common_package(const std::vector<std::string_view>& packages) {
  if (packages.empty()) return {};
  std::string_view common = packages.front();
  // Sorted: what first and last have in common, all have.
  const auto last = packages.back();
  while (!common.empty() &&
         !(last.starts_with(common) && (last.size() == common.size() || last[common.size()] == '/'))) {
    common = base::folder_of(common);
  }
  return common;
}

// Projects name their packages after their group: org/apache/shiro for shiro-lang, org/codehaus/plexus/io for
// plexus-io, org/jsoup for jsoup, antlr for antlr. With more segments (com/jcraft/jsch, org/iq80/snappy) the
// group may be either of two and stays unknown.
std::string group_in_packages(const std::vector<std::string_view>& packages, std::string_view artifact) {
  const auto common = common_package(packages);
  if (common == artifact) return std::string(artifact);
  const auto dotted = base::replace_all(common, "/", ".");
  const auto halves = base::cut_last(dotted, ".");
  if (!halves) return {};
  if (artifact.starts_with(std::string(halves->after) + "-")) return dotted;
  if (halves->after == artifact && !base::contains(halves->before, ".")) return dotted;
  const auto group = base::cut_last(halves->before, ".");
  const bool joined = group && artifact == std::string(group->after) + "-" + std::string(halves->after);
  return joined ? std::string(halves->before) : std::string();
}

// "g:a" and Nebula's "g#a;v" in Implementation-Title.
std::optional<Coordinate> titled(const Manifest& manifest) {
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

// The archive's own pom.properties: the artifact that the file is named after (the longest such name), or the
// only one, unless the file name speaks of another artifact in another version.
const Coordinate* own_pom(const Clues& clues, const FileName& file) {
  const Coordinate* best = nullptr;
  for (const auto& pom : clues.poms) {
    const bool named = file.stem == pom.artifact || file.name == pom.artifact ||
                       file.stem.starts_with(pom.artifact + "-" + pom.version);
    if (named && (best == nullptr || pom.artifact.size() > best->artifact.size())) best = &pom;
  }
  if (best != nullptr || clues.poms.size() != 1) return best;
  const auto& only = clues.poms.front();
  const bool other = !file.version.empty() && !only.version.empty() && file.version != only.version;
  return other ? nullptr : &only;
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
  own.group = known_group(own.artifact, own.version, clues.packages);
  if (!own.group.empty()) return out;
  own.group = group_in_manifest(clues.manifest, own.artifact);
  if (!own.group.empty()) {
    out.identified_by = "manifest";
    return out;
  }
  own.group = group_in_packages(clues.packages, own.artifact);
  if (!own.group.empty()) out.identified_by = "packages";
  return out;
}

}  // namespace

// A jar without pom.properties of its own may well hold those of others: the rules after the first decide who
// it is then.
Identity identify(const Clues& clues) {
  const auto file = split_file_name(clues.path, version_in_name(clues.path, clues.manifest));
  const auto* pom = own_pom(clues, file);
  Identity out;
  if (pom != nullptr) {
    out.own = *pom;
    out.identified_by = "pom.properties";
    if (out.own.version.empty())
      out.own.version = file.version.empty() ? manifest_version(clues.manifest) : file.version;
  } else {
    out = from_other_clues(clues, file);
  }
  for (const auto& other : clues.poms) {
    if (other != *(pom == nullptr ? &out.own : pom)) out.shaded.push_back(other);
  }
  std::sort(out.shaded.begin(), out.shaded.end());
  out.shaded.erase(std::unique(out.shaded.begin(), out.shaded.end()), out.shaded.end());
  return out;
}

}  // namespace pratique::extract::java
