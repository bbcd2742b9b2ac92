#include "oci/engine/engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "codec/json.h"
#include "crypto/digest.h"

namespace pratique::oci::engine {

using codec::Json;

namespace {

constexpr std::uint64_t kMaxAnswer = 32u << 20;  // a list of 20,000 images has some 16 MiB
constexpr std::uint64_t kMaxRefusal = 64 << 10;
constexpr std::size_t kShortId = 12;  // hex digits that people see of an id

// One engine that answers.
struct Engine {
  // "Docker 24.0.7 at unix:///var/run/docker.sock".
  std::string name;
  std::shared_ptr<net::Client> client;
  // With the version of the interface: "http://localhost/v1.41/".
  net::Url base;
};

// What may stand in a path as it is. Names of images hold "/", ":" and "@", which engines want so.
std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (base::is_alnum(c) || base::contains("-._~/:@", std::string_view(&c, 1))) {
      text += c;
    } else {
      text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return text;
}

// {"message": "…"}.
std::string message_of(net::Response& response) {
  const auto text = net::whole_body(response, kMaxRefusal);
  if (!text) return "";
  const auto document = codec::JsonDocument::parse(*text);
  return document ? std::string(document->root()["message"].text()) : "";
}

Result<net::Response> get(const Engine& engine, const std::string& path) {
  PQ_TRY(auto url, engine.base.resolve(path));
  auto response = engine.client->send({.url = std::move(url), .max_redirects = 0});
  if (!response) return response;
  if (response->ok()) return response;
  const auto detail = message_of(*response);
  return tl::unexpected(net::status_error(*response, detail));
}

Result<codec::JsonDocument> get_document(const Engine& engine, const std::string& path) {
  PQ_TRY(auto response, get(engine, path));
  PQ_TRY(const auto text, net::whole_body(response, kMaxAnswer));
  return codec::JsonDocument::parse(text);
}

// "1.41".
bool is_version(std::string_view text) {
  const auto halves = base::cut(text, ".");
  return halves && base::to_uint(halves->before) && base::to_uint(halves->after);
}

Result<Engine> meet(const Host& host) {
  Engine engine{.client = std::make_shared<net::Client>(host.options), .base = host.base};
  PQ_TRY(const auto ping, get(engine, "/_ping"));
  const bool is_podman = !ping.headers.get("libpod-api-version").empty();
  const auto version = ping.headers.get("api-version");
  if (is_version(version)) {
    PQ_TRY(engine.base, host.base.resolve(fmt::format("/v{}/", version)));
  }
  engine.name = fmt::format("{} at {}", is_podman ? "Podman" : "Docker", host.name);
  if (const auto said = get_document(engine, "version")) {
    const auto number = said->root()["Version"].text();
    if (!number.empty() && number.size() < 40)
      engine.name = fmt::format("{} {} at {}", is_podman ? "Podman" : "Docker", number, host.name);
  }
  return engine;
}

// "a socket that may not be opened" is not "no engine".
std::string trouble(const Way& way, const Error& error) {
  const auto who =
      way.source.empty() || way.source == way.name ? way.name : fmt::format("{} ({})", way.name, way.source);
  return fmt::format("{}: {}{}{}", who, error.what, error.hint.empty() ? "" : "; ", error.hint);
}

Result<LocalImage> inspect(const Engine& engine, const std::string& name) {
  PQ_TRY(const auto document, get_document(engine, fmt::format("images/{}/json", escaped(name))));
  const auto root = document.root();
  LocalImage image{.engine = engine.name, .reference = name, .client = engine.client, .base = engine.base};
  image.id = root["Id"].text();
  // Podman's own form has no "sha256:".
  if (!base::contains(image.id, ":")) image.id = "sha256:" + image.id;
  if (!crypto::is_sha256(image.id)) return base::invalid("the engine names no id of the image");
  image.size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, root["Size"].integer().value_or(0)));
  root["RootFS"]["Layers"].each([&](Json layer) { image.diff_ids.emplace_back(layer.text()); });
  return image;
}

// The image with the latest "Created"; of several the one that the engine lists first.
Result<std::optional<LocalImage>> newest_of(const Engine& engine) {
  PQ_TRY(const auto document, get_document(engine, "images/json"));
  std::string id, name;
  std::optional<std::int64_t> latest;
  document.root().each([&](Json image) {
    const auto created = image["Created"].integer();
    if (!created || (latest && *created <= *latest)) return;
    latest = created;
    id = image["Id"].text();
    name = image["RepoTags"].at(0).text();
  });
  if (id.empty()) return std::nullopt;
  PQ_TRY(auto image, inspect(engine, id));
  const auto hex = image.id.substr(std::string_view("sha256:").size());
  // "<none>:<none>" is how Docker names what has no name.
  image.reference = name.empty() || name.starts_with("<none>") ? hex.substr(0, kShortId) : name;
  return image;
}

template <class Look>
Search search(const net::Environment& environment, const Look& look, const char* nothing) {
  Search search;
  for (const auto& way : ways(environment)) {
    const auto tell = [&](const Error& error) { search.asked.push_back(trouble(way, error)); };
    if (!way.host) {
      tell(way.host.error());
      continue;
    }
    const auto engine = meet(*way.host);
    if (!engine) {
      tell(engine.error());
      continue;
    }
    Result<std::optional<LocalImage>> found = look(*engine);
    if (found && *found) {
      search.found = *std::move(found);
      return search;
    }
    const bool absent = found || found.error().kind == ErrorKind::kNotFound;
    search.asked.push_back(fmt::format("{}: {}", engine->name, absent ? nothing : found.error().what));
  }
  return search;
}

}  // namespace

Search find(const std::string& reference, const net::Environment& environment) {
  const auto look = [&](const Engine& engine) -> Result<std::optional<LocalImage>> {
    return inspect(engine, reference);
  };
  return search(environment, look, "no such image");
}

Error not_found(const Search& search, std::string what) {
  Error error{.kind = ErrorKind::kNotFound, .what = std::move(what)};
  if (!search.asked.empty()) {
    error.what += ": " + base::join(search.asked, "; ");
    return error;
  }
  error.what += ": no engine was found (Docker, Podman)";
  error.hint = "start one, or name its socket: DOCKER_HOST=unix:///run/user/1000/podman/podman.sock";
  return error;
}

Error after(const Search& search, Error error) {
  if (!search.asked.empty()) error.what += fmt::format(" (before it: {})", base::join(search.asked, "; "));
  return error;
}

Search find_newest(const net::Environment& environment) { return search(environment, newest_of, "no image"); }

Result<std::unique_ptr<Store>> open(const LocalImage& image, decltype(PassingArchive::passing) passing,
                                    base::Meter& meter) {
  // By its id: the name may mean another image when it is asked for again.
  const Engine engine{.name = image.engine, .client = image.client, .base = image.base};
  PassingArchive archive{.name = fmt::format("{} ({})", image.reference, image.engine)};
  archive.open = [engine, id = image.id]() -> Result<std::unique_ptr<codec::ByteSource>> {
    PQ_TRY(auto response, get(engine, fmt::format("images/{}/get", escaped(id))));
    return std::move(response.body);
  };
  archive.passing = std::move(passing);
  return open_passing(std::move(archive), meter);
}

Result<void> check(const LocalImage& local, const Image& image) {
  std::vector<std::string> diff_ids;
  for (const auto& layer : image.layers) diff_ids.push_back(layer.diff_id);
  if (local.diff_ids.empty() || diff_ids == local.diff_ids) return {};
  return base::fail(ErrorKind::kMismatch, "the engine sent other layers than it told of",
                    {.file = local.reference}, "the image was changed meanwhile; try again");
}

}  // namespace pratique::oci::engine
