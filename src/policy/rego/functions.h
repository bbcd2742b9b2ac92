// The functions that Docker Scout offers to policies of Rego (its documentation of local policies, "Input and built-in
// functions"), answered from what is known of the image. None reaches a network or a registry; what cannot be told without one
// is no data, and so the policy that asks for it has none.
//
//   oci.referrer(TYPE)                   the statement of that predicate type about the image, null when there is none:
//                                        {"image", "digest", "predicate_type", "statement"}. Those of Scout's own types
//                                        (sbom/v0.1, vulnerabilities/v0.1, provenance/v0.1) are made of what we know
//   oci.referrer_index(REF, DIGEST)      {"manifests": [{"digest", "predicateType"}]} of the image itself
//   oci.referrer_by_digest(REF, DIGEST)  the statement with that digest, null
//   oci.index(REF, DIGEST)               no data
//   oci.canonical_name(REF)              "docker.io/library/node" of "node:25"
//   oci.image_digest(REF)                what the tag means now: of the base image, where somebody was asked
//   scout.parse_purl(PURL)               {"type", "namespace", "name", "version", "qualifiers", "subpath"}
//   scout.vulnerabilities(PURLS)         as the predicate of vulnerabilities/v0.1, of these packages
//   scout.package_provenance(PURL)       {"purl", "locations": [{"path", "layer", "layer_index", "created_by", "base_image"}]}, null
//   scout.package_recommendation(PURL)   {"purl", "version", "fixes": [ID]}: the version that mends what can be; null: none
//   scout.base_image()                   [{"name", "digest", "layers", "known_by", "also"}], the nearest first
//   cosign.*, gpg.*                      no data: no signature is verified
//   time.now_ns()                        the beginning of the report's day
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "policy/rego/engine.h"
#include "policy/subject.h"

namespace pratique::policy {

// "docker.io/library/node" of "node:25". Errors: no reference.
using CanonicalName = std::function<Result<std::string>(std::string_view reference)>;

// The subject must outlive them.
RegoFunctions functions_about(const PolicySubject& subject, CanonicalName canonical_name);

}  // namespace pratique::policy
