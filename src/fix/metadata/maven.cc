// A Maven repository: maven-metadata.xml and POMs, of which versions come from properties, parents and managed lists. Source:
// Maven, "Repository Metadata", "POM Reference", "Introduction to the Dependency Mechanism".
#include <map>
#include <set>

#include "base/text.h"
#include "codec/xml.h"
#include "fix/metadata.h"

namespace pratique::fix::registries {

namespace {

using codec::Xml;

// Of parents and imported lists together, for one version.
constexpr int kMaxPoms = 24;
constexpr int kMaxNested = 8;
constexpr std::size_t kMaxManaged = 20'000, kMaxImports = 100;

std::optional<base::Halves> coordinates(std::string_view name) {
  const auto halves = base::cut(name, ":");
  if (!halves || halves->before.empty() || halves->after.empty() || base::contains(halves->after, ":"))
    return std::nullopt;
  return halves;
}

// "org/slf4j/slf4j-api"
std::string folder_of(std::string_view name) {
  const auto halves = coordinates(name);
  if (!halves) return {};
  std::string out;
  for (const auto part : base::split(halves->before, '.')) {
    if (path_part(part).empty()) return {};
    out += path_part(part) + "/";
  }
  const auto artifact = path_part(halves->after);
  return artifact.empty() ? "" : out + artifact;
}

std::vector<std::string> pom_paths(std::string_view name, std::string_view version) {
  const auto folder = folder_of(name), number = path_part(version);
  if (folder.empty() || number.empty()) return {};
  return {folder + "/" + number + "/" + std::string(base::base_name(folder)) + "-" + number + ".pom"};
}

// A POM with what it inherits.
class EffectivePom {
 public:
  explicit EffectivePom(const MetadataSource& source) : source_(source) {}

  Result<std::vector<ReleasedDependency>> dependencies(std::string_view name, std::string_view version) {
    PQ_CHECK(read(name, version));
    PQ_CHECK(read_imports());
    const auto managed_versions = this->managed();
    std::vector<ReleasedDependency> out;
    for (const auto& one : declared_) {
      if (out.size() == kMaxDependencies)
        return base::over_limit("a version with more than 5,000 dependencies");
      const auto own = filled(one.group, 0) + ":" + filled(one.artifact, 0);
      const auto managed = managed_versions.find(own);
      const bool open = one.version.empty() && managed != managed_versions.end();
      out.push_back({.name = own,
                     .requirement = open ? managed->second : filled(one.version, 0),
                     .optional = one.optional});
    }
    return out;
  }

 private:
  struct Declared {
    std::string group, artifact, version;
    bool optional = false;
  };

  // The POM and its parents, the nearest first: what is said nearer counts.
  Result<void> read(std::string_view name, std::string_view version) {
    std::string own_name(name), own_version(version);
    for (;;) {
      if (!seen_.insert(own_name + ":" + own_version).second) return {};
      if (seen_.size() > kMaxPoms)
        return base::over_limit("a POM with more than 24 parents and imported lists");
      PQ_TRY(const auto text, first_document(pom_paths(own_name, own_version), source_));
      PQ_TRY(const auto document, codec::XmlDocument::parse(text));
      const auto project = document.root();
      if (project.name() != "project") return base::invalid("no POM: its root is no project");
      take(project);
      const auto parent = project["parent"];
      if (!parent) return {};
      own_name = std::string(parent["groupId"].text()) + ":" + std::string(parent["artifactId"].text());
      own_version = filled(std::string(parent["version"].text()), 0);
    }
  }

  void take(Xml project) {
    const auto set = [&](const std::string& key, std::string_view value) {
      if (!value.empty()) properties_.emplace(key, value);
    };
    const auto parent = project["parent"];
    for (const char* key : {"groupId", "version"}) {
      set(std::string("project.") + key, project[key].text());
      set(std::string("project.") + key, parent[key].text());
      set(std::string("project.parent.") + key, parent[key].text());
    }
    project["properties"].each([&](Xml one) { set(std::string(one.name()), one.text()); });
    project["dependencyManagement"]["dependencies"].each([&](Xml one) { manage(one); });
    // A parent's dependencies are inherited too.
    project["dependencies"].each([&](Xml one) {
      const auto scope = one["scope"].text();
      if (scope == "test" || scope == "provided" || scope == "system" || declared_.size() >= kMaxDependencies)
        return;
      declared_.push_back({.group = std::string(one["groupId"].text()),
                           .artifact = std::string(one["artifactId"].text()),
                           .version = std::string(one["version"].text()),
                           .optional = one["optional"].text() == "true"});
    });
  }

  void manage(Xml one) {
    if (one["scope"].text() == "import") {
      imports_.push_back({.group = std::string(one["groupId"].text()),
                          .artifact = std::string(one["artifactId"].text()),
                          .version = std::string(one["version"].text())});
      return;
    }
    if (managed_.size() < kMaxManaged)
      managed_.push_back({.group = std::string(one["groupId"].text()),
                          .artifact = std::string(one["artifactId"].text()),
                          .version = std::string(one["version"].text())});
  }

  // By name, the nearest first; properties are filled in when all parents are known.
  std::map<std::string, std::string> managed() const {
    std::map<std::string, std::string> out = imported_;
    for (auto one = managed_.rbegin(); one != managed_.rend(); ++one)
      out[filled(one->group, 0) + ":" + filled(one->artifact, 0)] = filled(one->version, 0);
    return out;
  }

  Result<void> read_imports() {
    if (imports_.size() > kMaxImports) return base::over_limit("a POM with more than 100 imported lists");
    for (std::size_t i = 0; i < imports_.size(); ++i) {
      const auto one = imports_[i];
      EffectivePom list(source_);
      list.seen_ = seen_;
      const auto name = filled(one.group, 0) + ":" + filled(one.artifact, 0);
      const auto done = list.read(name, filled(one.version, 0));
      // What the mirror does not have manages nothing; limits are told.
      if (!done && done.error().kind != ErrorKind::kNotFound) return done;
      PQ_CHECK(list.read_imports());
      seen_ = list.seen_;
      imported_.merge(list.managed());
    }
    return {};
  }

  // Properties filled in; what is not known stays as it is written.
  std::string filled(std::string text, int depth) const {
    for (std::size_t at = 0;
         depth < kMaxNested && (at = text.find("${", at)) != text.npos && text.size() < 4'096;) {
      const auto end = text.find('}', at);
      if (end == text.npos) break;
      const auto found = properties_.find(text.substr(at + 2, end - at - 2));
      if (found == properties_.end()) {
        at = end;
        continue;
      }
      const auto value = filled(found->second, depth + 1);
      text.replace(at, end + 1 - at, value);
      at += value.size();
    }
    return text;
  }

  const MetadataSource& source_;
  std::map<std::string, std::string> properties_, imported_;
  std::vector<Declared> declared_, managed_, imports_;
  std::set<std::string> seen_;
};

class MavenRepository final : public RegistryReader {
 public:
  std::string_view purl_type() const override { return "maven"; }

  std::vector<std::string> list_paths(std::string_view name) const override {
    const auto folder = folder_of(name);
    if (folder.empty()) return {};
    return {folder + "/maven-metadata.xml", folder + "/maven-metadata-central.xml",
            folder + "/maven-metadata-local.xml"};
  }

  Result<std::vector<ReleasedVersion>> read_list(std::string_view, std::string_view text) const override {
    PQ_TRY(const auto document, codec::XmlDocument::parse(text));
    const auto list = document.root()["versioning"]["versions"];
    if (document.root().name() != "metadata" || !list) return base::invalid("no maven-metadata.xml");
    std::vector<ReleasedVersion> out;
    list.each([&](Xml one) {
      if (one.name() == "version" && out.size() <= kMaxReleases)
        out.push_back({.version = std::string(one.text())});
    });
    if (out.size() > kMaxReleases) return base::over_limit("a package of more than 50,000 versions");
    return out;
  }

  Result<std::vector<ReleasedDependency>> dependencies(std::string_view name, std::string_view version,
                                                       const MetadataSource& source) const override {
    return EffectivePom(source).dependencies(name, version);
  }
};

}  // namespace

std::unique_ptr<RegistryReader> make_maven() { return std::make_unique<MavenRepository>(); }

}  // namespace pratique::fix::registries
