"""Images as BuildKit builds and exports them, with provenance as it writes it: SLSA v0.2 and v1, mode=min and mode=max, in the
forms of docs/attestations/slsa-definitions.md before and after 2025. A build here is a list of steps whose layers the test makes;
what BuildKit would say of them (LLB steps, source map, layers, materials, history) is written by its rules."""

import base64
import gzip
import json

import attested
import images

BUILDKIT = "https://mobyproject.org/buildkit@v1"
METADATA, HERMETIC = BUILDKIT + "#metadata", BUILDKIT + "#hermetic"
DEFINITIONS = "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md"
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

    def pinned(self):
        return f"{self.name}@{self.digest}"

    def material(self):
        familiar = self.name.removeprefix("docker.io/library/").removeprefix("docker.io/")
        name, _, tag = familiar.rpartition(":")
        return {
            "uri": f"pkg:docker/{name}@{tag}?platform=linux%2Famd64",
            "digest": {"sha256": self.digest.removeprefix("sha256:")},
        }


class Build:
    """The steps of one Dockerfile. Each call adds one; `at` is (first line, last line)."""

    def __init__(self, dockerfile, path="Dockerfile", folder="."):
        self.dockerfile, self.path, self.folder = dockerfile, path, folder
        self.steps, self.locations, self.chains = [], {}, {}
        self.materials = []
        self.source = "https://github.com/acme/shop.git"
        self.revision = "0123456789abcdef0123456789abcdef01234567"
        self.arguments, self.target = {}, ""

    def step(self, op, inputs=(), at=None, chain=None):
        name = f"step{len(self.steps)}"
        one = {"id": name, "op": {"Op": op, "constraints": {}, "platform": {"Architecture": "amd64", "OS": "linux"}}}
        if inputs:
            one["inputs"] = [f"{given}:0" for given in inputs]
        self.steps.append(one)
        self.locations[name] = {}
        if at:
            first, last = at
            self.locations[name] = {
                "locations": [{"ranges": [{"start": {"line": first}, "end": {"line": last}}]}]
            }
        if chain is not None:
            self.chains[name + ":0"] = [[described(layer) for layer in chain]]
        return name

    def image(self, base, at, told=True):
        if base.material() not in self.materials:
            self.materials.append(base.material())
        return self.step({"source": {"identifier": "docker-image://" + base.pinned()}}, (), at, base.layers if told else None)

    def run(self, on, command, at, chain=None, network=None, mounts=()):
        # A cache mount is one more mount, without an input.
        all_mounts = [{"dest": "/", "input": 0, "output": 0}, *mounts]
        exec_ = {"meta": {"args": ["/bin/sh", "-c", command], "cwd": "/"}, "mounts": all_mounts}
        if network is not None:
            exec_["network"] = network
        return self.step({"exec": exec_}, (on,), at, chain)

    def copy(self, on, source, at, chain=None, dest="/"):
        action = {"Action": {"copy": {"src": "/", "dest": dest, "mode": -1}}, "input": 0, "secondaryInput": 1, "output": 0}
        inputs = (on, source)
        if on is None:
            action |= {"input": -1, "secondaryInput": 0}
            inputs = (source,)
        return self.step({"file": {"actions": [action]}}, inputs, at, chain)

    def context(self):
        return self.step({"source": {"identifier": "local://context", "attrs": {"local.sharedkeyhint": "context"}}})

    def link(self, on, copied, at, chain=None):
        """COPY --link: the copy on nothing, merged."""
        return self.step({"merge": {"inputs": [{"input": 0}, {"input": 1}]}}, (on, copied), at, chain)

    def result(self, last):
        return self.step(None, (last,))

    def request(self, full):
        args = {f"build-arg:{name}": value for name, value in self.arguments.items()} if full else {}
        if self.target:
            args["target"] = self.target
        request = {"frontend": "dockerfile.v0", "locals": [{"name": "context"}, {"name": "dockerfile"}]}
        return request | ({"args": args} if args else {}) | ({"secrets": [{"id": "npmrc", "optional": True}]} if full else {})

    def metadata(self, full):
        vcs = {"source": self.source, "revision": self.revision, "localdir:context": ".", "localdir:dockerfile": self.folder}
        found = {"vcs": vcs} if self.source else {}
        if full:
            data = base64.b64encode(self.dockerfile.encode()).decode()
            infos = [{"filename": self.path, "language": "Dockerfile", "data": data}]
            found |= {"source": {"locations": self.locations, "infos": infos}, "layers": self.chains}
        return found

    def build_config(self):
        return {"llbDefinition": self.steps, "digestMapping": {}}

    def slsa02(self, full=True):
        predicate = {
            "builder": {"id": "https://github.com/acme/shop/actions/runs/42"},
            "buildType": BUILDKIT,
            "materials": self.materials,
            "invocation": {
                "configSource": {"entryPoint": self.path},
                "parameters": self.request(full),
                "environment": {"platform": "linux/amd64"},
            },
            "metadata": {
                "buildInvocationID": "rpv7a389uzil5lqmrgwhijwjz",
                "buildStartedOn": STARTED,
                "buildFinishedOn": FINISHED,
                "completeness": {"parameters": full, "environment": True, "materials": False},
                "reproducible": False,
                METADATA: self.metadata(full),
            },
        }
        return predicate | ({"buildConfig": self.build_config()} if full else {})

    def slsa1(self, full=True):
        internal = {"builderPlatform": "linux/amd64"} | ({"buildConfig": self.build_config()} if full else {})
        return {
            "buildDefinition": {
                "buildType": DEFINITIONS,
                "externalParameters": {"configSource": {"path": self.path}, "request": self.request(full)},
                "internalParameters": internal,
                "resolvedDependencies": self.materials,
            },
            "runDetails": {
                "builder": {"id": "https://github.com/acme/shop/actions/runs/42"},
                "metadata": {
                    "invocationID": "rpv7a389uzil5lqmrgwhijwjz",
                    "startedOn": STARTED,
                    "finishedOn": FINISHED,
                    "buildkit_metadata": self.metadata(full),
                    "buildkit_hermetic": False,
                    "buildkit_completeness": {"request": full, "resolvedDependencies": False},
                    "buildkit_reproducible": False,
                },
            },
        }

    def old_slsa1(self):
        """As BuildKit 0.20 to 0.22 wrote v1."""
        new = self.slsa1()
        definition, details = new["buildDefinition"], new["runDetails"]["metadata"]
        external = definition["externalParameters"]
        external["parameters"] = external.pop("request")
        external["buildConfig"] = definition["internalParameters"].pop("buildConfig")
        details[METADATA] = details.pop("buildkit_metadata")
        details[BUILDKIT + "#completeness"] = {"parameters": True, "environment": True, "materials": False}
        del details["buildkit_completeness"], details["buildkit_hermetic"]
        return new


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
