#include "advisory/affected.h"

#include "advisory/advisory.h"

namespace pratique::advisory {

// No default in any switch: the compiler names the one that a new value misses.
const char* to_string(Status status) {
  switch (status) {
    case Status::kAffected:
      return "affected";
    case Status::kFixed:
      return "fixed";
    case Status::kNotAffected:
      return "not affected";
    case Status::kUnderInvestigation:
      return "under investigation";
  }
  return "under investigation";
}

const char* to_string(Reason reason) {
  switch (reason) {
    case Reason::kNone:
      return "";
    case Reason::kNoDsa:
      return "no-dsa";
    case Reason::kPostponed:
      return "postponed";
    case Reason::kIgnored:
      return "ignored";
    case Reason::kWillNotFix:
      return "will not fix";
    case Reason::kEndOfLife:
      return "end of life";
    case Reason::kUndetermined:
      return "undetermined";
    case Reason::kNeedsTriage:
      return "needs triage";
    case Reason::kDeferred:
      return "deferred";
  }
  return "";
}

const char* to_string(OriginKind kind) { return kind == OriginKind::kContainer ? "container" : "repository"; }

}  // namespace pratique::advisory
