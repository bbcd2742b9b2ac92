#include "oci/reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "crypto/digest.h"

namespace pratique::oci {

namespace {

constexpr std::string_view kDockerHub = "docker.io";
constexpr std::string_view kOldDockerHub = "index.docker.io";
constexpr std::string_view kOfficial = "library/";
constexpr std::string_view kLocalhost = "localhost";
constexpr std::size_t kHexDigits = 64;
constexpr std::size_t kShown = 100;     // of a word that is wrong
constexpr std::size_t kMaxWord = 2000;  // a domain has at most 255 characters, a path 255, a tag 128

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || base::is_digit(c); }

tl::unexpected<Error> wrong(std::string_view word, const std::string& what, std::string hint = {}) {
  const auto shown = std::string(word.substr(0, kShown)) + (word.size() > kShown ? "…" : "");
  return base::fail(ErrorKind::kInvalid, fmt::format("\"{}\" is no image reference: {}", shown, what), {},
                    std::move(hint));
}

// Separators within a component: "." or "_" or "__" or any number of "-".
bool is_separator(std::string_view run) {
  return run == "." || run == "_" || run == "__" || run.find_first_not_of('-') == run.npos;
}

bool is_path_component(std::string_view text) {
  if (text.empty() || !is_lower_or_digit(text.front()) || !is_lower_or_digit(text.back())) return false;
  for (std::size_t i = 0; i < text.size();) {
    auto end = i;
    while (end < text.size() && !is_lower_or_digit(text[end])) ++end;
    if (end > i && !is_separator(text.substr(i, end - i))) return false;
    i = end + 1;
  }
  return true;
}

bool is_domain_component(std::string_view text) {
  if (text.empty() || !base::is_alnum(text.front()) || !base::is_alnum(text.back())) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return base::is_alnum(c) || c == '-'; });
}

bool is_port(std::string_view text) {
  const auto number = base::to_uint(text);
  return number && *number >= 1 && *number <= 65535;
}

// A name, an IPv4 address (which looks like a name), or "[IPv6]"; then maybe a port.
bool is_domain(std::string_view text) {
  if (text.size() > kMaxRepositoryName) return false;
  std::string_view host = text, port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos || end < 3) return false;
    const auto address = text.substr(1, end - 1);
    if (!base::contains(address, ":") ||
        !std::all_of(address.begin(), address.end(), [](char c) { return base::is_hex(c) || c == ':'; }))
      return false;
    port = text.substr(end + 1);
    return port.empty() || (port.front() == ':' && is_port(port.substr(1)));
  }
  if (const auto halves = base::cut(text, ":")) {
    host = halves->before;
    port = halves->after;
    if (!is_port(port)) return false;
  }
  const auto parts = base::split(host, '.');
  return std::all_of(parts.begin(), parts.end(), is_domain_component);
}

bool has_upper(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool looks_like_domain(std::string_view first) {
  return first.find_first_of(".:") != first.npos || first == kLocalhost || has_upper(first);
}

Result<void> set_digest(std::string_view word, std::string_view digest, ImageReference& reference) {
  const auto colon = digest.find(':');
  if (colon == digest.npos || colon == 0) return wrong(word, "what follows \"@\" is no digest");
  if (digest.substr(0, colon) != "sha256") {
    return base::fail(ErrorKind::kUnsupported, fmt::format("digests of {} are not read, only sha256",
                                                           digest.substr(0, std::min(colon, kShown))));
  }
  if (!crypto::is_sha256(digest)) return wrong(word, "a digest is sha256: and 64 hex digits, lower-case");
  reference.digest = digest;
  return {};
}

Result<void> check_path(std::string_view word, const ImageReference& reference) {
  const auto& path = reference.path;
  if (path.empty()) return wrong(word, "it names no repository");
  if (path.size() > kMaxRepositoryName)
    return wrong(word, fmt::format("the repository's name is longer than {} characters", kMaxRepositoryName));
  if (has_upper(path))
    return wrong(word, "a repository's name is lower-case", fmt::format("write {}", base::to_lower(path)));
  for (const auto part : base::split(path, '/')) {
    if (!is_path_component(part))
      return wrong(word, part.empty() ? "an empty part between slashes"
                                      : fmt::format("\"{}\" cannot be a part of a repository's name",
                                                    part.substr(0, kShown)));
  }
  return {};
}

// What stands before tag and digest: [domain "/"] path.
void split_name(std::string_view name, ImageReference& reference) {
  reference.domain = kDockerHub;
  const auto halves = base::cut(name, "/");
  if (halves && looks_like_domain(halves->before)) {
    reference.domain = halves->before == kOldDockerHub ? kDockerHub : halves->before;
    name = halves->after;
  }
  reference.path = name;
  if (reference.domain == kDockerHub && !base::contains(name, "/"))
    reference.path = std::string(kOfficial) + std::string(name);
}

bool is_id(std::string_view word) {
  return word.size() == kHexDigits && crypto::is_sha256("sha256:" + std::string(word));
}

}  // namespace

bool is_tag(std::string_view text) {
  if (text.empty() || text.size() > kMaxTag || text.front() == '.' || text.front() == '-') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return base::is_alnum(c) || c == '_' || c == '.' || c == '-'; });
}

Result<ImageReference> parse_reference(std::string_view word) {
  if (word.empty()) return base::fail(ErrorKind::kInvalid, "an empty image reference");
  if (word.size() > kMaxWord) return wrong(word, "it is too long");
  if (is_id(word)) {
    return wrong(word, "64 hex digits are an image's id, not a name",
                 "write REPOSITORY@sha256:… to name a manifest by its digest");
  }
  ImageReference reference;
  auto name = word;
  if (const auto at = base::cut(word, "@")) {
    name = at->before;
    PQ_CHECK(set_digest(word, at->after, reference));
  }
  // A ":" behind the last "/" begins a tag; before it, a port.
  const auto slash = name.rfind('/');
  const auto colon = name.find(':', slash == name.npos ? 0 : slash);
  if (colon != name.npos) {
    const auto tag = name.substr(colon + 1);
    if (!is_tag(tag)) {
      return wrong(word, tag.size() > kMaxTag ? fmt::format("the tag is longer than {} characters", kMaxTag)
                                              : fmt::format("\"{}\" is no tag", tag));
    }
    reference.tag = tag;
    name = name.substr(0, colon);
  }
  split_name(name, reference);
  if (!is_domain(reference.domain))
    return wrong(word, fmt::format("\"{}\" is no registry's name", reference.domain.substr(0, kShown)));
  if (reference.path == kOfficial) reference.path.clear();
  PQ_CHECK(check_path(word, reference));
  if (reference.tag.empty() && reference.digest.empty()) reference.tag = "latest";
  return reference;
}

std::string repository_of(const ImageReference& reference) { return reference.domain + "/" + reference.path; }

namespace {

std::string with_endings(std::string name, const ImageReference& reference) {
  if (!reference.tag.empty()) name += ":" + reference.tag;
  if (!reference.digest.empty()) name += "@" + reference.digest;
  return name;
}

}  // namespace

std::string to_string(const ImageReference& reference) {
  return with_endings(repository_of(reference), reference);
}

std::string familiar(const ImageReference& reference) {
  if (reference.domain != kDockerHub) return to_string(reference);
  std::string_view path = reference.path;
  // "library/a/b" does not lose its first part: it would be read as "a/b" then.
  if (path.starts_with(kOfficial) && !base::contains(path.substr(kOfficial.size()), "/"))
    path.remove_prefix(kOfficial.size());
  // A first part with a dot would be read as a registry's name.
  if (const auto halves = base::cut(path, "/"); halves && looks_like_domain(halves->before))
    return to_string(reference);
  return with_endings(std::string(path), reference);
}

const std::string& wanted(const ImageReference& reference) {
  return reference.digest.empty() ? reference.tag : reference.digest;
}

}  // namespace pratique::oci
