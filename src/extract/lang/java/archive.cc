#include "extract/lang/java/archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "base/text.h"
#include "codec/zip.h"
#include "crypto/digest.h"
#include "extract/lang/java/identify.h"
#include "extract/lang/java/licences.h"
#include "extract/lang/java/pom.h"
#include "extract/lang/support/packages.h"
#include "extract/views.h"
#include "licence/recognise.h"
#include "licence/text_match.h"

namespace pratique::extract::java {
namespace {

using codec::Zip;
using codec::ZipEntry;
using model::Component;
using model::Evidence;

constexpr std::string_view kExtensions[] = {"ear",  "har", "hpi", "jar", "jpi", "kar",
                                            "lpkg", "nar", "par", "rar", "sar", "war"};
// Those that are made to carry others.
constexpr std::string_view kCarriers[] = {"ear", "hpi", "jpi", "kar", "lpkg",
                                          "nar", "par", "rar", "sar", "war"};
// What reading costs, in bytes that are inflated: an entry of a directory, a byte of a manifest.
constexpr std::uint64_t kEntryWork = 1000, kTextWork = 8;
constexpr std::size_t kMaxKnownTexts = 8u << 20;  // bytes of licence texts that are kept to know them again
constexpr std::size_t kMaxWanted = 100'000;       // dependencies of all archives in one file
constexpr std::string_view kIdentifiedBy = "pratique:java:identified-by";

// Without case: "APP.JAR" starts as well.
std::string extension_of(std::string_view name) {
  const auto halves = base::cut_last(base::base_name(name), ".");
  return halves ? base::to_lower(halves->after) : std::string();
}

// BOOT-INF/lib, WEB-INF/lib-provided, APP-INF/lib, META-INF/bundled-dependencies (NiFi); the top of an EAR.
bool is_library_folder(std::string_view folder) {
  const auto name = base::base_name(folder);
  return name.starts_with("lib") || name.ends_with("dependencies") || folder.empty();
}

// Spring Boot's build plugin carries these jars inside itself and adds them to every application: no
// dependency that Maven or Gradle resolved.
bool is_added_by_plugin(std::string_view name) { return name.starts_with("spring-boot-jarmode-"); }

// A folder META-INF/maven/GROUP/ARTIFACT; both "" for a pom.properties that lies elsewhere.
struct PomFolder {
  std::string_view group, artifact;
  const ZipEntry* properties = nullptr;
  const ZipEntry* project = nullptr;  // pom.xml

  auto operator<=>(const PomFolder&) const = default;
};

// What matters in an archive, by one walk over its directory.
struct Contents {
  std::vector<const ZipEntry*> manifests, archives, licences;
  std::vector<PomFolder> poms;
  std::vector<std::string_view> packages;
  bool application = false;  // Spring Boot or a web application
};

// Any name in such a folder tells of it, that of the folder itself as well.
void add_pom_folder(const ZipEntry& entry, std::vector<PomFolder>& out) {
  constexpr std::size_t kParts = 5;
  const auto path = base::split(entry.name, '/');
  PomFolder folder;
  if (path.size() >= kParts) folder = {.group = path[2], .artifact = path[3]};
  if (folder.artifact.empty() && path.back() != "pom.properties") return;
  if (path.back() == "pom.properties") folder.properties = &entry;
  if (path.back() == "pom.xml" && path.size() == kParts) folder.project = &entry;
  const auto same = [&](const PomFolder& other) {
    return !folder.artifact.empty() && other.group == folder.group && other.artifact == folder.artifact;
  };
  // Archivers write a folder's files one after the other.
  if (out.empty() || !same(out.back())) return out.push_back(folder);
  if (folder.properties != nullptr) out.back().properties = folder.properties;
  if (folder.project != nullptr) out.back().project = folder.project;
}

// Runs of one folder may have been apart.
void merge_pom_folders(std::vector<PomFolder>& folders) {
  std::ranges::stable_sort(folders, {},
                           [](const PomFolder& one) { return std::pair(one.group, one.artifact); });
  std::size_t kept = 0;
  for (const auto& folder : folders) {
    auto& last = folders[kept == 0 ? 0 : kept - 1];
    if (kept == 0 || folder.artifact.empty() || last.group != folder.group ||
        last.artifact != folder.artifact) {
      folders[kept++] = folder;
      continue;
    }
    if (folder.properties != nullptr) last.properties = folder.properties;
    if (folder.project != nullptr) last.project = folder.project;
  }
  folders.resize(kept);
}

// Classes lie in runs of one folder, so that comparing with the last one removes most doubles before the
// sort.
Contents contents_of(const Zip& zip) {
  Contents out;
  for (const auto& entry : zip.entries()) {
    const auto name = entry.name;
    if (name.ends_with(".class")) {
      const auto folder = base::folder_of(name);
      const bool apart =
          folder.starts_with("META-INF") || folder.starts_with("BOOT-INF") || folder.starts_with("WEB-INF");
      if (!folder.empty() && !apart && (out.packages.empty() || out.packages.back() != folder))
        out.packages.push_back(folder);
    } else if (name.starts_with("META-INF/maven/")) {
      add_pom_folder(entry, out.poms);
    } else if (base::equals_ignoring_case(name, "META-INF/MANIFEST.MF")) {
      out.manifests.push_back(&entry);
    } else if (is_archive_name(name)) {
      out.archives.push_back(&entry);
    } else if (is_licence_entry(name)) {
      out.licences.push_back(&entry);
    }
    out.application = out.application || name.starts_with("BOOT-INF/") || name.starts_with("WEB-INF/");
  }
  merge_pom_folders(out.poms);
  std::ranges::sort(out.licences, {}, &ZipEntry::name);
  std::sort(out.packages.begin(), out.packages.end());
  out.packages.erase(std::unique(out.packages.begin(), out.packages.end()), out.packages.end());
  return out;
}

// Zeros that a broken disk leaves, or UTF-16: no text of these files.
bool is_damaged(std::string_view text) { return base::contains(text, std::string_view("\0", 1)); }

// Where an archive lies.
struct Nesting {
  std::string inside;  // "" for the file itself, else "!WEB-INF/lib/b.jar"
  std::string name;    // file name
  int depth = 0;
  Evidence evidence = Evidence::kInstalled;
  base::Bytes bytes = {};  // of the archive, where they are at hand
};

// What the project files of one archive say, by group and artifact.
struct ProjectWords {
  std::vector<PomDependency> needs;
  std::vector<std::string> licences;
};
using Declared = std::map<std::pair<std::string, std::string>, ProjectWords>;

// What a component of the record needs.
struct Wanted {
  std::uint32_t component = 0;
  PomDependency what;
};

// All bytes of a file that is there as a whole. Of a copy: what a view is asked for in vain, it has brought.
base::Bytes at_hand(FileView file) { return file.whole().value_or(base::Bytes()); }

// Depth-first; at any time it holds the inflated bytes of the archives on the way down and nothing else.
class Walker {
 public:
  explicit Walker(const FileView& file) : file_(file) {
    whole_ = file.whole().has_value();
    if (!whole_) file.forget_needed();
  }

  Result<Record> run() {
    PQ_TRY(const auto zip, views::zip(file_));
    archive(zip, {.inside = "", .name = std::string(base::base_name(file_.path())), .bytes = at_hand(file_)});
    if (spent_) return tl::unexpected(std::move(*spent_));
    if (need_) return tl::unexpected(std::move(*need_));
    record_.kind = RecordKind::kPackages;
    if (is_full()) {
      note("limit",
           fmt::format("more than {} packages or {} notes in one file; the rest of it was not read",
                       kMaxPackages, kMaxFileNotes),
           "", true);
    }
    // Archives of a file that does not come whole are read in another order; the record is the same.
    settle_order();
    std::ranges::sort(record_.notes);
    return std::move(record_);
  }

 private:
  void archive(const Zip& zip, const Nesting& place);
  void nested(const Zip& zip, std::vector<const ZipEntry*> entries, const Nesting& parent);
  void nested(const Zip& zip, const ZipEntry& entry, const Nesting& place);
  bool affordable(const ZipEntry& entry);
  Manifest manifest(const Zip& zip, const Contents& contents, const Nesting& place);
  Pom pom(const Zip& zip, const PomFolder& folder, const Nesting& place);
  void read_properties(const Zip& zip, const ZipEntry& entry, const Nesting& place, Pom& out);
  void read_project(const Zip& zip, const ZipEntry& entry, const Nesting& place, Pom& out);
  std::vector<Pom> poms(const Zip& zip, const Contents& contents, const Nesting& place, Declared& declared);
  void read_dependencies(const Zip& zip, const PomFolder& folder, const Coordinate& project, Declared& out);
  void note_needs(std::size_t first, const Declared& declared);
  std::vector<model::FoundLicense> licence_files(const Zip& zip, const Contents& contents,
                                                 const Nesting& place);
  const std::vector<licence::Recognised>& recognised(std::string_view text);
  void note_licences(std::size_t first, const Declared& declared, const Coordinate& own,
                     std::vector<model::FoundLicense> found);
  void settle_order();
  std::optional<std::string> text(const Zip& zip, const ZipEntry& entry, std::uint64_t cap,
                                  const Nesting& place);
  void emit(const Identity& identity, const Manifest& manifest, const Nesting& place, bool application);
  void own(const Identity& identity, const Manifest& manifest, const Nesting& place, bool application);
  void add(Result<Component> component, const Nesting& place, std::string_view identified_by);
  void note(std::string code, std::string message, const std::string& inside, bool incomplete);
  void failed(const Error& error, const std::string& inside);
  // No room for more: the walk ends, and the record says so.
  bool is_full() const {
    return record_.components.size() >= kMaxPackages || record_.notes.size() >= kMaxFileNotes;
  }

  // False when the scan can bear no more: the walk ends without a record.
  bool spend(std::uint64_t bytes);

  const FileView& file_;
  Record record_;
  codec::ZipBudget budget_;
  bool whole_ = false;
  std::size_t archives_ = 0;
  std::uint64_t held_ = 0;
  std::uint64_t asked_ = 0;
  std::optional<Error> need_;
  std::optional<Error> spent_;
  std::vector<Wanted> wanted_;
  // What texts say, and how many bytes of them are kept.
  std::map<std::string, std::vector<licence::Recognised>, std::less<>> texts_;
  std::size_t held_texts_ = 0;
};

void Walker::settle_order() {
  auto& components = record_.components;
  std::vector<std::uint32_t> order(components.size()), now(components.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  std::ranges::stable_sort(order,
                           [&](auto a, auto b) { return model::before(components[a], components[b]); });
  std::vector<Component> sorted;
  sorted.reserve(components.size());
  for (const auto old : order) {
    now[old] = static_cast<std::uint32_t>(sorted.size());
    sorted.push_back(std::move(components[old]));
  }
  components = std::move(sorted);
  for (auto& one : wanted_) one.component = now[one.component];
  std::ranges::stable_sort(wanted_, {}, &Wanted::component);
  for (const auto& [component, what] : wanted_) {
    auto& needs = record_.needs.edit();
    needs.names.push_back(what.group + ":" + what.artifact);
    needs.scopes.push_back(what.scope);
    needs.of.push_back(component);
  }
}

// Of the components that were made of this archive, from number `first` on.
void Walker::note_needs(std::size_t first, const Declared& declared) {
  for (auto i = first; i < record_.components.size(); ++i) {
    const auto& purl = record_.components[i].purl;
    const auto own = declared.find({purl.name_space, purl.name});
    if (own == declared.end()) continue;
    for (const auto& what : own->second.needs) {
      if (wanted_.size() == kMaxWanted) return;
      wanted_.push_back({static_cast<std::uint32_t>(i), what});
    }
  }
}

// Of what a project needs, and its licences. Where the project file is at hand: nothing is asked for to know them. A file that is no XML says nothing of them, and
// is a defect only where it is all that names the archive.
void Walker::read_dependencies(const Zip& zip, const PomFolder& folder, const Coordinate& project,
                               Declared& out) {
  const auto& entry = *folder.project;
  if (entry.size > kMaxPomFile || !spend(entry.size * kTextWork)) return;
  const auto member = zip.read(entry, kMaxPomFile, budget_);
  if (!member) return;
  ProjectWords words;
  if (auto all = pom_dependencies(member->text())) words.needs = std::move(*all);
  if (auto all = pom_licences(member->text())) words.licences = std::move(*all);
  if (words.needs.empty() && words.licences.empty()) return;
  out.try_emplace({project.group, project.artifact}, std::move(words));
}

// Where they are at hand; what cannot be read hides no package.
std::vector<model::FoundLicense> Walker::licence_files(const Zip& zip, const Contents& contents,
                                                       const Nesting& place) {
  std::vector<model::FoundLicense> out;
  if (!whole_ && place.depth == 0) return out;
  std::size_t read = 0;
  for (const auto* entry : contents.licences) {
    if (read++ == kMaxLicenceFiles) break;
    if (entry->overlaps || entry->size > licence::kMaxLicenceText || !spend(entry->size * kTextWork))
      continue;
    const auto member = zip.read(*entry, licence::kMaxLicenceText, budget_);
    if (!member || is_damaged(member->text())) continue;
    for (const auto& one : recognised(member->text())) {
      out.push_back({.expression = one.expression,
                     .path = place.inside + "!" + lang::descriptive(entry->name),
                     .likeness = static_cast<std::uint8_t>(one.likeness)});
    }
  }
  return out;
}

// Hundreds of jars carry the same text.
const std::vector<licence::Recognised>& Walker::recognised(std::string_view text) {
  const auto known = texts_.find(text);
  if (known != texts_.end()) return known->second;
  if (held_texts_ + text.size() > kMaxKnownTexts) texts_.clear(), held_texts_ = 0;
  held_texts_ += text.size();
  return texts_.emplace(text, licence::recognise(text)).first->second;
}

// A project file says more than the manifest, which knows one licence only; files speak of the archive itself.
void Walker::note_licences(std::size_t first, const Declared& declared, const Coordinate& own,
                           std::vector<model::FoundLicense> found) {
  for (auto i = first; i < record_.components.size(); ++i) {
    auto& component = record_.components[i];
    const auto& purl = component.purl;
    if (!found.empty() && purl.name_space == own.group && purl.name == own.artifact)
      component.details.edit().found_licenses = std::exchange(found, {});
    const auto words = declared.find({purl.name_space, purl.name});
    if (words == declared.end() || words->second.licences.empty()) continue;
    component.licenses.clear();
    lang::add_license_choice(component, words->second.licences);
  }
}

bool Walker::spend(std::uint64_t bytes) {
  if (spent_) return false;
  auto allowed = file_.spend(bytes);
  if (!allowed) spent_ = std::move(allowed).error();
  return !spent_;
}

void Walker::note(std::string code, std::string message, const std::string& inside, bool incomplete) {
  record_.notes.push_back({.code = std::move(code),
                           .message = std::move(message),
                           .file = std::string(file_.path()) + inside,
                           .incomplete = incomplete});
}

// A need for bytes does not stop the walk: all needs of one pass are asked for together.
void Walker::failed(const Error& error, const std::string& inside) {
  if (error.kind == ErrorKind::kNeedBytes) {
    need_ = error;
  } else {
    record_.notes.push_back(model::to_note(error, std::string(file_.path()) + inside));
  }
}

// One archive: who it is, who is merged into it, then what lies in it.
void Walker::archive(const Zip& zip, const Nesting& place) {
  ++archives_;
  if (!spend(zip.entries().size() * kEntryWork)) return;
  if (zip.overlapping() > 0) {
    note("limit", fmt::format("{} zip entries share bytes with others and were not read", zip.overlapping()),
         place.inside, true);
  }
  auto contents = contents_of(zip);
  Declared declared;
  Clues clues{.path = place.name,
              .manifest = manifest(zip, contents, place),
              .poms = poms(zip, contents, place, declared)};
  clues.packages = std::move(contents.packages);
  const auto first = record_.components.size();
  const auto identity = identify(clues);
  emit(identity, clues.manifest, place, contents.application && place.depth == 0);
  note_needs(first, declared);
  if (!identity.own.artifact.empty())
    note_licences(first, declared, identity.own, licence_files(zip, contents, place));
  nested(zip, std::move(contents.archives), place);
}

// What cannot be read is noted under its name inside the archive, and the archive is judged without it.
std::optional<std::string> Walker::text(const Zip& zip, const ZipEntry& entry, std::uint64_t cap,
                                        const Nesting& place) {
  if (entry.size <= cap && !spend(entry.size * kTextWork)) return {};
  const auto member = zip.read(entry, cap, budget_);
  if (member) return std::string(member->text());
  failed(member.error(), place.inside + "!" + lang::descriptive(entry.name));
  return {};
}

Manifest Walker::manifest(const Zip& zip, const Contents& contents, const Nesting& place) {
  if (contents.manifests.empty()) return {};
  const auto& entry = *contents.manifests.back();
  const auto content = text(zip, entry, kMaxManifest, place);
  if (!content) return {};
  if (is_damaged(*content)) {
    note("unreadable", "zero bytes in a manifest", place.inside + "!" + lang::descriptive(entry.name), true);
    return {};
  }
  return Manifest(*content);
}

// The folder says group and artifact again, for files that do not; where both are there, pom.properties has the
// version as it was built.
Pom Walker::pom(const Zip& zip, const PomFolder& folder, const Nesting& place) {
  Pom out{.told_by = "maven-folder"};
  if (folder.properties != nullptr) read_properties(zip, *folder.properties, place, out);
  if (folder.project != nullptr && out.coordinate.version.empty())
    read_project(zip, *folder.project, place, out);
  auto& [group, artifact, version] = out.coordinate;
  if (group.empty()) group = folder.group;
  if (artifact.empty()) artifact = folder.artifact;
  return out;
}

void Walker::read_properties(const Zip& zip, const ZipEntry& entry, const Nesting& place, Pom& out) {
  const auto content = text(zip, entry, kMaxProperties, place);
  if (!content) return;
  auto properties = parse_properties(*content);
  Coordinate stated{std::move(properties["groupId"]), std::move(properties["artifactId"]),
                    std::move(properties["version"])};
  if (is_damaged(*content) || stated == Coordinate{})
    return note("unreadable", "no coordinate in it", place.inside + "!" + lang::descriptive(entry.name),
                true);
  out = {.coordinate = std::move(stated)};
}

void Walker::read_project(const Zip& zip, const ZipEntry& entry, const Nesting& place, Pom& out) {
  const auto content = text(zip, entry, kMaxPomFile, place);
  if (!content) return;
  auto parsed = parse_pom(*content);
  if (!parsed) return failed(parsed.error(), place.inside + "!" + lang::descriptive(entry.name));
  // What pom.properties state stays.
  const bool alone = out.coordinate == Coordinate{};
  if (alone || out.coordinate.group.empty()) out.coordinate.group = std::move(parsed->group);
  if (alone || out.coordinate.artifact.empty()) out.coordinate.artifact = std::move(parsed->artifact);
  out.coordinate.version = std::move(parsed->version);
  out.told_by = "pom.xml";
}

std::vector<Pom> Walker::poms(const Zip& zip, const Contents& contents, const Nesting& place,
                              Declared& declared) {
  std::vector<Pom> out;
  for (const auto& folder : contents.poms) {
    if (out.size() == kMaxPoms) {
      note("limit", fmt::format("more than {} projects in META-INF/maven", kMaxPoms), place.inside, true);
      break;
    }
    auto one = pom(zip, folder, place);
    const bool at_hand = whole_ || place.depth > 0;
    if (at_hand && folder.project != nullptr) read_dependencies(zip, folder, one.coordinate, declared);
    if (!one.coordinate.artifact.empty()) out.push_back(std::move(one));
  }
  return out;
}

// Maven wrote pom.properties; pom.xml is what it was given; whoever built the archive, its manifest; a file may
// have any name; packages say whose the classes are, not which of their artifacts it is.
std::uint8_t confidence_of(std::string_view identified_by) {
  if (identified_by == "pom.properties") return 100;
  if (identified_by == "pom.xml" || identified_by == "manifest" || identified_by == "maven-folder") return 90;
  return identified_by == "file-name" ? 80 : 60;
}

void Walker::add(Result<Component> component, const Nesting& place, std::string_view identified_by) {
  if (is_full()) return;
  if (!component) return failed(component.error(), place.inside);
  component->properties[std::string(kIdentifiedBy)] = identified_by;
  component->confidence = confidence_of(identified_by);
  if (!place.inside.empty()) component->locations.push_back({place.inside, ""});
  record_.components.push_back(std::move(*component));
}

// Notes on what is not known are no defect of the scan: the archive was read. So they are not "incomplete".
void Walker::emit(const Identity& identity, const Manifest& manifest, const Nesting& place,
                  bool application) {
  if (!identity.own.artifact.empty()) own(identity, manifest, place, application);
  if (identity.own.artifact.empty() && identity.shaded.empty())
    note("unknown-coordinate", "neither the file's name nor what is in it tells which artifact it is",
         place.inside, false);
  for (const auto& other : identity.shaded) {
    const auto& [group, artifact, version] = other.coordinate;
    auto component = lang::package("maven", group, artifact, version, Evidence::kVendored);
    if (component && version.empty())
      note("unversioned", "no version known for " + component->purl.to_string(), place.inside, false);
    add(std::move(component), place, other.told_by);
  }
}

void Walker::own(const Identity& identity, const Manifest& manifest, const Nesting& place, bool application) {
  const auto& [group, artifact, version] = identity.own;
  // Without a group it is no name that Maven knows, only what a file is called: a part of whoever brought the
  // file (the JDK's jrt-fs.jar, the helper of a Debian package), not a package that was installed.
  const auto evidence = group.empty() ? Evidence::kVendored : place.evidence;
  auto component = lang::package("maven", group, artifact, version, evidence);
  if (component) {
    if (group.empty())
      note("unknown-coordinate", "no Maven group known for " + component->purl.to_string(), place.inside,
           false);
    if (version.empty())
      note("unversioned", "no version known for " + component->purl.to_string(), place.inside, false);
    lang::add_license(*component, manifest.plain("bundle-license"));
    const auto vendor = manifest["implementation-vendor"];
    component->supplier = lang::descriptive(vendor.empty() ? manifest["bundle-vendor"] : vendor);
    component->is_main = application;
    // The archive is what was published: by this hash repositories know it.
    if (!place.bytes.empty()) {
      const auto digest = crypto::sha256(place.bytes);
      lang::add_hash(*component, model::HashAlgorithm::kSha256, digest.substr(digest.find(':') + 1));
    }
  }
  add(std::move(component), place, identity.identified_by);
}

// Of a file that is not here whole, deflated archives cost as many bytes as they are long; stored ones are
// read in place.
bool Walker::affordable(const ZipEntry& entry) {
  if (whole_ || entry.method == 0) return true;
  if (entry.packed > kMaxAsked - asked_) return false;
  asked_ += entry.packed;
  return true;
}

void Walker::nested(const Zip& zip, std::vector<const ZipEntry*> entries, const Nesting& parent) {
  if (entries.empty() || is_full()) return;
  if (parent.depth == kMaxDepth) {
    return note("limit", fmt::format("archives nested deeper than {} were not read", kMaxDepth),
                parent.inside, true);
  }
  if (!whole_) std::ranges::stable_sort(entries, {}, &ZipEntry::packed);
  const bool carries = parent.depth == 0 || base::is_one_of(extension_of(parent.name), kCarriers);
  std::optional<Error> first;
  std::size_t left_out = 0;
  for (const auto* entry : entries) {
    if (archives_ >= kMaxArchives)
      return note("limit", fmt::format("more than {} archives", kMaxArchives), parent.inside, true);
    if (is_full() || spent_) return;
    if (entry->overlaps) continue;  // counted in archive()
    // In a library folder of what was deployed. What a library carries in turn is its own affair, unless it
    // is made to carry.
    const bool installed = parent.evidence == Evidence::kInstalled && carries &&
                           is_library_folder(base::folder_of(entry->name)) &&
                           !is_added_by_plugin(base::base_name(entry->name));
    const Nesting place{.inside = parent.inside + "!" + lang::descriptive(entry->name),
                        .name = std::string(base::base_name(entry->name)),
                        .depth = parent.depth + 1,
                        .evidence = installed ? Evidence::kInstalled : Evidence::kVendored};
    if (affordable(*entry)) {
      nested(zip, *entry, place);
    } else {
      ++left_out;
      emit(identify({.path = place.name}), {}, place, false);
    }
  }
  if (left_out > 0) {
    note("limit", fmt::format("{} archives of a big file were told by their names only", left_out),
         parent.inside, true);
  }
}

// A stored archive is a view into its parent and costs no memory; a deflated one is inflated whole, since its
// directory is at its end.
void Walker::nested(const Zip& zip, const ZipEntry& entry, const Nesting& place) {
  if (!whole_ && entry.method == 0) {
    const auto inner = zip.open_stored(entry);
    return inner ? archive(*inner, place) : failed(inner.error(), place.inside);
  }
  const auto room = entry.method == 0 ? file_.size() : std::min(kMaxNested, kMaxHeld - held_);
  if (entry.size <= room && !spend(entry.size)) return;
  const auto member = zip.read(entry, room, budget_);
  if (!member) return failed(member.error(), place.inside);
  const auto inner = Zip::open(member->bytes());
  if (!inner) return failed(inner.error(), place.inside);
  const auto cost = entry.method == 0 ? 0 : entry.size;
  held_ += cost;
  auto here = place;
  here.bytes = member->bytes();
  archive(*inner, here);
  held_ -= cost;
}

}  // namespace

bool is_archive_name(std::string_view name) { return base::is_one_of(extension_of(name), kExtensions); }

Result<Record> read_archive(const FileView& file) { return Walker(file).run(); }

}  // namespace pratique::extract::java
