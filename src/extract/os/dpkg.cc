// Debian packages: dpkg's status, the status.d of distroless images, file lists and copyright files.
//
// Of var/lib/dpkg/info/NAME.md5sums the digests are read: the NAME.list beside it names the same files and
// the rest. In status.d the md5sums file is the only list there is.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.h"
#include "base/text_hash.h"
#include "extract/os/common/package_db.h"
#include "extract/os/deb/copyright.h"
#include "extract/os/deb/file_list.h"
#include "extract/os/deb/status.h"
#include "model/builder.h"

namespace pratique::extract {

namespace {

using namespace os;

// Both spell the same file once /lib is a link to usr/lib; dpkg itself uses var/lib.
constexpr std::array<std::string_view, 3> kStatusFiles = {"var/lib/dpkg/status", "usr/lib/dpkg/status",
                                                          "lib/dpkg/status"};
constexpr std::array<std::string_view, 2> kStatusFolders = {"var/lib/dpkg/status.d", "usr/lib/dpkg/status.d"};
constexpr std::array<std::string_view, 2> kInfo = {"var/lib/dpkg/info", "lib/dpkg/info"};
constexpr std::string_view kDocumentation = "usr/share/doc/";

enum class Kind { kNone, kStatus, kList, kSums, kDigests, kCopyright };

bool is_status_folder(std::string_view folder) {
  KnownPath place;
  return find_known(folder, kStatusFolders, place);
}

// The root that the file of a status.d folder speaks of: "" for the image itself.
std::string_view root_of(std::string_view path) {
  KnownPath place;
  return find_known(base::folder_of(path), kStatusFolders, place) ? place.root : std::string_view();
}

Kind kind_of(std::string_view path) {
  KnownPath place;
  if (find_known(path, kStatusFiles, place)) return Kind::kStatus;
  const auto folder = base::folder_of(path);
  if (is_status_folder(folder)) return path.ends_with(".md5sums") ? Kind::kSums : Kind::kStatus;
  if (path.ends_with(".list") && find_known(folder, kInfo, place)) return Kind::kList;
  if (path.ends_with(".md5sums") && find_known(folder, kInfo, place)) return Kind::kDigests;
  if (path.starts_with(kDocumentation) && base::base_name(path) == "copyright" &&
      base::folder_of(folder) == kDocumentation.substr(0, kDocumentation.size() - 1)) {
    return Kind::kCopyright;
  }
  return Kind::kNone;
}

// Looks up the records that go with a package: its file list and its copyright file.
class Companions {
 public:
  explicit Companions(const Records& records) : view_(records.view) {
    // The newest removed one first, so that a removed database finds its lists; what is in the view wins over
    // all.
    for (const auto& found : records.removed) {
      const auto kind = found.record == nullptr ? RecordKind::kNone : found.record->kind;
      if (kind != RecordKind::kFileList && kind != RecordKind::kFileDigests) continue;
      const auto [it, is_new] = removed_.try_emplace(found.path, &found);
      if (!is_new && it->second->layer_index < found.layer_index) it->second = &found;
    }
    for (const auto& found : records.present) {
      if (found.record != nullptr && found.record->kind != RecordKind::kDatabase)
        present_[found.path] = &found;
    }
  }

  // Packages that can be installed for several architectures at once are listed as NAME:ARCH.
  Reporter::Files files(const Chosen& chosen, const model::Component& component) const {
    const std::string_view path = chosen.found->path;
    if (is_status_folder(base::folder_of(path))) {
      const auto* list = find(std::string(path) + ".md5sums", chosen.removed);
      return list == nullptr ? Reporter::Files{} : files_of(*list, &list->record->database->digests);
    }
    const auto info = std::string(base::folder_of(path)) + "/info/" + component.purl.name;
    const auto arch = component.purl.qualifiers.find("arch");
    if (arch != component.purl.qualifiers.end()) {
      if (auto files = listed(info + ":" + arch->second, chosen.removed); !files.paths.empty()) return files;
    }
    return listed(info, chosen.removed);
  }

  std::vector<std::string> licenses(const std::string& package) const {
    const auto path = std::string(kDocumentation) + package + "/copyright";
    auto it = present_.find(path);
    // The documentation folder of one package is often a link to that of another of the same source.
    std::string resolved;
    if (it == present_.end() && view_ != nullptr) it = present_.find(resolved = view_->resolve(path));
    return it == present_.end() ? std::vector<std::string>() : it->second->record->licenses;
  }

 private:
  static Reporter::Files files_of(const Found& list, const FileDigests* digests) {
    return {.paths = list.record->database->paths, .layer = list.layer, .digests = digests};
  }

  Reporter::Files listed(const std::string& stem, bool removed) const {
    const auto* list = find(stem + ".list", removed);
    if (list == nullptr) return {};
    const auto* sums = find(stem + ".md5sums", removed);
    return files_of(*list, sums == nullptr ? nullptr : &sums->record->database->digests);
  }

  const Found* find(const std::string& path, bool removed) const {
    if (const auto it = present_.find(path); it != present_.end()) return it->second;
    if (!removed) return nullptr;
    const auto it = removed_.find(path);
    return it == removed_.end() ? nullptr : it->second;
  }

  const View* view_;
  std::unordered_map<std::string_view, const Found*, base::TextHash> present_, removed_;
};

// The files of status.d folders: of the final view; or, when the image's own root has none there, the last
// state of each removed one.
std::vector<Chosen> status_folder_files(const Records& records, bool removed) {
  std::map<std::string_view, Chosen> files;
  for (const auto& found : removed ? records.removed : records.present) {
    if (found.record == nullptr || found.record->components.empty()) continue;
    if (!is_status_folder(base::folder_of(found.path))) continue;
    const std::string root(root_of(found.path));
    if (removed && !root.empty()) continue;  // a payload that was deleted
    auto& chosen = files[found.path];
    if (chosen.found == nullptr || chosen.found->layer_index <= found.layer_index)
      chosen = {&found, removed, root};
  }
  std::vector<Chosen> list;
  for (const auto& [path, chosen] : files) list.push_back(chosen);
  return list;
}

// status and status.d together are the database: it counts as removed only when neither is left.
std::vector<Chosen> choose(const Records& records, Assembly& out) {
  auto chosen = choose_databases(records, kStatusFiles, out);
  const auto folder_files = status_folder_files(records, false);
  const auto is_own = [](const Chosen& each) { return each.root.empty() && !each.removed; };
  if (std::any_of(folder_files.begin(), folder_files.end(), is_own)) {
    std::erase_if(chosen, [](const Chosen& each) { return each.removed; });
  } else if (std::none_of(chosen.begin(), chosen.end(), is_own)) {
    const auto removed = status_folder_files(records, true);
    chosen.insert(chosen.end(), removed.begin(), removed.end());
  }
  chosen.insert(chosen.end(), folder_files.begin(), folder_files.end());
  keep_shortest_roots(chosen, records.view);
  return chosen;
}

class Dpkg final : public Extractor {
 public:
  Dpkg()
      : Extractor({.name = "os/dpkg",
                   .role = Role::kPackageDatabase,
                   .triggers = {.paths = {"lib/dpkg/status", "lib/dpkg/status.d/*", "lib/dpkg/info/*.list",
                                          "lib/dpkg/info/*.md5sums", "/usr/share/doc/*/copyright"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    return kind_of(candidate.path) == Kind::kNone ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    switch (kind_of(file.path())) {
      case Kind::kList:
        return parse_list(text);
      case Kind::kSums:
        return parse_md5sums(text);
      case Kind::kDigests:
        return parse_digests(text);
      case Kind::kCopyright:
        return Record{.kind = RecordKind::kLicenses, .licenses = copyright_licenses(text)};
      default:
        return parse_status(
            text, is_status_folder(base::folder_of(file.path())) ? StatusForm::kPart : StatusForm::kDatabase);
    }
  }

  void assemble(const Records& records, Assembly& out) const override {
    const Companions companions(records);
    Reporter reporter(records, "debian", out);
    for (const auto& chosen : choose(records, out)) {
      if (out.is_full()) {  // thousands of links may lead to one database
        out.leave_out(chosen.found->path, chosen.found->record->components.size());
        continue;
      }
      const std::string_view path = chosen.found->path;
      const bool in_folder = is_status_folder(base::folder_of(path));
      // Documentation is read of the image itself, not of root filesystems inside it.
      const bool in_image = chosen.root.empty();
      std::vector<std::optional<std::uint32_t>> where;
      for (auto component : chosen.found->record->components) {
        if (in_image) component.licenses = companions.licenses(component.purl.name);
        auto files = companions.files(chosen, component);
        files.of_distribution = is_of_debian_distribution(component, records.distro_of(chosen.root));
        where.push_back(
            reporter.add(std::move(component), chosen, files, in_folder ? base::folder_of(path) : path));
      }
      reporter.relate(chosen.found->record->edges, where);
    }
    reporter.finish();
  }
};

}  // namespace

std::unique_ptr<Extractor> make_dpkg() { return std::make_unique<Dpkg>(); }

}  // namespace pratique::extract
