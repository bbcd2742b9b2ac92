package docker.scout_test

import data.docker.scout as policy
import rego.v1

sbom(purls) := {"statement": {"predicate": {"artifacts": [{"purl": purl} | some purl in purls]}}}

with_curl(_) := sbom(["pkg:deb/debian/curl@7.88.1", "pkg:npm/express@4.18.2"])

without_curl(_) := sbom(["pkg:npm/express@4.18.2"])

named("pkg:deb/debian/curl@7.88.1") := {"name": "curl"}

named("pkg:npm/express@4.18.2") := {"name": "express"}

test_curl_is_found if {
	not policy.pass with oci.referrer as with_curl with scout.parse_purl as named
	count(policy.violation) == 1 with oci.referrer as with_curl with scout.parse_purl as named
}

test_an_image_without_it_passes if {
	policy.pass with oci.referrer as without_curl with scout.parse_purl as named
}
