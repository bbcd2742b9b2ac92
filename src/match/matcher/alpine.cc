// Alpine and other distributions with apk: secdb and OSV speak of origin packages, in a branch ("Alpine:v3.18") or, where
// the distribution rolls, of it as a whole ("Wolfi").
#include <algorithm>
#include <array>

#include "base/text.h"
#include "match/matcher.h"
#include "match/neighbours.h"
#include "match/other_builder.h"
#include "match/release.h"
#include "model/builder.h"
#include "model/ecosystem.h"

namespace pratique::match {
namespace {

// Edge has the version of the release to come with a date: "3.21.0_alpha20240923".
std::string branch_of(std::string_view version) {
  if (version == "edge" || base::contains(version, "_alpha")) return "edge";
  if (version.starts_with('v')) version.remove_prefix(1);
  return "v" + std::string(major_minor(version));
}

struct Own {
  std::string_view release, branch;
};
// postmarketOS is Alpine's branch of its day with more packages, under numbers of its own (its wiki, "Releases").
constexpr auto kPostmarketOs = std::to_array<Own>({{"20.05", "3.12"},
                                                   {"21.03", "3.13"},
                                                   {"21.06", "3.14"},
                                                   {"21.12", "3.15"},
                                                   {"22.06", "3.16"},
                                                   {"22.12", "3.17"},
                                                   {"23.06", "3.18"},
                                                   {"23.12", "3.19"},
                                                   {"24.06", "3.20"},
                                                   {"24.12", "3.21"},
                                                   {"25.06", "3.22"},
                                                   {"25.12", "3.23"},
                                                   {"edge", "edge"}});

// "" of a release that is in no table.
std::string branch_of(const model::Ecosystem& own, std::string_view version) {
  if (own.vendor != "postmarketos") return branch_of(version);
  if (version.starts_with('v')) version.remove_prefix(1);
  const auto row = std::ranges::find(kPostmarketOs, version, &Own::release);
  return row == kPostmarketOs.end() ? std::string() : branch_of(row->branch);
}

// The branch of the repository that the package came from, where that is known and Alpine's own:
// "Alpine: dl-cdn.alpinelinux.org/alpine/edge/testing" → "edge". "": nothing tells.
std::string branch_of_origin(const model::Ecosystem& own, std::string_view origin) {
  if (model::publisher_of_origin(origin) != own.name) return {};
  const auto parts = base::split(model::place_of_origin(origin), '/');
  if (parts.size() < 3) return {};
  const auto branch = parts[parts.size() - 2];
  return branch == "edge" || (branch.size() > 1 && branch.front() == 'v' && base::is_digit(branch[1]))
             ? std::string(branch)
             : std::string();
}

class Alpine final : public Matcher {
 public:
  std::string_view name() const override { return "alpine"; }
  bool handles(const model::Component& component) const override {
    const auto& row = model::ecosystem_of(component.purl);
    return row.type == "apk" && row.unit == model::Unit::kSource;
  }

  Question ask(const model::Component& component, const model::Subject& subject) const override {
    auto question = ask_distribution(component, subject);
    if (take_rebuilt(component, question)) return question;
    question.built_by = built_by_another(component, model::ecosystem_of(component.purl).vendor);
    return question;
  }

  std::vector<Question> ask_also(const model::Component& component,
                                 const model::Subject& subject) const override {
    auto behind = behind_rebuilt(component, ask_distribution(component, subject));
    if (!behind) return {};
    return {*std::move(behind)};
  }

 private:
  static Question ask_distribution(const model::Component& component, const model::Subject& subject) {
    const auto release = release_of(component, subject);
    Question question{.version = component.purl.version, .distribution = true};
    question.name = component.source_name.empty() ? component.purl.name : component.source_name;
    question.rule = "distro-source: " + question.name + " " + question.version + " (apk)";
    const auto& own = model::ecosystem_of(component.purl);
    if (own.releases == model::Releases::kNone) {
      question.ecosystem = own.osv;
      question.label = own.name;
      // Chainguard's OSV names subpackages, its secdb what they are built from.
      question.also = component.purl.name;
      return question;
    }
    question.label = to_label(release);
    const bool of_alpine = own.releases == model::Releases::kAlpine;
    const auto branch = release.version.empty() ? std::string()
                        : of_alpine             ? branch_of(own, release.version)
                                                : release.version;
    if (branch.empty()) {
      question.refusal = "release of the " + std::string(own.name) + " system is unknown";
      return question;
    }
    if (!of_alpine) {
      // Alpaquita and its kin: "23", "stream".
      question.ecosystem = std::string(own.osv) + ":" + branch;
      return question;
    }
    const auto other =
        own.vendor == "alpine" ? branch_of_origin(own, component.details->origin) : std::string();
    if (!other.empty() && other != branch) {
      question.ecosystem = "Alpine:" + other;
      question.label = "Alpine " + (other == "edge" ? other : other.substr(1));
      question.rule += "; by its repository of " + other;
      question.neighbours = neighbours_of(*model::distribution("alpine"), other, other);
      return question;
    }
    question.ecosystem = "Alpine:" + branch;
    question.label = "Alpine " + (branch == "edge" ? branch : branch.substr(1));
    question.neighbours = neighbours_of(*model::distribution("alpine"), branch, release.version);
    return question;
  }
};

}  // namespace

std::unique_ptr<Matcher> make_alpine() { return std::make_unique<Alpine>(); }

}  // namespace pratique::match
