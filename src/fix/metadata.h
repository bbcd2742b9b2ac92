// What a registry of packages says of them: which versions were released, and what each of them requires of others. One file
// in fix/metadata/ adds the protocol of a registry. The readers know paths and forms only; whoever asks brings the documents,
// from a mirror's folder or address (MetadataSource).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::fix {

// Of one document (the largest packuments have some 50 MB); of the versions of one package; of the requirements of one
// version; of the documents of one book.
inline constexpr std::uint64_t kMaxMetadata = 96ull << 20;
inline constexpr std::size_t kMaxReleases = 50'000;
inline constexpr std::size_t kMaxDependencies = 5'000;
inline constexpr std::size_t kMaxDocuments = 3'000;

struct ReleasedDependency {
  // As the ecosystem writes it, and in its language of requirements (fix/requirement.h); "": any version.
  std::string name, requirement;
  // Taken only when it is asked for: an extra, a feature, a platform.
  bool optional = false;
  bool operator==(const ReleasedDependency&) const = default;
};

struct ReleasedVersion {
  std::string version;
  // Taken back by whoever published it: no resolver chooses it any more.
  bool yanked = false;
  // What its publisher says against it; "": nothing.
  std::string deprecated{};
  // What it requires to run; nothing: the registry tells that in a document of the version's own.
  std::optional<std::vector<ReleasedDependency>> dependencies{};
  bool operator==(const ReleasedVersion&) const = default;
};

// Brings the document at a path from the root of the registry. Errors: kNotFound when there is none; kLimit over `most`;
// others as they come, which end the question. The path has no "." or ".." as a part.
using MetadataSource = std::function<Result<std::string>(const std::string& path, std::uint64_t most)>;

// `const` and without state.
class RegistryReader {
 public:
  virtual ~RegistryReader() = default;
  // Of the package URLs whose packages it has: "npm".
  virtual std::string_view purl_type() const = 0;
  // Of the form that is asked for (RFC 9110 "Accept"); "": whatever comes.
  virtual std::string_view accept() const { return ""; }

  // Where the document that lists a package's versions lies; of several the first that is there. Empty: the text is no name of
  // a package.
  virtual std::vector<std::string> list_paths(std::string_view name) const = 0;
  // Errors: kInvalid for what is not of the form, kLimit. In no order; what is no version of the ecosystem is left out.
  virtual Result<std::vector<ReleasedVersion>> read_list(std::string_view name,
                                                         std::string_view text) const = 0;

  // What a version requires, where the list does not say it: usually from one document.
  virtual Result<std::vector<ReleasedDependency>> dependencies(std::string_view name,
                                                               std::string_view version,
                                                               const MetadataSource& source) const;

 protected:
  virtual std::vector<std::string> version_paths(std::string_view name, std::string_view version) const;
  virtual Result<std::vector<ReleasedDependency>> read_version(std::string_view text) const;
};

namespace registries {
// Every reader, sorted by file name. Generated (cmake/registry.cmake).
std::vector<std::unique_ptr<RegistryReader>> all_readers();
}  // namespace registries

// nullptr: none. The object lives as long as the program.
const RegistryReader* find_registry_reader(std::string_view purl_type);

// The first of `paths` that is there. kNotFound: none is.
Result<std::string> first_document(const std::vector<std::string>& paths, const MetadataSource& source);

// A part of a path with everything but letters, digits and "-._~@!" as "%XX"; "" for what is empty, "." or "..".
std::string path_part(std::string_view text);

// What was asked of one registry, once each. Used by one thread.
class MetadataBook {
 public:
  MetadataBook(const RegistryReader& reader, MetadataSource source);
  std::string_view purl_type() const { return reader_.purl_type(); }

  // Sorted by the order of the ecosystem, the oldest first. Errors: kNotFound for a package that the registry does not have,
  // kLimit over kMaxDocuments, and those of the source and the reader; the same again when asked again. The pointer stays
  // valid as long as the book.
  Result<const std::vector<ReleasedVersion>*> versions(const std::string& name);
  // Of one of them.
  Result<const std::vector<ReleasedDependency>*> dependencies(const std::string& name,
                                                              const std::string& version);

 private:
  using Releases = std::vector<ReleasedVersion>;
  using Dependencies = std::vector<ReleasedDependency>;
  Result<Releases> ask(const std::string& name);

  const RegistryReader& reader_;
  MetadataSource source_;
  std::size_t documents_ = 0;
  std::map<std::string, Result<Releases>> releases_;
  std::map<std::pair<std::string, std::string>, Result<Dependencies>> dependencies_;
};

}  // namespace pratique::fix
