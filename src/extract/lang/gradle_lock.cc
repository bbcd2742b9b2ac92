// gradle.lockfile and buildscript-gradle.lockfile (https://docs.gradle.org/current/userguide/dependency_locking.html): Maven
// packages that a build declares, a line each with the configurations that they are in. Which needs which it does not say.
#include <algorithm>

#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

constexpr std::uint64_t kMaxBytes = 8ull << 20;

// By the names that Gradle's own plugins give to configurations: "testRuntimeClasspath", "integrationTestCompileClasspath",
// "annotationProcessor", "compileClasspath", "runtimeClasspath".
model::Scope scope_of_configuration(std::string_view name) {
  const auto lower = base::to_lower(name);
  if (base::contains(lower, "test")) return model::Scope::kDev;
  const bool for_the_build = lower.ends_with("annotationprocessor") || lower == "classpath" ||
                             lower == "compileclasspath" || lower.ends_with("plugins");
  return for_the_build ? model::Scope::kBuild : model::Scope::kRequired;
}

// The nearest of all it is in.
model::Scope scope_of(std::string_view configurations) {
  auto scope = model::Scope::kDev;
  for (const auto one : base::split(configurations, ','))
    scope = std::min(scope, scope_of_configuration(base::trim(one)));
  return scope;
}

Result<model::Component> component_of(std::string_view coordinates, std::string_view configurations) {
  const auto parts = base::split(coordinates, ':');
  if (parts.size() != 3 || parts[0].empty() || parts[2].empty())
    return base::invalid("no group, name and version: " + lang::descriptive(coordinates));
  PQ_TRY(auto component, lang::package("maven", parts[0], parts[1], parts[2], model::Evidence::kDeclared));
  component.scope = scope_of(configurations);
  return component;
}

class GradleLock final : public Extractor {
 public:
  GradleLock()
      : Extractor({.name = "lang/gradle_lock",
                   .role = Role::kLockFile,
                   .triggers = {.base_names = {"buildscript-gradle.lockfile", "gradle.lockfile"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override {
    return lang::inside_package(candidate.path) ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    if (file.size() > kMaxBytes) return base::over_limit("gradle.lockfile larger than 8 MiB");
    PQ_TRY(const auto text, lang::plain_text(file));
    PQ_CHECK(lang::check_not_blank(text));
    lang::PackageCollector packages;
    for (const auto whole : base::lines(text)) {
      const auto line = base::trim(whole);
      if (line.empty() || line.starts_with('#') || line.starts_with("empty=")) continue;
      const auto halves = base::cut(line, "=");
      packages.add(halves ? component_of(halves->before, halves->after)
                          : base::invalid("line without configurations: " + lang::descriptive(line)));
    }
    return std::move(packages).take();
  }
};

}  // namespace

std::unique_ptr<Extractor> make_gradle_lock() { return std::make_unique<GradleLock>(); }

}  // namespace pratique::extract
