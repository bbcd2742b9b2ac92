#include "oci/registry/credentials.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>

#include "base/text.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "codec/stream.h"

namespace pratique::oci::registry {

using codec::Json;

namespace {

constexpr std::uint64_t kMaxFile = 4u << 20;
constexpr std::string_view kHub = "docker.io";
// Docker's own key for its hub, and the names under which that answers.
constexpr const char* kHubKey = "https://index.docker.io/v1/";
constexpr std::array<std::string_view, 4> kHubNames{"docker.io", "index.docker.io", "registry-1.docker.io",
                                                    "registry.hub.docker.com"};

std::string host_name(std::string_view host) {
  auto name = base::to_lower(host);
  return base::is_one_of(name, kHubNames) ? std::string(kHub) : name;
}

// A key of "auths", in one form: "host" or "host/part/of/a/name". With a scheme it is Docker's old form, and
// what follows the host is the path of an interface, which says nothing.
std::string normal_key(std::string_view key) {
  bool old = false;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!key.starts_with(scheme)) continue;
    key.remove_prefix(scheme.size());
    old = true;
  }
  while (key.ends_with('/')) key.remove_suffix(1);
  const auto halves = base::cut(key, "/");
  if (!halves) return host_name(key);
  if (old || halves->after == "v1" || halves->after == "v2") return host_name(halves->before);
  return host_name(halves->before) + "/" + std::string(halves->after);
}

// "h/a/b", "h/a", "h": the longest first.
std::vector<std::string> wanted_keys(const std::string& domain, std::string_view path) {
  std::vector<std::string> keys;
  const auto host = host_name(domain);
  while (!path.empty()) {
    keys.push_back(host + "/" + std::string(path));
    path = base::folder_of(path);
  }
  keys.push_back(host);
  return keys;
}

Result<std::optional<Login>> read_entry(Json entry) {
  Login login{.user = entry["username"].text_or("")};
  login.password = net::Secret(entry["password"].text_or(""));
  login.identity_token = net::Secret(entry["identitytoken"].text_or(""));
  login.registry_token = net::Secret(entry["registrytoken"].text_or(""));
  if (const auto packed = entry["auth"].text(); !packed.empty()) {
    auto both = codec::from_base64(packed);
    const auto halves = both ? base::cut(*both, ":") : std::nullopt;
    if (!halves) return base::invalid("an \"auth\" that is not base64 of USER:PASSWORD");
    login.user = halves->before;
    // Docker's own writer once padded it with NUL.
    auto password = halves->after;
    while (password.ends_with('\0')) password.remove_suffix(1);
    login.password = net::Secret(std::string(password));
  }
  const bool anybody = (login.user.empty() || login.password.empty()) && login.identity_token.empty() &&
                       login.registry_token.empty();
  if (anybody) return std::nullopt;
  return login;
}

// The member whose key means `wanted`; one that is spelt so before those that only mean it.
Json entry_of(Json object, const std::string& wanted) {
  if (const auto exact = object[wanted]) return exact;
  Json found;
  object.each_member([&](std::string_view key, Json value) {
    if (!found && normal_key(key) == wanted) found = value;
  });
  return found;
}

// What a helper is asked for: Docker keeps its hub under a key of its own, Podman under its name.
std::vector<std::string> servers_of(const std::string& key) {
  if (key == kHub) return {kHubKey, key};
  return {key};
}

Result<std::optional<Login>> from_helper(const std::string& name, const std::string& key,
                                         const Helper& helper) {
  for (const auto& server : servers_of(key)) {
    PQ_TRY(auto login, helper(name, server));
    if (login) return login;
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<Login>> find_in_file(std::string_view text, const std::string& domain,
                                          const std::string& path, const Helper& helper) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(text, kMaxFile));
  const auto root = document.root();
  if (!root.is_object()) return base::invalid("is no JSON object");
  const auto keys = wanted_keys(domain, path);
  const auto host = keys.back();
  for (const auto& key : keys) {
    if (const auto name = entry_of(root["credHelpers"], key).text(); !name.empty()) {
      PQ_TRY(auto login, from_helper(std::string(name), key, helper));
      if (login) return login;
    }
    if (const auto name = root["credsStore"].text(); key == host && !name.empty()) {
      PQ_TRY(auto login, from_helper(std::string(name), key, helper));
      if (login) return login;
    }
    PQ_TRY(auto login, read_entry(entry_of(root["auths"], key)));
    if (login) return login;
  }
  return std::nullopt;
}

Credentials::Credentials(std::string own_registry, net::Environment environment)
    : own_registry_(std::move(own_registry)), environment_(std::move(environment)) {}

Result<std::optional<Login>> Credentials::own(const std::string& domain) const {
  if (own_registry_.empty() || host_name(domain) != host_name(own_registry_)) return std::nullopt;
  const auto user = environment_("PRATIQUE_REGISTRY_USER");
  const auto password = environment_("PRATIQUE_REGISTRY_PASSWORD");
  const auto token = environment_("PRATIQUE_REGISTRY_TOKEN");
  const auto contradiction = [](const char* what, const char* hint) {
    return base::fail(ErrorKind::kUsage, what, {}, hint);
  };
  if (!token.empty()) {
    if (!user.empty() || !password.empty())
      return contradiction("PRATIQUE_REGISTRY_TOKEN stands beside a user or password",
                           "set one or the other");
    return Login{.registry_token = net::Secret(token), .from = "PRATIQUE_REGISTRY_TOKEN"};
  }
  if (user.empty() && password.empty()) return std::nullopt;
  if (user.empty() || password.empty()) {
    return contradiction("only one of PRATIQUE_REGISTRY_USER and PRATIQUE_REGISTRY_PASSWORD is set",
                         "set both");
  }
  return Login{.user = user, .password = net::Secret(password), .from = "PRATIQUE_REGISTRY_USER"};
}

std::vector<std::string> Credentials::files() const {
  const auto folder = [&](const char* name) {
    auto value = environment_(name);
    return value.starts_with('/') ? value : std::string();  // the XDG base directory specification
  };
  const auto home = environment_("HOME");
  std::vector<std::string> files;
  if (const auto runtime = folder("XDG_RUNTIME_DIR"); !runtime.empty())
    files.push_back(runtime + "/containers/auth.json");
  const auto config = folder("XDG_CONFIG_HOME");
  if (!config.empty() || !home.empty())
    files.push_back((config.empty() ? home + "/.config" : config) + "/containers/auth.json");
  if (const auto docker = environment_("DOCKER_CONFIG"); !docker.empty()) {
    files.push_back(docker + "/config.json");
  } else if (!home.empty()) {
    files.push_back(home + "/.docker/config.json");
  }
  return files;
}

Result<std::optional<Login>> Credentials::find(const std::string& domain, const std::string& path) const {
  PQ_TRY(auto given, own(domain));
  if (given) return given;
  auto places = files();
  const auto chosen = environment_("REGISTRY_AUTH_FILE");
  if (!chosen.empty()) places = {chosen};
  for (const auto& file : places) {
    struct stat status{};
    if (chosen.empty() && ::stat(file.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR))
      continue;
    const Helper helper = [](const std::string& name, const std::string& server) {
      return ask_helper(name, server);
    };
    auto found = [&]() -> Result<std::optional<Login>> {
      PQ_TRY(const auto source, codec::open_file(file));
      PQ_TRY(const auto text, codec::read_all(*source, kMaxFile));
      return find_in_file(text, domain, path, helper);
    }();
    if (!found) return tl::unexpected(std::move(found).error().in(file));
    if (!*found) continue;
    if ((*found)->from.empty()) (*found)->from = file;
    return found;
  }
  return std::nullopt;
}

}  // namespace pratique::oci::registry
