#include "match/gaps.h"

#include <algorithm>

namespace pratique::match {

// Purls that a note names; the JSON document has the whole inventory beside it.
static constexpr std::size_t kMaxExamples = 3;

std::string count_of(std::size_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

const char* to_string(Standing standing) {
  switch (standing) {
    case Standing::kJudged:
      return "judged";
    case Standing::kElsewhere:
      return "elsewhere";
    case Standing::kPartial:
      return "partial";
    case Standing::kUnjudged:
      return "not-judged";
  }
  return "not-judged";
}

namespace {

using Kind = CaveatKind;

struct Words {
  std::string code, reason;
  bool list_examples = false;
};

Words words_of(Kind kind, std::string_view about) {
  const std::string subject(about);
  switch (kind) {
    case Kind::kNoData:
      return {"no-advisory-data", "no advisory data for " + subject};
    case Kind::kNoMatcher:
      return {"no-matcher", "no matcher for " + subject + ", though there are advisory data"};
    case Kind::kNoRelease:
      return {"no-release", subject};
    case Kind::kThirdParty:
      return {"third-party", subject, true};
    case Kind::kOwnerBlind:
      return {"no-advisory-data", "owned by OS packages that could not be judged"};
    case Kind::kUnversioned:
      return {"unversioned",
              (subject.empty() ? "version unknown" : "no version of " + subject) +
                  ", though advisories name the package",
              true};
    case Kind::kTooMany:
      return {"limit", "there are too many findings before these to look up more"};
    case Kind::kSample:
      return {"sample-data", "only samples of advisories for " + subject};
    case Kind::kUndeclared:
      return {"undeclared-data", subject + " are not said to be all that there are"};
    case Kind::kContradicted:
      return {"undeclared-data", subject + " are too few to be all that there are, as their feed says"};
    case Kind::kFixesOnly:
      return {"fixes-only",
              "the advisory data for " + subject + " lists vulnerabilities only once they are fixed"};
    case Kind::kOld:
      return {"old-advisory-data", subject};
    case Kind::kUndated:
      return {"undated-data", "the advisory data for " + subject + " has no dates"};
    case Kind::kGuess:
      return {"guess", subject};
    case Kind::kEndOfLife:
    case Kind::kExtended:
      return {"end-of-life", subject};
    case Kind::kUnknownBuild:
      return {"unknown-build", subject + " does not say which build of the package it is about", true};
    case Kind::kUnknownTarget:
      return {"unknown-build", subject + ", and nothing tells which one the package is for", true};
    case Kind::kUnsupported:
      return {"unsupported", subject, true};
    case Kind::kOwned:
      return {"", "covered by the owning OS package"};
    case Kind::kUnnamed:
      return {"", (subject.empty() ? "version unknown" : "no version of " + subject) +
                      ", and no advisory names the package"};
    case Kind::kInformational:
      return {"informational", subject, true};
    case Kind::kLivePatch:
      return {"", subject};
  }
  return {};
}

bool about_one_advisory(Kind kind) {
  return kind == Kind::kUnknownBuild || kind == Kind::kUnknownTarget || kind == Kind::kUnsupported ||
         kind == Kind::kInformational;
}

}  // namespace

Standing standing_of(CaveatKind kind) {
  if (kind < Kind::kSample) return Standing::kUnjudged;
  if (kind < Kind::kOwned) return Standing::kPartial;
  return kind < Kind::kInformational ? Standing::kElsewhere : Standing::kJudged;
}

std::string reason_of(const Caveat& caveat) { return words_of(caveat.kind, caveat.subject).reason; }

void Gaps::add(const Caveat& caveat, std::size_t component) {
  auto& components = entries_[{caveat.kind, caveat.subject, caveat.ecosystem}];
  if (components.empty() || components.back() != component) components.push_back(component);
  if (standing_of(caveat.kind) == Standing::kUnjudged) unjudged_[component] = true;
}

bool Gaps::unjudged(std::size_t component) const { return unjudged_[component]; }

std::string Gaps::examples(const std::vector<std::size_t>& components) const {
  std::string text;
  for (std::size_t i = 0; i < std::min(components.size(), kMaxExamples); ++i) {
    text += (i == 0 ? "" : ", ") + inventory_.components[components[i]].purl.short_form();
  }
  return components.size() > kMaxExamples ? text + ", …" : text;
}

void Gaps::report(Judgement& judgement) const {
  judgement.standings.assign(inventory_.components.size(), {});
  for (const auto& [key, components] : entries_) {
    const auto& [kind, subject, ecosystem] = key;
    const auto words = words_of(kind, subject);
    const auto standing = standing_of(kind);
    if (standing != Standing::kJudged) {
      for (const auto index : components) {
        auto& one = judgement.standings[index];
        one.standing = std::max(one.standing, standing);
        one.gaps.push_back(judgement.gaps.size());
      }
      judgement.gaps.push_back({.code = words.code,
                                .reason = words.reason,
                                .ecosystem = std::string(ecosystem),
                                .standing = standing,
                                .components = model::count_packages(inventory_, components)});
    }
    if (words.code.empty()) continue;
    const auto packages = count_of(model::count_packages(inventory_, components), "package");
    auto message = words.reason + ": ";
    if (about_one_advisory(kind)) {
      message += (standing == Standing::kPartial ? "not judged for " : "") + packages;
    } else {
      const bool of_release = kind == Kind::kEndOfLife || kind == Kind::kExtended;
      message += packages + (of_release                        ? ""
                             : standing == Standing::kUnjudged ? " not judged"
                             : standing == Standing::kPartial  ? " judged by partial data"
                                                               : "");
    }
    if (words.list_examples) message += " (" + examples(components) + ")";
    judgement.notes.push_back({.code = words.code,
                               .message = message,
                               .file = {},
                               .layer = {},
                               .incomplete = standing >= Standing::kPartial});
  }
}

}  // namespace pratique::match
