// What policies of Rego are told of an image, in the shapes of Docker Scout: the input, which is its SBOM, and the predicates
// of the statements that Scout makes by itself. Members that Scout has and we do not know are not there.
#pragma once

#include "codec/json_value.h"
#include "policy/subject.h"

namespace pratique::policy {

// {"source": {"type", "image": {"name", "digest", "platform", "distro", "config", "manifest", "base_images"}}, "artifacts": […]}.
// `config` is the image's own as its specification writes it (image-spec config.md), secrets redacted. An artifact has "type",
// "namespace", "name", "version", "purl", "licenses", "locations" ("path", "layer", "layer_index"), "author", "description", "url",
// "evidence", "scope" and "owner".
codec::JsonObject sbom_document(const PolicySubject& subject);

// [{"purl", "vulnerabilities": [{"source", "source_id", "aliases", "fixed_by", "vulnerable_range", "published_at", "updated_at",
// "cisa_exploited", "cisa_added_at", "cvss": {"severity", "score", "vector", "version"}, "epss": {"score", "percentile"}, "cwes",
// "category"}]}]: open findings alone, of each package that has some, in the order of the inventory.
codec::JsonArray vulnerabilities_document(const PolicySubject& subject);

// {"base_image": {"name", "digest", "known_by"}, "source", "revision", "dockerfile", "builder", "build_type", "mode", "target",
// "network", "materials", "known_by", "verification"}.
codec::JsonObject provenance_document(const PolicySubject& subject);

// [{"name", "digest", "layers", "known_by", "also"}], the nearest first.
codec::JsonArray base_images_document(const PolicySubject& subject);

}  // namespace pratique::policy
