// What is written to a registry (specification, "Pushing Blobs", "Pushing Manifests"). Inside oci::registry
// only; errors as of Repository.
#pragma once

#include "oci/registry/endpoint.h"
#include "oci/registry/repository.h"

namespace pratique::oci::registry {

Result<Descriptor> upload(Endpoint& endpoint, std::string_view bytes, const std::string& media_type);
// Of what is known by its digest and need not be in memory.
Result<Descriptor> upload(Endpoint& endpoint, net::RequestBody body, const std::string& digest,
                          std::uint64_t size, const std::string& media_type);
Result<PutResult> put(Endpoint& endpoint, const std::string& wanted, std::string_view text,
                      const std::string& media_type, const std::optional<Precondition>& precondition);

}  // namespace pratique::oci::registry
