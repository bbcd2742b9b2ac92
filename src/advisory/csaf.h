// CSAF 2.0 documents (https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html): security advisories and VEX. A product
// tree names products and components, relationships say which component belongs to which product (§3.2.2), and each
// vulnerability says of such products in which state they are (§3.2.3.9).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/feed.h"
#include "codec/json.h"

namespace pratique::advisory {

// A full product name (§3.1.3) and where it stands. Views into the document.
struct CsafProduct {
  std::string_view name, cpe, purl;
  // Of its branch (§3.1.2.2): "product_name", "product_version", "product_version_range"; empty: none.
  std::string_view category;
  // The branch's own name ("<10.0.17763.6659"), and that of the branch above ("Windows 10 Version 1809").
  std::string_view branch, holder;
};

// What an id of a product stands for: a component of a product, maybe by way of a module; or a product alone.
struct CsafFound {
  // nullptr: the product alone.
  const CsafProduct* component = nullptr;
  const CsafProduct* product = nullptr;
  // "ruby:3.1"; empty: none is said.
  std::string module;
};

class CsafTree {
 public:
  CsafTree() = default;
  // Branches nested more than 32 deep are skipped, with their names.
  CsafTree(codec::Json product_tree, FeedSink& sink);
  // Nothing: the tree has no such id, or its relationships lead nowhere.
  std::optional<CsafFound> find(std::string_view id) const;
  // For documents of other forms with the same parts (cvrf.h). The texts must outlive the tree.
  void add_product(std::string_view id, const CsafProduct& product) { products_[id] = product; }
  void add_relationship(std::string_view id, std::string_view component, std::string_view product) {
    relationships_[id] = {component, product};
  }
  const std::map<std::string_view, CsafProduct>& products() const { return products_; }
  // Ids of a product group (§3.2.2.4); "": none.
  const std::vector<std::string_view>& group(std::string_view id) const;

 private:
  struct Relationship {
    std::string_view component, product;
  };
  void add_branches(codec::Json branches, std::string_view holder, unsigned depth, FeedSink& sink);
  void add_product(codec::Json product, std::string_view category, std::string_view branch,
                   std::string_view holder);

  std::map<std::string_view, CsafProduct> products_;
  std::map<std::string_view, Relationship> relationships_;
  std::map<std::string_view, std::vector<std::string_view>> groups_;
};

// What is said of one product.
struct CsafStatement {
  std::string_view id;
  CsafFound found;
  // kFixed: of the version that the component has. SUSE says "recommended" for it.
  Status status = Status::kAffected;
  Reason reason = Reason::kNone;
  // Of remediations and flags: "Fix deferred", "vulnerable_code_not_present".
  std::string_view reason_text;
  // Day of the fix (a remediation's "date").
  std::string fixed_on;
  // Impact (§3.2.3.14) and CVSS of it; empty where the vulnerability has one for all.
  std::string_view impact, vector;
};

struct CsafVulnerability {
  // "CVE-2024-8088"; where it has none, the first of `ids` that is an id.
  std::string id;
  std::string title;
  std::vector<std::string> cwes, references;
  // Vectors and impacts of all products, each once, by `source`.
  std::vector<Rating> ratings;
  std::vector<CsafStatement> statements;
};

// The document's head.
struct CsafHead {
  // "RHSA-2024:6163", "CVE-2026-12345".
  std::string id;
  // "csaf_vex", "csaf_security_advisory".
  std::string_view category;
  std::string_view publisher_namespace;
  std::string title;
  // RFC 3339.
  std::string published, modified;
  // "Moderate"; may be empty.
  std::string_view severity;
  std::vector<std::string> references;
};

// kUnsupported: no CSAF; kInvalid: without an id.
Result<CsafHead> csaf_head(codec::Json root);

// Each vulnerability. A product that the tree does not have is skipped and located.
void each_vulnerability(codec::Json root, const CsafTree& tree, std::string_view source, FeedSink& sink,
                        const std::function<void(CsafVulnerability&&)>& take);

// A component that is an rpm: by its purl, else by its name ("bind-32:9.8.2-0.68.rc1.el6_10.17.i686",
// "ruby-2.7.8-139.module+el8.x86_64.rpm (ruby:2.7)", "nodejs:18/nodejs").
struct CsafRpm {
  std::string name;
  // "32:9.8.2-0.68.rc1.el6_10.17"; empty: every version.
  std::string evr;
  // "src" for a source package; empty: none is said, or "noarch".
  std::string architecture;
  // "ruby:3.1".
  std::string module;
};
// Nothing: it is something else, such as a container's image.
std::optional<CsafRpm> csaf_rpm(const CsafFound& found);

// Reads the document whole and checks whose it is: kUnsupported where the publisher's namespace does not begin so.
Result<codec::JsonDocument> csaf_document(Source& source, std::string_view publisher);
// By the first bytes.
bool is_csaf(std::string_view head, std::string_view publisher);

}  // namespace pratique::advisory
