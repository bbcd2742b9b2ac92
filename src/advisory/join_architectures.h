// Publishers that build for several architectures name each package once for each; those that sell it in several products,
// once for each of these as well.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
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
  explicit JoinedAffected(bool products);

  void add(Affected each);
  // In the order of the first of each.
  std::vector<Affected> take() &&;

 private:
  using Number = std::uint32_t;
  // Of a statement without its architectures, and without its products. A kernel has some hundred thousand.
  struct Entry {
    // Places in the lists below.
    Number base = 0, products = 0, architectures = 0;
  };
  // The entry of that base and these products; a new one if need be.
  Entry& entry_of(Number base, Number products);
  Number with(Number set, const std::vector<std::string>& names);
  std::vector<std::string> names_of(const std::vector<Number>& set) const;
  std::vector<std::string> cpes_of(std::vector<Number>&& lists) const;

  bool products_;
  std::vector<Affected> bases_;
  std::map<std::string, Number> base_numbers_;
  std::vector<std::vector<std::string>> product_lists_;
  std::map<std::vector<std::string>, Number> product_numbers_;
  std::vector<std::string> architectures_;
  std::map<std::string, Number, std::less<>> architecture_numbers_;
  // Each sorted. The first is none yet, the second is every one.
  std::vector<std::vector<Number>> sets_;
  std::map<std::vector<Number>, Number> set_numbers_;
  std::deque<Entry> entries_;
  // Places of entries, from 1, by the hash of base and products; open addressing, a power of two of them.
  std::vector<Number> slots_;
};

// All of a list, by their architectures.
std::vector<Affected> join_architectures(std::vector<Affected>&& list);

}  // namespace pratique::advisory
