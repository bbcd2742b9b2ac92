#include "attest/find.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "attest/predicate.h"
#include "base/text.h"
#include "codec/json.h"
#include "crypto/digest.h"

namespace pratique::attest {

using codec::Json;

namespace {

constexpr std::string_view kPredicateType = "in-toto.io/predicate-type";
constexpr std::string_view kBundlePredicate = "dev.sigstore.bundle.predicateType";
constexpr std::string_view kCosignPredicate = "predicateType";

struct SbomMedia {
  std::string_view media_type, predicate_type;
};
// What cosign attaches as ".sbom" and others as referrers, bare (cosign specs/SBOM_SPEC.md; media types of IANA).
constexpr std::array kSboms{
    SbomMedia{"text/spdx", "https://spdx.dev/Document"},
    SbomMedia{"text/spdx+json", "https://spdx.dev/Document"},
    SbomMedia{"text/spdx+xml", "https://spdx.dev/Document"},
    SbomMedia{"spdx+json", "https://spdx.dev/Document"},
    SbomMedia{"application/spdx+json", "https://spdx.dev/Document"},
    SbomMedia{"application/vnd.cyclonedx", "https://cyclonedx.org/bom"},
    SbomMedia{"application/vnd.cyclonedx+json", "https://cyclonedx.org/bom"},
    SbomMedia{"application/vnd.cyclonedx+xml", "https://cyclonedx.org/bom"},
    SbomMedia{"application/vnd.syft+json", "https://syft.dev/bom"},
};

// cosign's simple signing, and Notary's envelopes in JWS and COSE (notaryproject specifications, signature-specification).
constexpr std::array<std::string_view, 3> kSignatures{"application/vnd.dev.cosign.simplesigning.v1+json",
                                                      "application/jose+json", "application/cose"};

const SbomMedia* sbom_media(std::string_view media_type) {
  const auto row =
      std::ranges::find_if(kSboms, [&](const SbomMedia& one) { return one.media_type == media_type; });
  return row == kSboms.end() ? nullptr : &*row;
}

// "application/vnd.in-toto+json", "application/vnd.in-toto.spdx+dsse", DSSE's own, and Sigstore's bundles. What is in
// them their content says.
bool holds_statements(std::string_view media_type) {
  return media_type.starts_with("application/vnd.in-toto") ||
         media_type.starts_with("application/vnd.dsse.envelope") ||
         media_type.starts_with("application/vnd.dev.sigstore.bundle");
}

std::string annotation(Json object, std::string_view key) { return object["annotations"][key].text_or(""); }

std::string predicate_hint(Json layer, Json manifest) {
  for (const auto object : {layer, manifest}) {
    for (const auto key : {kPredicateType, kBundlePredicate, kCosignPredicate}) {
      if (auto value = annotation(object, key); !value.empty()) return value;
    }
  }
  return "";
}

Result<oci::Descriptor> descriptor_of(Json json) {
  oci::Descriptor descriptor{.media_type = json["mediaType"].text_or(""),
                             .artifact_type = json["artifactType"].text_or(""),
                             .digest = json["digest"].text_or(""),
                             .platform = {},
                             .annotations = {}};
  const auto size = json["size"].integer();
  if (!crypto::is_sha256(descriptor.digest) || !size || *size < 0)
    return base::invalid("a descriptor without a sha256 digest and a size");
  descriptor.size = static_cast<std::uint64_t>(*size);
  return descriptor;
}

model::Note unreadable(const Error& error) {
  return {.code = "attestation-unreadable",
          .message = "an attestation could not be read: " + base::to_line(error)};
}

class Search {
 public:
  Search(Neighbours& neighbours, const oci::Image& image, SearchReach reach)
      : neighbours_(neighbours), image_(image), all_(reach == SearchReach::kAll) {}

  void in_index() {
    for (const auto& one : image_.attestations)
      manifest(one.digest, AttachedAt::kIndex, image_.manifest_digest);
  }

  void referrers() {
    each_digest([&](const std::string& digest) {
      const auto all = neighbours_.referrers(digest);
      if (!all) return give_up(all.error());
      for (const auto& one : *all) manifest(one.digest, AttachedAt::kReferrer, digest);
    });
  }

  void cosign() {
    each_digest([&](const std::string& digest) {
      std::vector<std::string> tags;
      for (const std::string_view ending : {".att", ".sbom", ".sig"}) {
        if (ending == ".sig" && !all_) continue;
        tags.push_back("sha256-" + digest.substr(std::string_view("sha256:").size()) + std::string(ending));
      }
      neighbours_.expect(tags);
      for (const auto& tag : tags) {
        if (silent_) continue;
        const auto all = neighbours_.tagged(tag);
        if (!all) {
          give_up(all.error());
          continue;
        }
        for (const auto& one : *all) manifest(one, AttachedAt::kCosign, digest);
      }
    });
  }

  void note_many() {
    note({.code = "limit",
          .message =
              fmt::format("the index names more than {} things beside images; others were not looked at",
                          oci::kMaxBeside)});
  }

  bool has_sbom() const {
    return std::ranges::any_of(finds_.all, [](const AttachedBlob& one) {
      return one.content == Content::kSbom || is_sbom(predicate_of(one.predicate_type));
    });
  }

  Finds finish(bool stopped) && {
    finds_.stopped = stopped;
    return std::move(finds_);
  }

 private:
  template <class Visit>
  void each_digest(Visit visit) {
    if (image_.manifest_digest.empty() || silent_) return;
    visit(image_.manifest_digest);
    for (const auto& index : image_.indexes) {
      if (silent_) return;
      if (all_ || index.images == 1 || !neighbours_.is_far()) visit(index.digest);
    }
  }

  // A peer that does not answer is not asked again, which would take as long again.
  void give_up(const Error& error) {
    note(unreadable(error));
    silent_ = silent_ || (neighbours_.is_far() && error.kind == ErrorKind::kIo);
  }

  void note(model::Note one) {
    if (std::ranges::find(finds_.notes, one) == finds_.notes.end()) finds_.notes.push_back(std::move(one));
  }

  // An attestation manifest of BuildKit's newer shape may be a referrer, too: the first place counts.
  void manifest(const std::string& digest, AttachedAt place, const std::string& attached_to) {
    if (!seen_.insert(digest).second) return;
    const auto text = neighbours_.manifest(digest);
    if (!text) return note(unreadable(text.error()));
    const auto document = codec::JsonDocument::parse(*text);
    if (!document) return note(unreadable(document.error()));
    const auto root = document->root();
    // Whoever writes the list of a tag may put into it what belongs to another image.
    const auto subject = root["subject"]["digest"].text();
    if (place == AttachedAt::kReferrer && subject != attached_to) {
      return note({.code = "attestation-refused",
                   .message = fmt::format("manifest {} is listed as a referrer of {}, but its subject is {}",
                                          digest, attached_to, subject.empty() ? "nothing" : subject)});
    }
    root["layers"].each([&](Json layer) { add(layer, root, place, digest, attached_to); });
  }

  void add(Json layer, Json manifest, AttachedAt place, const std::string& digest,
           const std::string& attached_to) {
    AttachedBlob found{.place = place,
                       .blob = {},
                       .manifest = digest,
                       .attached_to = attached_to,
                       .predicate_type = predicate_hint(layer, manifest)};
    const auto media_type = layer["mediaType"].text();
    if (const auto* sbom = sbom_media(media_type)) {
      found.content = Content::kSbom;
      found.predicate_type = sbom->predicate_type;
    } else if (base::is_one_of(media_type, kSignatures)) {
      found.content = Content::kSignature;
    } else if (!holds_statements(media_type)) {
      return;
    }
    auto descriptor = descriptor_of(layer);
    if (!descriptor) return note(unreadable(std::move(descriptor).error().in(digest)));
    if (finds_.all.size() == kMaxFound) {
      return note(
          {.code = "limit",
           .message = fmt::format("more than {} attestations; others were not looked at", kMaxFound)});
    }
    found.blob = *std::move(descriptor);
    finds_.all.push_back(std::move(found));
  }

  Neighbours& neighbours_;
  const oci::Image& image_;
  const bool all_;
  bool silent_ = false;
  Finds finds_;
  std::set<std::string> seen_;  // manifests
};

}  // namespace

const char* to_string(AttachedAt place) {
  switch (place) {
    case AttachedAt::kIndex:
      return "index";
    case AttachedAt::kReferrer:
      return "referrer";
    case AttachedAt::kCosign:
      return "cosign";
  }
  return "index";
}

Result<void> LookBudget::take(std::uint64_t bytes) {
  if (opened_ == kMaxManifests || bytes > kMaxAllBytes - bytes_) {
    return base::over_limit(
        fmt::format("more than {} attestations, or {} MiB of them, for one image; the others "
                    "were not looked at",
                    kMaxManifests, kMaxAllBytes >> 20));
  }
  ++opened_;
  bytes_ += bytes;
  return {};
}

Finds find(Neighbours& neighbours, const oci::Image& image, SearchReach reach) {
  Search search(neighbours, image, reach);
  if (image.beside.size() == oci::kMaxBeside) search.note_many();
  using Step = void (Search::*)();
  for (const Step step : {&Search::in_index, &Search::referrers, &Search::cosign}) {
    (search.*step)();
    if (reach == SearchReach::kIndex) break;
    if (reach == SearchReach::kFirstSbom && search.has_sbom()) return std::move(search).finish(true);
  }
  return std::move(search).finish(false);
}

// "What is promised is verified" is not for sha512 alone: the bytes of the manifest are had by their sha256.
bool ImageIdentity::fits(const StatementSubject& subject, const std::string& digest) {
  const auto sha256 = subject.digests.find("sha256");
  if (sha256 != subject.digests.end() && "sha256:" + sha256->second != digest) return false;
  const auto sha512 = subject.digests.find("sha512");
  if (sha512 == subject.digests.end()) return sha256 != subject.digests.end();
  const auto [at, added] = sha512_.try_emplace(digest);
  if (added) {
    if (const auto text = neighbours_.manifest(digest))
      at->second = crypto::sha512_hex(base::as_bytes(*text));
  }
  return !at->second.empty() && sha512->second == at->second;
}

std::optional<About> ImageIdentity::matches(const InTotoStatement& statement) {
  const auto any = [&](const std::string& digest) {
    return !digest.empty() && std::ranges::any_of(statement.subjects, [&](const StatementSubject& one) {
      return fits(one, digest);
    });
  };
  if (any(image_.manifest_digest)) return About{image_.manifest_digest, false, 1};
  for (const auto& index : image_.indexes) {
    if (any(index.digest)) return About{index.digest, true, index.images};
  }
  return std::nullopt;
}

std::optional<About> ImageIdentity::matches(const std::string& digest) const {
  if (digest.empty()) return std::nullopt;
  if (digest == image_.manifest_digest) return About{digest, false, 1};
  for (const auto& index : image_.indexes) {
    if (index.digest == digest) return About{digest, true, index.images};
  }
  return std::nullopt;
}

std::string Attached::predicate_type() const {
  return found.content == Content::kStatements ? statement.predicate_type : found.predicate_type;
}

Result<std::vector<Attached>> load(Neighbours& neighbours, ImageIdentity& identity, const AttachedBlob& found,
                                   std::vector<model::Note>& notes) {
  if (found.content == Content::kSignature)
    return std::vector{Attached{found, {}, {}, identity.matches(found.attached_to)}};
  PQ_TRY(auto text, neighbours.blob(found.blob));
  if (found.content == Content::kSbom)
    return std::vector{Attached{found, {}, std::move(text), identity.matches(found.attached_to)}};
  auto document = read_statements(text);
  if (!document) return tl::unexpected(std::move(document).error().in(found.blob.digest));
  std::ranges::move(document->notes, std::back_inserter(notes));
  std::vector<Attached> all;
  for (auto& statement : document->statements) {
    // Of an image that was built without a name BuildKit's statements have no subject: the index, which names the image by
    // its digest, says what they are about, and nobody signed anything else.
    const bool by_place = statement.subjects.empty() && found.place == AttachedAt::kIndex &&
                          statement.wrapping == StatementWrapping::kBare;
    auto about = by_place ? identity.matches(found.attached_to) : identity.matches(statement);
    all.push_back({found, std::move(statement), {}, std::move(about)});
  }
  auto signature = found;
  signature.content = Content::kSignature;
  for (std::size_t i = 0; i < document->message_signatures; ++i)
    all.push_back({signature, {}, {}, identity.matches(found.attached_to)});
  return all;
}

}  // namespace pratique::attest
