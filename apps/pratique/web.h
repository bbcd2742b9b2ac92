// What a command gets from addresses that the user named.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli.h"
#include "net/client.h"

namespace pratique::app {

// "https://…", "http://…"; anything else is a path.
bool is_web_address(std::string_view where);

// As --cacert, --insecure and the environment have it. Errors: kUsage for a proxy that is none.
Result<net::ClientOptions> web_options(const CommonOptions& options);
Result<net::Client> web_client(const CommonOptions& options);

// The document at an address. Errors, with the address: those of net::Client::send(), of statuses, kLimit over `most` bytes.
Result<std::string> fetched(const std::string& address, const CommonOptions& options, std::uint64_t most);

}  // namespace pratique::app
