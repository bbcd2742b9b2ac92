// Cases of feeds: every file is offered to the readers as a loose one, and what the one that recognises it gives
// goes through the forms in which the database keeps records, there and back.
#include "advisory/feed.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "advisory/record.h"
#include "cases/cases.h"
#include "cases/tree.h"
#include "support/paths.h"
#include "support/recording_sink.h"

namespace pratique::cases {
namespace {

using advisory::Affected;
using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;

JsonObject to_json(const advisory::Rating& rating);
JsonObject to_json(const advisory::Range& range);
JsonObject to_json(const advisory::Part& part);
JsonObject to_json(const advisory::Enrichment& enrichment);
JsonObject to_json(const advisory::Lifecycle& lifecycle);
JsonObject to_json(const advisory::Popularity& popularity);
JsonObject to_json(const advisory::OriginName& origin);
template <typename List>
JsonArray each(const List& list) {
  JsonArray out;
  for (const auto& one : list) out.push_back(to_json(one));
  return out;
}

JsonObject to_json(const advisory::Rating& rating) {
  JsonObject out;
  put(out, "source", rating.source);
  put(out, "vector", rating.vector);
  if (rating.score != 0) out.emplace("score", rating.score);
  put(out, "severity", to_string(rating.severity));
  return out;
}

JsonObject to_json(const advisory::Range& range) {
  JsonObject out;
  put(out, range.after_introduced ? "introduced_after" : "introduced", range.introduced);
  put(out, "fixed", range.fixed);
  put(out, "last_affected", range.last_affected);
  return out;
}

JsonObject to_json(const advisory::Part& part) {
  JsonObject out;
  put(out, "path", part.path);
  put(out, "symbols", codec::texts(part.symbols));
  put(out, "systems", codec::texts(part.systems));
  put(out, "architectures", codec::texts(part.architectures));
  return out;
}

// What is usual is left out: affected, for a reason that nobody gives.
JsonObject to_json(const Affected& affected) {
  JsonObject out;
  put(out, "ecosystem", affected.ecosystem);
  put(out, "name", affected.name);
  put(out, "order", affected.order);
  put(out, "ranges", each(affected.ranges));
  put(out, "versions", codec::texts(affected.versions));
  if (affected.status != advisory::Status::kAffected) put(out, "status", to_string(affected.status));
  put(out, "reason", to_string(affected.reason));
  put(out, "reason_text", affected.reason_text);
  put(out, "fixed_on", affected.fixed_on);
  put(out, "module", affected.module);
  put(out, "platform", affected.platform);
  put(out, "architectures", codec::texts(affected.architectures));
  put(out, "systems", codec::texts(affected.systems));
  put(out, "cpes", codec::texts(affected.cpes));
  put(out, "only_with", codec::texts(affected.only_with));
  put(out, "repository", affected.repository);
  put(out, "channel", affected.channel);
  if (affected.severity != advisory::Severity::kUnspecified)
    put(out, "severity", to_string(affected.severity));
  put(out, "severity_word", affected.severity_word);
  put(out, "severity_vector", affected.severity_vector);
  put(out, "parts", each(affected.parts));
  put(out, "extent", to_string(affected.extent));
  return out;
}

// As a database that was built of it gives it back.
Result<Affected> stored(const Affected& affected) {
  std::vector<std::string> texts;
  advisory::each_interned(affected, [&](std::string_view text) { texts.emplace_back(text); });
  const auto number_of = [&](std::string_view text) {
    return static_cast<std::uint64_t>(std::find(texts.begin(), texts.end(), text) - texts.begin());
  };
  const auto text_of = [&](std::uint64_t number) -> Result<std::string_view> {
    if (number >= texts.size()) return base::invalid("a text that was not interned");
    return texts[number];
  };
  const auto blob = advisory::encode({advisory::RecordEntry{.record = 1, .affected = &affected}}, number_of);
  Affected out;
  PQ_CHECK(advisory::decode_entries(
      base::as_bytes(blob), text_of,
      [&](std::uint64_t, const advisory::HitView&, Affected&& decoded) -> Result<void> {
        out = std::move(decoded);
        return {};
      }));
  // The row's key, and what goes into the coverage.
  out.ecosystem = affected.ecosystem;
  out.name = affected.name;
  out.extent = affected.extent;
  if (out.key() != affected.key()) return base::invalid("the database loses something of " + affected.name);
  return out;
}

Result<JsonObject> to_json(const advisory::Advisory& advisory) {
  JsonObject out;
  put(out, "id", advisory.id);
  put(out, "source", advisory.source);
  put(out, "aliases", codec::texts(advisory.aliases));
  put(out, "upstream", codec::texts(advisory.upstream));
  put(out, "category", advisory.category);
  put(out, "published", advisory.published);
  put(out, "modified", advisory.modified);
  put(out, "withdrawn", advisory.withdrawn);
  PQ_TRY(const auto texts, advisory::decode_texts(base::as_bytes(
                               advisory::encode(advisory::Texts{advisory.summary, advisory.references}))));
  put(out, "summary", texts.summary);
  put(out, "references", codec::texts(texts.references));
  put(out, "cwes", codec::texts(advisory.cwes));
  put(out, "ratings", each(advisory.ratings));
  JsonArray all;
  for (const auto& affected : advisory.affected) {
    PQ_TRY(const auto kept, stored(affected));
    all.push_back(to_json(kept));
  }
  put(out, "affected", std::move(all));
  return out;
}

JsonObject to_json(const advisory::Enrichment& enrichment) {
  JsonObject out;
  put(out, "id", enrichment.id);
  put(out, "source", enrichment.source);
  put(out, "ratings", each(enrichment.ratings));
  put(out, "cwes", codec::texts(enrichment.cwes));
  put(out, "summary", enrichment.summary);
  put(out, "day", advisory::to_text(enrichment.day));
  if (enrichment.seen_exploited) out.emplace("seen_exploited", true);
  if (const auto& known = enrichment.exploitation; known.known) {
    JsonObject exploited{{"ransomware", known.ransomware}};
    put(exploited, "added", advisory::to_text(known.added));
    put(exploited, "due", advisory::to_text(known.due));
    out.emplace("exploited", std::move(exploited));
  }
  if (const auto& epss = enrichment.epss; epss.known()) {
    out.emplace("epss", JsonObject{{"score", epss.score},
                                   {"percentile", epss.percentile},
                                   {"day", advisory::to_text(epss.day)}});
  }
  if (const auto& ssvc = enrichment.ssvc; ssvc.known()) {
    JsonObject points;
    put(points, "exploitation", to_string(ssvc.exploitation));
    put(points, "automatable", to_string(ssvc.automatable));
    put(points, "impact", to_string(ssvc.impact));
    out.emplace("ssvc", std::move(points));
  }
  return out;
}

JsonObject to_json(const advisory::Lifecycle& lifecycle) {
  JsonObject out;
  put(out, "distribution", lifecycle.distribution);
  put(out, "release", lifecycle.release);
  put(out, "end", lifecycle.end);
  put(out, "extended_end", lifecycle.extended_end);
  if (lifecycle.ended) out.emplace("ended", true);
  return out;
}

JsonObject to_json(const advisory::Popularity& popularity) {
  JsonObject out;
  put(out, "ecosystem", popularity.ecosystem);
  put(out, "name", popularity.name);
  out.emplace("rank", popularity.rank);
  put(out, "source", popularity.source);
  put(out, "day", advisory::to_text(popularity.day));
  return out;
}

JsonObject to_json(const advisory::OriginName& origin) {
  JsonObject out;
  put(out, "kind", advisory::to_string(origin.kind));
  put(out, "name", origin.name);
  put(out, "stands_for", codec::texts(origin.stands_for));
  return out;
}

Result<JsonArray> records(const std::vector<advisory::Advisory>& advisories) {
  JsonArray out;
  for (const auto& advisory : advisories) {
    PQ_TRY(auto object, to_json(advisory));
    out.push_back(std::move(object));
  }
  return out;
}

// Nothing of a file that fails counts, so nothing of it is told.
Result<JsonObject> read_file(const Member& file) {
  static const auto feeds = advisory::all_feeds();
  JsonObject out;
  const auto head = std::string_view(file.content).substr(0, advisory::kHeadBytes);
  const auto knows = [&](const auto& each) { return each->recognises(file.path, head); };
  const auto feed = std::find_if(feeds.begin(), feeds.end(), knows);
  if (feed == feeds.end()) return out;
  if (std::find_if(feed + 1, feeds.end(), knows) != feeds.end())
    return base::invalid(file.path + ": more than one reader takes it for its own");
  put(out, "feed", (*feed)->info().name);
  advisory::RecordingSink sink;
  auto source = advisory::Source::of(file.path, file.content);
  if (const auto done = (*feed)->read(source, sink); !done) {
    put(out, "error", base::to_line(done.error()));
    return out;
  }
  PQ_TRY(auto advisories, records(sink.advisories));
  PQ_TRY(auto parts, records(sink.parts));
  put(out, "advisories", std::move(advisories));
  put(out, "parts", std::move(parts));
  put(out, "enrichments", each(sink.enrichments));
  put(out, "lifecycles", each(sink.lifecycles));
  put(out, "popularities", each(sink.popularities));
  put(out, "origins", each(sink.origins));
  put(out, "told", codec::texts(sink.told));
  put(out, "skipped", codec::texts(sink.skipped));
  return out;
}

}  // namespace

Result<JsonValue> run_feeds(const Case& one) {
  const bool is_text = !one.in.ends_with(".tar") && !std::filesystem::is_directory(one.in);
  auto tree = is_text ? parse_tree(testing::read_file(one.in)) : read_tree(one.in);
  if (!tree) return tl::unexpected(std::move(tree).error());
  JsonObject out;
  for (const auto& file : *tree) {
    PQ_TRY(auto object, read_file(file));
    out.emplace(codec::view(file.path), std::move(object));
  }
  return out;
}

}  // namespace pratique::cases
