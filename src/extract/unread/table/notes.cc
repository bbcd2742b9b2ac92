#include "extract/unread/table/notes.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "extract/unread/table/kinds.h"

namespace pratique::extract::unread {

namespace {

constexpr std::size_t kShownPaths = 3;

// An image of Python has these of itself: that they are installed says nothing of a project.
constexpr std::array<std::string_view, 10> kInstallers = {
    "distribute", "pdm", "pip", "pipenv", "poetry", "setuptools", "uv", "virtualenv", "wheel", "poetry-core"};

// Where what is installed always leaves its own evidence, wherever in a system that may be: a lock file then
// hides nothing. JavaScript is bundled, other languages are compiled, and leave none.
constexpr std::array<std::string_view, 2> kLeaveEvidence = {"pypi", "maven"};

// A folder of packages that a package manager keeps is told by a file of that package manager; lock files
// below belong to these packages. {where the file lies from some folder, which part of that folder is meant}
struct Keeper {
  std::string_view marker, folder;
};
constexpr std::array<Keeper, 5> kKeepers = {{{"src/cmd/go.mod", ""},  // Go's own source
                                             {"vendor/modules.txt", "vendor"},
                                             {"vendor/composer/installed.json", "vendor"},
                                             {"vendor/composer/installed.php", "vendor"},
                                             {"mix.lock", "deps"}}};

std::string join(std::string_view folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  return name.empty() ? std::string(folder) : std::string(folder) + "/" + std::string(name);
}

bool lies_below(std::string_view path, std::string_view folder) {
  return folder.empty() ||
         (path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/');
}

class Judge {
 public:
  explicit Judge(const Surroundings& around) : around_(around) {
    for (const auto& component : around.components) {
      if (component.evidence == model::Evidence::kDeclared) continue;
      auto& installed = installed_[component.purl.type];
      for (const auto& location : component.locations) installed.paths.insert(location.path);
      const auto& name = component.purl.name;
      const bool says_nothing =
          !component.owner.empty() || std::ranges::find(kInstallers, name) != kInstallers.end();
      installed.projects = installed.projects || !says_nothing;
      installed.names.insert(join(component.purl.name_space, name));
    }
  }

  bool hides_packages(const Unread& file) const {
    const auto& kind = kinds()[file.kind];
    if (kind.sort == Sort::kSystem) return true;
    if (around_.owned && around_.owned(file.path)) return false;
    if (is_settled(file, kind)) return false;
    if (kind.sort == Sort::kInstalled) return !is_known_by_name(file, kind);
    if (kind.sort == Sort::kManifest && around_.is_system) return false;
    return !is_kept(file.path) && !is_installed(file, kind);
  }

 private:
  struct Installed {
    std::set<std::string, std::less<>> paths, names;
    bool projects = false;  // something besides installers
  };

  // A manifest of a workspace has its lock file further up.
  bool is_settled(const Unread& file, const Kind& kind) const {
    const auto names = base::words(kind.settled_by);
    for (auto folder = base::folder_of(file.path);; folder = base::folder_of(folder)) {
      for (const auto name : names) {
        const auto other = join(folder, name);
        if (other != file.path && around_.view.exists(other)) return true;
      }
      if (folder.empty() || kind.sort != Sort::kManifest) return false;
    }
  }

  // A gem's folder has the gem's name in its specification's.
  bool is_known_by_name(const Unread& file, const Kind& kind) const {
    const auto stem = base::cut_last(base::base_name(file.path), ".");
    return stem && std::ranges::any_of(around_.components, [&](const auto& component) {
             return !kind.types.empty() && component.purl.type == kind.types &&
                    component.purl.name == stem->before;
           });
  }

  bool is_kept(std::string_view path) const {
    for (auto folder = base::folder_of(path);; folder = base::folder_of(folder)) {
      for (const auto& keeper : kKeepers) {
        const auto marker = join(folder, keeper.marker);
        const bool below = keeper.folder.empty() || lies_below(path, join(folder, keeper.folder));
        if (below && around_.view.exists(marker)) return true;
      }
      if (folder.empty()) return false;
    }
  }

  bool is_installed(const Unread& file, const Kind& kind) const {
    for (const auto type : base::words(kind.types)) {
      const auto found = installed_.find(type);
      if (found == installed_.end()) continue;
      const auto& installed = found->second;
      // A Go program names its main module.
      if (!file.name.empty() && installed.names.contains(file.name)) return true;
      const bool leaves_evidence = std::ranges::find(kLeaveEvidence, type) != kLeaveEvidence.end();
      if (around_.is_system && leaves_evidence && installed.projects) return true;
      const auto folder = base::folder_of(file.path);
      const auto below = join(folder, type == "npm" ? "node_modules/" : "");
      const auto at = installed.paths.lower_bound(below);
      const bool is_below = at != installed.paths.end() && lies_below(*at, folder) && at->starts_with(below);
      if (is_below && !(around_.is_system && folder.empty())) return true;
    }
    return false;
  }

  const Surroundings& around_;
  std::map<std::string, Installed, std::less<>> installed_;  // by purl type
};

struct Words {
  std::string_view one, many, lost;
};

Words words_of(Sort sort) {
  switch (sort) {
    case Sort::kLock:
      return {"lock file", "lock files", "the packages named there are missing here"};
    case Sort::kManifest:
      return {"project file", "project files", "the packages asked for there are missing here"};
    default:
      return {"package record", "package records", "these packages are missing here"};
  }
}

std::string listed(const std::vector<const Unread*>& files) {
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(files.size(), kShownPaths); ++i) shown.push_back(files[i]->path);
  auto text = base::join(shown, ", ");
  if (files.size() > kShownPaths) text += " and " + std::to_string(files.size() - kShownPaths) + " more";
  return text;
}

// "npm", or "npm, Yarn's Plug'n'Play map" where the paths do not say it.
std::string label_of(const Kind& kind, const Unread& first) {
  const bool told = base::base_name(first.path) == kind.name;
  return std::string(kind.ecosystem) + (told ? "" : ", " + std::string(kind.name));
}

model::Note note_of(const Kind& kind, const std::vector<const Unread*>& files) {
  const auto words = words_of(kind.sort);
  const bool one = files.size() == 1;
  std::string message;
  if (kind.sort == Sort::kSystem) {
    message = std::string(kind.name) + " (" + std::string(kind.ecosystem) +
              "): not read yet: " + listed(files) + "; what is installed by it is missing here";
  } else {
    message = std::to_string(files.size()) + " " + std::string(one ? words.one : words.many) +
              (one ? " is" : " are") + " not read yet: " + listed(files) + " (" +
              label_of(kind, *files.front()) + "); " + std::string(words.lost);
  }
  if (!kind.advice.empty()) message += "; " + std::string(kind.advice);
  return {.code = "not-read",
          .message = std::move(message),
          .file = {},
          .layer = one ? files.front()->layer : std::string(),
          .incomplete = true};
}

}  // namespace

std::vector<model::Note> notes_of(const std::vector<Unread>& files, const Surroundings& around) {
  const Judge judge(around);
  std::map<std::size_t, std::vector<const Unread*>> by_kind;
  for (const auto& file : files) {
    if (judge.hides_packages(file)) by_kind[file.kind].push_back(&file);
  }
  std::vector<model::Note> notes;
  for (auto& [kind, hiding] : by_kind) {
    std::ranges::sort(hiding, {}, &Unread::path);
    notes.push_back(note_of(kinds()[kind], hiding));
  }
  return notes;
}

}  // namespace pratique::extract::unread
