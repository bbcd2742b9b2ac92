// Attaching to an image in a registry.
#include "oci/registry/repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "attest/write.h"
#include "crypto/digest.h"

namespace pratique::attest {

namespace {

using oci::registry::Precondition;
using oci::registry::Referrers;
using oci::registry::Repository;

constexpr std::string_view kIndexMedia = "application/vnd.oci.image.index.v1+json";
constexpr int kTries = 60;
// Registries of before OCI 1.1 know no preconditions: who read the list before we wrote it, and writes behind us, takes
// our entry away. So it counts when it was seen so often, with so long between (a write takes less).
constexpr int kSeen = 3;
constexpr std::chrono::milliseconds kLeast{60}, kMost{240};

bool lists(const Referrers& referrers, const std::string& digest) {
  return std::ranges::any_of(referrers.manifests, [&](const auto& one) { return one.digest == digest; });
}

// Of a length by chance, so that two who met do not meet again.
void wait() {
  static thread_local std::mt19937 random{std::random_device{}()};
  std::uniform_int_distribution<int> between(static_cast<int>(kLeast.count()),
                                             static_cast<int>(kMost.count()));
  std::this_thread::sleep_for(std::chrono::milliseconds(between(random)));
}

std::string new_index(const oci::Descriptor& entry) {
  return fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","manifests":[{}]}})", kIndexMedia,
                     to_text(entry));
}

// distribution-spec v1.1, "Pushing Manifests with Subject": a client keeps the list under the tag of the subject itself
// where the registry does not. Reads, adds, writes if nobody did meanwhile, and looks again.
Result<void> list_by_tag(Repository& repository, const Referrer& referrer, const std::string& subject) {
  const auto tag = "sha256-" + subject.substr(std::string_view("sha256:").size());
  int seen = 0;
  for (int tried = 0; tried < kTries; ++tried) {
    if (tried > 0) wait();
    PQ_TRY(const auto now, repository.referrers(subject));
    if (lists(now, referrer.entry.digest)) {
      // A registry that lists them by itself needs no second look.
      if (!now.by_tag || ++seen == kSeen) return {};
      continue;
    }
    if (!now.by_tag)
      return base::fail(ErrorKind::kIo,
                        "the registry took the attestation and does not list it as a referrer");
    seen = 0;
    std::optional<Precondition> unchanged = Precondition{};
    auto text = new_index(referrer.entry);
    if (now.index) {
      PQ_TRY(auto edited, with_entry(now.index->text, referrer.entry));
      text = std::move(edited.text);
      unchanged = now.index->etag.empty() ? std::nullopt : std::optional(Precondition{now.index->etag});
    }
    PQ_CHECK(repository.put_manifest(tag, text, std::string(kIndexMedia), unchanged));
  }
  return base::fail(ErrorKind::kIo, fmt::format("others keep writing the list of referrers under {}", tag),
                    {}, "try again");
}

}  // namespace

Result<bool> attach_to_repository(Repository& repository, const Referrer& referrer,
                                  const std::string& subject) {
  PQ_TRY(const auto before, repository.referrers(subject));
  if (lists(before, referrer.entry.digest)) return false;
  PQ_CHECK(repository.upload_blob(kEmpty, std::string(kEmptyMedia)));
  PQ_CHECK(repository.upload_blob(referrer.layer, referrer.layer_descriptor.media_type));
  PQ_TRY(const auto put,
         repository.put_manifest(referrer.entry.digest, referrer.manifest, referrer.entry.media_type));
  if (!put.subject_known) PQ_CHECK(list_by_tag(repository, referrer, subject));
  return true;
}

}  // namespace pratique::attest
