# METADATA
# title: Required labels are set
# description: Labels say whose an image is and where it comes from. Which ones are wanted stands in the setting labels.
# custom:
#   name: required-labels-example
#   result_type: generic
#   weight: 5
#   not_compliant_title: Required labels are missing
#   details_order: [label]
package docker.scout

import rego.v1

default pass := false

pass if count(violation) == 0

wanted := object.get(data.config, "labels", [
	"org.opencontainers.image.source",
	"org.opencontainers.image.revision",
])

labels := object.get(input, ["source", "image", "config", "config", "Labels"], {})

violation contains entry if {
	some label in wanted
	object.get(labels, label, "") == ""
	entry := {
		"message": sprintf("the label %s is not set", [label]),
		"detail": {"label": label},
		"remediation": sprintf("set it in the Dockerfile: LABEL %s=…", [label]),
	}
}
