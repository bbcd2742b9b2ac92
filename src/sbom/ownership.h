// Whose the files of language packages are, by the word of other tools' documents. Of an image the scan finds it
// out by itself (scan/owners.h); a document may say it, say it in part, or have no word for it.
//
// Facts: Syft's JSON has relations ("ownership-by-file-overlap", with the files; "contains", "evident-by" a file) and
// the file lists of system packages; Syft's SPDX the same relations, as OTHER with a comment that begins with the
// word; both name who maintains a package. CycloneDX and Trivy's documents have no word for it.
//
// As of an image (docs/notes.md, "Whose a file is"), packages that the distribution did not build own nothing:
// the component gets Details::listed_by. A package that lies in several folders is owned only if a file of each
// is: one component may stand for the distribution's copy and another one.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/meter.h"
#include "base/text_hash.h"
#include "model/inventory.h"

namespace pratique::sbom {

// Components are named by their numbers in the inventory, before it is sorted. What the meter's account "records"
// does not bear is left out and counted there; the packages are judged by themselves then.
class Ownership {
 public:
  // Both must outlive this.
  Ownership(model::Inventory& inventory, base::Meter& meter) : inventory_(inventory), meter_(meter) {}

  // The document says that `owner` owns `owned`, or, of what it was found by, this file. Counts only for a system
  // package and a package of a language. The text must live until settle().
  void claim(std::uint32_t owner, std::uint32_t owned, std::string_view file = {});
  // The same of the component with that purl, if there is one: a property of ours that another tool kept.
  void claim_by_purl(std::string_view owner_purl, std::uint32_t owned);
  // A path that the component was found by: before list().
  void found_by(std::uint32_t component, std::string_view path);
  // A file of the package: it owns what was found by it.
  void list(std::uint32_t owner, std::string_view path);
  // The same three steps for files that relations name by the document's ids: whom they tell of, their paths, who
  // lists them. Only paths that somebody was found by are kept. The ids must live until settle().
  void found_by_file(std::uint32_t component, std::string_view id);
  void name_file(std::string_view id, std::string_view path);
  void list_file(std::uint32_t owner, std::string_view id);
  // Not built by the distribution, as the document itself tells.
  void mark_foreign(std::uint32_t owner) { foreign_.insert(owner); }

  // Sets Component::owner and Details::listed_by. The distribution and the suppliers must be known. A note where
  // the document says nothing of it and has language packages in folders of the system.
  void settle();

 private:
  struct Claim {
    std::uint32_t owned, owner;
    // Of the file; empty: of all.
    std::string folder;
    auto operator<=>(const Claim&) const = default;
  };
  struct File {
    std::vector<std::uint32_t> components;
    std::string path = {};
  };

  bool may_own(std::uint32_t owner, std::uint32_t owned) const;
  // Books a claim, or a file in the table, and its text; false from the first refusal on.
  bool book(std::size_t text);
  void find_named_owners();
  bool is_of_distribution(std::uint32_t owner);
  bool is_of_rpm_distribution(const model::Component& component) const;
  void find_rpm_vendors();
  void decide(const Claim* begin, const Claim* end);
  void note_unsaid();

  model::Inventory& inventory_;
  base::Meter& meter_;
  // Something was said, be it that nothing is owned.
  bool said_ = false;
  // The meter has refused: a file that thousands were found by and thousands list makes millions of claims.
  bool full_ = false;
  std::vector<Claim> claims_;
  std::vector<std::pair<std::string_view, std::uint32_t>> named_;
  std::unordered_map<std::string, std::vector<std::uint32_t>, base::TextHash> files_;
  std::unordered_map<std::string_view, File, base::TextHash> by_id_;
  std::set<std::uint32_t> foreign_;
  // What is_of_distribution() said.
  std::unordered_map<std::uint32_t, bool> own_;
  // Of packages that os-release belongs to.
  std::vector<std::uint32_t> release_owners_;
  bool states_rpm_vendors_ = false;
  // First words of vendors whose packages are the distribution's.
  std::set<std::string, std::less<>> vendors_;
};

}  // namespace pratique::sbom
