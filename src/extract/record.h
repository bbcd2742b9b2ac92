// What an extractor learnt from one file, typed: packages and what belongs to them, the system's identity,
// observations, notes. A record is a value: made by parse(), kept with its layer, written and read by the
// codec of analyses (codec.h), and joined with others by assemble(). Whatever one extractor's assemble(), the
// core or the codec must know of it has a member; there are no properties to look up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/box.h"
#include "extract/digests.h"
#include "extract/path_list.h"
#include "model/inventory.h"

namespace pratique::extract {

// What the file is, where its record counts by that alone: an empty database is a database.
enum class RecordKind : std::uint8_t {
  kNone,         // its members say all
  kPackages,     // an archive or program whose packages were looked for, though it may have none
  kDatabase,     // a package manager's database, or one package's part of it
  kFileList,     // the files of one package, in a file beside the database
  kFileDigests,  // the digests of these
  kLicenses,     // the licences of one package
  kLog,          // changes that a database has not taken in yet
  kRelease,      // names the system, or is there to name it
  kUnread,       // known, and not read
  kOrigins,      // which repositories packages came from
  kReasons,      // which packages somebody asked for, and which came along
};
inline constexpr std::size_t kRecordKinds = 11;

// What a package needs and offers, as its package manager wrote it down (deb-control(5)).
struct RelationTexts {
  std::string depends, pre_depends, recommends, provides, multi_arch;
  bool operator==(const RelationTexts&) const = default;
};

// What a package manager's database says of its packages besides themselves. All numbers are those of
// Record::components.
struct DatabaseFacts {
  // Without leading slash. In a database: the lists of all packages, one after the other; in a list of its
  // own: all of it.
  PathList paths;
  // Where the list of each package ends in `paths`; empty for a list of its own.
  std::vector<std::uint32_t> list_ends;
  // Of those paths that language packages may be read from, where the database has them.
  FileDigests digests;
  // Packages that somebody else built than the distribution. Ascending.
  std::vector<std::uint32_t> foreign;
  // Of each component, where the others that it needs stand in files of their own, so that edges are found when
  // the records are joined; else empty.
  std::vector<RelationTexts> relations;
  // Of a log: packages that are there no more, "NAME" or "NAME:ARCHITECTURE".
  std::vector<std::string> gone;
  // Of RecordKind::kReasons: the packages that the file marks, as it names them; what it means to be marked is the
  // package manager's.
  std::vector<std::string> marked;
  // Of a log that says something only together with the file that it belongs to: its bytes. Of RecordKind::kOrigins: a
  // line for each package or repository.
  std::string log;
  bool operator==(const DatabaseFacts&) const = default;
};

// A file of a kind that is known but not read.
struct UnreadFacts {
  // Row of unread::kinds().
  std::uint32_t kind = 0;
  // Of the package that the file describes, where that is known.
  std::string package;
  bool operator==(const UnreadFacts&) const = default;
};

// Names of packages that an installed package, or a project by its manifest (RecordKind::kReasons), says it needs. Which
// of that name is meant depends on what lies around, so assemble() looks them up.
struct Needs {
  PathList names;
  // Of each name.
  std::vector<model::Scope> scopes;
  // Of each name, the number of the package that needs it; empty where the record has but one.
  std::vector<std::uint32_t> of;
  bool operator==(const Needs&) const = default;
};

// Small: kept for every file of interest in every layer, so what few have is boxed. A new member goes into
// each_record_field() (the compiler asks for it), and with that into the codec and held_bytes().
struct Record {
  RecordKind kind = RecordKind::kNone;
  // The packages. Complete but for layer and location paths when left empty.
  std::vector<model::Component> components;
  // Between `components`, at most model::kMaxEdges. What a database's packages need and offer by name is
  // resolved when it is parsed.
  std::vector<model::Edge> edges;
  // Of a file that speaks of one package whose database is elsewhere.
  std::vector<std::string> licenses;
  // Of a file that holds or names licences; their paths are empty.
  std::vector<model::FoundLicense> found_licenses;
  // Seen in the file. A place without a path is the file itself; "!a/b" lies in it. Reported, as notes are, if
  // the file is in the final view.
  std::vector<model::Observation> observations;
  std::vector<model::Note> notes;
  base::Box<DatabaseFacts> database;
  // Who the system says it is.
  base::Box<model::Distro> system;
  base::Box<UnreadFacts> unread;
  base::Box<Needs> needs;
  bool operator==(const Record&) const = default;
};

// Calls visit(member) for every member of a record, of either constness, in one order.
template <class AnyRecord, class Visit>
void each_record_field(AnyRecord& whole, Visit&& visit) {
  auto& [kind, components, edges, licenses, found_licenses, observations, notes, database, system, unread,
         needs] = whole;
  visit(kind), visit(components), visit(edges), visit(licenses), visit(found_licenses), visit(observations),
      visit(notes);
  visit(database), visit(system), visit(unread), visit(needs);
}

}  // namespace pratique::extract
