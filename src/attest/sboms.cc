#include "attest/sboms.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace pratique::attest {

namespace {

model::Note refused(const Attached& attestation, const std::string& why) {
  return {.code = "attestation-refused",
          .message = fmt::format("an attestation ({}) was not used: {}", attestation.found.blob.digest, why)};
}

// What a statement says it is about, for people.
std::string subjects_of(const InTotoStatement& statement) {
  for (const auto& subject : statement.subjects) {
    for (const auto& [algorithm, value] : subject.digests) {
      const auto more = statement.subjects.size() > 1
                            ? fmt::format(" and {} more", statement.subjects.size() - 1)
                            : std::string();
      return algorithm + ":" + value.substr(0, 128) + more;
    }
  }
  return "nothing";
}

class Gathering {
 public:
  Gathering(Neighbours& neighbours, const oci::Image& image)
      : neighbours_(neighbours), image_(image), identity_(neighbours, image) {}

  // Whether there is more to look at.
  bool look(SearchReach reach) {
    auto finds = find(neighbours_, image_, reach);
    for (auto& one : finds.notes) note(std::move(one));
    for (const auto& found : finds.all) {
      if (found.content == Content::kSignature || !seen_.insert(found.blob.digest).second) continue;
      // Without a hint it may be one.
      const bool other =
          !found.predicate_type.empty() && predicate_of(found.predicate_type) == Predicate::kOther;
      if (!other) open(found);
    }
    return finds.stopped;
  }

  SbomOffer finish() && {
    std::ranges::stable_sort(offer_.sboms, {}, [](const AttachedSbom& one) {
      const auto& attestation = one.attestation;
      return std::tuple(attestation.found.place, attestation.about->is_index, !one.head.ours);
    });
    return std::move(offer_);
  }
  bool has_sbom() const { return !offer_.sboms.empty(); }

 private:
  void note(model::Note one) {
    if (std::ranges::find(offer_.notes, one) == offer_.notes.end()) offer_.notes.push_back(std::move(one));
  }

  void open(const AttachedBlob& found) {
    std::vector<model::Note> notes;
    auto all = load(neighbours_, identity_, found, notes);
    for (auto& one : notes) note(std::move(one));
    if (!all) {
      return note({.code = "attestation-unreadable",
                   .message = "an attestation could not be read: " + base::to_line(all.error())});
    }
    for (auto& one : *all) take(std::move(one));
  }

  void take(Attached one) {
    if (one.found.content == Content::kSignature) return;
    const auto predicate = predicate_of(one.predicate_type());
    if (predicate == Predicate::kOther) return;
    if (!one.about) {
      return note(
          refused(one, fmt::format("it is about {}, not about this image", subjects_of(one.statement))));
    }
    if (predicate == Predicate::kProvenance) ++offer_.provenances;
    if (predicate == Predicate::kVex) ++offer_.vex;
    if (!is_sbom(predicate)) return;
    if (one.about->is_index && one.about->images > 1) {
      return note(
          refused(one, fmt::format("it is an SBOM of an index of {} images, and does not say of which",
                                   one.about->images)));
    }
    auto head = head_of_sbom(one.found.content == Content::kSbom ? std::string_view(one.document)
                                                                 : one.statement.predicate());
    if (head.beside_image) return;
    offer_.sboms.push_back({std::move(one), std::move(head)});
  }

  Neighbours& neighbours_;
  const oci::Image& image_;
  ImageIdentity identity_;
  SbomOffer offer_;
  std::set<std::string> seen_;  // blobs
};

}  // namespace

std::string_view AttachedSbom::text() const {
  return attestation.found.content == Content::kSbom ? std::string_view(attestation.document)
                                                     : std::string_view(attestation.statement.text);
}

SbomOffer find_sboms(Neighbours& neighbours, const oci::Image& image) {
  Gathering gathering(neighbours, image);
  const bool more = gathering.look(SearchReach::kFirstSbom);
  // What looked like one was refused or broken.
  if (more && !gathering.has_sbom()) gathering.look(SearchReach::kSboms);
  return std::move(gathering).finish();
}

}  // namespace pratique::attest
