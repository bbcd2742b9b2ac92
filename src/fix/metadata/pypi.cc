// The JSON interface of the Python package index. Source: docs.pypi.org, "JSON API"; PEP 508 for "requires_dist", PEP 592 for
// yanked files.
#include <algorithm>

#include "base/text.h"
#include "codec/json.h"
#include "codec/json_walk.h"
#include "fix/metadata.h"
#include "fix/pep508.h"

namespace pratique::fix::registries {

namespace {

class PypiRegistry final : public RegistryReader {
 public:
  std::string_view purl_type() const override { return "pypi"; }
  std::string_view accept() const override { return "application/json"; }

  std::vector<std::string> list_paths(std::string_view name) const override {
    const auto part = path_part(normal_python_name(name));
    if (part.empty()) return {};
    return {"pypi/" + part + "/json", part + "/json"};
  }

  Result<std::vector<ReleasedVersion>> read_list(std::string_view, std::string_view text) const override {
    bool given = false, has_releases = false;
    codec::JsonWalk walk(
        [&]() -> Result<std::string_view> { return std::exchange(given, true) ? std::string_view() : text; });
    std::vector<ReleasedVersion> out;
    PQ_CHECK(walk.members([&](std::string_view key) -> Result<void> {
      if (key != "releases") return {};
      has_releases = true;
      return walk.members([&](std::string_view version) -> Result<void> {
        if (out.size() == kMaxReleases) return base::over_limit("a package of more than 50,000 versions");
        ReleasedVersion one{.version = std::string(version)};
        PQ_TRY(const auto value, walk.value());
        PQ_TRY(const auto document, codec::JsonDocument::parse(value));
        // A release without a file is none, and one whose files are all yanked is yanked.
        std::size_t files = 0, yanked = 0;
        document.root().each([&](codec::Json file) {
          ++files;
          yanked += file["yanked"].boolean().value_or(false) ? 1 : 0;
        });
        if (files == 0) return {};
        one.yanked = files == yanked;
        out.push_back(std::move(one));
        return {};
      });
    }));
    PQ_CHECK(walk.finish());
    if (!has_releases) return base::invalid("no answer of the index: it has no \"releases\"");
    return out;
  }

 protected:
  std::vector<std::string> version_paths(std::string_view name, std::string_view version) const override {
    const auto part = path_part(normal_python_name(name)), number = path_part(version);
    if (part.empty() || number.empty()) return {};
    return {"pypi/" + part + "/" + number + "/json", part + "/" + number + "/json"};
  }

  Result<std::vector<ReleasedDependency>> read_version(std::string_view text) const override {
    PQ_TRY(const auto document, codec::JsonDocument::parse(text));
    const auto list = document.root()["info"]["requires_dist"];
    if (list.size() > kMaxDependencies)
      return base::over_limit("a version with more than 5,000 dependencies");
    std::vector<ReleasedDependency> out;
    list.each([&](codec::Json one) {
      const auto said = one.text();
      const auto requirement = read_python_requirement(said);
      if (!requirement || requirement->is_address) return;
      const auto marker = base::cut(said, ";");
      out.push_back({.name = requirement->name,
                     .requirement = std::string(said.substr(requirement->offset, requirement->length)),
                     .optional = marker && base::contains(marker->after, "extra")});
    });
    return out;
  }
};

}  // namespace

std::unique_ptr<RegistryReader> make_pypi() { return std::make_unique<PypiRegistry>(); }

}  // namespace pratique::fix::registries
