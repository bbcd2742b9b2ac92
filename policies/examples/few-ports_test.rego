package docker.scout_test

import data.docker.scout as policy
import rego.v1

image(ports) := {"source": {"image": {"config": {"config": {"ExposedPorts": ports}}}}}

test_a_high_port_passes if {
	policy.pass with input as image({"8080/tcp": {}})
}

test_a_low_port_does_not if {
	count(policy.violation) == 1 with input as image({"80/tcp": {}})
}

test_unless_it_is_allowed if {
	policy.pass with input as image({"80/tcp": {}}) with data.config as {"allowed": ["80/tcp"]}
}

test_a_debugger_does_not if {
	count(policy.violation) == 1 with input as image({"9229/tcp": {}})
}
