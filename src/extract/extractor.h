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
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/meter.h"
#include "extract/path_list.h"
#include "layer/file_view.h"
#include "model/inventory.h"

namespace pratique::extract {

using layer::Candidate;
using layer::FileView;
using layer::Wish;

// Which files wants() is asked about; keeps the walk over 600,000 files cheap. A file that meets any one of
// these is offered. Base names compare exactly, extensions ("jar", without the dot) without case, magic bytes
// at offset 0, folders ("etc/rc.d": every file directly inside, whatever its name) exactly and from the root;
// folder names ("status.d") are the last part of a folder's path at any depth.
struct Triggers {
  std::vector<std::string> base_names;
  std::vector<std::string> extensions;
  std::vector<std::string> magics;  // at most 8 bytes each
  std::vector<std::string> folders;
  std::vector<std::string> folder_names = {};
};

// What of a file's name parse() looks at. A file of many names (hard links) is parsed once for those that are
// the same to it.
enum class NameUse { kWhole, kBaseName, kNone };

struct ExtractorInfo {
  std::string name;  // "os/dpkg", "lang/npm": as the file is called
  int version = 1;   // raised when the same file would give another record: part of cache keys
  Triggers triggers;
  NameUse name_use = NameUse::kWhole;
};

// What parse() learnt from one file. Small: it is kept for every file of interest in every layer. `kind` and
// `facts` are the extractor's own words to its assemble(); nobody else reads them.
struct Record {
  std::string kind;                          // "status", "list", "copyright"…
  std::vector<model::Component> components;  // complete but for layer and location paths when left empty
  std::vector<model::Edge> edges;            // between `components`, at most model::kMaxEdges
  PathList paths;                            // file lists (ownership), without leading slash
  // Of those `paths` that language packages may be read from, where the database has them: "md5:…", "sha1:…",
  // "sha256:…".
  std::map<std::string, std::string> digests;
  std::map<std::string, std::string> facts;
  std::vector<model::Note> notes;  // reported if the file is in the final view
  model::Distro distro;            // os-release only
};

// A record together with where its file lies.
struct Found {
  std::string path;     // of the file in the final view (of the link, when reached by a link)
  std::string layer;    // diffID of the layer that brought it
  int layer_index = 0;  // 0 = lowest
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
  std::vector<Found> present;  // files of the final view, sorted by path
  std::vector<Found> removed;  // files that a later layer deleted or replaced, sorted by path, then layer
  const View* view = nullptr;
  const model::Distro* distro = nullptr;  // of the final view, from the os-release extractor
};

// A file of a kind that is known but not read (extract/unread/).
struct Unread {
  std::string path, layer;
  std::size_t kind = 0;  // row of unread::kinds()
  std::string name;      // of the package that the file describes, where that is known
};

// Where assemble() puts its results.
struct Assembly {
  std::vector<model::Component> components;  // filled by add()
  std::vector<model::Edge> edges;            // filled by add_edge(), between `components`
  std::size_t edges_left_out = 0;            // over model::kMaxEdges
  std::vector<model::Note> notes;
  std::vector<Unread> unread;
  // OS packages only: `paths` belong to the package with this purl. Used to set Component::owner of others.
  struct Ownership {
    std::string purl;
    PathSpan paths;                   // of a record
    std::string root = {};            // what they are relative to: "srv/jail/"; empty: the image's own root
    std::vector<std::string> layers;  // those in which the package was installed or reinstalled
    // No lower layer has a copy of the database, so that layers below may have brought the files too.
    bool layers_below = false;
    bool of_distribution = true;  // built by the distribution, whose advisories speak of it
    const std::map<std::string, std::string>* digests = nullptr;  // as Record::digests; may be null
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
  base::Meter* meter = nullptr;  // null: no limits
};

class Extractor {
 public:
  virtual ~Extractor() = default;
  virtual ExtractorInfo info() const = 0;
  virtual Wish wants(const Candidate& candidate) const = 0;
  // An error becomes a note of the report ("unreadable", with the file); the scan goes on.
  virtual Result<Record> parse(const FileView& file) const = 0;
  // The default adds every component of every present record, with the record's path and layer as its
  // location.
  virtual void assemble(const Records& records, Assembly& out) const;
};

// `component` with {path, layer} of the file it was found in added to its locations (a location that parse()
// gave as a path inside the file, "!BOOT-INF/lib/b.jar", is completed to "app/a.jar!BOOT-INF/lib/b.jar").
model::Component located(model::Component component, const Found& found);

// Every extractor of the program, sorted by file name. Generated (cmake/registry.cmake) from make_STEM() of
// each file.
std::vector<std::unique_ptr<Extractor>> all_extractors();

}  // namespace pratique::extract
