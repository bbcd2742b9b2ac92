// What the package databases of operating systems (dpkg, apk, rpm) have in common: records that carry file
// lists, the choice of the database that counts, and the components made of it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/text_hash.h"
#include "extract/extractor.h"
#include "extract/os/common/resolver.h"

namespace pratique::extract::os {

// Where a database file lies: `root` is the folder that its packages are installed in, "" for the image
// itself, "srv/jail/" for a root filesystem inside it. Of several databases of one root, a lower rank is the
// better.
struct KnownPath {
  std::string_view root;
  int rank = 0;
};

// The place of `path` if it is one of `known` (in order of rank), or ends in "/" + one of them; false when it
// does not. Where several fit ("var/lib/apk/…" ends in "lib/apk/…" too), the one with the shortest root.
bool find_known(std::string_view path, std::span<const std::string_view> known, KnownPath& place);

// Builds the record of a database file within limits; hitting one becomes a note of the record.
class RecordBuilder {
 public:
  // False when there are too many.
  bool add(model::Component component);
  // A file of the package added last; `folder` and `name` joined, leading slashes dropped.
  void add_file(std::string_view folder, std::string_view name);
  // What the database says is the digest of a file.
  void add_digest(std::string_view folder, std::string_view name, const ListedDigest& digest);
  // The package added last was not built by the distribution.
  void mark_foreign();
  // What the package added last needs and offers, for edges that are found when the records are joined.
  void add_relations(RelationTexts texts);
  // A package that the log takes away: DatabaseFacts::gone.
  void add_gone(std::string package) { facts_.gone.push_back(std::move(package)); }
  // `count` parts of the database that could not be read, `error` the first of them.
  void add_problem(const Error& error, std::uint64_t count = 1);
  // The text is cut off or its records run together: what was read of it counts, but it is not the whole.
  void add_damage(const Error& error);
  std::uint64_t packages() const { return record_.components.size(); }

  // Edges between the packages, which are the resolver's, in the same order.
  void relate(Resolver& resolver);
  // The record; the first problem instead of it when there were problems and `useful` says that nothing else
  // was read.
  Result<Record> finish(bool useful) &&;

 private:
  void note_limit(std::string message);
  void end_list();

  Record record_{.kind = RecordKind::kDatabase};
  DatabaseFacts facts_;
  std::uint64_t path_bytes_ = 0;
  std::uint64_t problems_ = 0, damages_ = 0;
  // No more packages.
  bool full_ = false;
  // No more paths.
  bool paths_full_ = false;
  Error first_problem_, first_damage_;
};

// " of NAME" for a message on that package's record; nothing when the name is not known, or is no word.
std::string of_package(std::string_view name);

// The file list of each component of the record.
std::vector<PathSpan> file_lists(const Record& record);

// True for a list of files none of which is in the view any more; documentation and translations do not
// count, since slim images leave them out. False when there is nothing to judge by.
bool all_gone(PathSpan files, const View* view);

// Puts the distribution into the purl: namespace and the qualifier "distro". `otherwise` is the namespace
// where no distribution is known.
void set_distro(model::Purl& purl, const model::Distro* distro, std::string_view otherwise);

// A database file that counts.
struct Chosen {
  const Found* found = nullptr;
  // A later layer deleted or emptied it.
  bool removed = false;
  // KnownPath::root.
  std::string root = {};
};

// One database a root: of those in the final view that list packages, the best rank. When the image itself
// has none there, the one of the highest layer among those that a later layer deleted or emptied. A second
// database of a root is left out with a note, which is incomplete if it lists packages that the first does
// not.
std::vector<Chosen> choose_databases(const Records& records, std::span<const std::string_view> known,
                                     Assembly& out);

// Of several names of one file, through links, the one with the shortest root counts: a database that lies
// elsewhere is that of the root that links to it.
void keep_shortest_roots(std::vector<Chosen>& chosen, const View* view);

// Makes components, ownerships and the notes on removed databases out of packages.
class Reporter {
 public:
  Reporter(const Records& records, std::string_view otherwise, Assembly& out)
      : records_(records), otherwise_(otherwise), out_(out) {}

  // What an extractor knows of a package's files.
  struct Files {
    PathSpan paths = {};
    // Of the list of these files, where that is a file of its own.
    std::string layer = {};
    const FileDigests* digests = nullptr;
    bool of_distribution = true;
  };
  // `database` is the path that a note on its removal names. Gives the number of the component among those of the
  // assembly; nothing when it is left out.
  std::optional<std::uint32_t> add(model::Component component, const Chosen& chosen, const Files& files,
                                   std::string_view database);
  // Edges between packages, `where` tells where each stands now.
  void relate(const std::vector<model::Edge>& edges, std::span<const std::optional<std::uint32_t>> where);
  void finish();

 private:
  struct Removed {
    std::string layer;
    std::uint64_t kept = 0, gone = 0;
  };
  // Packages of which it is not known what distribution they are of.
  struct Unknown {
    std::uint64_t packages = 0;
    std::string database, reason;
  };
  // What the same database listed in a lower layer.
  struct Earlier {
    std::string layer;
    std::unordered_set<std::string, base::TextHash> packages;
  };

  // A package manager rewrites its database as a whole, so that every layer that installs something has all
  // packages in its copy. A package came with the lowest of the layers from which on every copy lists it.
  // The layer, and whether it is the lowest that has a copy of the database.
  struct Origin {
    std::string layer;
    bool lowest = false;
  };
  Origin layer_that_brought(const model::Component& component, const Found& database);
  void tell_of_removed(const Found& database);
  const model::Distro* distro_for(const model::Component& component, const Chosen& chosen,
                                  std::string_view database);
  void tell_of_unknown();

  const Records& records_;
  std::string_view otherwise_;
  Assembly& out_;
  // Purl to component: one package may stand in two databases.
  std::unordered_map<std::string, std::size_t, base::TextHash> index_;
  std::map<std::string, Removed> removed_;
  // By root.
  std::map<std::string, Unknown> unknown_;
  std::unordered_set<const Record*> told_;
  // By database; the highest layer first.
  std::map<const Found*, std::vector<Earlier>> earlier_;
};

// Whether the distribution built the package.
using IsOfDistribution = std::function<bool(const model::Component& component)>;

// assemble() of a package manager whose database is one file: the databases that count, all their packages.
// `vendors` makes, of one database's packages, the judge of whether the distribution built them; without it
// RecordBuilder::mark_foreign() counts.
using Vendors = std::function<IsOfDistribution(const Record& record)>;
// What other files say of each package of a database (by its number in the record), before it is added: why it is there.
using Amend = std::function<void(const Chosen& database, std::size_t number, model::Component& component)>;
void assemble_databases(const Records& records, std::span<const std::string_view> known,
                        std::string_view otherwise, Assembly& out, const Vendors& vendors = {},
                        const Amend& amend = {});

}  // namespace pratique::extract::os
