// A component of an inventory: one package, as one package manager, archive or file says it is there.
#pragma once

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/box.h"
#include "model/purl.h"

namespace pratique::model {

// How we know it (docs/glossary.md, "evidence class"). In CycloneDX the property `pratique:evidence`.
enum class Evidence : std::uint8_t {
  kInstalled,  // a package manager put it there
  kVendored,   // carried inside another package
  kDeclared,   // a lock file or requirement names it; nothing says that it is there
};

// What the project that names the package wants it for.
enum class Scope : std::uint8_t {
  kRequired,  // also when nobody says anything else
  kOptional,  // it runs without it
  kPeer,      // to be brought by whoever uses it
  kBuild,     // only to build it
  kDev,       // only to develop it
};

// How far its package manager came with it (dpkg(1), "PACKAGE STATES"; apk's "f:" lines for kBroken). Files of
// each of these are there, of a half-installed one not all.
enum class State : std::uint8_t {
  kInstalled,
  kTriggersPending,
  kTriggersAwaited,
  kHalfConfigured,
  kUnpacked,
  kHalfInstalled,
  kBroken,
};

// Why it is there, by the word of whoever installed or declared it (docs/graph.md). A package manager that was asked
// for one package brings others along, and most remember which is which.
enum class InstallReason : std::uint8_t {
  kUnknown,   // nobody recorded it
  kExplicit,  // somebody asked for it by its name: apt-mark's "manual", apk's world, a manifest's dependencies
  kDependency,  // it came because something needs it: apt-mark's "auto"
};

enum class HashAlgorithm : std::uint8_t { kMd5, kSha1, kSha256, kSha384, kSha512 };

const char* to_string(Evidence evidence);        // "installed", "vendored", "declared"
const char* to_string(Scope scope);              // "required", "optional", "peer", "build", "dev"
const char* to_string(State state);              // dpkg's words: "half-configured"; "broken"
const char* to_string(InstallReason reason);     // "unknown", "explicit", "dependency"
const char* to_string(HashAlgorithm algorithm);  // "md5", "sha1", "sha256", "sha384", "sha512"
// Errors: kInvalid for a word that is none of them.
Result<Evidence> parse_evidence(std::string_view text);
Result<Scope> parse_scope(std::string_view text);
Result<State> parse_state(std::string_view text);
Result<InstallReason> parse_reason(std::string_view text);
Result<HashAlgorithm> parse_hash_algorithm(std::string_view text);

struct Location {
  // In the image, without a leading slash; inside archives "app/a.jar!BOOT-INF/lib/b.jar".
  std::string path;
  // diffID of the layer that brought it: "sha256:…"; empty when there are no layers.
  std::string layer;
  bool operator==(const Location&) const = default;
  auto operator<=>(const Location&) const = default;
};

// Of the package as it was published (an archive, a crate), not of its files as they lie.
struct Hash {
  HashAlgorithm algorithm = HashAlgorithm::kSha256;
  // Hexadecimal, lower case.
  std::string value;
  bool operator==(const Hash&) const = default;
  auto operator<=>(const Hash&) const = default;
};

// A licence that a file of the package holds or names.
struct FoundLicense {
  // SPDX.
  std::string expression;
  // Of the file, in the image, without a leading slash.
  std::string path;
  // Per cent that the file's text is like the licence's; 0: it names the licence.
  std::uint8_t likeness = 0;
  bool operator==(const FoundLicense&) const = default;
  auto operator<=>(const FoundLicense&) const = default;
};

// Whether the value has the digits of its algorithm.
bool is_value(const Hash& hash);

// What few components have. All may be empty.
struct Details {
  // SPDX expression that somebody concluded from what is stated.
  std::string license;
  // Repository or channel that it came from, where that is not its ecosystem's own.
  std::string origin;
  // Module that an rpm was built in: "name:stream:version:context" (tag 5096).
  std::string module;
  // Folder of the root filesystem inside the image that it is installed in: "srv/jail".
  std::string root;
  // purl of a package that lists this one's file, but is none of the distribution's: see `owner`.
  std::string listed_by;
  // Modules of a Go program: which of their functions are linked into it, as linked_functions.h writes them; empty:
  // that is not known.
  std::string functions;
  // Operating system and processor that its program was built for, in Go's names: "linux/amd64". Empty: not known, or as
  // the purl's qualifiers or the image have it.
  std::string built_for;
  // Of InstallReason::kExplicit: the file that asks for it, "etc/apk/world"; the first of several.
  std::string asked_in;
  // Sorted, unique.
  std::vector<std::string> cpes;
  // Sorted, unique.
  std::vector<Hash> hashes;
  // In its files, sorted, unique.
  std::vector<FoundLicense> found_licenses;
  bool operator==(const Details&) const = default;
  auto operator<=>(const Details&) const = default;
};

// Kept by the hundred thousand: what few have is boxed. A new member goes into the structured binding of
// each_field() below (the compiler asks for it), and with that into the codec of records, held_bytes() and
// every document; into before() if two components may differ in it alone.
struct Component {
  Purl purl;
  Evidence evidence = Evidence::kInstalled;
  // Per cent: that it is this package. Less where name or version are guessed.
  std::uint8_t confidence = 100;
  Scope scope = Scope::kRequired;
  State state = State::kInstalled;
  InstallReason reason = InstallReason::kUnknown;
  // The project itself: a program's main module, a workspace's member.
  bool is_main = false;
  // A later layer deleted or emptied the package database that lists it (docs/decisions/0004).
  bool database_removed = false;
  // Sorted, unique; the first is the file that the component was read from.
  std::vector<Location> locations;
  // Licences as the package states them, one entry each: an SPDX expression where the format promises one
  // ("MIT OR Apache-2.0"), else free text ("GPLv2+"). Sorted, unique.
  std::vector<std::string> licenses;
  // Distribution packages: the source package that advisories are written about ("openssl" for libssl3).
  // Empty when it is the package itself.
  std::string source_name;
  std::string source_version;
  // purl of the distribution's package that installed this component's file (docs/notes.md, "Whose a file
  // is"); empty when none owns it.
  // Such a language package stays in the inventory but is judged through its owner (the distribution
  // back-ports fixes).
  std::string owner;
  // Maintainer, vendor or author as stated; may be empty.
  std::string supplier;
  // May be empty.
  std::string homepage;
  // What it is, in a line; may be empty.
  std::string description;
  base::Box<Details> details;
  // What only readers outside ask for, with stable names: "pratique:java:identified-by", …. Keys always start
  // with "pratique:". What another module of the program reads has a member instead.
  std::map<std::string, std::string> properties;
  bool operator==(const Component&) const = default;
};

// Calls visit(name, member) for every member of a Component, of its details and of its purl, const or not, in
// one order. A structured binding names all members or does not compile, so that nothing can be forgotten.
template <class AnyPurl, class Visit>
void each_purl_field(AnyPurl& whole, Visit&& visit) {
  auto& [type, name_space, name, version, qualifiers, subpath] = whole;
  visit("type", type), visit("namespace", name_space), visit("name", name), visit("version", version);
  visit("qualifiers", qualifiers), visit("subpath", subpath);
}

template <class AnyDetails, class Visit>
void each_detail(AnyDetails& whole, Visit&& visit) {
  auto& [license, origin, module, root, listed_by, functions, built_for, asked_in, cpes, hashes,
         found_licenses] = whole;
  visit("license", license), visit("origin", origin);
  visit("module", module), visit("root", root), visit("listed_by", listed_by);
  visit("functions", functions), visit("built_for", built_for);
  visit("asked_in", asked_in);
  visit("cpes", cpes), visit("hashes", hashes);
  visit("found_licenses", found_licenses);
}

// The purl and the details are visited member by member.
template <class AnyComponent, class Visit>
void each_field(AnyComponent& whole, Visit&& visit) {
  auto& [purl, evidence, confidence, scope, state, reason, is_main, database_removed, locations, licenses,
         source_name, source_version, owner, supplier, homepage, description, details, properties] = whole;
  each_purl_field(purl, visit);
  visit("evidence", evidence), visit("confidence", confidence), visit("scope", scope), visit("state", state);
  visit("reason", reason);
  visit("is_main", is_main), visit("database_removed", database_removed);
  visit("locations", locations), visit("licenses", licenses);
  visit("source_name", source_name), visit("source_version", source_version), visit("owner", owner);
  visit("supplier", supplier), visit("homepage", homepage);
  visit("description", description);
  if constexpr (std::is_const_v<AnyComponent>) {
    each_detail(*details, visit);
  } else {
    each_detail(details.edit(), visit);
    details.settle();
  }
  visit("properties", properties);
}

// The order of components in every document: type, namespace, name, version, qualifiers, evidence, first
// location.
bool before(const Component& a, const Component& b);

// Sorts and removes doubles in its lists.
void normalise(Component& component);

// Of two words on why one package is there the stronger: asked for, needed, unknown. Of two files that ask for it the
// first by name.
void join_reason(Component& into, const Component& other);

// Adds to `into` what `other`, which tells of the same package, says of its places and what it has none of:
// everything but its evidence and scope, which are the caller's to choose.
void join(Component& into, Component other);

// 32 hexadecimal digits that stay the same from scan to scan and from version to version of this program: of
// what the package is (its purl) and where it lies (root and first path, not the layer, which every build
// makes anew). Two components of an inventory may share it: inventory.h numbers those.
std::string stable_id(const Component& component);

}  // namespace pratique::model
