# METADATA
# title: No variable is called as a secret
# description: Whatever an image sets in its environment can be read by everybody who has the image.
# custom:
#   name: no-secret-names
#   result_type: generic
#   weight: 10
#   not_compliant_title: Variables are called as secrets
#   details_order: [variable]
package docker.scout

import rego.v1

default pass := false

pass if count(violation) == 0

violation contains entry if {
	some line in input.source.image.config.config.Env
	name := split(line, "=")[0]
	regex.match(`(?i)(password|passwd|secret|token|api_?key|private_?key)`, name)
	entry := {
		"message": sprintf("the environment sets %s", [name]),
		"detail": {"variable": name},
		"remediation": "give it when the container starts, as a secret of the platform",
	}
}
