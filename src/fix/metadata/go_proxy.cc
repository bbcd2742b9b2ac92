// The protocol of Go's module proxies, which a module cache's folder has too. Source: Go Modules Reference, "GOPROXY protocol".
#include "base/text.h"
#include "fix/manifest.h"
#include "fix/metadata.h"

namespace pratique::fix::registries {

namespace {

// "github.com/!burnt!sushi/toml": capitals, so that file systems that know none keep paths apart.
std::string escaped(std::string_view path) {
  std::string out;
  for (const auto part : base::split(path, '/')) {
    const auto safe = path_part(part);
    if (safe.empty() || base::contains(safe, "!")) return {};
    if (!out.empty()) out += '/';
    for (const char c : safe) {
      if (c >= 'A' && c <= 'Z') out += '!';
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return out;
}

class GoProxy final : public RegistryReader {
 public:
  std::string_view purl_type() const override { return "golang"; }

  std::vector<std::string> list_paths(std::string_view name) const override {
    const auto path = escaped(name);
    if (path.empty()) return {};
    return {path + "/@v/list"};
  }

  Result<std::vector<ReleasedVersion>> read_list(std::string_view, std::string_view text) const override {
    std::vector<ReleasedVersion> out;
    for (const auto line : base::lines(text)) {
      const auto words = base::words(line);
      if (words.empty()) continue;
      if (!words.front().starts_with('v') || words.size() > 2)
        return base::invalid("no list of a module's versions");
      if (out.size() == kMaxReleases) return base::over_limit("a module of more than 50,000 versions");
      out.push_back({.version = std::string(words.front())});
    }
    return out;
  }

 protected:
  std::vector<std::string> version_paths(std::string_view name, std::string_view version) const override {
    const auto path = escaped(name), file = escaped(version);
    if (path.empty() || file.empty() || base::contains(version, "/")) return {};
    return {path + "/@v/" + file + ".mod"};
  }

  Result<std::vector<ReleasedDependency>> read_version(std::string_view text) const override {
    PQ_TRY(const auto declared, find_editor("go.mod")->read(text));
    if (declared.size() > kMaxDependencies)
      return base::over_limit("a version with more than 5,000 dependencies");
    std::vector<ReleasedDependency> out;
    for (const auto& one : declared) out.push_back({.name = one.name, .requirement = one.requirement});
    return out;
  }
};

}  // namespace

std::unique_ptr<RegistryReader> make_go_proxy() { return std::make_unique<GoProxy>(); }

}  // namespace pratique::fix::registries
