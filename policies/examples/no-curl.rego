# METADATA
# title: No curl in the image
# description: What fetches things from the network helps whoever gets into a container more than it helps the application.
# custom:
#   name: no-curl
#   result_type: generic
#   weight: 5
#   not_compliant_title: curl found
#   details_order: [purl]
package docker.scout

import rego.v1

default pass := false

pass if count(violation) == 0

violation contains entry if {
	some artifact in oci.referrer("https://scout.docker.com/sbom/v0.1").statement.predicate.artifacts
	scout.parse_purl(artifact.purl).name == "curl"
	entry := {
		"message": sprintf("%s is shipped", [artifact.purl]),
		"detail": {"purl": artifact.purl},
		"remediation": "leave it out of the final stage",
	}
}
