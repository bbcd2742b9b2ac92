# METADATA
# title: Statements about the image lie beside it
# description: The predicate types of the setting required must each be attached to the image. Nobody looks whether they are signed.
# custom:
#   name: attested
#   result_type: generic
#   weight: 10
#   not_compliant_title: Statements about the image are missing
#   details_order: [predicate]
package docker.scout

import rego.v1

default pass := false

pass if count(violation) == 0

required := object.get(data.config, "required", [
	"https://spdx.dev/Document",
	"https://slsa.dev/provenance/v0.2",
])

violation contains entry if {
	some type in required
	is_null(oci.referrer(type))
	entry := {
		"message": sprintf("no statement of the type %s lies beside the image", [type]),
		"detail": {"predicate": type},
		"remediation": "build with --sbom=true and --provenance=mode=max",
	}
}
