// Secrets in files whose names or first line tell what they are: private keys in PEM (RFC 7468; RFC 4716's and OpenSSH's
// are alike), and what programs keep the credentials of their users in. Nothing else is searched, so that a scan stays a
// walk over names; and nothing in packages and their tests, whose keys everybody has.
#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/support/places.h"
#include "model/redact.h"

namespace pratique::extract {
namespace {

constexpr std::uint64_t kMaxText = 256 << 10;  // files of credentials have some hundred bytes
constexpr std::size_t kLeastValue = 4, kLeastKey = 64;
constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "PRIVATE KEY";

// A kind of file by the end of its path, and the words that a secret follows; without words the shape of what it holds
// tells (model/redact.h).
struct Kind {
  std::string_view path, what;
  std::array<std::string_view, 3> words{};
};
constexpr std::array<Kind, 18> kKinds{{
    {".npmrc", "a token of npm", {"_authtoken", "_password", "_auth"}},
    {".yarnrc.yml", "a token of Yarn", {"npmauthtoken", "npmauthident"}},
    {".pypirc", "a password of a Python index", {"password"}},
    {".gem/credentials", "a key of RubyGems", {"rubygems_api_key", "api_key"}},
    {".cargo/credentials.toml", "a token of a crate registry", {"token"}},
    {".cargo/credentials", "a token of a crate registry", {"token"}},
    {".composer/auth.json", "credentials of Composer"},
    {".m2/settings.xml", "a password of Maven", {"<password>", "<passphrase>"}},
    {".git-credentials", "credentials of Git"},
    {".netrc", "a password for a host", {"password"}},
    {"_netrc", "a password for a host", {"password"}},
    {".aws/credentials", "a key of AWS", {"aws_secret_access_key", "aws_session_token"}},
    {".docker/config.json", "credentials of a registry", {"\"auth\"", "\"identitytoken\""}},
    {".config/gh/hosts.yml", "a token of GitHub", {"oauth_token"}},
    {".kube/config", "credentials of Kubernetes", {"client-key-data", "token", "password"}},
    {".my.cnf", "a password of MySQL", {"password"}},
    {".vault-token", "a token of Vault"},
    {".env", "secrets of a program's environment"},
}};

const Kind* kind_of(std::string_view path) {
  for (const auto& kind : kKinds) {
    if (!path.ends_with(kind.path)) continue;
    const auto before = path.size() - kind.path.size();
    if (before == 0 || path[before - 1] == '/') return &kind;
  }
  return nullptr;
}

bool is_others(std::string_view path) {
  if (lang::inside_package(path) || path.starts_with("usr/share/")) return true;
  const auto segments = lang::segments_of(path);
  return lang::has_test_folder(segments, 0, segments.size());
}

bool is_base64(char c) { return base::is_alnum(c) || c == '+' || c == '/' || c == '='; }

// What kind of key: "RSA", "OPENSSH", ""; nothing: there is none, or nothing in it.
std::optional<std::string_view> private_key(std::string_view text) {
  for (auto at = text.find(kBegin); at != text.npos; at = text.find(kBegin, at + 1)) {
    const auto line = text.substr(at, text.find('\n', at) - at);
    const auto end = line.find(kEnd);
    if (end == line.npos) continue;
    auto body = text.substr(std::min(text.size(), at + line.size()));
    body = body.substr(0, body.find("-----END"));
    if (std::ranges::count_if(body, is_base64) >= static_cast<std::ptrdiff_t>(kLeastKey))
      return base::trim(line.substr(kBegin.size(), end - kBegin.size()));
  }
  return std::nullopt;
}

// A value behind the word: not a reference to something else, nor a stand-in.
bool has_value(std::string_view rest) {
  const auto begins = rest.find_first_not_of(" \t\"':=>");
  if (begins == rest.npos || begins == 0) return false;
  const auto value = rest.substr(begins, rest.find_first_of(" \t\"'<,\r", begins) - begins);
  return value.size() >= kLeastValue &&
         std::string_view("$<*{#%").find(value.front()) == std::string_view::npos;
}

bool has_secret(const Kind& kind, std::string_view line) {
  line = base::trim(line);
  if (line.starts_with('#') || line.starts_with(';')) return false;
  if (kind.words.front().empty()) return !model::redact_text(line).what.empty();
  const auto lower = base::to_lower(line);
  return std::ranges::any_of(kind.words, [&](std::string_view word) {
    const auto at = word.empty() ? lower.npos : lower.find(word);
    const bool opens = word.ends_with('>');
    return at != lower.npos && has_value(line.substr(at + word.size() - (opens ? 1 : 0)));
  });
}

class SecretFile final : public Extractor {
 public:
  SecretFile()
      : Extractor({.name = "os/secret_file",
                   .role = Role::kAccounts,
                   .triggers = triggers(),
                   .name_use = NameUse::kWhole}) {}

  Wish wants(const Candidate& candidate) const override {
    if (candidate.size > kMaxText || is_others(candidate.path)) return Wish::no();
    if (kind_of(candidate.path) != nullptr) return Wish::whole();
    const auto head = base::as_text(candidate.head);
    const bool may_hold_key = candidate.path.ends_with(".pem") || candidate.path.ends_with(".key");
    if (!head.starts_with(kBegin) && !may_hold_key) return Wish::no();
    const auto line = head.substr(0, head.find('\n'));
    return may_hold_key || base::contains(line, kEnd) ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    Record record;
    if (const auto* kind = kind_of(file.path())) {
      std::uint64_t number = 0;
      for (const auto line : base::lines(text)) {
        ++number;
        if (!has_secret(*kind, line)) continue;
        observe(std::string(kind->what), number, record);
        return record;
      }
    }
    if (const auto key = private_key(text)) {
      const bool locked = base::contains(*key, "ENCRYPTED") || base::contains(text, "Proc-Type: 4,ENCRYPTED");
      observe(locked ? "a private key, encrypted by a passphrase" : "a private key", 0, record);
    }
    return record;
  }

 private:
  static Triggers triggers() {
    Triggers all{.base_names = {}, .extensions = {"pem", "key"}, .magics = {"-----BEG"}, .folders = {}};
    for (const auto& kind : kKinds) all.paths.emplace_back(kind.path);
    return all;
  }
  static void observe(std::string what, std::uint64_t line, Record& record) {
    record.observations.push_back({.kind = model::ObservationKind::kSecret,
                                   .rule = "secret-in-file",
                                   .message = "the file holds " + std::move(what),
                                   .location = {},
                                   .line = line});
  }
};

}  // namespace

std::unique_ptr<Extractor> make_secret_file() { return std::make_unique<SecretFile>(); }

}  // namespace pratique::extract
