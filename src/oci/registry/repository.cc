#include "oci/registry/repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "base/text.h"
#include "crypto/digest.h"
#include "net/resume.h"
#include "oci/documents.h"
#include "oci/registry/endpoint.h"
#include "oci/registry/media.h"
#include "oci/registry/pages.h"
#include "oci/registry/upload.h"

namespace pratique::oci::registry {

namespace {

void make_hasty(net::ClientOptions& options) {
  constexpr std::chrono::seconds kConnect{3}, kAnswer{5};
  options.connect_within = kConnect;
  options.silent_within = kAnswer;
  options.answer_within = kAnswer;
  options.retry = net::RetryPolicy::never();
}

// A stream of `size` bytes: fewer or more are not what was promised.
class Measured : public codec::ByteSource {
 public:
  Measured(std::unique_ptr<codec::ByteSource> from, std::uint64_t size, std::string name)
      : from_(std::move(from)), left_(size), size_(size), name_(std::move(name)) {}

  Result<std::size_t> read(std::span<std::byte> into) override {
    PQ_TRY(const auto count, told(from_->read(into)));
    PQ_CHECK(count_off(count));
    return count;
  }
  Result<base::Bytes> next() override {
    PQ_TRY(const auto bytes, told(from_->next()));
    PQ_CHECK(count_off(bytes.size()));
    return bytes;
  }

 private:
  template <class T>
  Result<T> told(Result<T> result) const {
    if (!result && result.error().where.file.empty()) result.error().where.file = name_;
    return result;
  }
  Result<void> count_off(std::size_t count) {
    if (count <= left_ && (count > 0 || left_ == 0)) {
      left_ -= count;
      return {};
    }
    return base::fail(ErrorKind::kMismatch,
                      count > left_
                          ? fmt::format("more than the {} bytes that its descriptor says", size_)
                          : fmt::format("ends {} bytes before the {} that its descriptor says", left_, size_),
                      {.file = name_}, "the image was changed or damaged; get it again");
  }

  std::unique_ptr<codec::ByteSource> from_;
  std::uint64_t left_, size_;
  std::string name_;
};

class Reading : public Repository {
 public:
  Reading(ImageReference reference, std::shared_ptr<const Credentials> credentials)
      : reference_(std::move(reference)), credentials_(std::move(credentials)) {}

  Result<void> connect(const Settings& settings) {
    PQ_TRY(const auto rules, read_rules(settings.environment));
    PQ_TRY(const auto places, places_of(reference_, rules, settings.mirrors));
    for (const auto& place : places) {
      PQ_TRY(auto options, net::ClientOptions::from(settings.environment));
      options.insecure = settings.insecure;
      if (settings.hasty) make_hasty(options);
      if (!settings.authorities.empty()) options.tls.more_authorities.push_back(settings.authorities);
      PQ_CHECK(add_certificates(place.domain, settings.environment, options.tls));
      PQ_TRY(auto endpoint, Endpoint::open(place, std::move(options), credentials_));
      endpoints_.push_back(std::move(endpoint));
    }
    return {};
  }

  Result<StoredManifest> manifest(const std::string& wanted) override {
    return in_turn<StoredManifest>([&](Endpoint& endpoint) { return manifest_at(endpoint, wanted); });
  }
  Result<std::optional<Descriptor>> head_manifest(const std::string& wanted) override {
    auto found = in_turn<Descriptor>([&](Endpoint& endpoint) { return head_at(endpoint, wanted); });
    if (found) return std::optional(*std::move(found));
    if (found.error().kind == ErrorKind::kNotFound) return std::optional<Descriptor>();
    return tl::unexpected(std::move(found).error());
  }
  Result<std::unique_ptr<codec::ByteSource>> blob(const std::string& digest, std::uint64_t size) override {
    return in_turn<std::unique_ptr<codec::ByteSource>>(
        [&](Endpoint& endpoint) { return blob_at(endpoint, digest, size); });
  }
  Result<bool> has_blob(const std::string& digest) override {
    return in_turn<bool>([&](Endpoint& endpoint) { return has_blob_at(endpoint, digest); });
  }
  Result<std::optional<Referrers>> listed_referrers(const std::string& digest,
                                                    const std::string& artifact_type) override {
    if (!crypto::is_sha256(digest)) return base::invalid("referrers of what is no digest");
    auto found = in_turn<Referrers>(
        [&](Endpoint& endpoint) { return list_referrers(endpoint, digest, artifact_type); });
    if (found) return std::optional(*std::move(found));
    if (found.error().kind == ErrorKind::kNotFound) return std::optional<Referrers>();
    return tl::unexpected(std::move(found).error());
  }
  Result<Referrers> tagged_referrers(const std::string& digest, const std::string& artifact_type) override {
    if (!crypto::is_sha256(digest)) return base::invalid("referrers of what is no digest");
    // The tag is the digest, with "-" for ":".
    auto index = manifest(base::replace_all(digest, ":", "-"));
    Referrers referrers{.by_tag = true};
    if (!index && index.error().kind == ErrorKind::kNotFound) return referrers;
    if (!index) return tl::unexpected(std::move(index).error());
    PQ_CHECK(add_referrers(index->text, artifact_type, referrers));
    referrers.index = *std::move(index);
    return referrers;
  }
  Result<std::vector<std::string>> tags() override {
    return in_turn<std::vector<std::string>>([&](Endpoint& endpoint) { return list_tags(endpoint); });
  }
  Result<std::optional<std::vector<std::string>>> tags_from(const std::string& start) override {
    return in_turn<std::optional<std::vector<std::string>>>(
        [&](Endpoint& endpoint) { return list_tags_from(endpoint, start); });
  }

  Result<Descriptor> upload_blob(std::string_view bytes, const std::string& media_type) override {
    return upload(origin(), bytes, media_type);
  }
  Result<Descriptor> upload_stream(const std::function<Result<std::unique_ptr<codec::ByteSource>>()>& open,
                                   const std::string& digest, std::uint64_t size,
                                   const std::string& media_type) override {
    return upload(origin(), {.open = open, .size = size}, digest, size, media_type);
  }
  Result<PutResult> put_manifest(const std::string& wanted, std::string_view text,
                                 const std::string& media_type,
                                 const std::optional<Precondition>& precondition) override {
    return put(origin(), wanted, text, media_type, precondition);
  }

  std::string answered_by() const override {
    const auto& place = endpoints_[last_].get()->place();
    return place.mirror ? fmt::format("{} (mirror of {})", place.domain, reference_.domain) : place.domain;
  }

 private:
  Endpoint& origin() { return *endpoints_.back(); }

  // Asks the places in order until one can answer, beginning with the one that could last time: what belongs
  // together comes from one place then.
  template <class T>
  Result<T> in_turn(const std::function<Result<T>(Endpoint&)>& ask) {
    const auto count = endpoints_.size();
    const auto first = last_.load();
    Result<T> answer = base::fail(ErrorKind::kNotFound, "no place to look for it");
    for (std::size_t turn = 0; turn <= count; ++turn) {
      // The one that answered last, then all others, the registry itself at the end.
      const auto at = turn == 0 ? first : turn - 1;
      if (turn > 0 && at == first) continue;
      answer = ask(*endpoints_[at]);
      if (!answer) continue;
      last_ = at;
      return answer;
    }
    return answer;
  }

  static Result<StoredManifest> manifest_at(Endpoint& endpoint, const std::string& wanted);
  static Result<Descriptor> head_at(Endpoint& endpoint, const std::string& wanted);
  static Result<bool> has_blob_at(Endpoint& endpoint, const std::string& digest);
  Result<std::unique_ptr<codec::ByteSource>> blob_at(Endpoint& endpoint, const std::string& digest,
                                                     std::uint64_t size);

  const ImageReference reference_;
  const std::shared_ptr<const Credentials> credentials_;
  // Mirrors, then the registry itself.
  std::vector<std::shared_ptr<Endpoint>> endpoints_;
  std::atomic<std::size_t> last_ = 0;
};

std::string manifest_path(const Endpoint& endpoint, const std::string& wanted) {
  return endpoint.prefix() + "/manifests/" + wanted;
}

std::string blob_path(const Endpoint& endpoint, const std::string& digest) {
  return endpoint.prefix() + "/blobs/" + digest;
}

net::Request manifest_request(net::Method method) {
  net::Request request{.method = method};
  request.headers.add("Accept", accepted_manifests());
  return request;
}

Result<StoredManifest> Reading::manifest_at(Endpoint& endpoint, const std::string& wanted) {
  const auto name = endpoint.name() + (crypto::is_sha256(wanted) ? "@" : ":") + wanted;
  const auto ask = [&] {
    return endpoint.send(manifest_request(net::Method::kGet), manifest_path(endpoint, wanted));
  };
  PQ_TRY(auto response, ask());
  if (response.status != 200) return tl::unexpected(refusal(response, endpoint).in(name));
  auto text = net::whole_body(response, kMaxManifest, ask);
  if (!text) {
    text.error().where.file = name;
    return tl::unexpected(std::move(text).error());
  }
  StoredManifest manifest{.text = *std::move(text), .etag = std::string(response.headers.get("ETag"))};
  manifest.digest = crypto::sha256(base::as_bytes(manifest.text));
  const auto promised =
      crypto::is_sha256(wanted) ? std::string_view(wanted) : response.headers.get("Docker-Content-Digest");
  if (promised.starts_with("sha256:") && promised != manifest.digest)
    return base::fail(ErrorKind::kMismatch,
                      fmt::format("the manifest does not match its digest {}", promised), {.file = name},
                      "the registry's answer was changed or damaged; try again");
  PQ_TRY(manifest.media_type, media_type_of(manifest.text, response.headers.get("Content-Type"), name));
  return manifest;
}

Result<Descriptor> Reading::head_at(Endpoint& endpoint, const std::string& wanted) {
  PQ_TRY(auto response, endpoint.send(manifest_request(net::Method::kHead), manifest_path(endpoint, wanted)));
  if (response.status != 200) return tl::unexpected(net::status_error(response).in(endpoint.name()));
  Descriptor descriptor{.media_type = std::string(response.headers.get("Content-Type")),
                        .digest = std::string(response.headers.get("Docker-Content-Digest")),
                        .size = response.size.value_or(0)};
  if (crypto::is_sha256(descriptor.digest)) return descriptor;
  // A registry that does not say must show it.
  PQ_TRY(const auto manifest, manifest_at(endpoint, wanted));
  descriptor.digest = manifest.digest;
  descriptor.size = manifest.text.size();
  descriptor.media_type = manifest.media_type;
  return descriptor;
}

Result<bool> Reading::has_blob_at(Endpoint& endpoint, const std::string& digest) {
  PQ_TRY(auto response, endpoint.send({.method = net::Method::kHead}, blob_path(endpoint, digest)));
  if (response.status == 404) return false;
  if (response.ok()) return true;
  return tl::unexpected(net::status_error(response).in(endpoint.name()));
}

Result<std::unique_ptr<codec::ByteSource>> Reading::blob_at(Endpoint& endpoint, const std::string& digest,
                                                            std::uint64_t size) {
  const auto name = endpoint.name() + "@" + digest;
  if (!crypto::is_sha256(digest))
    return base::fail(ErrorKind::kInvalid, "a blob without a digest", {.file = name});
  const auto path = blob_path(endpoint, digest);
  PQ_TRY(auto response, endpoint.send({}, path));
  if (response.status != 200) return tl::unexpected(refusal(response, endpoint).in(name));
  if (response.size && *response.size != size) {
    return base::fail(ErrorKind::kMismatch,
                      fmt::format("size is {} bytes, its descriptor says {}", *response.size, size),
                      {.file = name}, "the image was changed or damaged; get it again");
  }
  // The endpoint outlives the stream whoever lets the repository go.
  const auto kept = *std::find_if(endpoints_.begin(), endpoints_.end(),
                                  [&](const auto& one) { return one.get() == &endpoint; });
  const auto reopen = [kept, path](std::uint64_t offset, std::string_view) -> Result<net::Response> {
    net::Request request;
    request.headers.add("Range", fmt::format("bytes={}-", offset));
    return kept->send(std::move(request), path);
  };
  auto whole = net::resumed(std::move(response), reopen, {.by_digest = true});
  return std::make_unique<Measured>(std::move(whole), size, name);
}

}  // namespace

Result<Referrers> Repository::referrers(const std::string& digest, const std::string& artifact_type) {
  PQ_TRY(auto listed, listed_referrers(digest, artifact_type));
  if (listed) return *std::move(listed);
  return tagged_referrers(digest, artifact_type);
}

Result<std::string> read_blob(Repository& repository, const Descriptor& descriptor, std::uint64_t limit) {
  if (descriptor.size > limit)
    return base::fail(ErrorKind::kLimit, fmt::format("has {} bytes, more than {}", descriptor.size, limit),
                      {.file = descriptor.digest});
  PQ_TRY(const auto source, repository.blob(descriptor.digest, descriptor.size));
  PQ_TRY(auto text, codec::read_all(*source, limit));
  if (crypto::sha256(base::as_bytes(text)) != descriptor.digest)
    return base::fail(ErrorKind::kMismatch, "content does not match its digest", {.file = descriptor.digest},
                      "the image was changed or damaged; get it again");
  return text;
}

Result<std::shared_ptr<Repository>> open_repository(const ImageReference& reference,
                                                    const Settings& settings) {
  auto repository = std::make_shared<Reading>(
      reference, std::make_shared<const Credentials>(settings.own_registry, settings.environment));
  PQ_CHECK(repository->connect(settings));
  return repository;
}

}  // namespace pratique::oci::registry
