#include "advisory/csaf_facts.h"

#include <algorithm>

#include "advisory/coverage.h"
#include "advisory/cvss.h"
#include "advisory/osv.h"
#include "base/text.h"
#include "codec/json_value.h"

namespace pratique::advisory {

namespace {

constexpr std::size_t kMaxReferences = 48;
// Different vectors, or words, of one vulnerability; real ones have a handful.
constexpr std::size_t kMaxTexts = 1'000;

// §3.2.3.9.
struct StatusRow {
  std::string_view key;
  Status status;
};
constexpr std::array<StatusRow, 8> kStatuses{{{"fixed", Status::kFixed},
                                              {"first_fixed", Status::kFixed},
                                              {"recommended", Status::kFixed},
                                              {"known_affected", Status::kAffected},
                                              {"first_affected", Status::kAffected},
                                              {"last_affected", Status::kAffected},
                                              {"known_not_affected", Status::kNotAffected},
                                              {"under_investigation", Status::kUnderInvestigation}}};

constexpr std::array<std::string_view, 4> kItems{"remediations", "flags", "threats", "scores"};

// What no remediation of another category says of a product without a fix (§3.2.3.12). Red Hat's details are these
// words and nothing else.
std::pair<Reason, std::string_view> remedy_of(std::string_view category, std::string_view details) {
  if (category == "no_fix_planned") {
    const bool over = base::contains(details, "Out of support scope");
    return {over ? Reason::kEndOfLife : Reason::kWillNotFix, details};
  }
  if (base::contains(details, "deferred")) return {Reason::kDeferred, details};
  // "Affected" says nothing new.
  return {Reason::kNone, details == "Affected" ? std::string_view() : details};
}

std::string_view vector_of(codec::Json score) {
  for (const auto* key : {"cvss_v4", "cvss_v3", "cvss_v2"}) {
    if (const auto vector = score[key]["vectorString"].text(); !vector.empty()) return vector;
  }
  return {};
}

void add_rating(Rating rating, std::vector<Rating>& ratings) {
  const auto same = [&](const Rating& other) {
    return other.vector == rating.vector && other.severity == rating.severity;
  };
  const bool says = !rating.vector.empty() || rating.severity != Severity::kUnspecified;
  if (says && std::none_of(ratings.begin(), ratings.end(), same)) ratings.push_back(std::move(rating));
}

Result<void> within_limit(std::uint64_t bytes) {
  if (bytes <= kMaxCsafKept) return {};
  return base::over_limit("CSAF of which more than 192 MB would have to be kept");
}

// The ids of a list.
template <class List>
Result<void> read_ids(codec::JsonWalk& walk, CsafTree& tree, List& ids) {
  return walk.elements([&](std::uint64_t) -> Result<void> {
    PQ_TRY(const auto text, walk.text());
    const auto known = tree.texts().find(text);
    ids.push_back(known != 0 ? known : tree.texts().number(text));
    return within_limit(tree.bytes());
  });
}

}  // namespace

Result<CsafItem> read_csaf_item(codec::JsonWalk& walk, CsafTree& tree) {
  CsafItem item{.rest = base::invalid("no JSON"), .products = {}, .groups = {}};
  std::string rest = "{";
  PQ_CHECK(walk.members([&](std::string_view key) -> Result<void> {
    if (key == "product_ids" || key == "products") return read_ids(walk, tree, item.products);
    if (key == "group_ids") return read_ids(walk, tree, item.groups);
    if (rest.size() > 1) rest += ',';
    rest += codec::to_compact_text(codec::JsonValue(codec::view(key))) + ":";
    PQ_TRY(const auto text, walk.value());
    if (text.empty() || rest.size() + text.size() > codec::kMaxJsonBytes)
      return base::over_limit("CSAF of which more than 32 MiB are one fact");
    rest += text;
    return {};
  }));
  item.rest = codec::JsonDocument::parse(rest + "}");
  return item;
}

Result<void> CsafFacts::read(codec::JsonWalk& walk, const std::string& where, bool tree_is_known,
                             FeedSink& sink) {
  now_.where = where;
  tree_is_known_ = tree_is_known;
  auto done = walk.members([&](std::string_view key) { return read_member(key, walk, sink); });
  if (!done) forget();
  return done;
}

Result<void> CsafFacts::read_member(std::string_view key, codec::JsonWalk& walk, FeedSink& sink) {
  if (key == "product_status") return read_statuses(walk);
  if (base::is_one_of(key, kItems)) {
    const std::string kind(key);
    return walk.elements([&](std::uint64_t number) -> Result<void> {
      PQ_TRY(const auto item, read_csaf_item(walk, tree_));
      if (item.rest) {
        PQ_CHECK(add_item(kind, item.rest->root(), item, sink));
      } else {
        sink.skip(now_.where + ", " + kind + " " + std::to_string(number), to_line(item.rest.error()));
      }
      return within_limit(tree_.bytes() + bytes());
    });
  }
  if (key != "cve" && key != "ids" && key != "title" && key != "cwe" && key != "references") return {};
  const std::string name(key);
  PQ_TRY(const auto text, walk.value());
  const auto value = text.empty() ? Result<codec::JsonDocument>(base::over_limit("larger than 32 MiB"))
                                  : codec::JsonDocument::parse(text);
  if (value) {
    read_small(name, value->root());
  } else {
    sink.skip(now_.where + ", " + name, to_line(value.error()));
  }
  return {};
}

Result<void> CsafFacts::read_statuses(codec::JsonWalk& walk) {
  return walk.members([&](std::string_view key) -> Result<void> {
    const auto* row = std::find_if(kStatuses.begin(), kStatuses.end(),
                                   [&](const StatusRow& each) { return each.key == key; });
    if (row == kStatuses.end()) return {};
    return read_ids(walk, tree_, now_.statements[static_cast<std::size_t>(row - kStatuses.begin())]);
  });
}

void CsafFacts::read_small(std::string_view key, codec::Json value) {
  if (key == "cve") {
    const auto id = vulnerability_id(value.text());
    if (!id.empty()) now_.id = id;
  } else if (key == "ids") {
    value.each([&](codec::Json each) {
      const auto text = each["text"].text();
      if (now_.id.empty() && text.find('-') != std::string_view::npos) now_.id = vulnerability_id(text);
    });
  } else if (key == "title") {
    now_.title = as_summary(value.text());
  } else if (key == "cwe") {
    const auto cwe = value["id"].text();
    if (cwe.starts_with("CWE-") && is_id(cwe)) now_.cwes.emplace_back(cwe);
  } else {
    value.each([&](codec::Json each) {
      const auto url = each["url"].text();
      auto& list = now_.references;
      if (!url.empty() && list.size() < kMaxReferences &&
          std::find(list.begin(), list.end(), url) == list.end())
        list.emplace_back(url);
    });
  }
}

Result<void> CsafFacts::add_item(std::string_view kind, codec::Json item, const CsafItem& ids,
                                 FeedSink& sink) {
  auto& texts = tree_.texts();
  const auto category = item["category"].text(), details = item["details"].text();
  if (kind == "remediations") {
    if (category == "vendor_fix") return set(ids, kFixed, texts.number(item["date"].text()));
    if (category != "no_fix_planned" && category != "none_available") return {};
    const auto [reason, text] = remedy_of(category, details);
    const Remedy remedy{.reason = reason, .text = texts.number(text)};
    const auto [at, is_new] = remedy_numbers_.try_emplace(remedy, static_cast<Number>(remedies_.size() + 1));
    if (is_new) remedies_.push_back(remedy);
    return set(ids, kRemedy, at->second);
  }
  if (kind == "flags") return set(ids, kFlag, texts.number(item["label"].text()));
  if (kind == "threats") {
    if (category != "impact") return {};
    add_text(details, ids.products.empty() && ids.groups.empty() ? now_.words : now_.words_of_some, sink);
    return set(ids, kImpact, texts.number(details));
  }
  const auto vector = vector_of(item);
  add_text(vector, now_.vectors, sink);
  return set(ids, kVector, texts.number(vector));
}

void CsafFacts::add_text(std::string_view text, Texts& into, FeedSink& sink) {
  const auto number = tree_.texts().number(text);
  if (number == 0 || into.seen.contains(number)) return;
  if (into.list.size() == kMaxTexts) return sink.skip(now_.where, "more than 1,000 different ratings");
  into.seen.insert(number);
  into.list.push_back(number);
}

Result<void> CsafFacts::set(const CsafItem& ids, Field field, Number value) {
  for (const auto id : ids.products) set(id, field, value);
  for (const auto group : ids.groups) {
    if (!tree_is_known_) now_.of_groups.push_back({field, group, value});
    PQ_CHECK(set_group(group, field, value));
  }
  return {};
}

Result<void> CsafFacts::set_group(Number group, Field field, Number value) {
  const auto& products = tree_.group(group);
  of_groups_ += products.size() + 1;
  if (of_groups_ > kMaxCsafOfGroups)
    return base::over_limit("CSAF whose groups of products have more than 50,000,000 facts");
  for (const auto id : products) set(id, field, value);
  return {};
}

void CsafFacts::set(Number id, Field field, Number value) {
  if (id >= row_of_.size()) row_of_.resize(tree_.texts().size());
  auto& row = row_of_[id];
  if (row == 0 && value != 0) touched_.push_back(id);
  row = row_with(row, field, value);
}

CsafFacts::Number CsafFacts::row_with(Number row, Field field, Number value) {
  if (last_.from == row && last_.field == field && last_.value == value) return last_.to;
  auto with = rows_[row];
  with[field] = value;
  const auto [at, is_new] = row_numbers_.try_emplace(with, static_cast<Number>(rows_.size()));
  if (is_new) rows_.push_back(with);
  last_ = {.from = row, .field = field, .value = value, .to = at->second};
  return at->second;
}

CsafStatement CsafFacts::statement_of(Number id, Status status, CsafFound&& found) const {
  const auto& texts = tree_.texts();
  const auto& row = rows_[id < row_of_.size() ? row_of_[id] : 0];
  CsafStatement out{.found = std::move(found), .status = status};
  out.impact = texts[row[kImpact]];
  if (now_.vectors.list.size() > 1) out.vector = texts[row[kVector]];
  if (status == Status::kFixed) out.fixed_on = known_day(texts[row[kFixed]]);
  // Without a flag the impact says why it is not affected (§4.5); else it is a severity.
  const bool is_severity = severity_of_word(out.impact) != Severity::kUnspecified;
  if (status == Status::kNotAffected) {
    out.reason_text = texts[row[kFlag]];
    if (out.reason_text.empty() && !is_severity) out.reason_text = out.impact;
  }
  if (!is_severity) out.impact = {};
  if (status == Status::kAffected && row[kRemedy] != 0) {
    const auto& remedy = remedies_[row[kRemedy] - 1];
    out.reason = remedy.reason;
    out.reason_text = texts[remedy.text];
  }
  return out;
}

std::vector<Rating> CsafFacts::ratings(const std::string& source) const {
  const auto& texts = tree_.texts();
  std::vector<Rating> out;
  for (const auto vector : now_.vectors.list) add_rating(rating_of_vector(source, texts[vector]), out);
  // The word for all products; those for some are the record's only where there is none.
  const auto is_word = [](const Rating& rating) { return rating.vector.empty(); };
  for (const auto* words : {&now_.words, &now_.words_of_some}) {
    for (const auto word : words->list) add_rating(rating_of_word(source, texts[word]), out);
    if (std::any_of(out.begin(), out.end(), is_word)) break;
  }
  return out;
}

void CsafFacts::give(const CsafTaker& taker, FeedSink& sink) {
  if (now_.id.empty()) {
    sink.skip(now_.where, "no id");
    return forget();
  }
  CsafVulnerability out{.id = now_.id,
                        .title = now_.title,
                        .cwes = now_.cwes,
                        .references = now_.references,
                        .ratings = ratings(taker.source),
                        .each_statement = {}};
  out.each_statement = [&](const std::function<void(const CsafStatement&)>& visit) {
    for (std::size_t i = 0; i < kStatuses.size(); ++i) {
      for (const auto id : now_.statements[i]) {
        auto found = tree_.find(id);
        if (!found) {
          sink.skip(now_.id,
                    "product that the tree does not have: \"" + as_summary(tree_.texts().text(id)) + "\"");
          continue;
        }
        visit(statement_of(id, kStatuses[i].status, *std::move(found)));
      }
    }
  };
  taker.take(std::move(out));
  forget();
}

void CsafFacts::put_aside() {
  for (const auto id : touched_) now_.rows.emplace_back(id, rows_[row_of_[id]]);
  aside_bytes_ += now_.bytes();
  auto aside = std::move(now_);
  forget();
  aside_.push_back(std::move(aside));
}

Result<void> CsafFacts::give_put_aside(const CsafTaker& taker, FeedSink& sink) {
  for (auto& each : std::exchange(aside_, {})) {
    now_ = std::move(each);
    for (const auto& [id, row] : std::exchange(now_.rows, {})) {
      for (std::size_t field = 0; field < kFields; ++field) {
        if (row[field] != 0) set(id, static_cast<Field>(field), row[field]);
      }
    }
    tree_is_known_ = true;
    for (const auto& fact : std::exchange(now_.of_groups, {}))
      PQ_CHECK(set_group(fact.group, fact.field, fact.value));
    give(taker, sink);
  }
  aside_bytes_ = 0;
  return {};
}

void CsafFacts::forget() {
  for (const auto id : touched_) row_of_[id] = 0;
  touched_.clear();
  rows_.assign(1, Row{});
  row_numbers_.clear();
  row_numbers_.emplace(Row{}, 0);
  last_ = {};
  now_ = {};
}

std::uint64_t CsafFacts::Vulnerability::bytes() const {
  // A number in a set, with the set's own.
  constexpr std::uint64_t kSetBytes = 48;
  std::uint64_t sum = sizeof *this + where.capacity() + id.capacity() + title.capacity();
  for (const auto* list : {&cwes, &references}) {
    for (const auto& text : *list) sum += sizeof text + text.capacity();
  }
  for (const auto* texts : {&vectors, &words, &words_of_some}) sum += texts->list.size() * kSetBytes;
  for (const auto& list : statements) sum += list.size() * sizeof(Number);
  return sum + of_groups.capacity() * sizeof(OfGroup) + rows.size() * sizeof(rows[0]);
}

std::uint64_t CsafFacts::bytes() const {
  // A row or a remedy twice, with the map's own.
  constexpr std::uint64_t kNodeBytes = 48;
  return rows_.size() * (2 * sizeof(Row) + kNodeBytes) +
         remedies_.size() * (2 * sizeof(Remedy) + kNodeBytes) +
         (row_of_.size() + touched_.size()) * sizeof(Number) + now_.bytes() + aside_bytes_;
}

}  // namespace pratique::advisory
