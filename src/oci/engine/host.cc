#include "oci/engine/host.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/text.h"
#include "codec/json.h"
#include "codec/stream.h"
#include "crypto/digest.h"

namespace pratique::oci::engine {

namespace {

constexpr std::uint64_t kMaxDocument = 1 << 20;  // config.json, meta.json
constexpr const char* kPlainPort = "2375";
constexpr const char* kTlsPort = "2376";
// An engine packs an image before it sends the first byte of it.
constexpr std::chrono::minutes kPatience{10};

struct Tls {
  bool wanted = false;
  bool unchecked = false;
  // With ca.pem, cert.pem and key.pem, each where it is there.
  std::string folder;
};

bool exists(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0;
}

bool is_socket(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

Result<codec::JsonDocument> read_document(const std::string& path) {
  auto read = [&]() -> Result<codec::JsonDocument> {
    PQ_TRY(const auto source, codec::open_file(path));
    PQ_TRY(const auto text, codec::read_all(*source, kMaxDocument));
    return codec::JsonDocument::parse(text);
  }();
  if (!read) return tl::unexpected(std::move(read).error().in(path));
  return read;
}

net::ClientOptions options_of() {
  net::ClientOptions options;
  // An engine is near: what does not answer at once is not there.
  options.connect_within = std::chrono::seconds(5);
  options.silent_within = options.answer_within = kPatience;
  // It packs as it sends, and stops between.
  options.floor.bytes = 0;
  options.retry = net::RetryPolicy::never();
  return options;
}

Result<Host> over_unix(std::string_view path) {
  if (!path.starts_with('/')) return base::fail(ErrorKind::kUsage, "needs the whole path of a socket");
  Host host{.options = options_of()};
  host.options.unix_socket = path;
  // The name is not looked up; engines want one.
  PQ_TRY(host.base, net::Url::parse("http://localhost/"));
  return host;
}

Result<Host> over_tcp(std::string_view rest, bool with_port, const Tls& tls) {
  Host host{.options = options_of()};
  auto place = std::string(rest.substr(0, rest.find('/')));
  if (!with_port && place.rfind(':') == std::string::npos)
    place += std::string(":") + (tls.wanted ? kTlsPort : kPlainPort);
  PQ_TRY(host.base, net::Url::parse(fmt::format("{}://{}/", tls.wanted ? "https" : "http", place)));
  // Whoever names an engine without TLS wants it so: inside a CI job they are reached that way.
  host.options.plain_http = !tls.wanted;
  host.options.insecure = tls.unchecked;
  if (tls.folder.empty()) return host;
  auto& options = host.options.tls;
  if (const auto ca = tls.folder + "/ca.pem"; exists(ca)) options.more_authorities.push_back(ca);
  if (const auto cert = tls.folder + "/cert.pem"; exists(cert)) {
    options.client_certificate = cert;
    options.client_key = tls.folder + "/key.pem";
    options.client_origin = host.base.origin();
  }
  return host;
}

Result<Host> host_of(const std::string& name, const Tls& tls) {
  const auto halves = base::cut(name, "://");
  const auto scheme = halves ? halves->before : std::string_view("tcp");
  const auto rest = halves ? halves->after : std::string_view(name);
  if (scheme == "unix") return over_unix(rest);
  if (scheme == "tcp") return over_tcp(rest, false, tls);
  if (scheme == "http" || scheme == "https") {
    auto with = tls;
    with.wanted = scheme == "https";
    return over_tcp(rest, true, with);
  }
  if (scheme == "ssh") {
    return base::fail(ErrorKind::kUnsupported, "engines behind ssh are not spoken to", {},
                      "forward its socket (ssh -L /tmp/engine.sock:/var/run/docker.sock HOST) and name that: "
                      "DOCKER_HOST=unix:///tmp/engine.sock");
  }
  return base::fail(ErrorKind::kUnsupported, fmt::format("hosts of the kind {}:// are not known", scheme), {},
                    "name one by unix:// or tcp://");
}

// A host's name may hold credentials nowhere, but somebody may have written some.
std::string shown(const std::string& name) {
  const auto halves = base::cut(name, "://");
  if (!halves) return name;
  const auto at = halves->after.rfind('@');
  if (at == std::string_view::npos || halves->before == "unix") return name;
  return fmt::format("{}://…@{}", halves->before, halves->after.substr(at + 1));
}

Way way(const std::string& name, const std::string& source, const Tls& tls) {
  auto host = host_of(name, tls);
  if (host) {
    host->name = shown(name);
    host->source = source;
  }
  return {.name = shown(name), .source = source, .host = std::move(host)};
}

class Places {
 public:
  explicit Places(const net::Environment& environment) : environment_(environment) {
    folder_ = environment("DOCKER_CONFIG");
    if (folder_.empty()) folder_ = environment("HOME") + "/.docker";
  }

  std::vector<Way> all() {
    named_by_docker();
    if (const auto host = environment_("CONTAINER_HOST"); !host.empty())
      found_.push_back(way(host, "CONTAINER_HOST", {}));
    if (found_.empty()) usual();
    return std::move(found_);
  }

 private:
  void named_by_docker() {
    if (const auto host = environment_("DOCKER_HOST"); !host.empty()) {
      found_.push_back(way(host, "DOCKER_HOST", tls_of_environment()));
      return;
    }
    auto context = environment_("DOCKER_CONTEXT");
    if (context.empty()) {
      if (const auto config = read_document(folder_ + "/config.json"))
        context = config->root()["currentContext"].text();
    }
    if (!context.empty() && context != "default") of_context(context);
  }

  Tls tls_of_environment() const {
    Tls tls;
    const bool verify = !environment_("DOCKER_TLS_VERIFY").empty();
    tls.wanted = verify || !environment_("DOCKER_TLS").empty();
    tls.unchecked = tls.wanted && !verify;
    tls.folder = environment_("DOCKER_CERT_PATH");
    if (tls.folder.empty()) tls.folder = folder_;
    if (!tls.wanted) tls.folder.clear();
    return tls;
  }

  // contexts/meta/<SHA-256 of the name>/meta.json, and its certificates beside it in contexts/tls.
  void of_context(const std::string& context) {
    const auto source = fmt::format("context \"{}\"", base::printable(context));
    const auto id = crypto::sha256(base::as_bytes(context)).substr(std::string_view("sha256:").size());
    auto meta = read_document(fmt::format("{}/contexts/meta/{}/meta.json", folder_, id));
    if (!meta) {
      auto error = std::move(meta).error();
      if (error.kind == ErrorKind::kNotFound) error.what = "there is no such context";
      found_.push_back({.name = source, .source = source, .host = tl::unexpected(std::move(error))});
      return;
    }
    const auto endpoint = meta->root()["Endpoints"]["docker"];
    Tls tls;
    tls.folder = fmt::format("{}/contexts/tls/{}/docker", folder_, id);
    tls.unchecked = endpoint["SkipTLSVerify"].boolean().value_or(false);
    tls.wanted = tls.unchecked || exists(tls.folder);
    if (!exists(tls.folder)) tls.folder.clear();
    const std::string host(endpoint["Host"].text());
    if (host.empty()) {
      found_.push_back({.name = source,
                        .source = source,
                        .host = base::fail(ErrorKind::kInvalid, "the context names no host of Docker")});
      return;
    }
    found_.push_back(way(host, source, tls));
  }

  void usual() {
    const auto runtime = environment_("XDG_RUNTIME_DIR");
    const auto home = environment_("HOME");
    std::vector<std::string> paths{"/var/run/docker.sock"};
    if (!runtime.empty()) paths.push_back(runtime + "/docker.sock");
    if (!home.empty()) paths.push_back(home + "/.docker/run/docker.sock");
    if (!runtime.empty()) paths.push_back(runtime + "/podman/podman.sock");
    paths.push_back("/run/podman/podman.sock");
    for (const auto& path : paths) {
      if (is_socket(path)) found_.push_back(way("unix://" + path, "", {}));
    }
  }

  const net::Environment& environment_;
  std::string folder_;  // Docker's configuration
  std::vector<Way> found_;
};

}  // namespace

std::vector<Way> ways(const net::Environment& environment) { return Places(environment).all(); }

}  // namespace pratique::oci::engine
