# METADATA
# title: The image has few layers
# description: Each layer is fetched and kept by itself, and what a later one deletes is still there. The setting most says how many are few.
# custom:
#   name: few-layers
#   result_type: generic
#   weight: 2
#   not_compliant_title: The image has many layers
#   details_order: [layers]
package docker.scout

import rego.v1

default pass := false

pass if count(violation) == 0

most := object.get(data.config, "most", 20)

layers := count(object.get(input, ["source", "image", "manifest", "layers"], []))

violation contains entry if {
	layers > most
	entry := {
		"message": sprintf("the image has %d layers, more than %d", [layers, most]),
		"detail": {"layers": layers},
		"remediation": "join RUN instructions, or copy from an earlier stage into a small base",
	}
}
