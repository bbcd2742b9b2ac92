// Judging: for each component ask its matcher, look up, evaluate the ranges, arbitrate; and say what could
// not be judged.
//
// Problem: "no finding" has two meanings, and only one of them is good news. A package may be compared with
// data that know every vulnerability, with data that know some, or with nothing. So every component leaves
// with findings, with gaps, or with a plain *judged*, never with silence.
//
// Example, an image of Debian 12 and a database with Debian's advisories up to last week and 14 of npm:
//   libssl3 3.0.9-1   the matcher asks "Debian:12", openssl, 3.0.9-1. Three advisories name it. One is
//                     withdrawn, one is of another architecture, the third says "< 3.0.11-1": a finding.
//   bash 5.2.15       the same question, no advisory: judged, and clean.
//   left-pad 1.0.0    "npm" has 14 advisories: a sample. What it finds is true; that it finds nothing says
//                     nothing: a gap, *not judged*.
//   python3-six       a language package that a Debian package owns: judged as that one, for Debian back-ports
//                     fixes without raising the version that the language's advisories compare. What these
//                     find is kept, suppressed.
//
// Why in this order: a look-up comes before the question how good the data are, because a true finding from a
// poor database is still true. A verdict keeps its caveats; that a reason holds for hundreds of packages and is
// told once is the business of match/fold.h. Whether a text is a version at all is asked before any comparison:
// orders are total, and "latest" would lie below everything.
#include "match/judge.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "match/arbitration.h"
#include "match/data.h"
#include "match/gaps.h"
#include "match/live_patch.h"
#include "match/matcher.h"
#include "match/products.h"
#include "match/release.h"
#include "match/staleness.h"
#include "match/third_party.h"
#include "match/weighing.h"
#include "model/ecosystem.h"

namespace pratique::match {

namespace {

using advisory::HitView;
using model::Component;

// Look-ups are kept while they and their hits are fewer than this: packages of one name stand near each other.
constexpr std::size_t kMaxKept = 4'000;

bool is_system(const Component& component) { return model::is_system(component.purl.type); }

}  // namespace

const Matcher* matcher_for(const Component& component) {
  static const auto matchers = all_matchers();
  const auto found = std::find_if(matchers.begin(), matchers.end(),
                                  [&](const auto& matcher) { return matcher->handles(component); });
  return found == matchers.end() ? nullptr : found->get();
}

std::string covered_ecosystem(const Component& component, const model::Subject& subject) {
  const auto& row = model::ecosystem_of(component.purl);
  if (row.osv.empty() || !is_system(component)) return std::string(row.osv);
  const auto name = model::canonical_release(row, release_of(component, subject).version);
  return std::string(row.osv) + (name.empty() ? "" : ":" + name);
}

struct Judge::State {
  State(const Context& from, const Advisories& source)
      : context(from),
        advisories(source),
        reference(reference_of(from.now, from.subject.created, source.newest())),
        coverage(source.coverage()),
        arbitration(source, from.rules != nullptr ? *from.rules : ArbitrationRules::usual(), *memory.kept) {}

  // Data, and its doubts as caveats.
  struct Known {
    bool any = false, samples_only = false;
    std::string_view ecosystem;
    std::vector<Caveat> doubts;
  };
  const Known& data_for(const Question& question);
  void check_release(const Component& component, Verdict& verdict);
  std::string label_of(const Component& component) const;
  bool is_covered(const Component& component);
  Result<void> ask(const Component& component, Verdict& verdict);
  Result<void> ask_of_program(const Component& component, const std::string& why, Verdict& verdict);
  Result<void> settle_products(Question& question);
  // One component on its way to a verdict.
  struct Case {
    const Component& component;
    const Matcher& matcher;
    Verdict& verdict;
    std::vector<Claim> claims = {};
    // The vulnerabilities that sources which go before what is asked next have settled.
    std::set<std::string_view> settled = {};
  };
  void note_look_up(const Question& question, Verdict& verdict);
  Result<void> answer(Case& at, const Question& question, std::span<const Question> further);
  Result<void> answer_further(Case& at, std::span<const Question> further, Turn turn);
  void go_to_neighbour(Question& question, Verdict& verdict);
  Result<std::span<const HitView>> look_up(const Question& question);
  void forget_some();
  void leave_to_owner(const Component& component, Verdict& verdict) const;
  Result<void> ask_live_patches(const Component& component, Verdict& verdict);
  void caveat(CaveatKind kind, std::string_view subject, std::string_view ecosystem, Verdict& verdict) const {
    verdict.caveats.push_back(
        {.kind = kind, .subject = memory.kept->copy(subject), .ecosystem = memory.kept->copy(ecosystem)});
  }

  const Context context;
  const Advisories& advisories;
  const Reference reference;
  const std::vector<advisory::Coverage> coverage;
  Memory memory;
  Arbitration arbitration;
  std::map<std::pair<std::string, std::string>, std::span<const HitView>> hits;
  // Look-ups and hits in it.
  std::size_t held = 0;
  std::map<std::string, std::vector<std::string>> products_of;  // by repository
  // By ecosystem and label: "Debian 12" and "Debian bookworm" are told of in their own words.
  std::map<std::pair<std::string, std::string>, Known> data;
  std::map<std::pair<std::string, std::string>, std::optional<Caveat>> ends;  // by distribution, version
};

Judge::Judge(const Context& context, const Advisories& advisories)
    : state_(std::make_unique<State>(context, advisories)) {}
Judge::~Judge() = default;

const Judge::State::Known& Judge::State::data_for(const Question& question) {
  const auto key = std::pair(question.ecosystem, question.label);
  const auto at = data.find(key);
  if (at != data.end()) return at->second;
  const auto found = data_of(question.ecosystem, question.label, reference, coverage);
  Known known{.any = found.any,
              .samples_only = found.samples_only,
              .ecosystem = memory.kept->copy(question.ecosystem),
              .doubts = {}};
  for (const auto& [kind, subject] : found.doubts)
    known.doubts.push_back(
        {.kind = kind, .subject = memory.kept->copy(subject), .ecosystem = known.ecosystem});
  return data.emplace(key, std::move(known)).first->second;
}

// A release that is no longer maintained gets no advisories any more, whatever the feed.
void Judge::State::check_release(const Component& component, Verdict& verdict) {
  auto release = release_of(component, context.subject);
  if (const auto* row = model::distribution_called(release.id)) {
    release.id = row->vendor;
    release.version = model::number_of_codename(*row, release.version);
  }
  const auto key = std::pair(release.id, release.version);
  auto known = ends.find(key);
  if (known == ends.end()) {
    const auto lifecycle = advisories.lifecycle(release.id, release.version);
    std::optional<EndOfLife> end;
    if (lifecycle) end = end_of_life(to_label({release.id, lifecycle->release}), *lifecycle, reference);
    std::optional<Caveat> told;
    if (end) {
      told = {.kind = end->extended ? CaveatKind::kExtended : CaveatKind::kEndOfLife,
              .subject = memory.kept->copy(end->message),
              .ecosystem = memory.kept->copy(component.purl.type)};
    }
    known = ends.emplace(key, told).first;
  }
  if (known->second) verdict.caveats.push_back(*known->second);
}

// The distribution back-ports fixes without raising the version that the language's advisories compare: what they
// find is known, but not what counts, and what they cannot tell is no gap.
void Judge::State::leave_to_owner(const Component& component, Verdict& verdict) const {
  verdict.caveats.clear();
  caveat(CaveatKind::kOwned, "", component.purl.type, verdict);
  const auto owner = verdict.findings.empty() ? std::string_view() : memory.kept->copy(component.owner);
  for (auto& finding : verdict.findings) {
    finding.state = FindingState::kSuppressed;
    finding.state_by = owner;
  }
}

// What the vendor says of the live patches beside a kernel. Statements about them are kept also where nothing is closed.
Result<void> Judge::State::ask_live_patches(const Component& component, Verdict& verdict) {
  if (context.live_patches == nullptr) return {};
  for (const auto& [patch, fits] : context.live_patches->beside(component)) {
    const auto name = "the live patch " + title_of(patch);
    if (!fits) {
      caveat(CaveatKind::kLivePatch,
             name + " is for the kernel " + patch.kernel + ", and mends nothing of this one",
             component.purl.type, verdict);
      continue;
    }
    Verdict of_patch{.kept = memory.kept};
    PQ_CHECK(ask(*patch.package, of_patch));
    const auto closed = close_by_patch(patch, of_patch, *memory.kept, verdict);
    const auto words = closed == 0
                           ? " is for this kernel, but no advisory says that it has a fix of what is found"
                           : " is for this kernel, and has the fixes of " + count_of(closed, "finding");
    caveat(CaveatKind::kLivePatch, name + words, component.purl.type, verdict);
  }
  return {};
}

std::string Judge::State::label_of(const Component& component) const {
  return is_system(component) ? to_label(release_of(component, context.subject)) : component.purl.type;
}

// Whether there are advisories for packages that no matcher judges: then "no data" would be untrue.
bool Judge::State::is_covered(const Component& component) {
  const auto ecosystem = covered_ecosystem(component, context.subject);
  return !ecosystem.empty() && data_for({.ecosystem = ecosystem, .label = ecosystem}).any;
}

Result<void> Judge::State::ask(const Component& component, Verdict& verdict) {
  const auto& type = component.purl.type;
  const auto* matcher = matcher_for(component);
  if (matcher == nullptr) {
    caveat(is_covered(component) ? CaveatKind::kNoMatcher : CaveatKind::kNoData, label_of(component), type,
           verdict);
    return {};
  }
  auto question = matcher->ask(component, context.subject);
  if (!question.built_by.empty()) return ask_of_program(component, question.built_by, verdict);
  if (!question.refusal.empty()) {
    caveat(CaveatKind::kNoRelease, question.refusal, type, verdict);
    return {};
  }
  go_to_neighbour(question, verdict);
  PQ_CHECK(settle_products(question));
  auto further = matcher->ask_also(component, context.subject);
  for (auto& each : further) PQ_CHECK(settle_products(each));
  Case at{.component = component, .matcher = *matcher, .verdict = verdict};
  PQ_CHECK(answer(at, question, further));
  if (question.answered_by.empty() || verdict.findings.empty()) return {};
  const auto by = memory.kept->copy(question.answered_by);
  for (auto& finding : verdict.findings) {
    finding.state = FindingState::kSuppressed;
    finding.state_by = by;
  }
  return {};
}

// Whose package it is not, the distribution's advisories do not say; of the program in it its project's and NVD's may. That
// is a guess: who packed it may have mended it.
Result<void> Judge::State::ask_of_program(const Component& component, const std::string& why,
                                          Verdict& verdict) {
  const auto program = program_in(component);
  const auto earlier = verdict.caveats.size();
  if (program) {
    PQ_CHECK(ask(*program, verdict));
    const bool judged =
        std::none_of(verdict.caveats.begin() + static_cast<std::ptrdiff_t>(earlier), verdict.caveats.end(),
                     [](const Caveat& one) { return standing_of(one.kind) == Standing::kUnjudged; });
    if (judged) {
      caveat(CaveatKind::kGuess,
             why + "; compared as " + program->purl.name + " " + program->purl.version + ": a guess",
             component.purl.type, verdict);
      return {};
    }
  }
  verdict.caveats.resize(earlier);
  caveat(CaveatKind::kThirdParty, why, component.purl.type, verdict);
  return {};
}

// Repositories of which the database knows no product limit nothing: then what is presumed counts, and the rule says so.
Result<void> Judge::State::settle_products(Question& question) {
  for (const auto& repository : question.repositories) {
    auto known = products_of.find(repository);
    if (known == products_of.end()) {
      PQ_TRY(auto found, advisories.products_of(repository));
      if (products_of.size() > kMaxKept) products_of.clear();
      known = products_of.emplace(repository, std::move(found)).first;
    }
    const auto& products = known->second;
    question.products.insert(question.products.end(), products.begin(), products.end());
  }
  narrow_products(question);
  return {};
}

// Where there are no data at all: samples of the right release are still of the right release.
void Judge::State::go_to_neighbour(Question& question, Verdict& verdict) {
  if (!question.guess.empty()) caveat(CaveatKind::kGuess, question.guess, question.ecosystem, verdict);
  if (question.neighbours.empty() || data_for(question).any) return;
  for (const auto& [ecosystem, label] : question.neighbours) {
    const auto& near = data_for({.ecosystem = ecosystem, .label = label});
    if (!near.any || near.samples_only) continue;
    caveat(CaveatKind::kGuess,
           "no advisory data for " + question.label + ", so those for " + label + " were taken: a guess",
           ecosystem, verdict);
    question.rule += "; a guess: by the advisories for " + label;
    question.ecosystem = ecosystem;
    question.label = label;
    return;
  }
}

void Judge::State::note_look_up(const Question& question, Verdict& verdict) {
  verdict.ecosystem = data_for(question).ecosystem;
  verdict.name = memory.read->copy(question.name);
  verdict.version = memory.read->copy(question.version);
  verdict.rule = memory.read->copy(question.rule);
}

// An ecosystem that is known by samples only is looked into as well: what is found is true, but what is not
// found says nothing.
Result<void> Judge::State::answer(Case& at, const Question& question, std::span<const Question> further) {
  auto& [component, matcher, verdict, claims, settled] = at;
  PQ_TRY(const auto known, look_up(question));
  const auto& about = data_for(question);
  note_look_up(question, verdict);
  verdict.read = memory.read;
  PQ_CHECK(answer_further(at, further, Turn::kFirst));
  Weighing weighing(component, context.subject, matcher, question, memory, verdict);
  const auto settled_first = settled;
  const auto first = std::ranges::find(further, Turn::kFirst, &Question::turn);
  if (first != further.end()) weighing.leave(settled_first, data_for(*first).ecosystem);
  const auto own = weighing.weigh(known);
  claims.insert(claims.end(), own.begin(), own.end());
  PQ_CHECK(answer_further(at, further, Turn::kTogether));
  if (about.any) PQ_CHECK(answer_further(at, further, Turn::kLast));
  const bool unnamed = question.must_be_named && verdict.statements.empty();
  if (claims.empty() && (!about.any || about.samples_only || unnamed)) {
    caveat(CaveatKind::kNoData, question.label, about.ecosystem, verdict);
    return {};
  }
  // Only of data that know everything is it worth a word that they do not know the package.
  if (known.empty() && claims.empty() && !question.stranger.empty() && about.doubts.empty()) {
    return ask_of_program(component, question.stranger, verdict);
  }
  if (!weighing.versioned()) {
    const bool named = std::ranges::any_of(
        verdict.statements, [](const auto& one) { return one.outcome == Outcome::kNoVersion; });
    caveat(named ? CaveatKind::kUnversioned : CaveatKind::kUnnamed,
           question.version.empty() ? "" : question.label, about.ecosystem, verdict);
    if (named && claims.empty()) return {};
  }
  verdict.caveats.insert(verdict.caveats.end(), about.doubts.begin(), about.doubts.end());
  if (claims.empty()) return {};
  return arbitration.decide(std::move(claims), verdict.statements, verdict.findings);
}

// Ids of which a statement speaks that compared versions, or says that none is affected.
static void add_settled(std::span<const Statement> statements, std::set<std::string_view>& settled) {
  for (const auto& one : statements) {
    const bool decides = one.outcome < Outcome::kNotListed ||
                         (one.outcome >= Outcome::kSaidFixed && one.outcome < Outcome::kInformational);
    if (decides) settled.insert(one.ids.begin(), one.ids.end());
  }
}

// Each question has a name, a version and a rule of its own, of which its statements tell; the verdict itself tells the
// first one's name and version, and every rule by which something was found.
Result<void> Judge::State::answer_further(Case& at, std::span<const Question> further, Turn turn) {
  const auto is_asked = [turn](const Question& each) { return each.turn == turn; };
  if (std::ranges::none_of(further, is_asked)) return {};
  auto& [component, matcher, verdict, claims, settled] = at;
  const auto ecosystem = verdict.ecosystem, name = verdict.name, version = verdict.version;
  std::string rules(verdict.rule);
  const auto earlier = verdict.statements.size();
  if (turn == Turn::kLast) add_settled(verdict.statements, settled);
  for (const auto& question : further) {
    if (!is_asked(question)) continue;
    PQ_TRY(const auto known, look_up(question));
    note_look_up(question, verdict);
    if (!question.guess.empty()) caveat(CaveatKind::kGuess, question.guess, question.ecosystem, verdict);
    Weighing weighing(component, context.subject, matcher, question, memory, verdict);
    if (turn == Turn::kLast) weighing.leave(settled, ecosystem);
    const auto more = weighing.weigh(known);
    claims.insert(claims.end(), more.begin(), more.end());
    if (!known.empty()) rules += "; " + question.rule;
  }
  if (turn == Turn::kFirst) add_settled(std::span(verdict.statements).subspan(earlier), settled);
  verdict.ecosystem = ecosystem;
  verdict.name = name;
  verdict.version = version;
  verdict.rule = memory.read->copy(rules);
  return {};
}

Result<std::span<const HitView>> Judge::State::look_up(const Question& question) {
  const bool twice = !question.also.empty() && question.also != question.name;
  auto key = std::pair(question.ecosystem, question.name + (twice ? '\0' + question.also : ""));
  if (const auto known = hits.find(key); known != hits.end()) return known->second;
  PQ_TRY(const auto first, advisories.lookup(question.ecosystem, question.name, *memory.read));
  std::vector<HitView> both(first.begin(), twice ? first.end() : first.begin());
  if (twice) {
    PQ_TRY(const auto second, advisories.lookup(question.ecosystem, question.also, *memory.read));
    both.insert(both.end(), second.begin(), second.end());
  }
  const auto all = twice ? std::span<const HitView>(both) : first;
  held += all.size() + 1;
  const auto before = [](const HitView& a, const HitView& b) {
    return std::tie(a.id, a.source, a.affected.order, a.withdrawn) <
           std::tie(b.id, b.source, b.affected.order, b.withdrawn);
  };
  // The database has them so, nearly always.
  if (!twice && std::is_sorted(all.begin(), all.end(), before))
    return hits.emplace(std::move(key), all).first->second;
  std::vector<HitView> sorted(all.begin(), all.end());
  std::stable_sort(sorted.begin(), sorted.end(), before);
  return hits.emplace(std::move(key), memory.read->copy(std::span<const HitView>(sorted))).first->second;
}

// Between components only: what one verdict points into is one memory.
void Judge::State::forget_some() {
  if (held <= kMaxKept) return;
  hits.clear();
  memory.read = std::make_shared<base::Arena>();
  held = 0;
}

Result<Verdict> Judge::judge(const Component& component) {
  state_->forget_some();
  Verdict verdict;
  verdict.kept = state_->memory.kept;
  PQ_CHECK(state_->ask(component, verdict));
  PQ_CHECK(state_->ask_live_patches(component, verdict));
  if (!component.owner.empty() && !is_system(component)) state_->leave_to_owner(component, verdict);
  if (is_system(component)) state_->check_release(component, verdict);
  for (const auto& caveat : verdict.caveats)
    verdict.standing = std::max(verdict.standing, standing_of(caveat.kind));
  return verdict;
}

Result<Verdict> judge(const Component& component, const Context& context, const Advisories& advisories) {
  return Judge(context, advisories).judge(component);
}

}  // namespace pratique::match
