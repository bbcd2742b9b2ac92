package docker.scout_test

import data.docker.scout as policy
import rego.v1

image(number) := {"source": {"image": {"manifest": {"layers": [{"size": i} | some i in numbers.range(1, number)]}}}}

test_twenty_layers_pass if {
	policy.pass with input as image(20)
}

test_more_do_not if {
	count(policy.violation) == 1 with input as image(21)
}

test_how_many_are_few_can_be_said if {
	not policy.pass with input as image(4) with data.config as {"most": 3}
}
