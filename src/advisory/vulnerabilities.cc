#include "advisory/vulnerabilities.h"

#include <algorithm>
#include <tuple>

#include "advisory/beside.h"
#include "advisory/record_fields.h"

namespace pratique::advisory {

namespace {

constexpr std::size_t kMaxWeaknesses = 200;  // of a group; a single record has a handful

enum NameKind : unsigned { kOwnId, kAlias, kBundled };

// What a record says of its vulnerability.
struct Voice {
  // It shows what it bundles, not itself.
  bool bundles = false;
  // Whose summary stands for the group: lower first.
  std::uint64_t rank = 0;
  std::vector<Rating> ratings;
  std::vector<std::string> cwes;
  std::string published, modified;
  // Bits of Facts::enriched.
  std::uint64_t bits = 0;
};
// An erratum's word for what it bundles.
struct Word {
  Severity severity = Severity::kUnspecified;
  std::string source;
};

// Titles written for the ecosystem stand before a CNA's text.
std::uint64_t rank_of(const Advisory& advisory) { return advisory.source == "ghsa" ? 0 : 1; }
constexpr std::uint64_t kEnrichmentRank = 2;

}  // namespace

template <class Io>
void fields(Io& io, typename Io::template Of<Voice>& voice) {
  io(voice.bundles, voice.rank, voice.ratings, voice.cwes, voice.published, voice.modified, voice.bits);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Word>& word) {
  io(word.severity, word.source);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Facts>& facts) {
  auto& [aliases, published, modified, ratings, cwes, records, enriched] = facts;
  io(aliases, published, modified, ratings, cwes, records, enriched);
}

namespace {

// The first date, the last change, every rating and weakness.
void hear(Facts& facts, Voice&& voice, std::uint64_t number) {
  std::move(voice.ratings.begin(), voice.ratings.end(), std::back_inserter(facts.ratings));
  std::move(voice.cwes.begin(), voice.cwes.end(), std::back_inserter(facts.cwes));
  if (facts.published.empty() || (!voice.published.empty() && voice.published < facts.published))
    facts.published = voice.published;
  facts.modified = std::max(facts.modified, voice.modified);
  facts.enriched |= voice.bits;
  facts.records.push_back(number);
}

void finish(Facts& facts) {
  if ((facts.enriched & kIsKeptUp) != 0) facts.enriched &= ~(kIsRejected | kIsKeptUp);
  std::sort(facts.cwes.begin(), facts.cwes.end());
  facts.cwes.erase(std::unique(facts.cwes.begin(), facts.cwes.end()), facts.cwes.end());
  if (facts.cwes.size() > kMaxWeaknesses) facts.cwes.resize(kMaxWeaknesses);
  std::stable_sort(facts.ratings.begin(), facts.ratings.end(), [](const Rating& a, const Rating& b) {
    return std::tie(a.source, a.vector, a.severity) < std::tie(b.source, b.vector, b.severity);
  });
}

// Whether those who give out CVE ids took this one back. NVD copies it, sometimes late, sometimes from a state that was
// taken back itself.
std::uint64_t bits_of(const Advisory& advisory) {
  if (!advisory.id.starts_with("CVE-")) return 0;
  if (advisory.source == "cve") return advisory.withdrawn.empty() ? kIsKeptUp : kIsRejected;
  return advisory.source == "nvd" && !advisory.withdrawn.empty() ? kIsRejected : 0;
}

bool says_something(const Rating& rating) {
  return rating.severity != Severity::kUnspecified || rating.score > 0;
}

// The lowest word of an erratum for what it bundles.
Word word_of(const Advisory& advisory) {
  Word lowest{.source = advisory.source + std::string(kErrataSuffix)};
  if (!advisory.withdrawn.empty() || !advisory.category.empty()) return lowest;
  for (const auto& rating : advisory.ratings) {
    if (rating.severity == Severity::kUnspecified) continue;
    const bool lower = lowest.severity == Severity::kUnspecified || rating.severity < lowest.severity;
    if (lower) lowest.severity = rating.severity;
  }
  return lowest;
}

}  // namespace

std::vector<std::string> bundled(const Advisory& advisory) {
  auto all = advisory.upstream;
  if (!bundles_cves(advisory)) return all;
  std::copy_if(advisory.aliases.begin(), advisory.aliases.end(), std::back_inserter(all),
               [](const std::string& id) { return id.starts_with("CVE-"); });
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

static Key name_key(std::string_view id, NameKind kind, std::uint64_t number) {
  return std::move(Key().text(id).byte(kind).number(number));
}

Result<void> Vulnerabilities::add(std::uint64_t number, const Advisory& advisory) {
  const auto others = bundled(advisory);
  const Voice voice{.bundles = !others.empty(),
                    .rank = rank_of(advisory),
                    .ratings = advisory.ratings,
                    .cwes = advisory.cwes,
                    .published = advisory.published,
                    .modified = advisory.modified,
                    .bits = bits_of(advisory)};
  PQ_CHECK(names_.add(name_key(advisory.id, kOwnId, number).view(), packed(voice)));
  for (const auto& id : advisory.aliases) PQ_CHECK(names_.add(name_key(id, kAlias, number).view()));
  const auto word = packed(word_of(advisory));
  for (const auto& id : others) {
    // Of a CVE that is its alias an erratum says nothing by the words for its bundle.
    const bool upstream = std::binary_search(advisory.upstream.begin(), advisory.upstream.end(), id);
    PQ_CHECK(names_.add(name_key(id, kBundled, number).view(), upstream ? word : std::string()));
  }
  return {};
}

Result<void> Vulnerabilities::add(std::uint64_t number, const Enrichment& enrichment) {
  const Voice voice{.rank = kEnrichmentRank, .ratings = {}, .cwes = {}, .published = {}, .modified = {}};
  return names_.add(name_key(enrichment.id, kOwnId, number).view(), packed(voice));
}

Result<void> Vulnerabilities::meet_groups(AliasGrouper& groups) {
  PQ_TRY(auto members, groups.members());
  PQ_TRY(const auto names, names_.sorted());
  Beside group(std::move(members));
  for (;;) {
    PQ_TRY(const bool any, names->next());
    if (!any) return {};
    KeyReader key(names->key());
    const auto id = key.text();
    const auto kind = key.byte();
    const auto number = key.number();
    PQ_TRY(const bool grouped, group.at(id));
    const std::string preferred(grouped ? group.item().value() : id);
    const auto value = names->value();
    bool shown = kind == kBundled;
    if (kind == kOwnId) {
      PQ_TRY(const auto voice, unpacked<Voice>(base::as_bytes(value)));
      shown = !voice.bundles;
      PQ_CHECK(voices_.add(Key()
                               .text(preferred)
                               .byte(static_cast<unsigned>(voice.rank))
                               .byte(preference(id))
                               .text(id)
                               .number(number)
                               .view(),
                           value));
    } else if (kind == kBundled && !value.empty()) {
      PQ_TRY(const auto word, unpacked<Word>(base::as_bytes(value)));
      if (word.severity != Severity::kUnspecified)
        PQ_CHECK(errata_.add(
            Key().text(preferred).byte(static_cast<unsigned>(word.severity)).number(number).view(), value));
    }
    if (!shown) continue;
    PQ_CHECK(about_.add(Key().number(number).text(preferred).view()));
    if (kind == kBundled) PQ_CHECK(mentions_.add(preferred));
  }
}

Result<void> Vulnerabilities::write_mentioned(Items& mentions, bool& more, const std::string* id) {
  std::string before;
  while (more && (id == nullptr || mentions.key() <= *id)) {
    const bool fresh = mentions.key() != before && (id == nullptr || mentions.key() != *id);
    before = mentions.key();
    if (fresh) PQ_CHECK(facts_.add(before, packed(Facts{})));
    PQ_TRY(more, mentions.next());
  }
  return {};
}

// One vulnerability after the other: its voices, the other ids of its group, the errata that bundle it.
Result<void> Vulnerabilities::meet_each_other() {
  PQ_TRY(const auto voices, voices_.sorted());
  PQ_TRY(auto sorted_aliases, aliases_.sorted());
  PQ_TRY(auto sorted_errata, errata_.sorted());
  PQ_TRY(const auto mentions, mentions_.sorted());
  PQ_TRY(bool mentioned, mentions->next());
  Beside aliases(std::move(sorted_aliases)), errata(std::move(sorted_errata));
  const auto give = [&](const std::string& id, Facts& facts) -> Result<void> {
    PQ_CHECK(write_mentioned(*mentions, mentioned, &id));
    finish(facts);
    for (;; aliases.take()) {
      PQ_TRY(const bool more, aliases.at(id));
      if (!more) break;
      facts.aliases.emplace_back(aliases.item().value());
    }
    PQ_TRY(const bool bundled, errata.at(id));
    if (bundled && std::none_of(facts.ratings.begin(), facts.ratings.end(), says_something)) {
      PQ_TRY(auto word, unpacked<Word>(base::as_bytes(errata.item().value())));
      errata_sources_.insert(word.source);
      Enrichment says{.id = id, .source = word.source};
      says.ratings.push_back({.source = std::move(word.source), .vector = {}, .severity = word.severity});
      PQ_CHECK(words_.add(id, encode(says)));
    }
    return facts_.add(id, packed(facts));
  };
  Facts facts;
  std::string current;
  for (;;) {
    PQ_TRY(const bool any, voices->next());
    KeyReader key(any ? voices->key() : std::string_view());
    auto id = key.text();
    if (!any || id != current) {
      if (!facts.records.empty()) PQ_CHECK(give(current, facts));
      facts = {};
      current = std::move(id);
    }
    if (!any) return write_mentioned(*mentions, mentioned, nullptr);
    key.byte();
    key.byte();
    key.text();
    PQ_TRY(auto voice, unpacked<Voice>(base::as_bytes(voices->value())));
    hear(facts, std::move(voice), key.number());
  }
}

Result<void> Vulnerabilities::settle(AliasGrouper& groups) {
  PQ_CHECK(meet_groups(groups));
  PQ_TRY(const auto members, groups.members());
  for (;;) {
    PQ_TRY(const bool any, members->next());
    if (!any) break;
    const auto id = KeyReader(members->key()).text();
    PQ_CHECK(aliases_.add(Key().text(members->value()).text(id).view(), id));
  }
  PQ_CHECK(meet_each_other());
  settled_ = std::move(facts_).take();
  settled_words_ = std::move(words_).take();
  return {};
}

Result<Facts> Vulnerabilities::unpack_facts(base::Bytes value) { return unpacked<Facts>(value); }

}  // namespace pratique::advisory
