#include "oci/registry/upload.h"

#include "base/text.h"
#include "crypto/digest.h"

namespace pratique::oci::registry {

namespace {

// Where the registry wants the bytes, with the digest as its last word.
Result<net::Url> with_digest(const net::Url& url, const std::string& digest) {
  const auto text = url.text();
  return net::Url::parse(text + (base::contains(text, "?") ? "&" : "?") + "digest=" + digest);
}

// The error of another request than the first may be about where that led.
Error failed(net::Response& response, const Endpoint& endpoint, const char* what) {
  auto error = refusal(response, endpoint);
  error.what = std::string(what) + ": " + error.what;
  return error;
}

}  // namespace

Result<Descriptor> upload(Endpoint& endpoint, net::RequestBody body, const std::string& digest,
                          std::uint64_t size, const std::string& media_type) {
  Descriptor descriptor{.media_type = media_type, .digest = digest, .size = size};
  const auto blobs = endpoint.prefix() + "/blobs/";
  PQ_TRY(auto there, endpoint.send({.method = net::Method::kHead}, blobs + descriptor.digest, Action::kPush));
  if (there.ok()) return descriptor;
  if (there.status != 404) return tl::unexpected(failed(there, endpoint, "a blob cannot be written"));
  PQ_TRY(auto started, endpoint.send({.method = net::Method::kPost}, blobs + "uploads/", Action::kPush));
  if (started.status != 202) return tl::unexpected(failed(started, endpoint, "a blob cannot be written"));
  PQ_TRY(const auto place, started.url.resolve(started.headers.get("Location")));
  PQ_TRY(auto url, with_digest(place, descriptor.digest));
  net::Request request{.method = net::Method::kPut};
  request.headers.add("Content-Type", "application/octet-stream");
  request.body = std::move(body);
  request.reach = net::reach_from(started.peer);
  PQ_TRY(auto done, endpoint.send_to(std::move(request), std::move(url), Action::kPush));
  if (!done.ok()) return tl::unexpected(failed(done, endpoint, "a blob cannot be written"));
  return descriptor;
}

Result<Descriptor> upload(Endpoint& endpoint, std::string_view bytes, const std::string& media_type) {
  return upload(endpoint, {.text = std::string(bytes)}, crypto::sha256(base::as_bytes(bytes)), bytes.size(),
                media_type);
}

Result<PutResult> put(Endpoint& endpoint, const std::string& wanted, std::string_view text,
                      const std::string& media_type, const std::optional<Precondition>& precondition) {
  PutResult result{.digest = crypto::sha256(base::as_bytes(text))};
  if (crypto::is_sha256(wanted) && wanted != result.digest)
    return base::fail(ErrorKind::kMismatch, "a manifest that is not that of its digest",
                      {.file = endpoint.name()});
  net::Request request{.method = net::Method::kPut};
  request.headers.add("Content-Type", media_type);
  if (precondition && precondition->etag.empty()) request.headers.add("If-None-Match", "*");
  if (precondition && !precondition->etag.empty()) request.headers.add("If-Match", precondition->etag);
  request.body.text = std::string(text);
  PQ_TRY(auto response,
         endpoint.send(std::move(request), endpoint.prefix() + "/manifests/" + wanted, Action::kPush));
  if (response.status == 412 && precondition) return result;
  if (!response.ok()) return tl::unexpected(failed(response, endpoint, "the manifest cannot be written"));
  result.written = true;
  result.subject_known = !response.headers.get("OCI-Subject").empty();
  return result;
}

}  // namespace pratique::oci::registry
