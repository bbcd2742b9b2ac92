// Gemfile.lock and gems.locked: gems that a Ruby project declares.
#include <algorithm>

#include "extract/extractor.h"
#include "extract/lang/gem/lock.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

constexpr std::uint64_t kMaxBytes = 8ull << 20;

// Gems, and what each says that it needs.
class Gems {
 public:
  Result<Record> read(std::string_view text) && {
    PQ_CHECK(gem::read_lock(
        text, {.checksum = [&](const auto& locked, auto sum) { checksums_.emplace(key_of(locked), sum); }}));
    std::vector<std::pair<Gem, std::string_view>> needs;
    std::vector<std::string_view> asked;
    Gem last;
    PQ_CHECK(gem::read_lock(text, {.gem = [&](const auto& locked) { last = add(locked); },
                                   .needs = [&](auto name) { needs.emplace_back(last, name); },
                                   .asked = [&](auto name) { asked.push_back(name); },
                                   .unreadable = [&](auto line) { packages_.add(unreadable(line)); }}));
    for (const auto& [from, name] : needs) depend(from, name);
    for (const auto name : asked) {
      for (const auto& gem : called(name)) packages_.ask_for(gem.id);
    }
    return std::move(packages_).take();
  }

 private:
  struct Gem {
    lang::PackageCollector::Id id = nullptr;
    std::string_view name = {}, platform = {};
  };

  static Result<model::Component> unreadable(std::string_view line) {
    return base::invalid("no gem with a version: " + lang::descriptive(line));
  }

  static std::string key_of(const gem::Locked& locked) {
    return std::string(locked.name) + " " + std::string(locked.version) + "-" + std::string(locked.platform);
  }

  Gem add(const gem::Locked& locked) {
    std::map<std::string, std::string> qualifiers;
    if (!locked.platform.empty()) qualifiers["platform"] = lang::descriptive(locked.platform);
    auto component =
        lang::package("gem", {}, locked.name, locked.version, model::Evidence::kDeclared, qualifiers);
    if (component) {
      component->is_main = locked.is_main;
      if (const auto sum = checksums_.find(key_of(locked)); sum != checksums_.end())
        lang::add_hash(*component, model::HashAlgorithm::kSha256, sum->second);
    }
    const auto id = packages_.add(std::move(component));
    const Gem gem{id, locked.name, locked.platform};
    auto& all = gems_[locked.name];
    if (all.size() < kMostOfOneName) all.push_back(gem);
    return gem;
  }

  const std::vector<Gem>& called(std::string_view name) const {
    static const std::vector<Gem> kNone;
    const auto found = gems_.find(name);
    return found == gems_.end() ? kNone : found->second;
  }

  bool is_locked_for(std::string_view name, std::string_view platform) const {
    return std::ranges::find(called(name), platform, &Gem::platform) != called(name).end();
  }

  // Of a gem that is locked for several platforms, the one for the same; where it is not, and on platforms for which the
  // gem that needs it has no build of its own, any.
  void depend(const Gem& from, std::string_view name) {
    const bool same = is_locked_for(name, from.platform);
    for (const auto& to : called(name)) {
      const bool serves_all = from.platform.empty() && !is_locked_for(from.name, to.platform);
      if (!same || to.platform == from.platform || serves_all) packages_.depend(from.id, to.id);
    }
  }

  static constexpr std::size_t kMostOfOneName = 16;

  lang::PackageCollector packages_;
  std::map<std::string_view, std::vector<Gem>> gems_;
  std::map<std::string, std::string_view> checksums_;  // by name, version and platform
};

class GemfileLock : public Extractor {
 public:
  GemfileLock()
      : Extractor({.name = "lang/gemfile_lock",
                   .role = Role::kLockFile,
                   .version = 2,
                   .triggers = {.base_names = {"Gemfile.lock", "gems.locked"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override {
    return lang::inside_package(candidate.path) ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    if (file.size() > kMaxBytes) return base::over_limit("Gemfile.lock larger than 8 MiB");
    PQ_TRY(const auto text, lang::plain_text(file));
    PQ_CHECK(lang::check_not_blank(text));
    return Gems().read(text);
  }
};

}  // namespace

std::unique_ptr<Extractor> make_gemfile_lock() { return std::make_unique<GemfileLock>(); }

}  // namespace pratique::extract
