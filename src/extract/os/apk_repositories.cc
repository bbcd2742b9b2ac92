// Where apk's packages came from, as far as it is written down: a package that was asked for from a tagged repository
// ("nginx@nginx" in etc/apk/world, "s:nginx" in the database) came from the repository of that tag in
// etc/apk/repositories (apk-repositories(5)), and a maintainer whose mail is of the domain of a repository that is none of
// Alpine's built his packages. Which of several repositories without a tag a package came from, apk does not record.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "extract/extractor.h"
#include "extract/os/common/package_db.h"
#include "extract/os/common/repository.h"
#include "model/builder.h"
#include "model/ecosystem.h"

namespace pratique::extract {

namespace {

using namespace os;

constexpr std::array<std::string_view, 2> kWorlds{"etc/apk/world", "lib/apk/db/world"};
constexpr std::array<std::string_view, 1> kRepositoryFiles{"etc/apk/repositories"};
constexpr std::string_view kFolder = "etc/apk/repositories.d/";
constexpr std::size_t kMaxRepositories = 500, kMaxPinned = 20'000;
constexpr std::uint64_t kMaxFile = 1 << 20;

enum class Form { kNone, kWorld, kRepositories };

Form form_of(std::string_view path, std::string_view& root) {
  KnownPath place;
  if (find_known(path, kWorlds, place)) return root = place.root, Form::kWorld;
  if (find_known(path, kRepositoryFiles, place)) return root = place.root, Form::kRepositories;
  const auto at = path.rfind(kFolder);
  if (at == std::string_view::npos || (at > 0 && path[at - 1] != '/') || !path.ends_with(".list"))
    return Form::kNone;
  root = path.substr(0, at);
  return Form::kRepositories;
}

bool is_tag(std::string_view word) { return word.size() > 1 && word.size() <= 100 && word.front() == '@'; }

// Lines "NAME TAG" of the packages that are pinned: "php83@edge>=8" is php83, edge.
std::string pinned_of(std::string_view text) {
  std::string lines;
  std::size_t count = 0;
  for (const auto word : base::words(text)) {
    const auto halves = base::cut(word, "@");
    if (!halves || halves->before.empty() || ++count > kMaxPinned) continue;
    const auto name = halves->before.substr(0, halves->before.find_first_of("<>=~"));
    const auto tag = halves->after.substr(0, halves->after.find_first_of("<>=~"));
    lines += std::string(name) + " " + std::string(tag) + "\n";
  }
  return lines;
}

// Lines "@TAG PLACE", and "- PLACE" where it has no tag. A local folder is no place.
std::string repositories_of(std::string_view text) {
  std::string lines;
  std::size_t count = 0;
  for (auto line : base::lines(text)) {
    line = base::trim(line.substr(0, line.find('#')));
    const auto words = base::words(line);
    if (words.empty() || ++count > kMaxRepositories) continue;
    const bool tagged = is_tag(words.front());
    const auto place =
        words.size() > (tagged ? 1u : 0u) ? place_of_uri(words[tagged ? 1 : 0]) : std::string();
    if (!place.empty()) lines += std::string(tagged ? words.front() : "-") + " " + place + "\n";
  }
  return lines;
}

struct Known {
  std::map<std::string, std::string, std::less<>> of_tag;
  std::set<std::string, std::less<>> untagged;
  std::map<std::string, std::string, std::less<>> tag_of_package;
  // Of the untagged: mirrors that the main repository comes from, those that are not the distribution's with whose mail
  // is whose, and that of edge.
  std::set<std::string_view> mirrors;
  std::vector<std::string_view> foreign;
  HostsByMail by_mail;
  std::string_view edge;
};

void take(const Found& found, std::map<std::string_view, Known>& by_root) {
  std::string_view root;
  const auto form = form_of(found.path, root);
  if (form == Form::kNone || found.record == nullptr || found.record->kind != RecordKind::kOrigins) return;
  auto& known = by_root[root];
  for (const auto line : base::lines(found.record->database->log)) {
    const auto halves = base::cut(line, " ");
    if (!halves) continue;
    const std::string first(halves->before), second(halves->after);
    if (form == Form::kWorld) {
      known.tag_of_package.emplace(first, second);
    } else if (first == "-") {
      known.untagged.insert(second);
    } else {
      known.of_tag.emplace(first.substr(1), second);
    }
  }
}

// "dl-cdn.alpinelinux.org/alpine/v3.18/main" → "dl-cdn.alpinelinux.org/alpine".
std::string_view mirror_of(std::string_view place) {
  const auto parts = base::split(place, '/');
  if (parts.size() < 3) return place;
  return place.substr(0, place.size() - parts.back().size() - parts[parts.size() - 2].size() - 2);
}

// Of Alpine itself, or at the mirror that the system takes its main repository from.
bool is_own(std::string_view place, const Known& known, std::string_view vendor) {
  const auto host = host_of(place);
  if (vendor == "alpine" && (host == "alpinelinux.org" || host.ends_with(".alpinelinux.org"))) return true;
  return known.mirrors.contains(mirror_of(place));
}

std::string origin_at(std::string_view place, const Known& known, const model::Distro* distro) {
  const auto* row = distro == nullptr ? nullptr : model::distribution(distro->id);
  const bool own = row != nullptr && is_own(place, known, row->vendor);
  return model::origin_text(own ? row->name : host_of(place), place);
}

// Edge is told by its repositories alone once somebody has moved a system there: its os-release goes on naming a release.
std::string_view edge_of(const Known& known, const model::Distro* distro) {
  if (distro == nullptr || distro->id != "alpine" || known.untagged.empty()) return {};
  std::string_view found;
  for (const auto& place : known.untagged) {
    if (!is_own(place, known, "alpine")) continue;
    if (!base::contains(place, "/edge/")) return {};
    if (found.empty() || place.ends_with("/main")) found = place;
  }
  return found;
}

// Once for all packages of a root.
void settle(Known& known, const model::Distro* distro) {
  for (const std::string_view place : known.untagged) {
    if (place.ends_with("/main")) known.mirrors.insert(mirror_of(place));
  }
  const std::string_view vendor = distro == nullptr ? std::string_view() : std::string_view(distro->id);
  for (const std::string_view place : known.untagged) {
    if (is_own(place, known, vendor)) continue;
    known.by_mail.add(host_of(place), known.foreign.size());
    known.foreign.push_back(place);
  }
  known.edge = edge_of(known, distro);
}

std::string origin_of(const model::Component& component, const Known& known, const model::Distro* distro) {
  std::string tag = component.details->origin;
  if (tag.starts_with('@')) {
    tag.erase(0, 1);
  } else if (const auto pinned = known.tag_of_package.find(component.purl.name);
             pinned != known.tag_of_package.end()) {
    tag = pinned->second;
  }
  if (!tag.empty()) {
    const auto place = known.of_tag.find(tag);
    return place == known.of_tag.end() ? "@" + tag : origin_at(place->second, known, distro);
  }
  if (const auto foreign = known.by_mail.find(component.supplier)) {
    const std::string place(known.foreign[*foreign]);
    return model::origin_text(host_of(place), place + " (presumed: its maintainer is of that domain)");
  }
  return known.edge.empty() ? std::string() : origin_at(known.edge, known, distro);
}

class ApkRepositories final : public Extractor {
 public:
  ApkRepositories()
      : Extractor({.name = "os/apk_repositories",
                   .role = Role::kPackageDatabase,
                   .triggers = {.paths = {"etc/apk/world", "lib/apk/db/world", "etc/apk/repositories",
                                          "apk/repositories.d/*.list"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    std::string_view root;
    const bool ours = form_of(candidate.path, root) != Form::kNone && candidate.size <= kMaxFile;
    return ours ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    std::string_view root;
    Record record{.kind = RecordKind::kOrigins};
    auto lines = form_of(file.path(), root) == Form::kWorld ? pinned_of(text) : repositories_of(text);
    record.database.edit().log = std::move(lines);
    return record;
  }

  // Behind os/apk, whose components it tells the origin of: extractors are asked in the order of their names.
  void assemble(const Records& records, Assembly& out) const override {
    std::map<std::string_view, Known> by_root;
    for (const auto& found : records.present) take(found, by_root);
    for (auto& [root, known] : by_root) settle(known, records.distro_of(root));
    for (auto& component : out.components) {
      if (component.purl.type != "apk") continue;
      auto root = component.details->root;
      if (!root.empty()) root += '/';
      const auto known = by_root.find(root);
      if (known == by_root.end()) continue;
      auto origin = origin_of(component, known->second, records.distro_of(root));
      if (!origin.empty() && origin != component.details->origin)
        component.details.edit().origin = std::move(origin);
    }
  }
};

}  // namespace

std::unique_ptr<Extractor> make_apk_repositories() { return std::make_unique<ApkRepositories>(); }

}  // namespace pratique::extract
