package docker.scout_test

import data.docker.scout as policy
import rego.v1

image(labels) := {"source": {"image": {"config": {"config": {"Labels": labels}}}}}

both := {"org.opencontainers.image.source": "https://example.com/a", "org.opencontainers.image.revision": "1"}

test_both_labels_pass if {
	policy.pass with input as image(both)
}

test_each_label_that_is_not_there_is_told if {
	count(policy.violation) == 2 with input as image({})
}

test_an_empty_label_is_none if {
	count(policy.violation) == 1 with input as image(object.union(both, {"org.opencontainers.image.revision": ""}))
}

test_other_labels_can_be_wanted if {
	policy.pass with input as image({"team": "a"}) with data.config as {"labels": ["team"]}
}
