// What readers of other tools' documents share: source packages, distributions, and what the document does
// not say.
//
// Facts: Syft writes source packages as the purl qualifier `upstream`; Trivy as properties SrcName,
// SrcVersion, SrcRelease and SrcEpoch; both write the distribution as the qualifier `distro` ("debian-12.5").
// Without the source package a distribution's advisories do not match, so losing it would make an image look
// clean.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/meter.h"
#include "model/inventory.h"
#include "sbom/ownership.h"

namespace pratique::sbom {

// The purl of a program of which a document gives a CPE alone, "cpe:2.3:a:openssl:openssl:1.0.2:…" or "cpe:/a:…":
// "pkg:generic/openssl@1.0.2". "": it is no CPE of an application with a product.
std::string purl_of_cpe(std::string_view cpe, std::string_view version);

class ForeignInventory {
 public:
  // The meter must outlive this.
  explicit ForeignInventory(base::Meter& meter) : ownership(inventory, meter), meter_(meter) {
    inventory.subject.kind = model::SubjectKind::kSbom;
  }
  ForeignInventory(const ForeignInventory&) = delete;
  ForeignInventory& operator=(const ForeignInventory&) = delete;

  // A component with the package URL given as text, and the version that stands beside it, which counts when
  // the purl has none. Nothing when the text is no purl, or when the accounts "components" and "records" do not
  // bear it, which is counted there. The source package is taken from `upstream`.
  model::Component* add(std::string_view purl, std::string_view version);
  // What the document calls the component that was added last. The text must live until finish().
  void name_last(std::string_view name);
  // The number of the component that was added last, or that the document calls so.
  std::uint32_t last() const { return static_cast<std::uint32_t>(inventory.components.size() - 1); }
  std::optional<std::uint32_t> called(std::string_view name) const;
  // An edge between components by their names; others are dropped, and those over model::kMaxEdges, which are counted.
  void relate(std::string_view from, std::string_view to, model::EdgeKind kind,
              model::Scope scope = model::Scope::kRequired);
  // The same by their numbers.
  void relate(std::uint32_t from, std::uint32_t to, model::EdgeKind kind,
              model::Scope scope = model::Scope::kRequired);
  // Something that ought to be a package but has no purl, so that nothing can be looked up for it.
  void count_without_purl(std::string_view name);
  void note(std::string code, std::string message);

  // What the document is about is a package itself, added last: the project, a program.
  void set_main() { main_ = last(); }

  // Distribution from purls unless it is known; owners; notes; sorts.
  model::Inventory finish() &&;

  model::Inventory inventory;
  Ownership ownership;

 private:
  void note_unreleased();

  base::Meter& meter_;
  std::map<std::string_view, std::uint32_t> names_;
  std::optional<std::uint32_t> main_;
  std::size_t edges_left_out_ = 0;
  std::size_t without_purl_ = 0;
  std::size_t bad_purls_ = 0;
  std::string first_without_purl_;
  std::string first_bad_purl_;
};

// Whether a document about this is about a package that can be judged: not an image, whose packages are in the
// document, and not a repository of sources.
bool is_package(const model::Purl& purl);

// A descriptive text of a foreign document, cut after 300 bytes.
std::string shown(std::string_view text);
// By a document's word that the project names the package itself, or that it came along. The file that names it is where
// the component was found.
void set_direct(model::Component& component, bool direct);
// Sets the source package, unless it is the package itself.
void set_source(model::Component& component, std::string_view name, std::string_view version);

// Sets the module that an rpm was built in ("nodejs:18:8090020240401000000:489197e6"), unless the text is empty or
// rpm's word for nothing.
void set_module(model::Component& component, std::string_view label);

// A source version without the epoch that the purl of an rpm keeps apart, where the rest is the package's own version.
std::string_view without_own_epoch(const model::Component& component, std::string_view version);

// The distribution as os-release would name it, by any name of it and by its release or codename: Trivy says "debian" "12.5" where VERSION_ID is "12".
model::Distro distro_of(std::string_view id, std::string_view version);

}  // namespace pratique::sbom
