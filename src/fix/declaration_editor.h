// What the editors share whose files declare packages with requirements: choosing what must be edited, editing, refusing,
// and the check of what came of it. An editor says where declarations stand (read()) and what is special of its format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fix/manifest.h"
#include "fix/requirement.h"
#include "fix/text_edits.h"

namespace pratique::fix {

// An entry that holds a transitive package.
struct HeldEntry {
  std::vector<TextEdit> edits;
  // As it stands in the new text; what it is ("an entry of \"overrides\"").
  std::string written, remark;
};

// kLimit over kMaxManifest.
Result<void> within_limit(std::string_view text);

class DeclarationEditor : public ManifestEditor {
 public:
  Result<Edited> edit(std::string_view text, std::span<const PackageMove> moves,
                      const EditOptions& options) const override;

 protected:
  // The same text for all spellings of a name. Usually: as it is.
  virtual std::string plain_name(std::string_view name) const;
  // Usually those of the requirement language of about().purl_type.
  virtual Result<Admission> admission(const DeclaredVersion& declared, std::string_view version) const;
  virtual Result<MovedRequirement> moved(const DeclaredVersion& declared, std::string_view to) const;
  // A requirement as the bytes at the place of a declaration of `text`.
  virtual std::string written(const DeclaredVersion& declared, std::string_view requirement,
                              std::string_view text) const;
  // What to do when the file admits the version already.
  virtual std::string follow(const PackageMove& move, const EditOptions& options) const = 0;
  // Whether the file names the package and leaves its version to others, so that a direct one can be held too.
  virtual bool leaves_open(std::string_view text, std::string_view name) const;
  // Errors (kUnsupported: the format has no such entry, or it cannot be added here) become refusals.
  virtual Result<HeldEntry> hold(std::string_view text, const PackageMove& move,
                                 const EditOptions& options) const;
  // Whether `after`, made of `before` by changing `changed` values and adding `added` entries, is of the format and
  // differs in nothing else, by another parser than read(). Usually: yes.
  virtual Result<void> check(std::string_view before, std::string_view after, std::size_t changed,
                             std::size_t added) const;

 private:
  class Editing;
};

}  // namespace pratique::fix
