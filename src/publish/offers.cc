#include "publish/offers.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "advisory/database.h"
#include "advisory/delta.h"
#include "advisory/sqlite.h"
#include "advisory/write.h"
#include "codec/json.h"
#include "crypto/digest.h"
#include "trust/canonical.h"

namespace pratique::publish {

namespace {

constexpr std::size_t kMaxSteps = 64;  // deltas one after the other

std::uint64_t number_of(codec::Json value) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(value.integer().value_or(0), 0));
}

Result<DatabaseFigures> read_figures(codec::Json custom) {
  DatabaseFigures out{.format = number_of(custom["format"]),
                      .digest = std::string(custom["digest"].text()),
                      .bytes = number_of(custom["bytes"]),
                      .fingerprint = std::string(custom["fingerprint"].text()),
                      .newest = std::string(custom["newest"].text()),
                      .advisories = number_of(custom["advisories"]),
                      .packages = number_of(custom["packages"])};
  if (out.format == 0 || out.bytes == 0 || !crypto::is_sha256(out.digest))
    return base::invalid("a database without format, size or digest");
  return out;
}

std::string custom_of(const DatabaseFigures& figures) {
  using trust::canonical_text;
  return fmt::format(
      "{{\"advisories\":{},\"bytes\":{},\"digest\":{},\"fingerprint\":{},\"format\":{},\"kind\":\"database\","
      "\"newest\":"
      "{},\"packages\":{}}}",
      figures.advisories, figures.bytes, canonical_text(figures.digest), canonical_text(figures.fingerprint),
      figures.format, canonical_text(figures.newest), figures.packages);
}
std::string custom_of(const DeltaOffer& delta) {
  using trust::canonical_text;
  return fmt::format("{{\"from\":{},\"kind\":\"delta\",\"made_with\":{},\"to\":{}}}",
                     canonical_text(delta.from), canonical_text(delta.made_with), canonical_text(delta.to));
}

}  // namespace

Result<DatabaseFigures> figures_of(const std::string& database) {
  PQ_TRY(auto sound, advisory::verify_database(database));
  PQ_TRY(const auto open, advisory::Database::open(database));
  PQ_TRY(const auto connection, advisory::Connection::open_sealed(database));
  PQ_TRY(auto count,
         connection.prepare(
             "SELECT (SELECT count(*) FROM record WHERE enrichment=0), (SELECT count(*) FROM package)"));
  PQ_TRY(const bool row, count.step());
  PQ_TRY(const auto file, codec::open_file(database));
  DatabaseFigures out{.format = advisory::kSchemaVersion,
                      .digest = std::move(sound.digest),
                      .bytes = 0,
                      .fingerprint = std::move(sound.fingerprint),
                      .newest = open.newest()};
  if (row) {
    out.advisories = static_cast<std::uint64_t>(count.integer(0));
    out.packages = static_cast<std::uint64_t>(count.integer(1));
  }
  out.bytes = std::filesystem::file_size(database);
  return out;
}

Result<Offers> read_offers(const trust::Metadata& targets) {
  Offers out;
  std::optional<Error> wrong;
  for (const auto& [name, target] : targets.targets) {
    PQ_TRY(const auto document, codec::JsonDocument::parse(trust::as_json(target.custom)));
    const auto custom = document.root();
    const auto kind = custom["kind"].text();
    if (kind == "database" && name == kWholeName) {
      PQ_TRY(out.database, read_figures(custom));
      out.name = name;
      out.whole = target;
    } else if (kind == "delta") {
      out.deltas.push_back({.name = name,
                            .target = target,
                            .from = std::string(custom["from"].text()),
                            .to = std::string(custom["to"].text()),
                            .made_with = std::string(custom["made_with"].text())});
    }
  }
  if (out.name.empty())
    return base::fail(ErrorKind::kInvalid, fmt::format("no {} among the targets", kWholeName),
                      {.file = "targets.json"});
  return out;
}

std::map<std::string, trust::TargetFile> targets_of(const Offers& offers) {
  std::map<std::string, trust::TargetFile> out;
  auto whole = offers.whole;
  whole.custom = custom_of(offers.database);
  out.emplace(offers.name, std::move(whole));
  for (const auto& delta : offers.deltas) {
    auto target = delta.target;
    target.custom = custom_of(delta);
    out.emplace(delta.name, std::move(target));
  }
  return out;
}

// From the end: how few bytes lead from each database to the one that is offered. There are few deltas, so each round
// looks at all.
std::vector<DeltaOffer> path_of(const Offers& offers, const std::string& from) {
  struct Way {
    std::uint64_t bytes = 0;
    const DeltaOffer* first = nullptr;
  };
  std::map<std::string, Way> ways{{offers.database.digest, {}}};
  for (std::size_t round = 0; round < kMaxSteps; ++round) {
    bool better = false;
    for (const auto& delta : offers.deltas) {
      const auto rest = ways.find(delta.to);
      if (rest == ways.end()) continue;
      // What costs as much as the whole is no way, and so no sum of them overflows.
      if (delta.target.length >= offers.whole.length - rest->second.bytes) continue;
      const Way way{rest->second.bytes + delta.target.length, &delta};
      const auto [known, is_new] = ways.emplace(delta.from, way);
      if (!is_new && known->second.bytes <= way.bytes) continue;
      known->second = way;
      better = true;
    }
    if (!better && round > 0) break;
  }
  std::vector<DeltaOffer> out;
  const auto start = ways.find(from);
  if (start == ways.end()) return out;
  for (auto at = start; at->second.first != nullptr; at = ways.find(at->second.first->to)) {
    if (out.size() == kMaxSteps) return {};
    out.push_back(*at->second.first);
  }
  return out;
}

}  // namespace pratique::publish
