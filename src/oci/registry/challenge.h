// What a registry that wants to know who we are asks for: WWW-Authenticate (RFC 9110 §11.6.1), with the
// parameters of token servers (distribution, "Token Authentication Specification").
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::oci::registry {

struct Challenge {
  // Lower case: "bearer", "basic".
  std::string scheme;
  // Names in lower case: "realm", "service", "scope", "error".
  std::map<std::string, std::string> parameters;

  const std::string& get(const std::string& name) const;
};

// The challenges of one header, in order; of a damaged one those before the damage. At most 16, of 16
// parameters each.
std::vector<Challenge> parse_challenges(std::string_view header);

}  // namespace pratique::oci::registry
