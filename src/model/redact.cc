#include "model/redact.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace pratique::model {

namespace {

constexpr std::size_t kMaxName = 100;  // of a variable or option; longer runs of letters are none

constexpr std::size_t kMask = 3;  // "***": somebody took it out already

// Last words of a name that say that its value is secret.
constexpr std::array<std::string_view, 26> kSecretWords = {
    "password", "passwd", "pass",        "passphrase", "pwd",    "pw",     "secret",    "secrets",  "token",
    "tokens",   "apikey", "accesskey",   "privatekey", "key",    "keys",   "auth",      "creds",    "cred",
    "jwt",      "salt",   "credentials", "credential", "cookie", "bearer", "authtoken", "signature"};
// A secret's own word may be followed by how it is written.
constexpr std::array<std::string_view, 12> kForms = {"base64", "b64", "hex", "pem",   "der",     "value",
                                                     "string", "raw", "id",  "plain", "default", "data"};
// A single word that ends so is a compound ("pgpassword", "authtoken").
constexpr std::array<std::string_view, 8> kSecretEndings = {"password", "passwd", "passphrase", "secret",
                                                            "token",    "apikey", "secretkey",  "accesskey"};
// Exact names that the rules would miss, or would take.
constexpr std::array<std::string_view, 3> kSecretNames = {"sshpass", "authorization", "dockerconfigjson"};
constexpr std::array<std::string_view, 6> kPlainNames = {"pwd", "oldpwd", "key", "keys", "auth", "cookie"};
// "GPG_KEY", "SSH_PUBLIC_KEY", "APT_KEY": of keys that everybody may see.
constexpr std::array<std::string_view, 16> kPublicWords = {
    "gpg", "pgp",     "public", "pub",  "apt",    "signing", "host",       "primary",
    "rpm", "foreign", "cache",  "recv", "import", "trusted", "authorized", "known"};

template <class List>
bool has(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_name_character(char c) { return base::is_alnum(c) || c == '_' || c == '-' || c == '.'; }

// "DB_PASSWORD", "db-password", "dbPassword": db, password; lower case.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!base::is_alnum(c)) {
      if (!words.back().empty()) words.emplace_back();
      continue;
    }
    const bool begins = is_upper(c) && i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
    if (begins && !words.back().empty()) words.emplace_back();
    words.back() += base::to_lower(name.substr(i, 1));
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

// Says nothing: switches, and names of variables or files that hold the secret.
bool is_plain_value(std::string_view value) {
  static constexpr std::array<std::string_view, 10> kSwitches = {"true", "false", "yes", "no",   "on",
                                                                 "off",  "0",     "1",   "none", "null"};
  return value.empty() || value == kRedacted || has(kSwitches, base::to_lower(value)) ||
         value.starts_with('$') || value.starts_with('/') || value.starts_with("./") ||
         (value.starts_with('<') && value.ends_with('>')) ||
         (value.size() >= kMask && value.find_first_not_of("*xX.") == value.npos);
}

// How services write their tokens: a beginning, and at least so many letters, digits, "-", "_", "." after it.
struct Shape {
  std::string_view start;
  std::size_t rest;
  const char* what;
};
constexpr auto kShapes = std::to_array<Shape>({
    {"ghp_", 30, "GitHub token"},
    {"gho_", 30, "GitHub token"},
    {"ghu_", 30, "GitHub token"},
    {"ghs_", 30, "GitHub token"},
    {"ghr_", 30, "GitHub token"},
    {"github_pat_", 30, "GitHub token"},
    {"glpat-", 16, "GitLab token"},
    {"glrt-", 16, "GitLab token"},
    {"xoxb-", 16, "Slack token"},
    {"xoxp-", 16, "Slack token"},
    {"xoxa-", 16, "Slack token"},
    {"xapp-", 16, "Slack token"},
    {"sk_live_", 16, "Stripe key"},
    {"rk_live_", 16, "Stripe key"},
    {"sk-", 32, "API key"},
    {"AKIA", 16, "AWS key"},
    {"ASIA", 16, "AWS key"},
    {"AIza", 35, "Google API key"},
    {"ya29.", 20, "Google token"},
    {"npm_", 36, "npm token"},
    {"pypi-", 40, "PyPI token"},
    {"dckr_pat_", 20, "Docker token"},
    {"hf_", 30, "Hugging Face token"},
    {"hvs.", 20, "Vault token"},
    {"shpat_", 30, "Shopify token"},
    {"dop_v1_", 40, "DigitalOcean token"},
    {"SG.", 40, "SendGrid key"},
    {"AGE-SECRET-KEY-1", 40, "age key"},
});

bool is_token_character(char c) { return base::is_alnum(c) || c == '-' || c == '_' || c == '.'; }

std::size_t token_length(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_token_character) -
                                  text.begin());
}

struct Match {
  std::size_t skip = 0, length = 0;  // bytes that stay, then bytes that are the secret
  std::string what;
};

std::optional<Match> known_token(std::string_view text) {
  const auto length = token_length(text);
  for (const auto& shape : kShapes) {
    if (text.starts_with(shape.start) && length >= shape.start.size() + shape.rest)
      return Match{0, length, shape.what};
  }
  // RFC 7519: header and payload are JSON objects in base64, "{\"" begins as "eyJ".
  const auto dots = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length), '.');
  if (text.starts_with("eyJ") && dots == 2 && base::contains(text.substr(0, length), ".eyJ"))
    return Match{0, length, "JSON web token"};
  return std::nullopt;
}

// A PEM block to its end, or to the end of the text.
std::optional<Match> private_key(std::string_view text) {
  if (!text.starts_with("-----BEGIN ")) return std::nullopt;
  const auto kind = text.substr(0, text.find("-----", 11));
  if (!kind.ends_with("PRIVATE KEY") && !kind.ends_with("PRIVATE KEY BLOCK")) return std::nullopt;
  const auto end = text.find("-----END ");
  const auto close = end == text.npos ? text.npos : text.find("-----", end + 9);
  return Match{0, close == text.npos ? text.size() : close + 5, "private key"};
}

// RFC 3986, 3.2.1: "scheme://user:password@host"; a long user name alone is a token.
std::optional<Match> url_password(std::string_view text) {
  if (!text.starts_with("://")) return std::nullopt;
  constexpr std::size_t kLongUser = 20;
  const auto stop = text.find_first_of(" \t\r\n\"'/?#<>|", 3);
  const auto authority = text.substr(3, stop == text.npos ? stop : stop - 3);
  const auto at = authority.rfind('@');
  if (at == authority.npos || at == 0) return std::nullopt;
  const auto user = authority.substr(0, at);
  const auto colon = user.find(':');
  const auto secret = colon == user.npos ? user : user.substr(colon + 1);
  if (is_plain_value(secret) || (colon == user.npos && secret.size() < kLongUser)) return std::nullopt;
  return Match{3 + (colon == user.npos ? 0 : colon + 1), secret.size(), "password in a URL"};
}

// The value at the start of `text`, quoted or up to where a shell, a list or a header would end it.
Match value_in(std::string_view text, std::string_view ends) {
  const char quote = text.empty() ? '\0' : text.front();
  if (quote != '"' && quote != '\'') {
    const auto end = text.find_first_of(ends);
    return {0, end == text.npos ? text.size() : end, {}};
  }
  std::size_t end = 1;
  while (end < text.size() && text[end] != quote) end += text[end] == '\\' ? 2 : 1;
  return {1, std::min(end, text.size()) - 1, {}};
}

// "Bearer TOKEN", "Basic TOKEN", "token TOKEN": the scheme stays (RFC 9110, 11.4).
void skip_scheme(std::string_view text, Match& value) {
  for (const std::string_view scheme : {"Bearer ", "Basic ", "token ", "Token "}) {
    if (!text.substr(value.skip).starts_with(scheme)) continue;
    value.skip += scheme.size();
    const auto rest = text.substr(value.skip).find_first_of(" \t\r\n\"'");
    value.length = rest == text.npos ? text.size() - value.skip : rest;
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Redaction read() {
    while (at_ < text_.size()) {
      if (const auto match = shape()) {
        take(*match);
      } else if (is_name_character(text_[at_])) {
        word();
      } else {
        out_.text += text_[at_++];
      }
    }
    return std::move(out_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  std::optional<Match> shape() const {
    const char c = text_[at_];
    if (c == ':') return url_password(rest());
    if (c == '-') return private_key(rest());
    const bool begins = at_ == 0 || !is_token_character(text_[at_ - 1]);
    return begins && base::is_alnum(c) ? known_token(rest()) : std::nullopt;
  }

  void copy(std::size_t count) {
    count = std::min(count, text_.size() - at_);
    out_.text += text_.substr(at_, count);
    at_ += count;
  }

  void take(const Match& match) {
    copy(match.skip);
    out_.text += kRedacted;
    at_ += std::min(match.length, text_.size() - at_);
    out_.what.push_back(match.what);
  }

  // A run of name characters; with what stands between it and a value it may be a secret's name.
  void word() {
    const auto run = rest().substr(
        0, static_cast<std::size_t>(std::find_if_not(rest().begin(), rest().end(), is_name_character) -
                                    rest().begin()));
    auto name = run;
    while (name.starts_with('-')) name.remove_prefix(1);
    const bool option = run.starts_with("--");
    copy(run.size());
    if (name.empty() || name.size() > kMaxName || !is_secret_name(name)) {
      return;
    }
    const auto gap = gap_after(name, option);
    if (!gap) return;
    copy(*gap);
    take_value(name, text_[at_ - 1] == ':' || (at_ >= 2 && text_[at_ - 2] == ':'));
  }

  // Bytes between a name and its value: "=", ": ", "\": " of JSON, blanks after an option or after ENV.
  std::optional<std::size_t> gap_after(std::string_view name, bool option) const {
    auto after = rest();
    const bool quoted = after.starts_with('"') || after.starts_with('\'');
    const auto sign = after.substr(quoted ? 1 : 0);
    const auto start = static_cast<std::size_t>(quoted ? 1 : 0);
    if (sign.starts_with('=') && !sign.starts_with("==")) return start + 1;
    if (sign.starts_with(':') && !sign.starts_with("://")) return start + 1 + blanks(sign.substr(1));
    if (quoted || !after.starts_with(' ')) return std::nullopt;
    const auto before = out_.text.size() - name.size();
    const auto keyword = std::string_view(out_.text).substr(0, before);
    const bool declared = keyword.ends_with("ENV ") || keyword.ends_with("ARG ");
    return option || declared ? std::optional(blanks(after)) : std::nullopt;
  }

  static std::size_t blanks(std::string_view text) {
    return std::min(text.find_first_not_of(" \t"), text.size());
  }

  void take_value(std::string_view name, bool header) {
    auto value = value_in(rest(), header ? "\"'\r\n,;&" : " \t\r\n\"';&|,");
    skip_scheme(rest(), value);
    const auto secret = rest().substr(std::min(value.skip, rest().size()), value.length);
    if (is_plain_value(base::trim(secret))) return;
    value.what = name;
    take(value);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Redaction out_;
};

// "echo 'root:secret' | chpasswd" (chpasswd(8)): what stands after a colon of the text that is piped.
void redact_piped(Redaction& out) {
  const auto pipe = out.text.find("chpasswd");
  if (pipe == std::string::npos) return;
  const std::string_view before = std::string_view(out.text).substr(0, pipe);
  std::string text;
  std::size_t at = 0;
  for (auto colon = before.find(':'); colon != before.npos; colon = before.find(':', at)) {
    const auto end = std::min(before.find_first_of(" \"'\n\\|", colon + 1), pipe);
    const auto secret = before.substr(colon + 1, end - colon - 1);
    const bool plain = is_plain_value(secret);
    text.append(before.substr(at, colon + 1 - at)).append(plain ? secret : kRedacted);
    if (!plain) out.what.emplace_back("password of a user");
    at = end;
  }
  out.text = text + out.text.substr(at);
}

}  // namespace

bool is_secret_name(std::string_view name) {
  const auto whole = base::to_lower(name);
  if (has(kSecretNames, whole)) return true;
  if (has(kPlainNames, whole)) return false;
  auto words = words_of(name);
  while (words.size() > 1 && has(kForms, words.back())) words.pop_back();
  if (words.empty()) return false;
  const auto& last = words.back();
  const bool compound = std::any_of(kSecretEndings.begin(), kSecretEndings.end(),
                                    [&](std::string_view ending) { return last.ends_with(ending); });
  if (!compound && !has(kSecretWords, last)) return false;
  const bool is_key = last == "key" || last == "keys" || last == "signature";
  return !is_key || std::none_of(words.begin(), words.end(),
                                 [](const std::string& word) { return has(kPublicWords, word); });
}

Redaction redact_value(std::string_view name, std::string_view value) {
  if (is_secret_name(name) && !is_plain_value(base::trim(value)))
    return {std::string(kRedacted), {std::string(name)}};
  return redact_text(value);
}

Redaction redact_text(std::string_view text) {
  auto out = Reader(text).read();
  redact_piped(out);
  return out;
}

}  // namespace pratique::model
