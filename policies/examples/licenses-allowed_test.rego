package docker.scout_test

import data.docker.scout as policy
import rego.v1

shipped(type, licenses) := {"artifacts": [{
	"type": type,
	"purl": sprintf("pkg:%s/a@1", [type]),
	"licenses": licenses,
}]}

test_mit_passes if {
	policy.pass with input as shipped("npm", ["MIT"])
}

test_gpl_does_not if {
	some entry in policy.violation with input as shipped("npm", ["GPL-3.0-only"])
	entry.message == "pkg:npm/a@1: GPL-3.0-only is not allowed"
}

test_none_is_told if {
	some entry in policy.violation with input as shipped("npm", [])
	entry.message == "pkg:npm/a@1: no licence is stated"
}

test_packages_of_the_distribution_are_not_meant if {
	policy.pass with input as shipped("deb", ["GPL-2.0-only"])
}
