#include "extract/lang/java/group_rules.h"

#include <algorithm>

#include "base/text.h"
#include "extract/lang/java/groups.h"

namespace pratique::extract::java {
namespace {

// Parents of many projects: as Implementation-Vendor-Id they name a company, not a group.
constexpr std::string_view kVendors[] = {"com.google",    "com.ibm",    "com.oracle",
                                         "com.sun",       "org.apache", "org.eclipse",
                                         "org.glassfish", "org.jboss",  "oracle"};

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
std::string group_in_packages(std::string_view common, std::string_view artifact) {
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

// "com.newrelic.instrumentation.apache-httpclient-4.0", with its classes in org/apache/http: an agent's jar,
// made of classes that are woven into those of the library which its file is named after.
bool is_woven(const Manifest& manifest, std::string_view common) {
  const auto title = manifest.plain("implementation-title");
  const auto parts = base::split(title, '.');
  const auto folders = base::split(common, '/');
  if (!is_coordinate_part(title) || parts.size() < 3 || folders.size() < 2) return false;
  return parts[0] != folders[0] || parts[1] != folders[1];
}

constexpr std::string_view kDomains[] = {"com", "dev", "io", "net", "org"};
constexpr std::string_view kMovedBelow[] = {"relocated", "repackaged", "shade", "shaded", "thirdparty"};

// "com/acme/shaded/…", "org/apache/flink/…/com/google/common": somebody else's classes under another name.
bool is_relocated(std::string_view common) {
  const auto folders = base::split(common, '/');
  for (std::size_t i = 1; i < folders.size(); ++i) {
    if (base::is_one_of(folders[i], kMovedBelow) || (i > 1 && base::is_one_of(folders[i], kDomains)))
      return true;
  }
  return false;
}

}  // namespace

bool is_coordinate_part(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_alnum(c) || c == '.' || c == '-' || c == '_';
  });
}

ToldGroup group_of(const Clues& clues, std::string_view artifact, std::string_view version) {
  const auto common = common_package(clues.packages);
  if (is_woven(clues.manifest, common)) return {};
  if (auto known = known_group(artifact, version, clues.packages); !known.empty())
    return {known, "file-name"};
  if (auto stated = group_in_manifest(clues.manifest, artifact); !stated.empty()) return {stated, "manifest"};
  if (is_relocated(common)) return {};
  if (auto shown = group_in_packages(common, artifact); !shown.empty()) return {shown, "packages"};
  return {};
}

}  // namespace pratique::extract::java
