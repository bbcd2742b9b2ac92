// Editors of the files in which people declare the versions that they want: what must change so that a package moves to
// another version, and nothing else. One file in fix/manifest/ adds a format.
//
// An edit replaces a version where it stands: every byte outside of it stays, and with it the author's layout, comments,
// line ends and range operator ("^4.17.1" becomes "^5.0.1", a pin stays a pin). What an editor cannot do so is refused with
// the reason. The edited text is read again, by the library of its format where there is one, and must differ in nothing but
// what was edited.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::fix {

// Of one text; of the moves of one call.
inline constexpr std::size_t kMaxManifest = 1u << 20;
inline constexpr std::size_t kMaxMoves = 2'000;

// A package that is to be of another version.
struct PackageMove {
  // As its ecosystem writes it: "@scope/x", "org.slf4j:slf4j-api", "github.com/x/y". Of a Dockerfile the repository of a
  // base image in any spelling ("node", "docker.io/library/node").
  std::string name;
  // The version that is installed; may be empty. Where a file declares a package more than once, the declarations that
  // admit this one are meant. Of a Dockerfile the tag (with "@" and digest if need be); empty: any.
  std::string from{};
  // The version that it must have at least. Of a Dockerfile the tag ("20-slim", "20-slim@sha256:…"), or a whole reference
  // ("registry.example.com/node:20"); with a digest FROM is pinned, without one a pinned FROM is refused.
  std::string to;
  // Whether the file itself is thought to declare it. What is not direct and not declared can only be held by an entry of
  // another kind (EditOptions::hold_transitive).
  bool direct = true;
};

enum class NpmClient : std::uint8_t { kUnknown, kNpm, kYarn, kPnpm };

struct EditOptions {
  // For a package that the file does not declare and that is not direct, add the entry by which the ecosystem holds a
  // transitive package: "overrides" of npm, "resolutions" of Yarn, "pnpm.overrides", <dependencyManagement> of Maven (also
  // for a direct one whose version is managed elsewhere), a require line of Go ("// indirect"), a line of a requirements file
  // or Gemfile. Without it, or where the format has no such entry, the move is refused.
  bool hold_transitive = false;
  // Edit a range that admits the new version already, too, so that it admits no older one.
  bool raise_floors = false;
  // Which of the three takes package.json; unknown: by its "packageManager" and by the entries that are there, else npm.
  NpmClient npm_client = NpmClient::kUnknown;
};

// A version that a text declares.
struct DeclaredVersion {
  std::string name;
  // Where it belongs: "devDependencies", "project.optional-dependencies.test", "stage build".
  std::string group{};
  // The range, version or reference as the format reads it, variables filled in; may be empty ("any").
  std::string requirement{};
  // The bytes that would be edited; they may belong to a property that others use as well. Length 0: nothing stands there.
  std::size_t offset = 0, length = 0;
  // Where the bytes stand when it is not in the declaration itself: "property jackson.version".
  std::string source{};
  // From 1; of the declaration, which may be another than that of the bytes.
  std::uint32_t line = 0;
  // Why it cannot be edited where it stands ("a Git repository"); empty: it can.
  std::string fixed{};
  // It counts for a part of the dependencies only: an override below another package.
  bool partial = false;
};

struct AppliedMove {
  std::string name;
  // Of the edited place in the text as it was; of an entry that was added, its line in the new text.
  std::uint32_t line = 0;
  // The bytes that were replaced and what stands there now, as written; `before` is empty for an added entry.
  std::string before{}, after{};
  // What a reader should know: "the upper bound moves from 5 to 6"; may be empty.
  std::string remark{};
  bool operator==(const AppliedMove&) const = default;
};

enum class RefusalReason : std::uint8_t {
  // The file declares no such package.
  kNotDeclared,
  // What it declares admits the new version already: the lock file or the build must follow.
  kAllowed,
  // It asks for later versions only.
  kLater,
  // The declaration has a form that cannot be edited, or in which the new version cannot be said.
  kForm
};
const char* to_string(RefusalReason reason);  // "not-declared", "allowed", "later", "form"

struct RefusedMove {
  std::string name;
  // Of the declaration; 0: there is none.
  std::uint32_t line = 0;
  RefusalReason reason = RefusalReason::kForm;
  // One line for people; from the file where it quotes it.
  std::string why;
  // What to do, an imperative ("run `npm update express`"); may be empty.
  std::string remedy{};
  bool operator==(const RefusedMove&) const = default;
};

struct Edited {
  std::string text;
  // In the order of the text, added entries last.
  std::vector<AppliedMove> applied{};
  // In the order of the moves. A move of a package that is declared twice may stand in both lists.
  std::vector<RefusedMove> refused{};
};

struct ManifestAbout {
  // "package.json", "Dockerfile".
  std::string format;
  // Type of the package URLs whose packages it declares: "npm", "docker".
  std::string purl_type;
  // Of the file's name, each with one "*" at most: "requirements*.txt"; with a "/", of its folder's name and its own.
  std::vector<std::string> names;
  // The command that brings lock files in line with an edited file; "": none is needed.
  std::string settle{};
};

// `const` and without state.
class ManifestEditor {
 public:
  virtual ~ManifestEditor() = default;
  virtual ManifestAbout about() const = 0;
  // Every declaration, in the order of the text. Errors: kLimit over kMaxManifest or a limit of the format; kInvalid, with
  // the line where it is known, for what is not of the format.
  virtual Result<std::vector<DeclaredVersion>> read(std::string_view text) const = 0;
  // Errors: those of read(); kLimit over kMaxMoves; kInvalid when the edited text does not read as it should, which no text
  // should bring about. Moves that cannot be made are refused and no error. Without any applied move the text is the same.
  virtual Result<Edited> edit(std::string_view text, std::span<const PackageMove> moves,
                              const EditOptions& options = {}) const = 0;
};

namespace manifests {
// Every editor, sorted by file name. Generated (cmake/registry.cmake).
std::vector<std::unique_ptr<ManifestEditor>> all_editors();
}  // namespace manifests

// The editor whose names fit the end of `path`; nullptr: none. The object lives as long as the program.
const ManifestEditor* find_editor(std::string_view path);

}  // namespace pratique::fix
