#include "net/failure.h"

#include <fmt/format.h>

#include <string>
#include <system_error>

#include "net/retry.h"

namespace pratique::net {

namespace {

TransferFailure passing(std::string what) {
  return {{.kind = ErrorKind::kIo, .what = std::move(what)}, true};
}
TransferFailure final(ErrorKind kind, std::string what, std::string hint = {}) {
  return {{.kind = kind, .what = std::move(what), .hint = std::move(hint)}, false};
}

TransferFailure no_connection(const FailureFacts& facts) {
  if (facts.refused) {
    return final(ErrorKind::kInvalid, fmt::format("the host is {}, which may not be reached from here",
                                                  to_string(*facts.refused)));
  }
  if (facts.system_error == 0) return passing("no connection");
  return passing(fmt::format("no connection ({})", std::generic_category().message(facts.system_error)));
}

TransferFailure no_way(long status) {
  auto what = fmt::format("the proxy refuses to connect us: status {}", status);
  if (may_pass(status)) return passing(std::move(what));
  return final(ErrorKind::kIo, std::move(what),
               status == 407 ? "it wants a login: HTTPS_PROXY=http://USER:PASSWORD@HOST" : "");
}

}  // namespace

TransferFailure failure_of(CURLcode code, const FailureFacts& facts) {
  if (facts.proxy_status >= 300) return no_way(facts.proxy_status);
  const auto detail = facts.curl_says;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return passing("the host's name cannot be resolved");
    case CURLE_COULDNT_RESOLVE_PROXY:
      return passing("the name of the proxy cannot be resolved");
    case CURLE_COULDNT_CONNECT:
      return no_connection(facts);
    case CURLE_OPERATION_TIMEDOUT:
      return passing(fmt::format("no connection within {} s", facts.connect_within.count() / 1000));
    case CURLE_PEER_FAILED_VERIFICATION:
      return final(ErrorKind::kInvalid, fmt::format("the server's certificate is not trusted: {}", detail),
                   "name its authority with SSL_CERT_FILE, or allow it with --insecure");
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
      return final(ErrorKind::kUsage, fmt::format("certificates cannot be used: {}", detail));
    case CURLE_SSL_CONNECT_ERROR:
      return passing(fmt::format("no TLS: {}", detail));
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return passing(
          fmt::format("the connection ended before the answer did, after {} bytes", facts.received));
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return final(ErrorKind::kInvalid, "the answer is no HTTP");
    default:
      return final(ErrorKind::kIo, std::string(detail));
  }
}

}  // namespace pratique::net
