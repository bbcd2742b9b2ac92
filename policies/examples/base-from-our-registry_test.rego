package docker.scout_test

import data.docker.scout as policy
import rego.v1

ours := [{"name": "registry.example.com/debian:12"}]

theirs := [{"name": "docker.io/library/debian:12"}]

nothing := [{"name": "scratch"}]

unknown := []

test_ours_passes if {
	policy.pass with scout.base_image as ours
}

test_theirs_does_not if {
	count(policy.violation) == 1 with scout.base_image as theirs
}

test_an_image_built_on_nothing_passes if {
	policy.pass with scout.base_image as nothing
}

test_what_is_not_known_does_not_pass if {
	not policy.pass with scout.base_image as unknown
}
