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
  Gathering(Neighbours& neighbours, const oci::Image& image, bool with_sboms)
      : neighbours_(neighbours), image_(image), with_sboms_(with_sboms), identity_(neighbours, image) {}

  // Whether there is more to look at.
  bool look(SearchReach reach) {
    auto finds = find(neighbours_, image_, reach);
    for (auto& one : finds.notes) note(std::move(one));
    for (const auto& found : finds.all) {
      if (found.content == Content::kSignature || !seen_.insert(found.blob.digest).second) continue;
      // Without a hint it may be one.
      if (found.predicate_type.empty() || is_wanted(predicate_of(found.predicate_type))) open(found);
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
  bool has_provenance() const { return !offer_.provenances.empty(); }

 private:
  // A stage's SBOM looks like the image's until it is read.
  bool is_wanted(Predicate predicate) const {
    return with_sboms_ ? predicate != Predicate::kOther
                       : predicate == Predicate::kProvenance || predicate == Predicate::kSpdx;
  }

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
    if (!is_wanted(predicate)) return;
    if (!one.about) {
      return note(
          refused(one, fmt::format("it is about {}, not about this image", subjects_of(one.statement))));
    }
    if (predicate == Predicate::kProvenance) return offer_.provenances.push_back(std::move(one));
    if (predicate == Predicate::kVex) ++offer_.vex;
    if (!is_sbom(predicate)) return;
    if (one.about->is_index && one.about->images > 1) {
      return note(
          refused(one, fmt::format("it is an SBOM of an index of {} images, and does not say of which",
                                   one.about->images)));
    }
    auto head = head_of_sbom(one.found.content == Content::kSbom ? std::string_view(one.document)
                                                                 : one.statement.predicate());
    if (head.beside_image) return offer_.stages.push_back({std::move(one), std::move(head)});
    if (with_sboms_) offer_.sboms.push_back({std::move(one), std::move(head)});
  }

  Neighbours& neighbours_;
  const oci::Image& image_;
  const bool with_sboms_;
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
  Gathering gathering(neighbours, image, true);
  const bool more = gathering.look(SearchReach::kFirstSbom);
  // What looked like one was refused or broken.
  const bool unused = !gathering.has_sbom();
  const bool cheap = !neighbours.is_far() && !gathering.has_provenance();
  if (more && (unused || cheap)) gathering.look(SearchReach::kSboms);
  return std::move(gathering).finish();
}

SbomOffer find_provenance(Neighbours& neighbours, const oci::Image& image) {
  Gathering gathering(neighbours, image, false);
  gathering.look(neighbours.is_far() ? SearchReach::kIndex : SearchReach::kSboms);
  return std::move(gathering).finish();
}

}  // namespace pratique::attest
