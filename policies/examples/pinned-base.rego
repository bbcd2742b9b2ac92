# METADATA
# title: The base image is pinned
# description: A base image that is named by its tag alone is another one tomorrow. What it was built on is told by provenance.
# custom:
#   name: pinned-base
#   result_type: generic
#   weight: 5
#   not_compliant_title: The base image is not pinned
#   details_order: [uri]
package docker.scout

import rego.v1

default pass := false

pass if count(violation) == 0

provenance := oci.referrer("https://scout.docker.com/provenance/v0.1")

materials := [material |
	some material in provenance.statement.predicate.materials
	material.kind == "image"
]

violation contains entry if {
	is_null(provenance)
	entry := {
		"message": "nothing says what the image was built on",
		"detail": {"uri": ""},
		"remediation": "build with --provenance=mode=max",
	}
}

violation contains entry if {
	some material in materials
	object.get(material, "digest", "") == ""
	entry := {
		"message": sprintf("%s has no digest", [material.uri]),
		"detail": {"uri": material.uri},
		"remediation": "name it with its digest: FROM NAME@sha256:…",
	}
}
