// The criteria of OVAL definitions, kept small: some hundred thousand of them are in memory until the tests that they
// name are known.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "advisory/oval.h"
#include "codec/xml.h"

namespace pratique::advisory {

// Texts that are kept once, by number.
class OvalTexts {
 public:
  using Number = std::uint32_t;
  // 0 is the empty text.
  OvalTexts() { number(""); }
  Number number(std::string_view text);
  std::string_view operator[](Number number) const { return texts_[number]; }
  // About what they take in memory.
  std::uint64_t bytes() const { return bytes_; }

 private:
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, Number> numbers_;
  std::uint64_t bytes_ = 0;
};

// A node of a tree: a criterion, or criteria with all the nodes up to `end`.
struct OvalNode {
  OvalTexts::Number test = 0, comment = 0;
  std::uint32_t end = 0;
  bool is_leaf = false, is_or = false, negates = false;
};
using OvalTree = std::vector<OvalNode>;

// What lies behind the definitions: tests, objects, states, variables.
class OvalTests {
 public:
  explicit OvalTests(OvalTexts& texts) : texts_(texts) {}

  // An element of <tests>, <objects>, <states> or <variables>.
  void add(codec::Xml element);
  // Elements that were kept.
  std::uint64_t size() const { return tests_.size() + objects_.size() + states_.size() + variables_.size(); }

  struct Test {
    std::vector<OvalTexts::Number> states;
    OvalTexts::Number object = 0;
    // Of a package manager's database, not of a file or the kernel.
    bool is_of_package = false;
    // True where there is no such object.
    bool none_exists = false;
  };
  struct State {
    OvalTexts::Number evr = 0, evr_operation = 0, version = 0, version_operation = 0, architecture = 0;
    bool has_signature = false;
  };
  const Test* test(OvalTexts::Number id) const;
  const State* state(OvalTexts::Number id) const;
  // Packages that an object names: one, or those of a variable.
  std::vector<std::string> packages(OvalTexts::Number object) const;
  const OvalTexts& texts() const { return texts_; }

 private:
  struct Object {
    OvalTexts::Number name = 0, variable = 0;
  };
  OvalTexts& texts_;
  std::unordered_map<OvalTexts::Number, Test> tests_;
  std::unordered_map<OvalTexts::Number, Object> objects_;
  std::unordered_map<OvalTexts::Number, State> states_;
  std::unordered_map<OvalTexts::Number, std::vector<OvalTexts::Number>> variables_;
};

// kLimit where it is nested too deeply.
Result<OvalTree> tree_of(codec::Xml criteria, OvalTexts& texts);

// Packages for which the tree is true; errors as read_oval() says.
Result<std::vector<OvalStatement>> statements_of(const OvalTree& tree, const OvalTests& tests);

}  // namespace pratique::advisory
