#include "web.h"

namespace pratique::app {

bool is_web_address(std::string_view where) {
  return where.starts_with("https://") || where.starts_with("http://");
}

Result<net::ClientOptions> web_options(const CommonOptions& options) {
  PQ_TRY(auto how, net::ClientOptions::from(net::system_environment));
  if (!options.authorities.empty()) how.tls.more_authorities.push_back(options.authorities);
  how.insecure = options.insecure;
  return how;
}

Result<net::Client> web_client(const CommonOptions& options) {
  PQ_TRY(auto how, web_options(options));
  return net::Client(std::move(how));
}

Result<std::string> fetched(const std::string& address, const CommonOptions& options, std::uint64_t most) {
  PQ_TRY(const auto url, net::Url::parse(address));
  PQ_TRY(auto client, web_client(options));
  const auto body = [&]() -> Result<std::string> {
    net::Request request;
    request.url = url;
    PQ_TRY(auto response, client.send(request));
    if (!response.ok()) return tl::unexpected(net::status_error(response));
    return net::whole_body(response, most);
  }();
  if (!body) return tl::unexpected(Error(body.error()).in(url.shown()));
  return body;
}

}  // namespace pratique::app
