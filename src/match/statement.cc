#include "match/statement.h"

#include "match/range.h"

namespace pratique::match {

const char* to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAffected:
      return "affected";
    case Outcome::kFixed:
      return "fixed";
    case Outcome::kAfterLastAffected:
      return "after-last-affected";
    case Outcome::kBeforeIntroduced:
      return "before-introduced";
    case Outcome::kNeverAffected:
      return "never-affected";
    case Outcome::kNotListed:
      return "not-listed";
    case Outcome::kNotComparable:
      return "not-comparable";
    case Outcome::kSaidFixed:
      return "said-fixed";
    case Outcome::kSaidNotAffected:
      return "said-not-affected";
    case Outcome::kUnderInvestigation:
      return "under-investigation";
    case Outcome::kInformational:
      return "informational";
    case Outcome::kUnknownBuild:
      return "unknown-build";
    case Outcome::kNotLinked:
      return "not-linked";
    case Outcome::kLivePatched:
      return "live-patched";
    case Outcome::kLivePatchOld:
      return "live-patch-old";
    case Outcome::kOtherModule:
      return "other-module";
    case Outcome::kOtherPlatform:
      return "other-platform";
    case Outcome::kOtherArchitecture:
      return "other-architecture";
    case Outcome::kOtherSystem:
      return "other-system";
    case Outcome::kOtherProduct:
      return "other-product";
    case Outcome::kOutranked:
      return "outranked";
    case Outcome::kWithdrawn:
      return "withdrawn";
    case Outcome::kNotSafety:
      return "not-safety";
    case Outcome::kUnknownOrder:
      return "unknown-order";
    case Outcome::kNoVersion:
      return "no-version";
  }
  return "not-listed";
}

std::string range_text(const Statement& statement) {
  if (statement.range != nullptr) return to_text(*statement.range);
  const bool held = statement.outcome == Outcome::kAffected || statement.outcome == Outcome::kNotLinked;
  return held ? "=" + std::string(statement.version) : std::string();
}

namespace {

std::string text(std::string_view view) { return std::string(view); }

// What lies beyond an end of the range.
std::string beyond(const Statement& statement) {
  const auto version = text(statement.version);
  const auto& range = *statement.range;
  if (statement.outcome == Outcome::kAfterLastAffected && range.before_last_affected)
    return version + " is not below " + text(range.last_affected) + ", where the affected versions end";
  if (statement.outcome == Outcome::kAfterLastAffected)
    return version + " is above " + text(range.last_affected) + ", the last affected version";
  if (statement.outcome == Outcome::kBeforeIntroduced) {
    if (range.after_introduced)
      return version + " is not above " + text(range.introduced) + ", which is not affected";
    return version + " is below " + text(range.introduced) + ", the first affected version";
  }
  if (statement.fixed == statement.version) return version + " is the fixed version";
  return version + " is not below " + text(statement.fixed) + ", the fixed version";
}

// " lies in RANGE", or " is listed".
std::string within(const Statement& statement) {
  const auto version = text(statement.version);
  return statement.range == nullptr ? version + " is listed"
                                    : version + " lies in " + to_text(*statement.range);
}

// Of a fix of a live patch: ", as all since 1-2.el9_4".
std::string since(const Statement& statement) {
  return statement.fixed.empty() ? std::string() : ", as all since " + text(statement.fixed);
}

std::string about(std::string_view what, const Statement& statement) {
  const auto kind = text(what);
  const auto named = [&](std::string_view value) {
    return value.empty() ? "no " + kind : kind + " " + text(value);
  };
  return "about " + named(statement.theirs) + ", not " + named(statement.ours);
}

std::string plain_words(const Statement& statement) {
  switch (statement.outcome) {
    case Outcome::kAffected:
      return within(statement);
    case Outcome::kFixed:
    case Outcome::kAfterLastAffected:
    case Outcome::kBeforeIntroduced:
      return beyond(statement);
    case Outcome::kNeverAffected:
      return "no version was ever affected";
    case Outcome::kNotListed:
      return text(statement.version) + " is none of the versions that it speaks of";
    case Outcome::kNotComparable:
      return text(statement.version) + " cannot be compared with " + to_text(*statement.range) +
             ", of which an end is no version";
    case Outcome::kSaidFixed:
      return within(statement) + ", which has the fix";
    case Outcome::kSaidNotAffected:
      return within(statement) + ", which is not affected";
    case Outcome::kUnderInvestigation:
      return within(statement) + ", which is still looked into";
    case Outcome::kInformational:
      return within(statement) + ", but it tells of no defect (" + text(statement.category) + ")";
    case Outcome::kUnknownBuild:
      return within(statement) +
             (statement.theirs.empty()
                  ? ", but it does not say which build of the package it is about"
                  : ", but it is about " + text(statement.theirs) + ", and the package's is not known");
    case Outcome::kNotLinked:
      return within(statement) + ", but " + text(statement.theirs);
    case Outcome::kLivePatched:
      return "the live patch " + text(statement.ours) + " has the fix" + since(statement);
    case Outcome::kLivePatchOld:
      return "the live patch " + text(statement.ours) +
             (statement.fixed.empty() ? " has no fix"
                                      : " is older than " + text(statement.fixed) + ", which has the fix");
    case Outcome::kOtherModule:
      return about("module", statement);
    case Outcome::kOtherPlatform:
      return about("platform", statement);
    case Outcome::kOtherArchitecture:
      return about("architecture", statement);
    case Outcome::kOtherSystem:
      return about("operating system", statement);
    case Outcome::kOtherProduct:
      return about("product", statement);
    case Outcome::kOutranked:
      return "not asked: " + text(statement.theirs) + " speaks of the same, and goes before";
    case Outcome::kWithdrawn:
      return "withdrawn by its source";
    case Outcome::kNotSafety:
      return "not about safety (" + text(statement.category) + ")";
    case Outcome::kUnknownOrder:
      return "needs the unknown version order \"" + text(statement.theirs) + "\"";
    case Outcome::kNoVersion:
      return statement.version.empty() ? "the package's version is not known"
                                       : "\"" + text(statement.version) + "\" is no version";
  }
  return {};
}

// "; not fixed: postponed (Minor issue)", "; the fix is for esm-infra", "; end of life, was not-affected".
std::string besides(const Statement& statement) {
  const auto why = text(statement.reason_text);
  const bool denies =
      statement.outcome == Outcome::kNeverAffected || statement.outcome == Outcome::kSaidNotAffected ||
      statement.outcome == Outcome::kSaidFixed || statement.outcome == Outcome::kUnderInvestigation ||
      statement.outcome == Outcome::kLivePatched || statement.outcome == Outcome::kLivePatchOld;
  if (statement.outcome != Outcome::kAffected) return denies && !why.empty() ? "; " + why : std::string();
  const auto reason = std::string(advisory::to_string(statement.reason));
  std::string words;
  if (!statement.channel.empty() && !statement.fixed.empty())
    words += "; the fix is for " + text(statement.channel);
  if (reason.empty()) return why.empty() ? words : words + "; " + why;
  words += statement.fixed.empty() ? "; not fixed: " : "; for others none: ";
  return words + reason + (why.empty() ? "" : " (" + why + ")");
}

}  // namespace

std::string in_words(const Statement& statement) {
  auto words = plain_words(statement);
  if (statement.order != nullptr) words += " (" + std::string(statement.order->name()) + ")";
  return words + besides(statement);
}

}  // namespace pratique::match
