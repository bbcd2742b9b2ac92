// Cargo's sparse index: one file a crate, one JSON object a line. Source: the Cargo Book, "Registry Index".
#include "base/text.h"
#include "codec/json.h"
#include "fix/metadata.h"

namespace pratique::fix::registries {

namespace {

class CargoIndex final : public RegistryReader {
 public:
  std::string_view purl_type() const override { return "cargo"; }

  std::vector<std::string> list_paths(std::string_view name) const override {
    const auto lower = base::to_lower(name);
    const auto odd = lower.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_");
    if (lower.empty() || odd != std::string::npos) return {};
    if (lower.size() < 3) return {std::to_string(lower.size()) + "/" + lower};
    if (lower.size() == 3) return {"3/" + lower.substr(0, 1) + "/" + lower};
    return {lower.substr(0, 2) + "/" + lower.substr(2, 2) + "/" + lower};
  }

  Result<std::vector<ReleasedVersion>> read_list(std::string_view, std::string_view text) const override {
    std::vector<ReleasedVersion> out;
    std::uint64_t number = 0;
    for (const auto line : base::lines(text)) {
      ++number;
      if (base::trim(line).empty()) continue;
      if (out.size() == kMaxReleases) return base::over_limit("a package of more than 50,000 versions");
      auto document = codec::JsonDocument::parse(line);
      if (!document) return base::fail(ErrorKind::kInvalid, document.error().what, {.line = number});
      const auto root = document->root();
      if (!root["vers"].is_string())
        return base::fail(ErrorKind::kInvalid, "no line of an index", {.line = number});
      ReleasedVersion one{.version = std::string(root["vers"].text()),
                          .yanked = root["yanked"].boolean().value_or(false)};
      if (root["deps"].size() > kMaxDependencies)
        return base::over_limit("a version with more than 5,000 dependencies");
      auto& dependencies = one.dependencies.emplace();
      root["deps"].each([&](codec::Json dependency) {
        if (dependency["kind"].text() == "dev") return;
        // Under another name, "package" has the crate's own.
        const auto renamed = dependency["package"].text();
        dependencies.push_back({.name = std::string(renamed.empty() ? dependency["name"].text() : renamed),
                                .requirement = std::string(dependency["req"].text()),
                                .optional = dependency["optional"].boolean().value_or(false)});
      });
      out.push_back(std::move(one));
    }
    return out;
  }
};

}  // namespace

std::unique_ptr<RegistryReader> make_cargo_index() { return std::make_unique<CargoIndex>(); }

}  // namespace pratique::fix::registries
