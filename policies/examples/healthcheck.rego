# METADATA
# title: A health check is set
# description: Without one, a container whose program hangs looks as well as any other.
# custom:
#   name: healthcheck-example
#   result_type: boolean
#   weight: 2
#   not_compliant_title: No health check is set
package docker.scout

import rego.v1

default pass := false

pass if count(violation) == 0

test_words := object.get(input, ["source", "image", "config", "config", "Healthcheck", "Test"], [])

is_set if {
	count(test_words) > 0
	test_words[0] != "NONE"
}

violation contains entry if {
	not is_set
	entry := {
		"message": "the image has no health check",
		"detail": {},
		"remediation": "add HEALTHCHECK to the Dockerfile, or check it where it runs",
	}
}
