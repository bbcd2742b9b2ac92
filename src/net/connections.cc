#include "net/connections.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "codec/stream.h"

namespace pratique::net {

namespace {

// More wait for nothing: a scan has four or eight at once.
constexpr std::size_t kMaxIdle = 16;
// Connections of one lane.
constexpr long kMaxConnections = 4;
// The largest bundle in use has some 250 KiB.
constexpr std::uint64_t kMaxBundle = 8u << 20;

Result<std::string> read_bundle(const std::string& path) {
  auto source = codec::open_file(path);
  if (!source)
    return base::fail(ErrorKind::kUsage, "the certificates cannot be read: " + source.error().what,
                      {.file = path});
  auto text = codec::read_all(**source, kMaxBundle);
  if (!text) return base::fail(ErrorKind::kUsage, "the certificates cannot be read", {.file = path});
  if (text->find("-----BEGIN ") == std::string::npos)
    return base::fail(ErrorKind::kUsage, "holds no certificate in PEM form", {.file = path});
  return *std::move(text) + "\n";
}

}  // namespace

Lane::Lane(const CurlLibrary& library)
    : curl(library), multi(library.multi_init()), easy(library.easy_init()) {
  if (multi) curl.multi_setopt(multi, CURLMOPT_MAXCONNECTS, kMaxConnections);
}

Lane::~Lane() {
  if (easy) curl.easy_cleanup(easy);
  if (multi) curl.multi_cleanup(multi);
}

std::shared_ptr<Connections> make_connections(const ClientOptions& options) {
  return std::make_shared<Connections>(options);
}

Result<std::unique_ptr<Lane>> Connections::take(const Url& url, Reach reach) {
  PQ_TRY(const auto* curl, curl_library());
  const auto origin = url.origin();
  {
    const std::lock_guard lock(mutex_);
    auto found = std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& lane) {
      return lane->reach == reach && lane->origin == origin;
    });
    if (found != idle_.rend()) {
      auto lane = std::move(*found);
      idle_.erase(std::next(found).base());
      return lane;
    }
  }
  auto lane = std::make_unique<Lane>(*curl);
  if (!lane->easy || !lane->multi) return base::fail(ErrorKind::kIo, "no memory for a connection");
  lane->reach = reach;
  lane->origin = origin;
  return lane;
}

void Connections::give_back(std::unique_ptr<Lane> lane) {
  // What the last request set holds credentials and pointers; connections stay.
  lane->curl.easy_reset(lane->easy);
  std::unique_ptr<Lane> oldest;
  const std::lock_guard lock(mutex_);
  if (idle_.size() >= kMaxIdle) {
    oldest = std::move(idle_.front());
    idle_.erase(idle_.begin());
  }
  idle_.push_back(std::move(lane));
}

Result<void> Connections::read_authorities(Lane& lane) {
  const std::lock_guard lock(mutex_);
  if (authorities_read_) return {};
  const auto& tls = options_.tls;
  std::string all;
  if (!tls.certificate_file.empty()) {
    PQ_TRY(all, read_bundle(tls.certificate_file));
  } else if (!tls.more_authorities.empty()) {
    const char* system = nullptr;
    lane.curl.easy_getinfo(lane.easy, CURLINFO_CAINFO, &system);
    std::error_code none;
    if (system && std::filesystem::exists(system, none)) {
      PQ_TRY(all, read_bundle(system));
    }
  }
  for (const auto& path : tls.more_authorities) {
    PQ_TRY(const auto more, read_bundle(path));
    all += more;
  }
  authorities_ = std::move(all);
  authorities_read_ = true;
  return {};
}

Result<void> Connections::set_client_certificate(Lane& lane, const Url& url) {
  const auto& tls = options_.tls;
  if (tls.client_certificate.empty() || tls.client_origin != url.origin()) return {};
  for (const auto& path : {tls.client_certificate, tls.client_key}) {
    if (path.empty()) continue;
    if (const auto source = codec::open_file(path); !source)
      return base::fail(ErrorKind::kUsage, "the client's certificate cannot be read: " + source.error().what,
                        {.file = path});
  }
  const auto& key = tls.client_key.empty() ? tls.client_certificate : tls.client_key;
  set(lane.curl, lane.easy, CURLOPT_SSLCERT, tls.client_certificate.c_str());
  set(lane.curl, lane.easy, CURLOPT_SSLKEY, key.c_str());
  return {};
}

Result<void> Connections::set_tls(Lane& lane, const Url& url, bool is_own_origin) {
  const auto& curl = lane.curl;
  set(curl, lane.easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(curl, lane.easy, CURLOPT_SSL_VERIFYPEER, options_.insecure ? 0L : 1L);
  set(curl, lane.easy, CURLOPT_SSL_VERIFYHOST, options_.insecure ? 0L : 2L);
  if (!url.is_secure()) return {};
  PQ_CHECK(read_authorities(lane));
  if (!authorities_.empty()) {
    curl_blob blob{.data = authorities_.data(), .len = authorities_.size(), .flags = CURL_BLOB_NOCOPY};
    set(curl, lane.easy, CURLOPT_CAINFO_BLOB, &blob);
    set(curl, lane.easy, CURLOPT_PROXY_CAINFO_BLOB, &blob);
  }
  const auto& folder = options_.tls.certificate_folder;
  if (!folder.empty()) set(curl, lane.easy, CURLOPT_CAPATH, folder.c_str());
  return is_own_origin ? set_client_certificate(lane, url) : Result<void>();
}

}  // namespace pratique::net
