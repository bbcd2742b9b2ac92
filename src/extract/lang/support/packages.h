// What the readers of language packages share: safe texts from foreign files, and lists of packages without
// doubles. All functions are pure.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

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

// A component without locations: the core adds the file that was parsed. Errors: kInvalid when the name is
// empty, or when name or version is no UTF-8, holds control characters or is longer than kMaxIdentity.
Result<model::Component> package(std::string_view type, std::string_view name_space, std::string_view name,
                                 std::string_view version, model::Evidence evidence,
                                 std::map<std::string, std::string> qualifiers = {});

// Adds a licence as stated, unless it is empty, known already, or one of the fillers "UNKNOWN" and "None".
void add_license(model::Component& component, std::string_view text);

// Sets Details::origin to the address that a lock file says a package came from ("https://npm.example"), unless
// it lies at the ecosystem's own registry. What may be a password in it is taken out.
void set_origin(model::Component& component, std::string_view address);

// The packages of one file that names many: doubles (equal purls) are one component, of the nearest
// scope, and the main one only if each of them is.
class PackageList {
 public:
  // A name for the package in this list; null for one that was left out.
  using Id = const model::Purl*;
  Id add(model::Component component);
  // A package whose name or version is unusable becomes a note, and the others stay.
  Id add(Result<model::Component> component);
  // `from` needs `to` to run; nothing when one of them was left out.
  void depend(Id from, Id to);
  // The components in document order, with notes on what was left out.
  Record take() &&;

 private:
  std::map<model::Purl, model::Component> packages_;
  std::vector<std::pair<Id, Id>> edges_;
  std::size_t unusable_ = 0;
  std::string first_error_;
  bool full_ = false;
};

}  // namespace pratique::extract::lang
