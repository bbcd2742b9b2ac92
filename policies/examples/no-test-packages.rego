# METADATA
# title: No packages for tests
# description: What is needed only to test or to build stays out of an image that runs somewhere.
# custom:
#   name: no-test-packages
#   result_type: generic
#   weight: 3
#   not_compliant_title: Packages for tests are shipped
#   details_order: [purl, scope]
package docker.scout

import rego.v1

default pass := false

pass if count(violation) == 0

unwanted := object.get(data.config, "names", ["jest", "mocha", "pytest", "junit", "rspec", "phpunit"])

violation contains entry if {
	some artifact in input.artifacts
	artifact.evidence == "installed"
	artifact.name in unwanted
	entry := {
		"message": sprintf("%s is a package for tests", [artifact.purl]),
		"detail": {"purl": artifact.purl, "scope": artifact.scope},
		"remediation": "install without development dependencies",
	}
}
