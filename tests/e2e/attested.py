"""Images with attestations beside them, written as BuildKit, cosign and registries without referrers write them."""

import base64
import json

import images

IN_TOTO = "application/vnd.in-toto+json"
DSSE = "application/vnd.dsse.envelope.v1+json"
BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json"
EMPTY = "application/vnd.oci.empty.v1+json"
SPDX = "https://spdx.dev/Document"
CYCLONEDX = "https://cyclonedx.org/bom"
SLSA = "https://slsa.dev/provenance/v1"
SLSA02 = "https://slsa.dev/provenance/v0.2"
VEX = "https://openvex.dev/ns/v0.2.0"
SCOUT = "https://scout.docker.com/sbom/v0.1"


def spdx(*purls, name="sbom", tool="syft-v1.18.0"):
    """An SPDX document as Syft's scanner for BuildKit writes it, of these packages."""
    packages = [
        {
            "SPDXID": f"SPDXRef-Package-{number}",
            "name": purl.split("@")[0].rsplit("/", 1)[-1],
            "versionInfo": purl.split("?")[0].rsplit("@", 1)[-1] if "@" in purl else "",
            "downloadLocation": "NOASSERTION",
            "externalRefs": [
                {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
            ],
        }
        for number, purl in enumerate(purls)
    ]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": f"https://anchore.com/syft/dir/run/src/core/{name}-1",
        "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Organization: Anchore, Inc", f"Tool: {tool}"]},
        "packages": packages,
        "relationships": [],
    }


def cyclonedx(*purls):
    components = [{"type": "library", "name": purl.split("@")[0].rsplit("/", 1)[-1], "purl": purl} for purl in purls]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "metadata": {"tools": [{"name": "cdxgen", "version": "9"}]},
        "components": components,
    }


def scout(digest, *purls):
    artifacts = [
        {
            "type": purl[4:].split("/")[0],
            "name": purl.split("@")[0].rsplit("/", 1)[-1],
            "version": purl.rsplit("@", 1)[-1],
            "purl": purl,
            "locations": [{"path": "/x", "digest": "", "diff_id": ""}],
        }
        for purl in purls
    ]
    image = {"digest": digest, "distro": {"os_name": "debian", "os_version": "12"}}
    return {
        "source": {"type": "image", "image": image},
        "artifacts": artifacts,
        "descriptor": {"name": "docker-scout", "version": "1.24.0"},
    }


def statement(predicate_type, predicate, *digests, version="v0.1", algorithm="sha256"):
    """As BuildKit writes it: the digests are those of the subjects."""
    subjects = [
        {"name": "pkg:docker/app@1?platform=linux%2Famd64", "digest": {algorithm: one.rsplit(":", 1)[-1]}}
        for one in digests
    ]
    return {
        "_type": f"https://in-toto.io/Statement/{version}",
        "subject": subjects,
        "predicateType": predicate_type,
        "predicate": predicate,
    }


def encoded(document):
    return document if isinstance(document, bytes) else json.dumps(document).encode()


def envelope(inside, url_safe=False):
    encode = base64.urlsafe_b64encode if url_safe else base64.b64encode
    return {
        "payloadType": IN_TOTO,
        "payload": encode(encoded(inside)).decode(),
        "signatures": [{"keyid": "", "sig": "AAAA"}],
    }


def bundle(inside, media_type=BUNDLE):
    return {"mediaType": media_type, "verificationMaterial": {"publicKey": {"hint": ""}}, "dsseEnvelope": envelope(inside)}


class Layout(images.Layout):
    """An OCI layout with what is attached to its images."""

    def layers(self, media_type, documents):
        layers = []
        for one in documents:
            layer = self.blob(encoded(one), media_type)
            inside = json.loads(encoded(one)) if media_type == IN_TOTO and not isinstance(one, bytes) else {}
            if "predicateType" in inside:
                layer["annotations"] = {"in-toto.io/predicate-type": inside["predicateType"]}
            layers.append(layer)
        return layers

    def manifest(self, config, layers, **more):
        document = {"schemaVersion": 2, "mediaType": images.OCI + "manifest.v1+json", "config": config, "layers": layers}
        return self.blob(json.dumps(document | more).encode(), images.OCI + "manifest.v1+json")

    def buildkit(self, image, *statements, shape="legacy"):
        """The attestation manifest of an image (its descriptor), in BuildKit's older or newer shape."""
        layers = self.layers(IN_TOTO, statements)
        subject = {key: image[key] for key in ("mediaType", "digest", "size")}
        if shape == "legacy":
            document = {
                "architecture": "unknown",
                "os": "unknown",
                "config": {},
                "rootfs": {"type": "layers", "diff_ids": [layer["digest"] for layer in layers]},
            }
            found = self.manifest(self.blob(encoded(document), images.OCI + "config.v1+json"), layers)
        else:
            artifact = "application/vnd.docker.attestation.manifest.v1+json"
            found = self.manifest(self.blob(b"{}", EMPTY), layers, artifactType=artifact, subject=subject)
            found["artifactType"] = artifact
        found["platform"] = {"architecture": "unknown", "os": "unknown"}
        found["annotations"] = {
            "vnd.docker.reference.digest": image["digest"],
            "vnd.docker.reference.type": "attestation-manifest",
        }
        return found

    def built(self, layers, statements, shape="legacy", ref="example/app:1", **more):
        """An image as BuildKit exports it: an index of the image and its attestation manifest. `statements` get the
        digest of the manifest. Gives the image's descriptor."""
        image = self.image(layers, listed=False, **more)
        index = self.index([image, self.buildkit(image, *statements(image["digest"]), shape=shape)])
        index["annotations"] = {"org.opencontainers.image.ref.name": ref}
        return image

    def referrer(self, subject, media_type, *documents, listed=True, told=True):
        """A manifest whose subject is the image. `told`: the entry says that it is an artifact, as registries do."""
        about = {key: subject[key] for key in ("mediaType", "digest", "size")}
        found = self.manifest(
            self.blob(b"{}", EMPTY), self.layers(media_type, documents), artifactType=media_type, subject=about
        )
        if told:
            found["artifactType"] = media_type
        if listed:
            self.manifests.append(found)
        return found

    def tag(self, tag, found):
        self.manifests.append(found | {"annotations": {"org.opencontainers.image.ref.name": tag}})

    def cosign(self, digest, ending, media_type, *documents):
        """A manifest under the tag that cosign makes of a digest."""
        layers = self.layers(media_type, documents)
        config = self.blob(images.config([b""]), images.OCI + "config.v1+json")
        self.tag(f"{digest.replace(':', '-')}.{ending}", self.manifest(config, layers))

    def forget_layers(self, *layers):
        """Removes the layers' blobs: whoever reads them fails."""
        import gzip

        for layer in layers:
            (self.folder / "blobs/sha256" / images.sha256(gzip.compress(layer, 1, mtime=0))).unlink(missing_ok=True)
