// The extractor contract: one file in extract/{os,lang,binary,unread} adds one kind of package
// (docs/adding/extractor.md).
//
// A layer is read once, so an extractor works in three steps:
//   wants()     decides from name, size, mode and first bytes whether a file is of interest;
//   parse()     turns one file into a Record: pure, knows nothing of other files or layers (records can be
//               cached by layer);
//   assemble()  joins the records of the final view (after whiteouts and replacements) into components.
// The core walks, opens, limits and reports; an extractor never touches a file system or a network. One
// extractor object serves several threads at once: wants, parse and assemble are const and share no mutable
// state.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/meter.h"
#include "extract/record.h"
#include "extract/triggers.h"
#include "layer/file_view.h"
#include "model/inventory.h"

namespace pratique::extract {

using layer::Candidate;
using layer::FileView;
using layer::Wish;

// What of a file's name parse() looks at. A file of many names (hard links) is parsed once for those that are
// the same to it.
enum class NameUse { kWhole, kBaseName, kNone };

// What an extractor's records mean to those who join them. Whoever must tell extractors apart asks this, never
// the name.
enum class Role {
  kSystemIdentity,    // which distribution the image is: Record::system
  kPackageDatabase,   // what a distribution's package manager installed
  kInstalledPackage,  // a language's package as it lies there
  kLockFile,          // what a project asked for
  kBinary,            // what a linker recorded in a program
  kBanner,       // what texts in a program name: says nothing where a distribution's package owns the file
  kLicenseFile,  // what files say of licences: no package, and nothing is hidden where one is not read
  kAccounts,     // who may log in: no package
  kUnread,       // files that are known and that nobody reads
};

// Whether an extractor of that role reads what the distribution says of itself.
inline bool is_of_system(Role role) {
  return role == Role::kSystemIdentity || role == Role::kPackageDatabase;
}

// Whether packages are missing where a file of that role could not be read.
inline bool names_packages(Role role) {
  return role != Role::kLicenseFile && role != Role::kAccounts && role != Role::kUnread;
}

struct ExtractorInfo {
  // "os/dpkg", "lang/npm": as the file is called. For people and cache keys.
  std::string name;
  Role role = Role::kInstalledPackage;
  // Raised when the same file would give another record: part of cache keys.
  int version = 1;
  Triggers triggers;
  NameUse name_use = NameUse::kWhole;
};

// A record together with where its file lies.
struct Found {
  // Of the file in the final view (of the link, when reached by a link).
  std::string path;
  // diffID of the layer that brought it.
  std::string layer;
  // 0 = lowest.
  int layer_index = 0;
  std::uint32_t mode = 0;
  const Record* record = nullptr;
};

// The final view, to ask questions of. Paths without a leading slash; links are followed inside the root.
class View {
 public:
  virtual ~View() = default;
  virtual bool exists(std::string_view path) const = 0;
  // diffID of the layer that brought the file as it is now; "" when there is no such file.
  virtual std::string layer_of(std::string_view path) const = 0;
  // The path with every symbolic link resolved; "" when it does not exist, cycles or leaves the root.
  virtual std::string resolve(std::string_view path) const = 0;
};

// All records of one extractor.
struct Records {
  // Files of the final view, sorted by path.
  std::vector<Found> present;
  // Files that a later layer deleted or replaced, sorted by path, then layer.
  std::vector<Found> removed;
  const View* view = nullptr;
  // Of the final view, from the extractors of Role::kSystemIdentity.
  const model::Distro* distro = nullptr;
  // Of the root filesystems inside the image that name theirs, by their folder: "srv/jail/".
  const std::map<std::string, model::Distro, std::less<>>* inner_distros = nullptr;
  // What the image was made for; null where that is not known.
  const model::Platform* platform = nullptr;

  // Of what is installed in that root; "" is the image's own. Null when it is not known: a root inside the image
  // is never taken for the image's own system.
  const model::Distro* distro_of(std::string_view root) const;
};

// A file of a kind that is known but not read (extract/unread/).
struct Unread {
  std::string path, layer;
  // Row of unread::kinds().
  std::size_t kind = 0;
  // Of the package that the file describes, where that is known.
  std::string name;
};

// Where assemble() puts its results.
struct Assembly {
  // Filled by add().
  std::vector<model::Component> components;
  // Filled by add_edge(), between `components`.
  std::vector<model::Edge> edges;
  // Over model::kMaxEdges.
  std::size_t edges_left_out = 0;
  std::vector<model::Note> notes;
  std::vector<Unread> unread;
  // OS packages only: `paths` belong to the package with this purl. Used to set Component::owner of others.
  struct Ownership {
    std::string purl;
    // Of a record.
    PathSpan paths;
    // What they are relative to: "srv/jail/"; empty: the image's own root.
    std::string root = {};
    // Those in which the package was installed or reinstalled.
    std::vector<std::string> layers;
    // No lower layer has a copy of the database, so that layers below may have brought the files too.
    bool layers_below = false;
    // Built by the distribution, whose advisories speak of it.
    bool of_distribution = true;
    // Of a record; may be null.
    const FileDigests* digests = nullptr;
  };
  std::vector<Ownership> ownerships;

  // Adds it, unless the scan has reached an account of its meter; then it is counted there as left out.
  bool add(model::Component component);
  void add_edge(const model::Edge& edge);
  // The same for `count` components of `file` that are not even made, once nothing more fits.
  bool is_full() const {
    return meter != nullptr &&
           meter->booked(base::Account::kComponents) >= meter->limit(base::Account::kComponents);
  }
  void leave_out(std::string_view file, std::size_t count);
  // Null: no limits.
  base::Meter* meter = nullptr;
};

class Extractor {
 public:
  explicit Extractor(ExtractorInfo info) : info_(std::move(info)) {}
  virtual ~Extractor() = default;
  Extractor(const Extractor&) = delete;
  Extractor& operator=(const Extractor&) = delete;

  // The same object for the extractor's whole life.
  const ExtractorInfo& info() const { return info_; }
  virtual Wish wants(const Candidate& candidate) const = 0;
  // An error becomes a note of the report ("unreadable", with the file); the scan goes on.
  virtual Result<Record> parse(const FileView& file) const = 0;
  // A package manager may keep its last changes beside the file that they belong to. parse() of such a log keeps
  // them (DatabaseFacts::log); once it is known that the log shows, the file of this name is parsed again together
  // with it, and that record counts. "": what lies at `path` is no log.
  virtual std::string logged_file(std::string_view) const { return {}; }
  virtual Result<Record> parse_logged(const FileView& file, std::string_view /*log*/) const {
    return parse(file);
  }
  // The default adds every component of every present record, with the record's path and layer as its
  // location.
  virtual void assemble(const Records& records, Assembly& out) const;

 private:
  const ExtractorInfo info_;
};

// The component that a file asks for by its name.
void ask_for(model::Component& component, std::string_view file);

// `component` with {path, layer} of the file it was found in added to its locations (a location that parse()
// gave as a path inside the file, "!BOOT-INF/lib/b.jar", is completed to "app/a.jar!BOOT-INF/lib/b.jar"). That file is the one that asks for it, where no other is said to.
model::Component located(model::Component component, const Found& found);

// Every extractor of the program, sorted by file name. Generated (cmake/registry.cmake) from make_STEM() of
// each file.
std::vector<std::unique_ptr<Extractor>> all_extractors();

}  // namespace pratique::extract
