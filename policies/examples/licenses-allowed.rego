# METADATA
# title: Packages have allowed licences
# description: Each package states a licence, and one of its licences is allowed. The setting licenses says which are.
# custom:
#   name: licenses-allowed
#   result_type: license
#   weight: 5
#   not_compliant_title: Packages have licences that are not allowed
#   details_order: [purl, license]
package docker.scout

import rego.v1

default pass := false

pass if count(violation) == 0

allowed := object.get(data.config, "licenses", ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC"])

types := object.get(data.config, "types", ["npm", "pypi", "golang", "maven", "cargo", "gem"])

is_allowed(artifact) if {
	some license in artifact.licenses
	license in allowed
}

violation contains entry if {
	some artifact in input.artifacts
	artifact.type in types
	not is_allowed(artifact)
	stated := concat(", ", artifact.licenses)
	entry := {
		"message": sprintf("%s: %s", [artifact.purl, said(stated)]),
		"detail": {"purl": artifact.purl, "license": stated},
		"remediation": "ask who answers for licences",
	}
}

said("") := "no licence is stated"

said(stated) := sprintf("%s is not allowed", [stated]) if stated != ""
