// AlmaLinux' errata as JSON (https://errata.almalinux.org/9/errata.json): one array a release, an erratum for each
// repository that has packages of it.
//   {"updateinfo_id", "type": "security" …, "severity", "title", "summary", "issued_date": {"$date": milliseconds},
//    "updated_date", "references": [{"type": "cve", "id", "href"}],
//    "pkglist": {"name", "module": {"name", "stream"}, "packages": [{"name", "epoch", "version", "release", "arch", "src"}]}}
// Fixed vulnerabilities only; packages as they are built. The same errata as its OSV records, with bug fixes.
#include <chrono>

#include "advisory/join_architectures.h"
#include "advisory/json_feed.h"
#include "advisory/reading.h"
#include "advisory/updateinfo.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "almalinux-errata",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "AlmaLinux",
                         .published = "https://errata.almalinux.org/",
                         .layout = Layout::kLines,
                         .every_hours = 12};

constexpr std::string_view kSource = "almalinux";
constexpr std::string_view kDigits = "0123456789";

// {"$date": 1629790196000}; also a text, as newer exports have it.
std::string day_of(codec::Json date) {
  const auto inner = date.is_object() ? date["$date"] : date;
  const auto milliseconds = inner.integer();
  if (!milliseconds) return known_day(inner.text());
  constexpr std::int64_t kLatest = 253'402'300'799'000;  // the end of the year 9999
  if (*milliseconds <= 0 || *milliseconds > kLatest) return {};
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(*milliseconds)};
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
  return to_text(static_cast<Day>(static_cast<int>(day.year()) * 10'000) +
                 static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day()));
}

// "9" of "10.el9_2", "1.module_el8.9.0+3633": the release that the build is for.
std::string_view release_of(std::string_view build) {
  for (const std::string_view mark : {".el", "_el", "+el"}) {
    const auto at = build.find(mark);
    if (at == std::string_view::npos) continue;
    const auto rest = build.substr(at + mark.size());
    const auto number = rest.substr(0, rest.find_first_not_of(kDigits));
    if (!number.empty()) return number;
  }
  return {};
}

// "nodejs:18" of "Important: nodejs:18 security update", where the list of packages names no module.
std::string module_in(std::string_view title) {
  for (const auto word : base::words(title)) {
    const auto halves = base::cut(word, ":");
    if (halves && !halves->before.empty() && !halves->after.empty()) return std::string(word);
  }
  return {};
}

Update update_of(codec::Json erratum) {
  Update out{.id = std::string(erratum["updateinfo_id"].text()),
             .type = std::string(erratum["type"].text()),
             .title = as_summary(erratum["title"].text()),
             .summary = as_summary(erratum["summary"].text()),
             .severity = std::string(erratum["severity"].text()),
             .issued = day_of(erratum["issued_date"]),
             .updated = day_of(erratum["updated_date"])};
  erratum["references"].each([&](codec::Json reference) {
    if (const auto url = reference["href"].text(); !url.empty() && out.references.size() < kMostReferences)
      add_unique(out.references, url);
    if (const auto id = vulnerability_id(reference["id"].text()); id.starts_with("CVE-"))
      add_unique(out.cves, id);
  });
  return out;
}

// Nothing: no name, version or release that could be one.
std::optional<UpdatePackage> package_of(codec::Json entry) {
  const auto name = entry["name"].text(), version = entry["version"].text(), build = entry["release"].text();
  if (!is_id(name) || !is_id(version) || !is_id(build)) return std::nullopt;
  UpdatePackage package{.name = std::string(name)};
  const auto number = entry["epoch"].integer();
  const auto epoch = number ? std::to_string(*number) : std::string(entry["epoch"].text());
  if (!epoch.empty() && epoch != "0") package.evr = epoch + ":";
  package.evr += std::string(version) + "-" + std::string(build);
  if (const auto arch = entry["arch"].text(); arch != "noarch") package.architecture = arch;
  return package;
}

void take(codec::Json erratum, const std::string& where, FeedSink& sink) {
  const auto update = update_of(erratum);
  if (!update.id.starts_with("AL") || !is_id(update.id)) return sink.skip(where, "no id of an erratum");
  auto advisory = advisory_of(update, update.id, kSource);
  const auto list = erratum["pkglist"];
  const auto stream = list["module"];
  auto module = std::string(stream["name"].text());
  module = module.empty() ? module_in(update.title) : module + ":" + std::string(stream["stream"].text());
  std::vector<Affected> affected;
  list["packages"].each([&](codec::Json entry) {
    auto package = package_of(entry);
    const auto release = package ? release_of(package->evr) : std::string_view();
    if (release.empty())
      return sink.skip(update.id, "no package, or one that does not say its release: \"" +
                                      as_summary(entry["name"].text()) + "\"");
    if (package->architecture == "src") return;
    if (base::contains(package->evr, ".module")) package->module = module;
    affected.push_back(affected_of(*package, update, "AlmaLinux:" + std::string(release)));
  });
  advisory.affected = join_architectures(std::move(affected));
  // Each repository has an erratum of its own with that id.
  sink.add_part(std::move(advisory));
}

class AlmaLinuxErrata : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && base::contains(head, "\"updateinfo_id\"") &&
           base::contains(head, "\"AL");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return each_piece(source, sink, [&](std::string_view number, codec::Json erratum) {
      take(erratum, "erratum " + std::string(number), sink);
    });
  }
};

}  // namespace

std::unique_ptr<Feed> make_almalinux_errata() { return std::make_unique<AlmaLinuxErrata>(); }

}  // namespace pratique::advisory
