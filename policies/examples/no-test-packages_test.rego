package docker.scout_test

import data.docker.scout as policy
import rego.v1

shipped(name, evidence) := {"artifacts": [{
	"purl": sprintf("pkg:npm/%s@1.0.0", [name]),
	"name": name,
	"evidence": evidence,
	"scope": "required",
}]}

test_what_is_installed_is_found if {
	count(policy.violation) == 1 with input as shipped("jest", "installed")
}

test_what_a_lock_file_names_is_not_shipped if {
	policy.pass with input as shipped("jest", "declared")
}

test_other_packages_pass if {
	policy.pass with input as shipped("express", "installed")
}
