// What of libcurl's ways to fail is what to a user. Inside net only.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "net/address.h"
#include "net/curl_library.h"

namespace pratique::net {

struct FailureFacts {
  // Its own words; they hold names of hosts, never credentials or queries.
  std::string_view curl_says;
  // errno of a connection that could not be made; 0: not known.
  int system_error = 0;
  // What the proxy answered when it was asked for a way; 0: it was not asked, or did not answer.
  long proxy_status = 0;
  // The guard kept us from that.
  std::optional<AddressKind> refused;
  // Bytes of the body so far.
  std::uint64_t received = 0;
  std::chrono::milliseconds connect_within{0};
};

struct TransferFailure {
  // Without a place.
  Error error;
  // Another try may go better.
  bool may_pass = false;
};
TransferFailure failure_of(CURLcode code, const FailureFacts& facts);

}  // namespace pratique::net
