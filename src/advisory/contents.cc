#include "advisory/contents.h"

#include <algorithm>

#include "advisory/enrichment_tables.h"
#include "base/text.h"

namespace pratique::advisory {

// Our own databases have some hundred.
static constexpr std::size_t kMaxStrings = 100'000;

Result<std::string_view> Contents::string(std::uint64_t number) const {
  if (number >= strings.size()) return base::invalid("advisory database: unknown string");
  return strings[number];
}

std::optional<std::int64_t> Contents::number_of(std::string_view text) const {
  const auto at = std::lower_bound(strings.begin(), strings.end(), text);
  if (at == strings.end() || *at != text) return std::nullopt;
  return at - strings.begin();
}

Result<std::string> read_meta(const Connection& connection, std::string_view key) {
  PQ_TRY(auto select, connection.prepare("SELECT value FROM meta WHERE key=?"));
  select.bind(1, key);
  PQ_TRY(const bool found, select.step());
  return found ? std::string(select.text(0)) : std::string();
}

static Result<void> load_strings(const Connection& connection, Contents& out) {
  PQ_TRY(auto select, connection.prepare("SELECT id, text FROM string ORDER BY id"));
  for (;;) {
    PQ_TRY(const bool row, select.step());
    if (!row) return {};
    const bool next = select.integer(0) == static_cast<std::int64_t>(out.strings.size());
    if (!next || out.strings.size() == kMaxStrings)
      return base::invalid("advisory database: bad table of strings");
    out.strings.emplace_back(select.text(1));
  }
}

// A number that nobody wrote counts for the least.
static Extent extent_of(std::int64_t number) {
  const bool known = number >= 0 && number <= static_cast<std::int64_t>(Extent::kComplete);
  return known ? static_cast<Extent>(number) : Extent::kSample;
}

// Some hundred rows. Read when the file is opened, so that what is covered is never a guess.
static Result<void> load_coverage(const Connection& connection, Contents& out) {
  PQ_TRY(auto select, connection.prepare(
                          "SELECT ecosystem, source, declared, extent, newest, advisories, packages, undated "
                          "FROM coverage ORDER BY ecosystem, source, declared"));
  for (;;) {
    PQ_TRY(const bool row, select.step());
    if (!row) return {};
    PQ_TRY(const auto ecosystem, out.string(static_cast<std::uint64_t>(select.integer(0))));
    PQ_TRY(const auto source, out.string(static_cast<std::uint64_t>(select.integer(1))));
    out.coverage.push_back({.ecosystem = std::string(ecosystem),
                            .source = std::string(source),
                            .newest = std::string(select.text(4)),
                            .advisories = static_cast<std::uint64_t>(select.integer(5)),
                            .packages = static_cast<std::uint64_t>(select.integer(6)),
                            .undated = static_cast<std::uint64_t>(select.integer(7)),
                            .declared = extent_of(select.integer(2)),
                            .extent = extent_of(select.integer(3))});
  }
}

static Lifecycle lifecycle_of(const SqlStatement& row) {
  return {.distribution = std::string(row.text(0)),
          .release = std::string(row.text(1)),
          .end = std::string(row.text(2)),
          .extended_end = std::string(row.text(3)),
          .ended = row.integer(4) != 0};
}

// Those of distributions; those of other products are asked for one by one.
static Result<void> load_lifecycles(const Connection& connection, Contents& out) {
  PQ_TRY(auto select, connection.prepare("SELECT distribution, release, ends, extended, ended FROM lifecycle"
                                         " WHERE distribution < ? OR distribution >= ?"));
  select.bind(1, kProductPrefix);
  select.bind(2, "product;");  // what comes behind every text that begins with the prefix
  for (;;) {
    PQ_TRY(const bool row, select.step());
    if (!row) return {};
    auto one = lifecycle_of(select);
    out.lifecycles.emplace(std::pair(one.distribution, one.release), std::move(one));
  }
}

Result<std::optional<Lifecycle>> read_lifecycle(const Connection& connection, std::string_view product,
                                                std::string_view release) {
  PQ_TRY(auto select, connection.prepare("SELECT distribution, release, ends, extended, ended FROM lifecycle"
                                         " WHERE distribution=? AND release=?"));
  select.bind(1, product);
  select.bind(2, release);
  PQ_TRY(const bool found, select.step());
  return found ? std::optional(lifecycle_of(select)) : std::nullopt;
}

Result<std::vector<Lifecycle>> read_lifecycles(const Connection& connection, std::string_view product) {
  constexpr std::size_t kMost = 10'000;
  PQ_TRY(auto select, connection.prepare("SELECT distribution, release, ends, extended, ended FROM lifecycle"
                                         " WHERE distribution=? OR distribution=?"));
  select.bind(1, product);
  select.bind(2, std::string(kProductPrefix) + std::string(product));
  std::vector<Lifecycle> all;
  while (all.size() < kMost) {
    PQ_TRY(const bool row, select.step());
    if (!row) break;
    all.push_back(lifecycle_of(select));
  }
  return all;
}

// Few: what could not be read when it was built.
static Result<void> load_kept(const Connection& connection, Contents& out) {
  PQ_TRY(auto select,
         connection.prepare("SELECT input, advisories, read_on, days, fault FROM kept ORDER BY input"));
  for (;;) {
    PQ_TRY(const bool row, select.step());
    if (!row) return {};
    out.kept.push_back({.input = std::string(select.text(0)),
                        .advisories = static_cast<std::uint64_t>(select.integer(1)),
                        .read_on = std::string(select.text(2)),
                        .days = static_cast<std::uint64_t>(select.integer(3)),
                        .fault = std::string(select.text(4))});
  }
}

// "INPUT<tab>Debian<tab>npm", a line each.
static void add_ecosystems(std::string_view lines, Contents& out) {
  for (const auto line : base::lines(lines)) {
    const auto fields = base::split(line, '\t');
    const auto at = std::ranges::find(out.kept, fields.front(), &KeptFeed::input);
    if (at != out.kept.end()) at->ecosystems.assign(fields.begin() + 1, fields.end());
  }
}

Result<Contents> read_contents(const Connection& connection) {
  Contents out;
  PQ_CHECK(load_strings(connection, out));
  PQ_TRY(out.fingerprint, read_meta(connection, "fingerprint"));
  PQ_TRY(out.newest, read_meta(connection, "newest"));
  PQ_TRY(out.enrichments, read_enrichment_sources(connection));
  PQ_TRY(out.missing, read_meta(connection, "missing"));
  PQ_CHECK(load_lifecycles(connection, out));
  PQ_CHECK(load_kept(connection, out));
  PQ_TRY(const auto kept_for, read_meta(connection, "kept_for"));
  add_ecosystems(kept_for, out);
  PQ_CHECK(load_coverage(connection, out));
  return out;
}

}  // namespace pratique::advisory
