package docker.scout_test

import data.docker.scout as policy
import rego.v1

nothing(_) := null

all_there(type) := {"predicate_type": type}

test_all_there_passes if {
	policy.pass with oci.referrer as all_there
}

test_each_that_lacks_is_told if {
	count(policy.violation) == 2 with oci.referrer as nothing
}

test_which_are_wanted_can_be_said if {
	count(policy.violation) == 1 with oci.referrer as nothing with data.config as {"required": ["https://example.com/x"]}
}
