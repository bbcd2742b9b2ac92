// Installed Ruby gems: the specifications that RubyGems keeps in specifications/ and specifications/default/
// of each gem home, and Debian in usr/share/rubygems-integration/*/specifications/
// (https://guides.rubygems.org/specification-reference/).
#include <unordered_map>

#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/gem/specification.h"
#include "extract/lang/support/needs.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"
#include "model/unpublished.h"
#include "version/order.h"

namespace pratique::extract {
namespace {

constexpr std::uint64_t kMaxBytes = 4ull << 20;

using lang::Place;

// A gem's own folder is gems/NAME-VERSION/; a folder of specifications below it comes with that gem. In
// gems/3.1.0/specifications and gems/ruby-3.1.0@set/specifications (rvm) the same name is the gem home.
Place place_of(std::string_view path) {
  const auto all = lang::segments_of(path);
  if (all.size() < 2) return Place::kElsewhere;
  auto folder = all.size() - 2;
  if (all[folder] == "default" && folder > 0) --folder;
  if (all[folder] != "specifications") return Place::kElsewhere;
  for (std::size_t i = folder; i-- > 0;) {
    const bool holds_gems =
        all[i] == "gems" && i + 2 < folder && all[i + 1].find('-') != std::string_view::npos;
    if (!holds_gems || all[i + 2] == "gems") continue;
    return lang::has_test_folder(all, i + 2, folder) ? Place::kTestData : Place::kVendored;
  }
  return Place::kInstalled;
}

class Gem : public Extractor {
 public:
  Gem()
      : Extractor({.name = "lang/gem",
                   .role = Role::kInstalledPackage,
                   .version = 2,
                   .triggers = {.extensions = {"gemspec"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    const auto place = place_of(candidate.path);
    return place == Place::kInstalled || place == Place::kVendored ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    if (text.size() > kMaxBytes) return base::over_limit("gem specification larger than 4 MiB");
    auto spec = gem::read_specification(text);
    Record record;
    const bool damaged = base::contains(text, std::string_view("\0", 1));
    if (damaged || !spec.is_one) {
      spec = {};
      record.notes.push_back({.code = "unreadable",
                              .message = "no gem specification in it; what is known is the file's name",
                              .incomplete = damaged});
    }
    if (spec.name.empty() || spec.version.empty()) {
      // Computed by Ruby code; RubyGems names the file after the result.
      const auto named = gem::specification_of_name(base::base_name(file.path()));
      spec.name = named.name;
      spec.version = named.version;
      spec.platform = named.platform;
    }
    std::map<std::string, std::string> qualifiers;
    if (!spec.platform.empty()) qualifiers["platform"] = lang::descriptive(spec.platform);
    const bool installed = place_of(file.path()) == Place::kInstalled;
    PQ_TRY(auto component, lang::package("gem", {}, spec.name, spec.version,
                                         installed ? model::Evidence::kInstalled : model::Evidence::kVendored,
                                         std::move(qualifiers)));
    for (const auto& license : spec.licenses) lang::add_license(component, license);
    component.supplier = lang::descriptive(base::join(spec.authors, ", "));
    component.homepage = lang::descriptive(spec.homepage);
    component.description = lang::descriptive(spec.summary);
    record.components.push_back(std::move(component));
    for (const auto& name : spec.needs) lang::add_need(record, name);
    return record;
  }

  // RubyGems takes what is installed in the same home, then in any other; of several versions of a gem each may be
  // meant.
  void assemble(const Records& records, Assembly& out) const override {
    const auto packages = lang::add_packages(records, out);
    mark_replaced(packages, out);
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_name;
    const auto add = [&](std::string key, std::uint32_t number) {
      auto& all = by_name[std::move(key)];
      if (all.size() < kMostOfOneName) all.push_back(number);
    };
    for (const auto& [found, number] : packages) {
      const auto& name = found->record->components.front().purl.name;
      add(home_of(found->path) + "/" + name, number);
      add("/" + name, number);
    }
    lang::add_needs(
        packages,
        [&](const lang::Placed& package, std::string_view name) {
          auto found = by_name.find(home_of(package.found->path) + "/" + std::string(name));
          if (found == by_name.end()) found = by_name.find("/" + std::string(name));
          return found == by_name.end() ? std::vector<std::uint32_t>{} : found->second;
        },
        out);
  }

 private:
  static constexpr std::size_t kMostOfOneName = 16;

  static bool is_default(std::string_view path) {
    return base::base_name(base::folder_of(path)) == "default";
  }

  // Ruby comes with default gems, whose code is part of its library. Where a newer version of one is installed in the same
  // home, that is the one which is loaded (Kernel#require of RubyGems takes the highest): it is how their defects are
  // mended, and the default one's specification stays.
  static void mark_replaced(const std::vector<lang::Placed>& packages, Assembly& out) {
    const auto* order = version::order_of_purl_type("gem");
    std::unordered_map<std::string, std::string> highest;
    for (const auto& [found, number] : packages) {
      if (is_default(found->path) || place_of(found->path) != Place::kInstalled) continue;
      const auto& purl = out.components[number].purl;
      auto& best = highest[home_of(found->path) + "/" + purl.name];
      if (best.empty() || order->compare(purl.version, best) > 0) best = purl.version;
    }
    for (const auto& [found, number] : packages) {
      if (!is_default(found->path)) continue;
      auto& component = out.components[number];
      const auto other = highest.find(home_of(found->path) + "/" + component.purl.name);
      if (other == highest.end() || order->compare(other->second, component.purl.version) <= 0) continue;
      component.details.edit().origin = model::unpublished_text(
          model::Unpublished::kReplaced, component.purl.name + " " + other->second + " in the same folder");
    }
  }

  // "usr/lib/ruby/gems/3.1.0" of its specifications/ and specifications/default/.
  static std::string home_of(std::string_view path) {
    auto folder = base::folder_of(path);
    if (base::base_name(folder) == "default") folder = base::folder_of(folder);
    return std::string(base::folder_of(folder));
  }
};

}  // namespace

std::unique_ptr<Extractor> make_gem() { return std::make_unique<Gem>(); }

}  // namespace pratique::extract
