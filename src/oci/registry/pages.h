// What a registry lists in pages: tags, and the manifests that refer to another. Inside oci::registry only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oci/registry/endpoint.h"
#include "oci/registry/repository.h"

namespace pratique::oci::registry {

// kNotFound: the registry has no such interface (specification, "Listing Referrers").
Result<Referrers> list_referrers(Endpoint& endpoint, const std::string& digest,
                                 const std::string& artifact_type);
// At most kMaxTags of them, sorted and unique.
Result<std::vector<std::string>> list_tags(Endpoint& endpoint);
// As Repository::tags_from().
Result<std::optional<std::vector<std::string>>> list_tags_from(Endpoint& endpoint, const std::string& start);

// What an index lists, of type `artifact_type` or all.
Result<void> add_referrers(std::string_view text, const std::string& artifact_type, Referrers& referrers);

// Where "Link: <URL>; rel="next"" leads (RFC 8288); "" when there is no next page.
std::string next_page(const net::Headers& headers);

}  // namespace pratique::oci::registry
