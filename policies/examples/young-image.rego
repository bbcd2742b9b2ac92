# METADATA
# title: The image was built lately
# description: What is not built again does not get what its base and packages have mended meanwhile.
# custom:
#   name: young-image
#   result_type: generic
#   weight: 5
#   not_compliant_title: The image is old
#   details_order: [created, days]
package docker.scout

import rego.v1

default pass := false

pass if {
	created
	count(violation) == 0
}

most := object.get(data.config, "days", 90)

created := time.parse_rfc3339_ns(input.source.image.config.created)

violation contains entry if {
	days := floor((time.now_ns() - created) / (((24 * 60) * 60) * 1000000000))
	days > most
	entry := {
		"message": sprintf("the image was built %d days ago", [days]),
		"detail": {"created": input.source.image.config.created, "days": days},
		"remediation": "build it again, with a fresh base",
	}
}

violation contains entry if {
	not input.source.image.config.created
	entry := {
		"message": "nothing says when the image was built",
		"detail": {},
		"remediation": "let the builder write the time of the build",
	}
}
