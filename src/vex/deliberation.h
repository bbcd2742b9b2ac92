// Whether a finding stands: what VEX statements and exceptions say of it, which of them decides, and why the others do not
// (docs/vex.md, "Which statement decides").
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "match/finding.h"
#include "model/inventory.h"
#include "vex/exception_rule.h"
#include "vex/statement.h"

namespace pratique::vex {

// Opinions on one finding that are told; the deciding one is always among them.
inline constexpr std::size_t kMaxOpinions = 20;

struct Testimony {
  std::vector<VexDocument> documents;
  // Of documents that could not be read: what they say of the findings is not known.
  std::vector<model::Note> unread;
  std::vector<ExceptionRule> exceptions;
  // The day that expiry is measured against, the report's: "2026-08-21"; empty: nothing expires.
  std::string day;
  // That day was named by the user: then what is said later is not believed. Otherwise it is only the latest day that is
  // known to have passed.
  bool day_is_named = false;
};

// One thread. Inventory and testimony must outlive it.
class Deliberation {
 public:
  Deliberation(const model::Inventory& inventory, ImageNames image, const Testimony& testimony);
  ~Deliberation();

  // Sets state, state_by and opinions of a finding of the component with this number; their texts go into the arena.
  void weigh(match::Finding& finding, std::size_t component, base::Arena& arena);

  // After all findings: exceptions that are about this image and were of no use, in their order.
  struct Unused {
    const ExceptionRule* rule = nullptr;
    // Expired, whether or not something would match it.
    bool expired = false;
    // Findings that it would have closed.
    std::size_t findings = 0;
  };
  std::vector<Unused> unused() const;
  // Statements that were about a finding and decided it.
  std::size_t statements_applied() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pratique::vex
