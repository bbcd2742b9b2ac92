#include "net/message.h"

#include <fmt/format.h>

#include "base/text.h"

namespace pratique::net {

namespace {

constexpr std::size_t kMaxDetail = 300;

std::string_view reason_of(long status) {
  switch (status) {
    case 400:
      return "bad request";
    case 401:
      return "not authorised";
    case 403:
      return "access denied";
    case 404:
      return "not found";
    case 405:
      return "method not allowed";
    case 407:
      return "the proxy wants credentials";
    case 409:
      return "conflict";
    case 410:
      return "gone";
    case 412:
      return "changed in the meantime";
    case 416:
      return "range not satisfiable";
    case 429:
      return "too many requests";
    case 500:
      return "internal error";
    case 502:
      return "bad gateway";
    case 503:
      return "not available";
    case 504:
      return "gateway time-out";
    default:
      return "";
  }
}

ErrorKind kind_of_status(long status) {
  if (status == 401 || status == 403 || status == 407) return ErrorKind::kIo;
  if (status == 404 || status == 410) return ErrorKind::kNotFound;
  if (status == 408 || status == 429 || status >= 500) return ErrorKind::kIo;
  return ErrorKind::kInvalid;
}

}  // namespace

std::string_view to_string(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kHead:
      return "HEAD";
    case Method::kPut:
      return "PUT";
    case Method::kPost:
      return "POST";
    case Method::kPatch:
      return "PATCH";
    case Method::kDelete:
      return "DELETE";
  }
  return "";
}

bool is_idempotent(Method method) { return method != Method::kPost && method != Method::kPatch; }

std::string_view Headers::get(std::string_view name) const {
  for (const auto& field : list_) {
    if (base::equals_ignoring_case(field.name, name)) return field.value;
  }
  return {};
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& field : list_) {
    if (base::equals_ignoring_case(field.name, name)) values.push_back(field.value);
  }
  return values;
}

Result<std::string> whole_body(Response& response, std::uint64_t limit) {
  const auto where = Where{.file = response.url.shown()};
  const auto packed = response.headers.get("content-encoding");
  if (!packed.empty() && !base::equals_ignoring_case(packed, "identity")) {
    return base::fail(
        ErrorKind::kUnsupported,
        fmt::format("the server packed its answer ({}), which was not asked for", packed.substr(0, 40)),
        where);
  }
  const auto too_long = [&] {
    return base::fail(ErrorKind::kLimit, fmt::format("the answer has more than {} bytes", limit), where);
  };
  if (response.size && *response.size > limit) return too_long();
  auto text = codec::read_all(*response.body, limit);
  if (!text && text.error().kind == ErrorKind::kLimit) return too_long();
  return text;
}

Error status_error(const Response& response, std::string_view detail) {
  const auto reason = reason_of(response.status);
  Error error{.kind = kind_of_status(response.status), .where = {.file = response.url.shown()}};
  error.what = fmt::format("the server answered {}{}{}{}", response.status, reason.empty() ? "" : " (",
                           reason, reason.empty() ? "" : ")");
  detail = base::trim(detail);
  if (!detail.empty()) {
    error.what += ": " + std::string(detail.substr(0, kMaxDetail));
    if (detail.size() > kMaxDetail) error.what += "…";
  }
  if (const auto after = response.headers.get("retry-after"); response.status == 429 && !after.empty())
    error.hint = fmt::format("try again later (Retry-After: {})", after.substr(0, 40));
  return error;
}

}  // namespace pratique::net
