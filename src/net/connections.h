// Connections that are kept for their next use, and how libcurl is set up for each. Inside net only.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/curl_library.h"
#include "net/transfer.h"

namespace pratique::net {

// Calls a setter of libcurl, whose arguments have no types.
template <class Value>
void set(const CurlLibrary& curl, CURL* easy, CURLoption option, Value value) {
  curl.easy_setopt(easy, option, value);
}

// A handle of libcurl and the connections that were made with it. One thread at a time. Connections were
// checked when they were made, so a lane serves one Reach only: what was allowed for the user's own words is
// not used for where an answer leads.
struct Lane {
  explicit Lane(const CurlLibrary& library);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  const CurlLibrary& curl;
  CURLM* multi;
  CURL* easy;
  Reach reach = Reach::kAnywhere;
  // Of the last request.
  std::string origin;
};

class Connections {
 public:
  explicit Connections(const ClientOptions& options) : options_(options) {}

  const ClientOptions& options() const { return options_; }

  // One that has a connection to that origin, where there is one. Errors: of curl_library(); kIo without
  // memory.
  Result<std::unique_ptr<Lane>> take(const Url& url, Reach reach);
  void give_back(std::unique_ptr<Lane> lane);

  // Sets certificates and what is checked. Errors: kUsage for a file that cannot be read, named.
  Result<void> set_tls(Lane& lane, const Url& url, bool is_own_origin);

 private:
  Result<void> read_authorities(Lane& lane);
  Result<void> set_client_certificate(Lane& lane, const Url& url);

  const ClientOptions options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Lane>> idle_;
  // All bundles in one; libcurl is given it in place.
  std::string authorities_;
  bool authorities_read_ = false;
};

}  // namespace pratique::net
