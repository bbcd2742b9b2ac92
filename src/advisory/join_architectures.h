// Publishers that build for several architectures name each package once for each; those that sell it in several products,
// once for each of these as well.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "advisory/affected.h"

namespace pratique::advisory {

// Takes statements one by one and keeps of those that differ in nothing else one with all their architectures. One that is
// for every architecture that was named, of two at least, names none. "src" is none of them: where it is named, the name is
// (also) that of the source package.
class JoinedAffected {
 public:
  // `products`: those that then differ in their CPEs only are one with all of these; what names no product holds for all.
  explicit JoinedAffected(bool products) : products_(products) {}

  void add(Affected each);
  // In the order of the first of each.
  std::vector<Affected> take() &&;

 private:
  using Number = std::uint32_t;
  // Of a statement without its architectures, and without its products.
  struct Entry {
    Number base = 0, products = 0;
    // By number, sorted; empty: every one.
    std::vector<Number> architectures;
  };
  void add_architectures(const std::vector<std::string>& names, bool is_new, Entry& entry);
  std::vector<std::string> names_of(const Entry& entry) const;

  bool products_;
  std::vector<Affected> bases_;
  std::map<std::string, Number> base_numbers_;
  std::vector<std::vector<std::string>> product_lists_;
  std::map<std::vector<std::string>, Number> product_numbers_;
  std::vector<std::string> architectures_;
  std::map<std::string, Number, std::less<>> architecture_numbers_;
  std::vector<Entry> entries_;
  std::map<std::pair<Number, Number>, std::size_t> places_;
};

// All of a list, by their architectures.
std::vector<Affected> join_architectures(std::vector<Affected>&& list);

}  // namespace pratique::advisory
