// What to mend first: a number for every finding, with the reasons in words (docs/priority.md has the formula).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json_value.h"
#include "match/finding.h"
#include "model/inventory.h"

namespace pratique::report {

// How a component is used, as far as the inventory tells.
enum class Use : unsigned char {
  kUnknown,
  // It lies in a file that the image starts: its program, the jar of it.
  kStarted,
  // A lock file names it and nothing shows that it is installed.
  kDeclared
};

struct Priority {
  // 0 to 100.
  int points = 0;
  // The weightiest first: "known to be exploited (CISA, since 2021-12-10)", "CRITICAL, CVSS 10.0". No terminal's text.
  std::vector<std::string> reasons;
};

// Of a finding, whose scores match::forecast() has read, in a component of that use.
Priority priority_of(const match::Finding& finding, Use use);

// The priorities of one inventory's findings. It must outlive this.
class Priorities {
 public:
  explicit Priorities(const model::Inventory& inventory);
  Use use_of(const model::Component& component) const;
  Priority of(const match::Finding& finding) const;

 private:
  const model::Inventory& inventory_;
  // Paths of the files that entrypoint and command name, without "/" before them.
  std::set<std::string, std::less<>> started_;
};

// {"points": 87, "reasons": […]}
codec::JsonObject to_json(const Priority& priority);

}  // namespace pratique::report
