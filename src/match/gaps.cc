#include "match/gaps.h"

namespace pratique::match {

// Purls that a note names; the JSON document has the whole inventory beside it.
static constexpr std::size_t kMaxExamples = 3;

std::string count_of(std::size_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

void Gaps::add(Kind kind, const std::string& subject, const std::string& ecosystem, const std::string& purl) {
  auto& entry = entries_[{kind, subject, ecosystem}];
  if (entry.components < kMaxExamples) entry.examples += (entry.components == 0 ? "" : ", ") + purl;
  if (entry.components == kMaxExamples) entry.examples += ", …";
  ++entry.components;
}

namespace {

struct Words {
  std::string code, reason;
  bool list_examples = false;
};

Words words_of(Gaps::Kind kind, const std::string& subject) {
  switch (kind) {
    case Gaps::Kind::kNoData:
      return {"no-advisory-data", "no advisory data for " + subject};
    case Gaps::Kind::kNoRelease:
      return {"no-release", subject};
    case Gaps::Kind::kOwnerBlind:
      return {"no-advisory-data", "owned by OS packages that could not be judged"};
    case Gaps::Kind::kUnversioned:
      return {"unversioned", "version unknown, though advisories name the package", true};
    case Gaps::Kind::kUnknownBuild:
      return {"unknown-build", subject + " does not say which build of the package it is about", true};
    case Gaps::Kind::kUnsupported:
      return {"unsupported", subject, true};
    case Gaps::Kind::kOwned:
      return {"", "covered by the owning OS package"};
    case Gaps::Kind::kUnnamed:
      return {"", "version unknown, and no advisory names the package"};
    case Gaps::Kind::kInformational:
      return {"informational", subject, true};
  }
  return {};
}

}  // namespace

void Gaps::report(Judgement& judgement) const {
  for (const auto& [key, entry] : entries_) {
    const auto& [kind, subject, ecosystem] = key;
    const auto words = words_of(kind, subject);
    const bool one_advisory =
        kind == Kind::kUnknownBuild || kind == Kind::kUnsupported || kind == Kind::kInformational;
    const bool blind = kind < Kind::kOwned;
    if (!one_advisory) {
      judgement.unjudged.push_back(
          {.reason = words.reason, .ecosystem = ecosystem, .components = entry.components, .blind = blind});
    }
    if (words.code.empty()) continue;
    const auto packages = count_of(entry.components, "package");
    auto message = words.reason + ": " + (one_advisory ? "" : packages + " not judged");
    if (blind && one_advisory) message += "not judged for ";
    if (one_advisory) message += packages;
    if (words.list_examples) message += " (" + entry.examples + ")";
    judgement.notes.push_back(
        {.code = words.code, .message = message, .file = {}, .layer = {}, .incomplete = blind});
  }
}

}  // namespace pratique::match
