"""Images as BuildKit builds and exports them, with provenance as it writes it (tools/buildkit_provenance.py). A build here is a
list of steps whose layers the test makes."""

import gzip
import sys

import attested
import e2e
import images

sys.path.append(str(e2e.ROOT / "tools"))
import buildkit_provenance  # noqa: E402  (it lies in another folder)

STARTED, FINISHED = "2026-03-01T10:00:00.123456789Z", "2026-03-01T10:01:00Z"
LAYER = images.OCI + "layer.v1.tar+gzip"


def packed(layer):
    return gzip.compress(layer, 1, mtime=0)


def described(layer):
    data = packed(layer)
    return {"mediaType": LAYER, "digest": "sha256:" + images.sha256(data), "size": len(data)}


class Base:
    """An image that others are built on: a name, its layers, its history, and the digest of its manifest."""

    def __init__(self, layout, name, layers, history=None, on=None, **more):
        self.name, self.layers = name, list(layers)
        self.history = history or [
            {"created": "2025-01-01T00:00:00Z", "created_by": f"ADD {name}.{n}.tar.gz / # buildkit"} for n in range(len(layers))
        ]
        image = layout.image(self.layers, listed=False, history=self.history, created="2025-01-01T00:00:00Z", **more)
        self.digest = image["digest"]
        self.descriptor = image


class Build(buildkit_provenance.Build):
    """The same, of layers as this test makes them: tars."""

    described = staticmethod(described)

    def __init__(self, dockerfile, path="Dockerfile", folder="."):
        super().__init__(dockerfile, path, folder)
        self.source = "https://github.com/acme/shop.git"
        self.revision = "0123456789abcdef0123456789abcdef01234567"
        self.builder = "https://github.com/acme/shop/actions/runs/42"
        self.started, self.finished, self.invocation = STARTED, FINISHED, "rpv7a389uzil5lqmrgwhijwjz"
        self.secrets = ["npmrc"]

    def image(self, base, at, told=True):
        """Another image of this layout."""
        return super().image(base.name, base.digest, at, base.layers if told else None)


# The document and what it is called.
DOCUMENTS = {
    "v0.2 max": lambda build: (attested.SLSA02, "v0.1", build.slsa02()),
    "v1 max": lambda build: (attested.SLSA, "v1", build.slsa1()),
    "v1 max, older": lambda build: (attested.SLSA, "v1", build.old_slsa1()),
}
SMALL = {
    "v0.2 min": lambda build: (attested.SLSA02, "v0.1", build.slsa02(False)),
    "v1 min": lambda build: (attested.SLSA, "v1", build.slsa1(False)),
}


def export(layout, layers, history, document=None, shape="legacy", more=(), **image):
    """Puts the image with its provenance into the layout. Gives the image's descriptor."""
    image.setdefault("created", FINISHED)

    def statements(digest):
        found = []
        if document:
            predicate_type, version, predicate = document
            found.append(attested.statement(predicate_type, predicate, digest, version=version))
        return found + [one(digest) for one in more]

    if document is None and not more:
        found = layout.image(layers, history=history, **image)
    else:
        found = layout.built(layers, statements, shape=shape, history=history, **image)
    return found
