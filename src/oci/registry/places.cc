#include "oci/registry/places.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "codec/stream.h"
#include "codec/toml.h"

namespace pratique::oci::registry {

using codec::Toml;

namespace {

constexpr std::uint64_t kMaxFile = 4u << 20;
constexpr std::size_t kMaxFiles = 1000;  // of a folder registries.conf.d or certs.d
constexpr std::string_view kHub = "docker.io";
constexpr std::string_view kHubAddress = "registry-1.docker.io";

// What is written without slashes at its end.
std::string trimmed(std::string_view text) {
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

Result<Rule> read_rule(Toml table) {
  Rule rule{.prefix = trimmed(table["prefix"].text()), .location = trimmed(table["location"].text())};
  if (rule.prefix.empty()) rule.prefix = rule.location;
  if (rule.prefix.empty()) return base::invalid("a [[registry]] with neither prefix nor location");
  rule.insecure = table["insecure"].boolean().value_or(false);
  rule.blocked = table["blocked"].boolean().value_or(false);
  rule.by_digest_only = table["mirror-by-digest-only"].boolean().value_or(false);
  std::optional<Error> wrong;
  table["mirror"].each([&](Toml mirror) {
    Rule::Mirror one{.location = trimmed(mirror["location"].text()),
                     .insecure = mirror["insecure"].boolean().value_or(false)};
    const auto pull = mirror["pull-from-mirror"].text_or("all");
    one.tags = pull != "digest-only" && !rule.by_digest_only;
    one.digests = pull != "tag-only";
    const bool known = pull == "all" || pull == "digest-only" || pull == "tag-only" || pull.empty();
    if (one.location.empty()) wrong = Error{.what = "a mirror of " + rule.prefix + " without a location"};
    if (!known) wrong = Error{.what = fmt::format("\"{}\" is no value of pull-from-mirror", pull)};
    rule.mirrors.push_back(std::move(one));
  });
  if (wrong) return tl::unexpected(*wrong);
  return rule;
}

// The names of a folder that end so, sorted; none when there is no such folder.
std::vector<std::string> files_in(const std::string& folder, std::string_view ending) {
  std::vector<std::string> names;
  std::error_code none;
  for (std::filesystem::directory_iterator at(folder, none), end; !none && at != end; at.increment(none)) {
    auto name = at->path().filename().string();
    if (name.size() > ending.size() && name.ends_with(ending)) names.push_back(std::move(name));
    if (names.size() == kMaxFiles) break;
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool is_there(const std::string& path) {
  std::error_code none;
  return std::filesystem::exists(path, none);
}

Result<void> add_rules(const std::string& file, std::vector<Rule>& rules) {
  auto read = [&]() -> Result<std::vector<Rule>> {
    PQ_TRY(const auto source, codec::open_file(file));
    PQ_TRY(const auto text, codec::read_all(*source, kMaxFile));
    return parse_rules(text);
  }();
  if (!read) return tl::unexpected(std::move(read).error().in(file));
  for (auto& rule : *read) {
    std::erase_if(rules, [&](const Rule& old) { return old.prefix == rule.prefix; });
    rules.push_back(std::move(rule));
  }
  return {};
}

Result<void> add_folder(const std::string& folder, std::vector<Rule>& rules) {
  for (const auto& name : files_in(folder, ".conf")) PQ_CHECK(add_rules(folder + "/" + name, rules));
  return {};
}

// "*.example.com" is about the names below it, not itself; else a prefix ends where a part of the name does.
bool is_about(const Rule& rule, const ImageReference& reference) {
  if (rule.prefix.starts_with("*."))
    return reference.domain.ends_with(std::string_view(rule.prefix).substr(1));
  const auto name = repository_of(reference);
  return name == rule.prefix || name.starts_with(rule.prefix + "/");
}

const Rule* rule_for(const ImageReference& reference, const std::vector<Rule>& rules) {
  const Rule* best = nullptr;
  for (const auto& rule : rules) {
    if (is_about(rule, reference) && (!best || rule.prefix.size() > best->prefix.size())) best = &rule;
  }
  return best;
}

// The place that a location stands for, with what of the name follows the rule's prefix.
Result<RepositoryPlace> placed(const std::string& location, const std::string& rest, bool insecure,
                               bool mirror) {
  const auto name = location + rest;
  const auto parts = base::cut(name, "/");
  // Read as a reference, so that what becomes part of an address is of that form.
  const auto reference = parse_reference(name + ":x");
  if (!parts || !reference ||
      reference->domain != (parts->before == "index.docker.io" ? kHub : parts->before)) {
    return base::fail(ErrorKind::kInvalid, fmt::format("\"{}\" of registries.conf is no repository", name));
  }
  return RepositoryPlace{
      .domain = reference->domain, .path = reference->path, .insecure = insecure, .mirror = mirror};
}

// --registry-mirror: a host, maybe with a folder, maybe as an address.
Result<RepositoryPlace> hub_mirror(const std::string& written, const ImageReference& reference) {
  std::string_view text = written;
  bool plain = false;
  if (text.starts_with("https://")) text.remove_prefix(8);
  if (text.starts_with("http://")) {
    text.remove_prefix(7);
    plain = true;
  }
  auto place = placed(trimmed(text), "/" + reference.path, false, true);
  const auto parts = base::cut(trimmed(text) + "/", "/");
  if (!place || parts->before.empty())
    return base::fail(ErrorKind::kUsage, fmt::format("\"{}\" is no address of a mirror", written), {},
                      "give one: --registry-mirror https://mirror.example.com");
  place->plain = plain;
  return place;
}

}  // namespace

Result<std::vector<Rule>> parse_rules(std::string_view text) {
  PQ_TRY(const auto document, codec::TomlDocument::parse(text));
  const auto root = document.root();
  if (root["registries"]) {
    return base::fail(ErrorKind::kUnsupported, "is of the form before version 2 ([registries.…])", {},
                      "write it with [[registry]]");
  }
  std::vector<Rule> rules;
  std::optional<Error> wrong;
  root["registry"].each([&](Toml table) {
    auto rule = read_rule(table);
    if (rule) {
      rules.push_back(*std::move(rule));
    } else if (!wrong) {
      wrong = std::move(rule).error();
    }
  });
  if (wrong) return tl::unexpected(*wrong);
  return rules;
}

Result<std::vector<Rule>> read_rules(const net::Environment& environment) {
  std::vector<Rule> rules;
  const auto home = environment("HOME");
  const std::string machine = "/etc/containers/registries.conf";
  const auto own = home.empty() ? std::string() : home + "/.config/containers/registries.conf";
  const auto chosen = environment("CONTAINERS_REGISTRIES_CONF");
  const bool by_user = chosen.empty() && !own.empty() && is_there(own);
  const auto file = !chosen.empty() ? chosen : by_user ? own : machine;
  if (!chosen.empty() || is_there(file)) PQ_CHECK(add_rules(file, rules));
  if (!by_user) PQ_CHECK(add_folder(machine + ".d", rules));
  if (!own.empty()) PQ_CHECK(add_folder(own + ".d", rules));
  return rules;
}

Result<std::vector<RepositoryPlace>> places_of(const ImageReference& reference,
                                               const std::vector<Rule>& rules,
                                               const std::vector<std::string>& hub_mirrors) {
  std::vector<RepositoryPlace> places;
  if (reference.domain == kHub) {
    for (const auto& mirror : hub_mirrors) {
      PQ_TRY(auto place, hub_mirror(mirror, reference));
      places.push_back(std::move(place));
    }
  }
  const auto* rule = rule_for(reference, rules);
  if (rule == nullptr) {
    places.push_back({.domain = reference.domain, .path = reference.path});
    return places;
  }
  if (rule->blocked) {
    return base::fail(ErrorKind::kInvalid, fmt::format("{} is blocked by registries.conf (\"{}\")",
                                                       familiar(reference), rule->prefix));
  }
  const auto name = repository_of(reference);
  const bool wild = rule->prefix.starts_with("*.");
  const auto rest = wild ? "/" + reference.path : name.substr(rule->prefix.size());
  for (const auto& mirror : rule->mirrors) {
    if (reference.digest.empty() ? !mirror.tags : !mirror.digests) continue;
    PQ_TRY(auto place, placed(mirror.location, rest, mirror.insecure, true));
    places.push_back(std::move(place));
  }
  if (rule->location.empty() || rule->location == rule->prefix) {
    places.push_back({.domain = reference.domain, .path = reference.path, .insecure = rule->insecure});
    return places;
  }
  PQ_TRY(auto place, placed(rule->location, rest, rule->insecure, false));
  places.push_back(std::move(place));
  return places;
}

Result<void> add_certificates(const std::string& domain, const net::Environment& environment,
                              net::TlsOptions& tls) {
  std::vector<std::string> folders{"/etc/containers/certs.d/" + domain, "/etc/docker/certs.d/" + domain};
  if (const auto home = environment("HOME"); !home.empty())
    folders.insert(folders.begin(), home + "/.config/containers/certs.d/" + domain);
  const auto folder = std::find_if(folders.begin(), folders.end(), is_there);
  if (folder == folders.end()) return {};
  for (const auto& name : files_in(*folder, ".crt")) tls.more_authorities.push_back(*folder + "/" + name);
  const auto lacks = [&](const std::string& name, const char* what) {
    return base::fail(ErrorKind::kInvalid, std::string("stands without ") + what,
                      {.file = *folder + "/" + name});
  };
  for (const auto& name : files_in(*folder, ".key")) {
    if (!is_there(*folder + "/" + name.substr(0, name.size() - 4) + ".cert"))
      return lacks(name, "its certificate");
  }
  for (const auto& name : files_in(*folder, ".cert")) {
    const auto key = *folder + "/" + name.substr(0, name.size() - 5) + ".key";
    if (!is_there(key)) return lacks(name, "its key");
    if (!tls.client_certificate.empty()) continue;
    tls.client_certificate = *folder + "/" + name;
    tls.client_key = key;
  }
  return {};
}

Result<net::Url> address_of(const std::string& domain, bool secure) {
  return net::Url::parse(
      fmt::format("{}://{}/", secure ? "https" : "http", domain == kHub ? kHubAddress : domain));
}

}  // namespace pratique::oci::registry
