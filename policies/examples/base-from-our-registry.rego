# METADATA
# title: The base image comes from our registry
# description: Bases are mirrored and looked at before they are built on. The setting registries says where they may come from.
# custom:
#   name: base-from-our-registry
#   result_type: generic
#   weight: 10
#   not_compliant_title: The base image comes from elsewhere
#   details_order: [base]
package docker.scout

import rego.v1

default pass := false

pass if {
	count(scout.base_image()) > 0
	count(violation) == 0
}

registries := object.get(data.config, "registries", ["registry.example.com"])

is_ours(name) if {
	some registry in registries
	startswith(name, sprintf("%s/", [registry]))
}

violation contains entry if {
	base := scout.base_image()[0]
	base.name != "scratch"
	not is_ours(base.name)
	entry := {
		"message": sprintf("the base image is %s", [base.name]),
		"detail": {"base": base.name},
		"remediation": sprintf("build on an image of %s", [concat(", ", registries)]),
	}
}

violation contains entry if {
	count(scout.base_image()) == 0
	entry := {
		"message": "the base image is not known",
		"detail": {"base": ""},
		"remediation": "build with --provenance=mode=max",
	}
}
