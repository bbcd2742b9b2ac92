#include "scan/origin.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/digest.h"
#include "model/stage.h"
#include "sbom/read.h"
#include "scan/told_origin.h"

namespace pratique::scan {

namespace {

// BuildKit's word on layers and lines first, then its word at all, then others'.
int rank_of(const ToldOrigin& one) {
  const auto& mode = one.record.facts.mode;
  return mode == "max" ? 0 : mode == "min" ? 1 : 2;
}

std::string digest_of(std::string_view text) { return crypto::sha256(base::as_bytes(text)); }

// By what an image may be called: the digests of its manifest and config, and of indexes that name it.
using Digests = std::vector<std::string>;

Digests digests_of(const model::Subject& subject, const std::vector<std::string>& indexes) {
  Digests all = indexes;
  all.push_back(subject.digest);
  all.push_back(subject.config_digest);
  std::erase(all, "");
  return all;
}

bool is_about(const attest::InTotoStatement& statement, const Digests& digests) {
  return std::ranges::any_of(statement.subjects, [&](const attest::StatementSubject& one) {
    const auto sha256 = one.digests.find("sha256");
    return sha256 != one.digests.end() &&
           std::ranges::find(digests, "sha256:" + sha256->second) != digests.end();
  });
}

Result<ToldOrigin> read_bare(const NamedText& file, const model::Subject& subject) {
  const auto bare = provenance::bare_predicate(file.text, subject.platform);
  if (!bare)
    return base::fail(ErrorKind::kInvalid, "no provenance", {.file = file.file},
                      "give an in-toto statement, an envelope, a bundle, or what buildx prints of it");
  auto record = provenance::read_build_record(bare->predicate_type, bare->predicate);
  if (!record) return tl::unexpected(std::move(record).error().in(file.file));
  return ToldOrigin{*std::move(record), {.known_by = "file", .digest = digest_of(file.text)}};
}

Result<void> read_given(const NamedText& file, const model::Subject& subject, const Digests& digests,
                        std::vector<ToldOrigin>& into) {
  auto statements = attest::read_statements(file.text);
  if (!statements && statements.error().kind != ErrorKind::kUnsupported)
    return tl::unexpected(std::move(statements).error().in(file.file));
  if (!statements) {
    PQ_TRY(auto one, read_bare(file, subject));
    into.push_back(std::move(one));
    return {};
  }
  std::size_t others = 0, found = 0;
  for (const auto& one : statements->statements) {
    if (attest::predicate_of(one.predicate_type) != attest::Predicate::kProvenance) continue;
    ++found;
    // Without a subject it is what a bare predicate is.
    const bool says = !one.subjects.empty() || one.wrapping != attest::StatementWrapping::kBare;
    if (says && !digests.empty() && !is_about(one, digests)) {
      ++others;
      continue;
    }
    auto record = provenance::read_build_record(one.predicate_type, one.predicate());
    if (!record) return tl::unexpected(std::move(record).error().in(file.file));
    into.push_back({*std::move(record), {.known_by = "file", .digest = digest_of(file.text)}});
  }
  if (found == 0)
    return base::fail(ErrorKind::kInvalid, "no provenance among its statements", {.file = file.file});
  if (found == others)
    return base::fail(ErrorKind::kMismatch, "provenance about another image", {.file = file.file},
                      fmt::format("this image is {}", subject.digest));
  return {};
}

}  // namespace

std::vector<ToldOrigin> read_attested_origins(const std::vector<attest::Attached>& provenances,
                                              model::Inventory& inventory) {
  std::vector<ToldOrigin> all;
  for (const auto& one : provenances) {
    auto record = provenance::read_build_record(one.statement.predicate_type, one.statement.predicate());
    if (record) {
      all.push_back({*std::move(record), {.known_by = "attestation", .digest = one.found.blob.digest}});
      continue;
    }
    inventory.notes.push_back({.code = "provenance-unreadable",
                               .message = fmt::format("a provenance ({}) could not be read: {}",
                                                      one.found.blob.digest, base::to_line(record.error()))});
  }
  return all;
}

void tell_origin(std::vector<ToldOrigin> all, model::Inventory& inventory) {
  if (all.empty()) return;
  std::ranges::stable_sort(all, {}, rank_of);
  // What the best leaves open of source and commit another may tell.
  auto& best = all.front().record.facts;
  for (const auto& other : all) {
    if (!best.source.empty()) break;
    best.source = other.record.facts.source;
    best.revision = other.record.facts.revision;
  }
  provenance::describe(all.front().record, all.front().place, inventory);
}

void add_attested_origin(const std::vector<attest::Attached>& provenances, model::Inventory& inventory) {
  tell_origin(read_attested_origins(provenances, inventory), inventory);
}

Result<void> add_given_origin(const OriginOptions& options, const std::vector<std::string>& indexes,
                              model::Inventory& inventory) {
  std::vector<ToldOrigin> all;
  const auto digests = digests_of(inventory.subject, indexes);
  for (const auto& file : options.provenances) PQ_CHECK(read_given(file, inventory.subject, digests, all));
  tell_origin(std::move(all), inventory);
  if (!options.dockerfile) return {};
  auto compared =
      provenance::compare(options.dockerfile->text, options.dockerfile->file, options.target, inventory);
  if (!compared) return tl::unexpected(std::move(compared).error().in(options.dockerfile->file));
  return {};
}

void add_stages(const std::vector<attest::AttachedSbom>& stages, base::Meter& meter,
                model::Inventory& inventory) {
  std::size_t packages = 0;
  for (const auto& stage : stages) {
    const auto mark = meter.mark(false);
    auto read = sbom::read_document(stage.text(), meter);
    if (!read) {
      meter.go_back(mark);
      inventory.notes.push_back(
          {.code = "attestation-unreadable",
           .message = fmt::format("the SBOM of build stage \"{}\" could not be read: {}", stage.head.stage,
                                  base::to_line(read.error())),
           .incomplete = true});
      continue;
    }
    for (auto& component : read->components) {
      component.properties[model::kStageProperty] = stage.head.stage;
      // The stage's layers are none of the image's.
      for (auto& location : component.locations) location.layer.clear();
      inventory.components.push_back(std::move(component));
      ++packages;
    }
  }
  if (packages == 0 && stages.empty())
    inventory.notes.push_back({.code = "no-stages",
                               .message =
                                   "no SBOM of a build stage is attached to the image: BuildKit attaches "
                                   "them with BUILDKIT_SBOM_SCAN_STAGE"});
}

}  // namespace pratique::scan
