package docker.scout_test

import data.docker.scout as policy
import rego.v1

nothing(_) := null

built_on(digest) := {"statement": {"predicate": {"materials": [
	{"kind": "image", "uri": "pkg:docker/alpine@3.18", "digest": digest},
	{"kind": "git", "uri": "https://example.com/a.git"},
]}}}

pinned(_) := built_on("sha256:00")

floating(_) := built_on("")

test_a_digest_passes if {
	policy.pass with oci.referrer as pinned
}

test_a_tag_alone_does_not if {
	count(policy.violation) == 1 with oci.referrer as floating
}

test_without_provenance_nothing_is_known if {
	not policy.pass with oci.referrer as nothing
}
