// The product tree of CSAF documents (https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html, §3.2.2): products and
// components by their ids, and which component belongs to which product. Of CVRF, which has the same parts, as well.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/kept_texts.h"

namespace pratique::advisory {

// A full product name (§3.1.3) and where it stands. Views into the tree.
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

// Copies what it is given. Ids are called by numbers, which statements about them have too.
class CsafTree {
 public:
  using Number = KeptTexts::Number;

  // Gives the number of the id. Where an id comes twice, the last one counts.
  Number add_product(std::string_view id, const CsafProduct& product);
  // Of a product whose branch lies in one of that name.
  void set_holder(Number id, std::string_view name);
  void add_relationship(std::string_view id, std::string_view component, std::string_view product);
  void add_to_group(std::string_view group, Number product) {
    groups_[texts_.number(group)].push_back(product);
  }

  // Nothing: the tree has no such id, or its relationships lead nowhere.
  std::optional<CsafFound> find(Number id) const;
  std::optional<CsafFound> find(std::string_view id) const { return find(texts_.find(id)); }
  // The product of that id itself; null: there is none.
  const CsafProduct* product(std::string_view id) const;
  // Sorted by their ids.
  std::vector<const CsafProduct*> products() const;
  // Ids of a product group (§3.2.2.4); "": none.
  const std::vector<Number>& group(Number id) const;

  KeptTexts& texts() { return texts_; }
  const KeptTexts& texts() const { return texts_; }
  // About what it takes in memory.
  std::uint64_t bytes() const;

 private:
  // What is known of a text that is an id. 0: nothing.
  struct Node {
    Number component = 0, holder = 0;
    // Of `products_`, from 1.
    std::uint32_t product = 0;
  };
  Node& node(Number id);
  Node node_of(Number id) const { return id < nodes_.size() ? nodes_[id] : Node(); }

  KeptTexts texts_;
  std::deque<Node> nodes_;
  std::deque<CsafProduct> products_;
  std::map<Number, std::vector<Number>> groups_;
};

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

}  // namespace pratique::advisory
