// Gemfile.lock and gems.locked: gems that a Ruby project declares.
#include "extract/extractor.h"
#include "extract/lang/gem/lock.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

constexpr std::uint64_t kMaxBytes = 8ull << 20;

class GemfileLock : public Extractor {
 public:
  GemfileLock()
      : Extractor({.name = "lang/gemfile_lock",
                   .role = Role::kLockFile,
                   .triggers = {.base_names = {"Gemfile.lock", "gems.locked"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override {
    return lang::inside_package(candidate.path) ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    if (text.size() > kMaxBytes) return base::over_limit("Gemfile.lock larger than 8 MiB");
    lang::PackageList packages;
    PQ_CHECK(gem::each_locked(text, [&](const gem::Locked& locked) {
      std::map<std::string, std::string> qualifiers;
      if (!locked.platform.empty()) qualifiers["platform"] = lang::descriptive(locked.platform);
      auto component =
          lang::package("gem", {}, locked.name, locked.version, model::Evidence::kDeclared, qualifiers);
      if (component) component->is_main = locked.is_main;
      packages.add(std::move(component));
    }));
    return std::move(packages).take();
  }
};

}  // namespace

std::unique_ptr<Extractor> make_gemfile_lock() { return std::make_unique<GemfileLock>(); }

}  // namespace pratique::extract
