// OVAL definitions of package managers (OVAL language 5.11, https://oval.mitre.org/language/version5.11/) as statements
// about packages. A document holds definitions, each a tree of criteria; the tests that these name; and the objects
// and states that tests are made of. Publishers write the tree so that it is true where a package is vulnerable:
//   AND( platform is installed, OR( AND( NAME is earlier than EVR, NAME is signed with a key ), … ) )
// The documents are read as streams (Oracle's has 200 MB): of each definition its texts and its tree are kept, of each
// test its name and version, for a tree can be told only when the tests behind it have been read.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/affected.h"
#include "advisory/feed.h"
#include "advisory/source.h"

namespace pratique::advisory {

struct OvalReference {
  // "CVE", "elsa", "SUSE CVE".
  std::string source;
  // "CVE-2007-0493", "Mitre CVE-1999-0524".
  std::string id;
  std::string url;
};

// advisory/cve: what a publisher adds to an id that it names.
struct OvalCve {
  std::string id;
  // "8.1/CVSS:3.0/AV:N/…"; may be empty.
  std::string cvss;
  // "important"; may be empty.
  std::string impact;
  // "CWE-122", "CWE-20->CWE-400"; may be empty.
  std::string cwe;
  // Whose word it is where it is another's: "NVD".
  std::string at;
};

// Red Hat's advisory/affected/resolution: why some components have no fix.
struct OvalResolution {
  // "Will not fix".
  std::string state;
  std::vector<std::string> components;
};

// What stands before a definition's criteria.
struct OvalDefinition {
  // "oval:com.oracle.elsa:def:20070057".
  std::string id;
  // "patch", "vulnerability".
  std::string kind;
  // Without line ends; the description cut as a summary is.
  std::string title, description;
  std::vector<std::string> platforms;
  std::vector<OvalReference> references;
  // Those of advisory/cve.
  std::vector<OvalCve> cves;
  std::vector<std::string> cpes;
  std::vector<OvalResolution> resolutions;
  std::string severity;
  // "2018-10-12".
  std::string issued, updated;
  // Microsoft's: "true", "false", "Not Applicable".
  std::string patchable;
};

// One package for which a definition is true, and on what that depends.
struct OvalStatement {
  std::string package;
  // Empty: every version.
  Range range;
  // kNotAffected where the publisher says so by a test that no package can pass ("version equals 0").
  Status status = Status::kAffected;
  // Systems of which one must be installed, in the words of the criterion: "Oracle Linux 7", "SUSE Linux Enterprise
  // Server 15 SP1". Empty: nothing is said.
  std::vector<std::string> platforms;
  // Empty: every one.
  std::vector<std::string> architectures;
  // "nodejs:18"; empty: none is said.
  std::string module;
  // Of the criterion that names the package.
  std::string comment;
  // The definition is true only where other packages are there as well, AND( A is earlier than 2, B is installed ). It is
  // about those that are too old, A; nothing here says what B must be.
  bool only_beside_others = false;
};

// Once for each definition of the classes "patch" and "vulnerability", in the document's order.
using OvalTaker = std::function<void(const OvalDefinition&, std::vector<OvalStatement>)>;

// `name_space`: how the ids of definitions of this publisher begin, "oval:com.oracle."; those of others are kUnsupported.
// A definition that cannot be understood is skipped with its id, and the others go on: criteria that are nested more
// than 32 deep, or of more than 50,000 alternatives; an operation that gives no range; one that names a test that is not in
// the document and whose comment says nothing either. How many statements are `only_beside_others` is told once: they are
// given as if the others were there, for who leaves them out looks clean where they are.
// Errors: kLimit where more would have to be kept than 192 MB; those of the source and of XmlStream.
Result<void> read_oval(Source& source, std::string_view name_space, FeedSink& sink, const OvalTaker& taker);

// Whether the head of a file is an OVAL document whose definitions have such ids.
bool is_oval(std::string_view head, std::string_view name_space);

}  // namespace pratique::advisory
