package docker.scout_test

import data.docker.scout as policy
import rego.v1

image(lines) := {"source": {"image": {"config": {"config": {"Env": lines}}}}}

test_a_path_passes if {
	policy.pass with input as image(["PATH=/usr/bin", "LANG=C"])
}

test_a_token_does_not if {
	some entry in policy.violation with input as image(["GITHUB_TOKEN=x"])
	entry.detail.variable == "GITHUB_TOKEN"
}

test_without_variables_it_passes if {
	policy.pass with input as {}
}
