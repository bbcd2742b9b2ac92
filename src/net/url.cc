#include "net/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/text.h"
#include "net/curl_library.h"

namespace pratique::net {

namespace {

constexpr std::size_t kMaxBytes = 16 << 10;  // signed links of stores have 2 to 4 KiB

class Parts {
 public:
  explicit Parts(const CurlLibrary& curl) : curl_(curl), handle_(curl.url()) {}
  ~Parts() { curl_.url_cleanup(handle_); }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  bool set(CURLUPart part, const std::string& text, unsigned flags) {
    return handle_ && curl_.url_set(handle_, part, text.c_str(), flags) == CURLUE_OK;
  }
  std::optional<std::string> get(CURLUPart part, unsigned flags = 0) const {
    char* text = nullptr;
    if (!handle_ || curl_.url_get(handle_, part, &text, flags) != CURLUE_OK || !text) return std::nullopt;
    std::string value(text);
    curl_.free(text);
    return value;
  }

 private:
  const CurlLibrary& curl_;
  CURLU* handle_;
};

// Nothing that could end a line of a request.
bool is_clean(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f') return false;
  }
  return !text.empty() && text.size() <= kMaxBytes;
}

// What of a text that is no URL may be shown: no login, and no query. Where both may be meant ("user:a?b@host") neither is
// told from the other.
std::string shown_part(std::string_view text) {
  const auto query = std::min(text.find_first_of("?#"), text.size());
  if (text.find('@', query) != std::string_view::npos) return "…";
  text = text.substr(0, query);
  if (const auto at = text.rfind('@'); at != std::string_view::npos) text = text.substr(at + 1);
  return std::string(text.substr(0, 200));
}

tl::unexpected<Error> no_url(std::string_view text, std::string_view why) {
  return base::fail(ErrorKind::kInvalid, fmt::format("\"{}\" {}", shown_part(text), why));
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  PQ_TRY(const auto* curl, curl_library());
  Parts parts(*curl);
  if (!is_clean(text) || !parts.set(CURLUPART_URL, std::string(text), CURLU_NON_SUPPORT_SCHEME))
    return no_url(text, "is no URL");
  if (parts.get(CURLUPART_USER) || parts.get(CURLUPART_PASSWORD))
    return no_url(text, "has a user or password in its URL, which is not allowed");
  Url url;
  url.scheme_ = base::to_lower(parts.get(CURLUPART_SCHEME).value_or(""));
  if (url.scheme_ != "http" && url.scheme_ != "https") return no_url(text, "is no URL of http or https");
  url.host_ = base::to_lower(parts.get(CURLUPART_HOST).value_or(""));
  if (url.host_.starts_with('[') && url.host_.ends_with(']'))
    url.host_ = url.host_.substr(1, url.host_.size() - 2);
  const auto port = base::to_uint(parts.get(CURLUPART_PORT, CURLU_DEFAULT_PORT).value_or(""));
  if (url.host_.empty() || !port || *port == 0 || *port > 65535) return no_url(text, "is no URL");
  url.port_ = static_cast<std::uint16_t>(*port);
  url.rest_ = parts.get(CURLUPART_PATH).value_or("/");
  if (const auto query = parts.get(CURLUPART_QUERY)) url.rest_ += "?" + *query;
  return url;
}

Result<Url> Url::resolve(std::string_view location) const {
  PQ_TRY(const auto* curl, curl_library());
  Parts parts(*curl);
  if (!is_clean(location) || !parts.set(CURLUPART_URL, text(), 0) ||
      !parts.set(CURLUPART_URL, std::string(location), CURLU_NON_SUPPORT_SCHEME)) {
    return no_url(location, "is no URL");
  }
  return parse(parts.get(CURLUPART_URL).value_or(""));
}

std::string Url::origin() const {
  const bool is_v6 = base::contains(host_, ":");
  const bool is_default = port_ == (is_secure() ? 443 : 80);
  return fmt::format("{}://{}{}{}{}", scheme_, is_v6 ? "[" : "", host_, is_v6 ? "]" : "",
                     is_default ? "" : fmt::format(":{}", port_));
}

std::string Url::shown() const {
  const auto query = rest_.find('?');
  return origin() + rest_.substr(0, query) + (query == std::string::npos ? "" : "?…");
}

Result<ProxyUrl> parse_proxy(std::string_view text) {
  PQ_TRY(const auto* curl, curl_library());
  Parts parts(*curl);
  const auto with_scheme = base::contains(text, "://") ? std::string(text) : fmt::format("http://{}", text);
  if (!is_clean(text) || !parts.set(CURLUPART_URL, with_scheme, CURLU_NON_SUPPORT_SCHEME))
    return no_url(text, "is no address of a proxy");
  const auto scheme = base::to_lower(parts.get(CURLUPART_SCHEME).value_or(""));
  constexpr std::string_view kSchemes[] = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
  if (!base::is_one_of(scheme, kSchemes)) return no_url(text, "is a proxy of a kind that is not known");
  const auto host = parts.get(CURLUPART_HOST).value_or("");
  if (host.empty()) return no_url(text, "is no address of a proxy");
  ProxyUrl proxy;
  const auto port = parts.get(CURLUPART_PORT)
                        .value_or(scheme == "https"  ? "443"
                                  : scheme == "http" ? "80"
                                                     : "1080");
  proxy.address = fmt::format("{}://{}:{}", scheme, host, port);
  if (const auto user = parts.get(CURLUPART_USER, CURLU_URLDECODE))
    proxy.credentials = Secret(*user + ":" + parts.get(CURLUPART_PASSWORD, CURLU_URLDECODE).value_or(""));
  return proxy;
}

}  // namespace pratique::net
