package docker.scout_test

import data.docker.scout as policy
import rego.v1

image(words) := {"source": {"image": {"config": {"config": {"Healthcheck": {"Test": words}}}}}}

test_a_check_passes if {
	policy.pass with input as image(["CMD", "/check"])
}

test_none_is_none if {
	not policy.pass with input as image(["NONE"])
}

test_without_one_it_fails if {
	count(policy.violation) == 1 with input as {}
}
