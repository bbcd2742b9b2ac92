#include "base_updates.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/text.h"
#include "base_index.h"
#include "codec/json.h"
#include "match/ends.h"
#include "oci/reference.h"
#include "oci/registry/repository.h"
#include "pull.h"
#include "report/part.h"

namespace pratique::app {

namespace {

using recommend::ImageFacts;
using report::Refresh;

// What is known of a repository without looking into an image.
struct KnownTags {
  std::vector<std::string> tags;
  // Whoever said so; empty: nobody, and why.
  std::string by, why;
};

// Registries that could not be reached, each with why: a command waits for one once. Commands run in one thread.
std::map<std::string, std::string>& unreachable() {
  static std::map<std::string, std::string> registries;
  return registries;
}

// Whether the index of that digest names a manifest.
bool names_manifest(oci::registry::Repository& repository, const std::string& index,
                    const std::string& digest) {
  const auto manifest = repository.manifest(index);
  if (!manifest) return false;
  const auto document = codec::JsonDocument::parse(manifest->text);
  bool found = false;
  if (document)
    document->root()["manifests"].each(
        [&](codec::Json one) { found = found || one["digest"].text_or("") == digest; });
  return found;
}

class BaseQuestion {
 public:
  BaseQuestion(const JudgedScan& looked, const BaseWish& wish, oci::ImageReference base,
               const model::BaseImage& known, Teller& teller)
      : looked_(looked), wish_(wish), reference_(std::move(base)), known_(known), teller_(teller) {}

  Result<report::BaseAdvice> answer() {
    open_registry();
    report::BaseAdvice advice{.name = oci::repository_of(reference_) + ":" + reference_.tag,
                              .also = known_.also};
    look_at_base(advice);
    if (wish_.refresh) advice.refresh = refresh(advice);
    if (wish_.update) advice.updates = updates(advice);
    return advice;
  }

 private:
  // Where the repository is asked. Nothing is asked before its functions are called.
  void open_registry() {
    if (const auto at = unreachable().find(reference_.domain); at != unreachable().end()) {
      registry_why_ = at->second;
      return;
    }
    CommonOptions options = looked_.options;
    options.hasty = wish_.hasty;
    const scan::Target target{.reference = reference_};
    auto pull = pulling(options, target, teller_);
    if (!pull) {
      registry_why_ = base::to_line(pull.error());
      return;
    }
    auto repository = oci::registry::open_repository(reference_, pull->registry);
    if (repository)
      repository_ = *std::move(repository);
    else
      registry_why_ = base::to_line(repository.error());
  }

  std::string registry_name() const { return "registry " + reference_.domain; }

  // The digest that a tag leads to.
  Result<std::string> digest_of(const std::string& tag) {
    if (const auto at = digests_.find(tag); at != digests_.end()) return at->second;
    if (!repository_) return base::fail(ErrorKind::kIo, registry_why_);
    const auto asked = repository_->head_manifest(tag);
    if (!asked) return tl::unexpected(heard(asked.error()));
    const auto& head = *asked;
    if (!head) return base::fail(ErrorKind::kNotFound, "the registry has no tag " + tag);
    digests_[tag] = head->digest;
    return head->digest;
  }

  // A registry that cannot be reached is asked once.
  Error heard(const Error& error) {
    if (error.kind == ErrorKind::kIo) {
      repository_.reset();
      registry_why_ = base::to_line(error);
      unreachable().emplace(reference_.domain, registry_why_);
    }
    return error;
  }

  KnownTags known_tags() {
    KnownTags known;
    auto listed = repository_ ? repository_->tags() : tl::unexpected(Error{.what = registry_why_});
    if (listed) return {.tags = *std::move(listed), .by = registry_name(), .why = {}};
    known.why = base::to_line(heard(listed.error()));
    const auto path = base_index_path();
    std::error_code none;
    if (!path || !std::filesystem::exists(*path, none)) return known;
    const auto index = bases::Index::open(*path);
    const auto images =
        index ? index->of_repository(oci::repository_of(reference_)) : tl::unexpected(index.error());
    if (!images || images->empty()) return known;
    for (const auto& one : *images) known.tags.emplace_back(bases::tag_in_name(one.name));
    known.by = "base index";
    return known;
  }

  recommend::Maintenance maintenance_of(std::string_view tag) const {
    if (!looked_.database) return {};
    const auto lifecycle =
        match::lifecycle_of_image(oci::repository_of(reference_) + ":" + std::string(tag), *looked_.database);
    if (!lifecycle) return {};
    // Longer terms are bought or best effort; whoever changes the base does not count on them.
    const auto& day = looked_.judgement.day;
    return {.known = true,
            .ended = lifecycle->ended || (!lifecycle->end.empty() && !day.empty() && lifecycle->end < day),
            .until = lifecycle->end};
  }

  // An image of the repository, read and judged. `wanted`: "@sha256:…".
  Result<JudgedScan> look_into(const std::string& wanted, const std::string& shown) {
    if (!repository_) return base::fail(ErrorKind::kIo, registry_why_);
    CommonOptions options = looked_.options;
    options.target = "registry://" + oci::repository_of(reference_) + wanted;
    options.platform = model::to_string(looked_.inventory().subject.platform);
    options.environment.clear(), options.ref.clear(), options.dockerfile.clear();
    options.dockerfile_stage.clear(), options.provenances.clear(), options.only_stages.clear();
    options.multi_stage = options.only_base = options.ignore_base = false;
    options.quiet = true;
    options.hasty = wish_.hasty;
    if (!wish_.hasty)
      teller_.progress("Looking into " + base::printable(shown), ++looked_into_, wish_.most + 1);
    Teller silent(options);
    // Exceptions are about the user's image, not about others.
    auto looked = look_at(options, TestimonyWords{.no_ignore_files = true}, silent);
    teller_.clear();
    if (!looked) heard(looked.error());
    return looked;
  }

  ImageFacts facts_of(const std::string& tag, const JudgedScan& looked) const {
    auto facts = recommend::facts_of(tag, looked.inventory(), looked.judgement);
    facts.maintenance = maintenance_of(tag);
    return facts;
  }

  // By its digest; else what of it is in the image.
  void look_at_base(report::BaseAdvice& advice) {
    if (!known_.digest.empty() && known_tag()) {
      auto looked = look_into("@" + known_.digest, advice.name);
      if (looked) {
        advice.base = facts_of(reference_.tag, *looked);
        advice.base_by = looked->inventory().subject.obtained_from;
        return;
      }
      advice.base_why = base::to_line(looked.error());
    } else {
      advice.base_why = "which image it was is not known";
    }
    look_at_part(advice);
  }
  // --tag asks of another image than the one that was built on.
  bool known_tag() const { return wish_.tag.empty() || known_.name.ends_with(":" + wish_.tag); }

  void look_at_part(report::BaseAdvice& advice) {
    const auto& inventory = looked_.inventory();
    const auto part = report::BasePart::of(inventory.subject);
    if (!part || !known_tag()) return;
    model::Inventory own{.subject = inventory.subject};
    match::Judgement judgement{.database = looked_.judgement.database, .day = looked_.judgement.day};
    std::vector<std::size_t> numbers(inventory.components.size(), SIZE_MAX);
    for (std::size_t i = 0; i < inventory.components.size(); ++i) {
      if (!part->may_be_of_base(inventory.components[i])) continue;
      // Where nothing says which layer a package is of, nothing can be said of the base.
      if (part->may_be_own(inventory.components[i])) return;
      numbers[i] = own.components.size();
      own.components.push_back(inventory.components[i]);
      judgement.standings.push_back(looked_.judgement.standings[i]);
    }
    for (const auto& finding : looked_.judgement.findings) {
      if (numbers[finding.component] == SIZE_MAX) continue;
      judgement.findings.push_back(finding);
      judgement.findings.back().component = numbers[finding.component];
    }
    judgement.kept = looked_.judgement.kept;
    const auto layers =
        std::min<std::size_t>(inventory.subject.bases.front().layers, inventory.subject.layers.size());
    own.subject.size = 0;
    for (std::size_t i = 0; i < layers; ++i) own.subject.size += inventory.subject.layers[i].size;
    own.subject.digest = known_.digest;
    own.subject.created.clear();
    advice.base = recommend::facts_of(reference_.tag, own, judgement);
    advice.base->maintenance = maintenance_of(reference_.tag);
    advice.base_by = "what of it is in the image (" + advice.base_why + ")";
    advice.base_why.clear();
  }

  report::Proposal proposal_of(const std::string& tag, recommend::UpdateKind kind, const JudgedScan& looked,
                               const report::BaseAdvice& advice, std::vector<std::string> also) const {
    report::Proposal proposal{.facts = facts_of(tag, looked), .kind = kind, .also = std::move(also)};
    auto names = proposal.also;
    names.push_back(tag);
    if (advice.base) proposal.advice = recommend::advise(*advice.base, proposal.facts, names);
    auto reference = reference_;
    reference.tag = tag;
    const auto digest = digests_.find(tag);
    reference.digest = wish_.pin && digest != digests_.end() ? digest->second : std::string();
    proposal.from = wish_.pin && !reference.digest.empty()
                        ? oci::familiar({reference.domain, reference.path, tag, {}}) + "@" + reference.digest
                        : oci::familiar(reference);
    return proposal;
  }

  // Whether the image that was found is what the image was built on: its layers are the lowest ones.
  bool is_built_on(const JudgedScan& found) const {
    const auto &own = looked_.inventory().subject.layers, &theirs = found.inventory().subject.layers;
    return !theirs.empty() && theirs.size() <= own.size() &&
           std::ranges::equal(theirs, std::span(own).first(theirs.size()), {}, &model::Layer::diff_id,
                              &model::Layer::diff_id);
  }

  Refresh refresh(const report::BaseAdvice& advice) {
    const auto digest = digest_of(reference_.tag);
    if (!digest) return {.why = base::to_line(digest.error())};
    if (*digest == known_.digest) return {.state = Refresh::State::kUpToDate};
    auto looked = look_into("@" + *digest, advice.name);
    if (!looked) {
      // Of an index and of its manifest for one platform the digests differ.
      if (known_.digest.empty() || names_manifest(*repository_, *digest, known_.digest))
        return known_.digest.empty() ? Refresh{.why = base::to_line(looked.error())}
                                     : Refresh{.state = Refresh::State::kUpToDate};
      return {.state = Refresh::State::kNewer, .why = base::to_line(looked.error())};
    }
    const auto& subject = looked->inventory().subject;
    if (subject.digest == known_.digest || is_built_on(*looked)) return {.state = Refresh::State::kUpToDate};
    if (known_.digest.empty() && looked_.inventory().subject.layers.empty())
      return {.why = "nothing says on which " + advice.name + " the image was built"};
    return {.state = Refresh::State::kNewer,
            .proposal = proposal_of(reference_.tag, recommend::UpdateKind::kRefresh, *looked, advice, {})};
  }

  // The tag by which versions are compared: of "bookworm" or "latest" a versioned name of the same image.
  std::string versioned_tag(const KnownTags& known) const {
    if (!wish_.tag.empty() || !flavourless_name(reference_.tag)) return reference_.tag;
    std::string best;
    for (const auto& name : known_.also) {
      const std::string tag(bases::tag_in_name(name));
      const bool here = std::ranges::find(known.tags, tag) != known.tags.end();
      if (here && !flavourless_name(tag) && (best.empty() || tag.size() < best.size())) best = tag;
    }
    return best.empty() ? reference_.tag : best;
  }
  static bool flavourless_name(std::string_view tag) {
    return tag.empty() || !base::is_digit(tag[tag[0] == 'v' ? 1 : 0]);
  }

  std::vector<report::Proposal> updates(report::BaseAdvice& advice) {
    const auto known = known_tags();
    advice.tags_by = known.by;
    advice.tags_why = known.why;
    if (known.by.empty()) return {};
    const recommend::TagQuestion question{
        .tag = versioned_tag(known),
        .tags = known.tags,
        .maintenance = [&](std::string_view tag) { return maintenance_of(tag); },
        .most = wish_.most};
    std::vector<report::Proposal> proposals;
    // One image under several of the tags is one proposal.
    std::map<std::string, std::size_t> seen;
    for (const auto& candidate : recommend::candidates(question)) {
      const auto digest = digest_of(candidate.tag);
      if (!digest) {
        advice.unknown.push_back({candidate.tag, base::to_line(digest.error())});
        continue;
      }
      if (const auto at = seen.find(*digest); at != seen.end()) {
        proposals[at->second].also.push_back(candidate.tag);
        continue;
      }
      auto looked = look_into("@" + *digest, candidate.tag);
      if (!looked) {
        advice.unknown.push_back({candidate.tag, base::to_line(looked.error())});
        continue;
      }
      seen[*digest] = proposals.size();
      proposals.push_back(proposal_of(candidate.tag, candidate.kind, *looked, advice,
                                      also_called(candidate.tag, *digest, known)));
    }
    std::ranges::stable_sort(
        proposals, [](const auto& a, const auto& b) { return recommend::is_better(a.facts, b.facts); });
    return proposals;
  }

  // "latest" and shorter versions, if they lead to the same image.
  std::vector<std::string> also_called(const std::string& tag, const std::string& digest,
                                       const KnownTags& known) {
    std::vector<std::string> also;
    std::vector<std::string> names{"latest"};
    for (auto dot = tag.find('.'); dot != tag.npos && dot < tag.find('-'); dot = tag.find('.', dot + 1))
      names.push_back(tag.substr(0, dot) + (tag.find('-') == tag.npos ? "" : tag.substr(tag.find('-'))));
    for (const auto& name : names) {
      if (name == tag || std::ranges::find(known.tags, name) == known.tags.end()) continue;
      if (const auto other = digest_of(name); other && *other == digest) also.push_back(name);
    }
    std::ranges::sort(also);
    return also;
  }

  const JudgedScan& looked_;
  const BaseWish& wish_;
  const oci::ImageReference reference_;
  const model::BaseImage& known_;
  Teller& teller_;
  std::shared_ptr<oci::registry::Repository> repository_;
  std::string registry_why_;
  // By tag.
  std::map<std::string, std::string> digests_;
  std::size_t looked_into_ = 0;
};

// As the registry has it now; nothing where it cannot be asked.
std::optional<policy::BaseToday> base_by_registry(const JudgedScan& looked, Teller& teller) {
  const auto& subject = looked.inventory().subject;
  const auto& base = subject.bases.front();
  const auto reference = oci::parse_reference(base.name.substr(0, base.name.find('@')));
  if (base.digest.empty() || !reference || unreachable().contains(reference->domain)) return std::nullopt;
  auto options = looked.options;
  options.hasty = true;
  const auto pull = pulling(options, {.reference = *reference}, teller);
  const auto repository =
      pull ? oci::registry::open_repository(*reference, pull->registry) : tl::unexpected(pull.error());
  if (!repository) return std::nullopt;
  const auto head = (*repository)->head_manifest(reference->tag);
  if (!head && head.error().kind == ErrorKind::kIo)
    unreachable().emplace(reference->domain, base::to_line(head.error()));
  if (!head || !*head) return std::nullopt;
  policy::BaseToday told{.name = oci::repository_of(*reference) + ":" + reference->tag,
                         .built_on = base.digest,
                         .today = (*head)->digest,
                         .known_by = "registry " + reference->domain};
  // Built on the manifest of one platform, where the name leads to an index of several.
  if (told.today != told.built_on && names_manifest(**repository, told.today, told.built_on))
    told.today = told.built_on;
  return told;
}

}  // namespace

std::optional<policy::BaseToday> base_today(const JudgedScan& looked, Teller& teller) {
  const auto& subject = looked.inventory().subject;
  if (subject.bases.empty() || subject.bases.front().name == model::kScratch) return std::nullopt;
  if (subject.obtained_from.starts_with("registry ")) {
    if (auto told = base_by_registry(looked, teller)) return told;
  }
  return base_today(looked.inventory());
}

Result<report::BaseAdvice> advise_on_base(const JudgedScan& looked, const BaseWish& wish, Teller& teller) {
  const auto& subject = looked.inventory().subject;
  if (subject.bases.empty()) {
    return base::fail(
        ErrorKind::kNotFound, "which base image this image has is not known", {.file = subject.name},
        "build it with --provenance=mode=max, give --dockerfile, or make the base image known by "
        "`pratique base index add`");
  }
  const auto& base = subject.bases.front();
  if (base.name == model::kScratch)
    return base::fail(ErrorKind::kUsage, "the image has no base image: it is built on nothing (scratch)",
                      {.file = subject.name});
  PQ_TRY(auto reference, oci::parse_reference(base.name.substr(0, base.name.find('@'))));
  if (!wish.tag.empty()) {
    if (!oci::is_tag(wish.tag)) return base::fail(ErrorKind::kUsage, "--tag \"" + wish.tag + "\" is no tag");
    reference.tag = wish.tag;
  }
  reference.digest.clear();
  return BaseQuestion(looked, wish, std::move(reference), base, teller).answer();
}

}  // namespace pratique::app
