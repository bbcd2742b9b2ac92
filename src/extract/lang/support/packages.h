// What the readers of language packages share: safe texts from foreign files, and lists of packages without
// doubles. All functions are pure.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text_hash.h"
#include "codec/document_node.h"
#include "extract/extractor.h"
#include "model/component.h"

namespace pratique::extract::lang {

// No registry allows names or versions near this; more is a hostile or broken file.
inline constexpr std::size_t kMaxIdentity = 1024;
// Descriptive texts (licence, author, homepage) are cut here, visibly: they end in "…" then.
inline constexpr std::size_t kMaxText = 512;
inline constexpr std::size_t kMaxLicenses = 32;
// A lock file of 32 MiB could name a million packages in as many allocations; real ones stay under 10,000.
inline constexpr std::size_t kMaxPackages = 50'000;

// Valid UTF-8 (wrong bytes become U+FFFD), on one line, trimmed, at most kMaxText bytes.
std::string descriptive(std::string_view text);

// The text of a file that is read line by line: UTF-16 and UTF-32 by their byte order mark, UTF-8 without it.
// Errors: those of FileView::text(); kInvalid for what holds zero bytes, which is no text: the zeros that a broken
// disk leaves, UTF-16 without a mark.
Result<std::string> plain_text(const FileView& file);

// Error kInvalid for a text of nothing but blanks. No package manager writes such a lock file.
Result<void> check_not_blank(std::string_view text);

// A name or version as a document states it.
struct Stated {
  // Empty for anything but a string.
  std::string_view text;
  // `version = 8`: there, but no string, so that nobody knows which digits were meant (8, 8.0, 0x8).
  bool wrong_type = false;
};

template <codec::DocumentNode Node>
Stated stated(Node node) {
  return {node.text(), static_cast<bool>(node) && !node.is_string()};
}

// A component without locations: the core adds the file that was parsed. Errors: kInvalid when the name is
// empty, or when name or version is no UTF-8, holds control characters or is longer than kMaxIdentity.
Result<model::Component> package(std::string_view type, std::string_view name_space, std::string_view name,
                                 std::string_view version, model::Evidence evidence,
                                 std::map<std::string, std::string> qualifiers = {});

// Adds a licence as stated, unless it is empty, known already, or one of the fillers "UNKNOWN" and "None".
void add_license(model::Component& component, std::string_view text);

// Several licences of which the package's user may choose one (composer.json, npm's old "licenses", Maven's pom.xml): one
// SPDX expression with OR where the list knows each of them; else each by itself, as they are stated.
void add_license_choice(model::Component& component, const std::vector<std::string>& texts);

// Adds the hash of the package's archive, if the text is one of the algorithm: hexadecimal digits of its length.
void add_hash(model::Component& component, model::HashAlgorithm algorithm, std::string_view digits);

// Adds those of "sha512-BASE64" (Subresource Integrity); weaker ones may stand beside it, between blanks.
void add_integrity(model::Component& component, std::string_view integrity);

// Sets Details::origin to the address that a lock file says a package came from ("https://npm.example"), unless
// it lies at the ecosystem's own registry. What may be a password in it is taken out.
void set_origin(model::Component& component, std::string_view address);

// The packages of one file that names many: doubles (equal purls) are one component, of the nearest
// scope, and the main one only if each of them is.
class PackageCollector {
 public:
  // A name for the package in this list; null for one that was left out.
  using Id = const model::Purl*;
  Id add(model::Component component);
  // A package whose name or version is unusable becomes a note, and the others stay.
  Id add(Result<model::Component> component);
  // The same; a package that states no version, or states it in the wrong type, is listed without one, and noted.
  Id add(Result<model::Component> component, const Stated& version);
  // `from` needs `to`, and what for; nothing when one of them was left out.
  void depend(Id from, Id to, model::Scope scope = model::Scope::kRequired);
  // `from` was made of `to`.
  void build(Id from, Id to);
  // The project that the file is of asks for it by its name; nothing when it was left out.
  void ask_for(Id id);
  // The same, and what for. As soon as one is said, take() gives every package the nearest scope in which a way leads to it
  // from what was asked for (reach.h).
  void ask_for(Id id, model::Scope scope);
  // A way begins at a package that is the project itself.
  void begin_at(Id id, model::Scope scope = model::Scope::kRequired);
  // A manifest may ask for it in these words: Record::needs of the result names them and, in `of`, the component.
  void call(Id id, std::string_view words);
  // The components in document order, with notes on what was left out.
  Record take() &&;

 private:
  struct Relation {
    Id from, to;
    model::EdgeKind kind;
    model::Scope scope;
  };
  void relate(const Relation& relation);
  void finish(Record& record, const std::unordered_map<Id, std::uint32_t>& numbers);

  std::map<model::Purl, model::Component> packages_;
  std::vector<Relation> relations_;
  std::vector<std::pair<Id, model::Scope>> beginnings_;
  Needs called_;
  std::vector<Id> called_ids_;
  std::size_t relations_left_out_ = 0;
  // What is told of several in one note: how many, and the first of them.
  struct Count {
    std::size_t number = 0;
    std::string first;
    void add(std::string text) {
      if (number++ == 0) first = std::move(text);
    }
  };
  void add_notes(Record& record) const;

  Count unusable_, without_version_, wrongly_typed_;
  bool full_ = false;
};

// Packages of a list by what others in the same file call them. What goes by one name may be several: two
// versions, or one version for two platforms.
class PackageNames {
 public:
  void add(std::string name, PackageCollector::Id id);
  // At most kMostOfOneName, in the order of adding.
  std::span<const PackageCollector::Id> of(std::string_view name) const;
  // The only one of that name; null when there is none, or more than one.
  PackageCollector::Id only(std::string_view name) const;

 private:
  static constexpr std::size_t kMostOfOneName = 16;
  std::unordered_map<std::string, std::vector<PackageCollector::Id>, base::TextHash, std::equal_to<>> names_;
};

}  // namespace pratique::extract::lang
