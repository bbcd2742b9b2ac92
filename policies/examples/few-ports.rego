# METADATA
# title: Only allowed ports are exposed
# description: Ports below 1024 need rights to be opened, and a port for debugging has no place in what runs for users.
# custom:
#   name: few-ports
#   result_type: generic
#   weight: 3
#   not_compliant_title: Ports are exposed that are not allowed
#   details_order: [port]
package docker.scout

import rego.v1

default pass := false

pass if count(violation) == 0

allowed := object.get(data.config, "allowed", [])

violation contains entry if {
	some name, _ in input.source.image.config.config.ExposedPorts
	not name in allowed
	number := to_number(split(name, "/")[0])
	number < 1024
	entry := {
		"message": sprintf("port %s is below 1024", [name]),
		"detail": {"port": name},
		"remediation": "listen on a port from 1024 on, or allow this one in the settings",
	}
}

violation contains entry if {
	some name, _ in input.source.image.config.config.ExposedPorts
	not name in allowed
	split(name, "/")[0] in {"5005", "9229", "2345"}
	entry := {
		"message": sprintf("port %s is one of a debugger", [name]),
		"detail": {"port": name},
		"remediation": "do not expose it",
	}
}
