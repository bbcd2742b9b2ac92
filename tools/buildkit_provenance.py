"""What BuildKit says of a build: SLSA provenance v0.2 and v1, mode=min and mode=max, written by its rules for a list of steps
whose layers somebody else made. Python's standard library only. Used by tools/compose-image and by the end-to-end tests.

Forms: BuildKit, docs/attestations/slsa-definitions.md and solver/llbsolver/provenance, before and after 2025; steps are its LLB
(solver/pb/ops.proto) as JSON. Compared member by member with documents of BuildKit 0.34 (tests/cases/provenance/buildkit, "real"). Digests of
steps are not those that BuildKit would make: it takes them of protocol buffers."""

import base64
import hashlib
import json

BUILDKIT = "https://mobyproject.org/buildkit@v1"
METADATA, HERMETIC = BUILDKIT + "#metadata", BUILDKIT + "#hermetic"
DEFINITIONS = "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md"
SLSA, SLSA02 = "https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2"


def mapping(steps):
    """Names of steps by digest."""
    return {"sha256:" + hashlib.sha256(json.dumps(one, sort_keys=True).encode()).hexdigest(): one["id"] for one in steps}


class Build:
    """The steps of one Dockerfile. Each call adds one; `at` is (first line, last line), `chain` all layers that its result has,
    as described() takes them; None: BuildKit does not tell."""

    def __init__(self, dockerfile, path="Dockerfile", folder="."):
        self.dockerfile, self.path, self.folder = dockerfile, path, folder
        self.steps, self.locations, self.chains = [], {}, {}
        self.materials = []
        self.source, self.revision, self.builder = "", "", ""
        self.started, self.finished, self.invocation = "", "", ""
        self.arguments, self.target, self.secrets = {}, "", []
        # {"uri": …, "digest": {"sha1": …}} of a context that BuildKit fetched itself.
        self.context_source = {}

    @staticmethod
    def described(layer):
        """The descriptor of a layer, as the image's manifest has it."""
        return layer

    def step(self, op, inputs=(), at=None, chain=None):
        name = f"step{len(self.steps)}"
        one = {"id": name, "op": {"Op": op, "constraints": {}} if op is not None else {"Op": {}}}
        # What is the same on every platform has none.
        if op and ("exec" in op or op.get("source", {}).get("identifier", "").startswith("docker-image:")):
            one["op"]["platform"] = {"Architecture": "amd64", "OS": "linux"}
        if inputs:
            one["inputs"] = [f"{given}:0" for given in inputs]
        self.steps.append(one)
        if op is not None:
            self.locations[name] = {}
        if at:
            first, last = at
            ranges = [{"start": {"line": line}, "end": {"line": line}} for line in range(first, last + 1)]
            self.locations[name] = {"locations": [{"ranges": ranges}]}
        if chain is not None:
            self.chains[name + ":0"] = [[self.described(layer) for layer in chain]]
        return name

    def image(self, name, digest, at, chain=None):
        """FROM of an image: "docker.io/library/alpine:3.18"; without a tag the Dockerfile itself names the digest."""
        familiar = name.removeprefix("docker.io/library/").removeprefix("docker.io/")
        repository, _, tag = familiar.rpartition(":")
        version = f"{repository}@{tag}?" if repository and "/" not in tag else f"{familiar}?digest={digest}&"
        one = {"uri": f"pkg:docker/{version}platform=linux%2Famd64", "digest": {"sha256": digest.removeprefix("sha256:")}}
        if one not in self.materials:
            self.materials.append(one)
        return self.step({"source": {"identifier": f"docker-image://{name}@{digest}"}}, (), at, chain)

    def run(self, on, command, at, chain=None, network=None, mounts=()):
        # A cache mount is one more mount, without an input. What is nought is left out.
        variables = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", *map("=".join, self.arguments.items())]
        meta = {"args": ["/bin/sh", "-c", command], "env": variables, "cwd": "/", "removeMountStubsRecursive": True}
        exec_ = {"meta": meta, "mounts": [{"dest": "/"}, *mounts]}
        if network is not None:
            exec_["network"] = network
        return self.step({"exec": exec_}, (on,), at, chain)

    def copy(self, on, source, at, chain=None, dest="/"):
        copied = {"src": "/", "dest": dest, "mode": -1, "timestamp": -1, "followSymlink": True, "dirCopyContents": True}
        copied |= {"createDestPath": True, "allowWildcard": True, "allowEmptyWildcard": True}
        action = {"input": 0, "secondaryInput": 1, "output": 0, "Action": {"copy": copied}}
        inputs = (on, source)
        if on is None:
            action |= {"input": -1, "secondaryInput": 0}
            inputs = (source,)
        return self.step({"file": {"actions": [action]}}, inputs, at, chain)

    def context(self):
        attributes = {"local.followpaths": '["."]', "local.sharedkeyhint": "context"}
        return self.step({"source": {"identifier": "local://context", "attrs": attributes}})

    def written(self, path, data, at):
        """The file of a here-document, which COPY then takes from."""
        made = {"path": path, "mode": 0o644, "data": base64.b64encode(data).decode(), "timestamp": -1}
        action = {"input": -1, "secondaryInput": -1, "output": 0, "Action": {"mkfile": made}}
        return self.step({"file": {"actions": [action]}}, (), at)

    def folder_made(self, on, path, at, chain=None):
        """WORKDIR, where there was no such folder."""
        made = {"path": path, "mode": 0o755, "makeParents": True, "timestamp": -1}
        action = {"input": 0, "secondaryInput": -1, "output": 0, "Action": {"mkdir": made}}
        return self.step({"file": {"actions": [action]}}, (on,), at, chain)

    def fetched(self, uri, digest, at):
        """ADD of an address."""
        self.materials.append({"uri": uri, "digest": {"sha256": digest}})
        return self.step({"source": {"identifier": uri, "attrs": {"http.filename": uri.rpartition("/")[2]}}}, (), at)

    def cloned(self, uri, commit, at):
        """ADD of a repository."""
        self.materials.append({"uri": uri, "digest": {"sha1": commit}})
        tokens = {"git.authheadersecret": "GIT_AUTH_HEADER", "git.authtokensecret": "GIT_AUTH_TOKEN", "git.fullurl": uri.partition("#")[0]}
        return self.step({"source": {"identifier": "git://" + uri.removeprefix("https://"), "attrs": tokens}}, (), at)

    def link(self, on, copied, at, chain=None):
        """COPY --link: the copy on nothing, merged."""
        return self.step({"merge": {"inputs": [{}, {"input": 1}]}}, (on, copied), at, chain)

    def result(self, last):
        return self.step(None, (last,))

    def request(self, full):
        args = {f"build-arg:{name}": value for name, value in self.arguments.items()} if full else {}
        if self.target:
            args["target"] = self.target
        request = {"frontend": "dockerfile.v0", "locals": [{"name": "context"}, {"name": "dockerfile"}]}
        secrets = [{"id": one, "optional": True} for one in self.secrets]
        request |= ({"args": args} if args else {}) | ({"secrets": secrets} if full and secrets else {})
        # What the client asked for, where it is more than that.
        asked = args | {f"vcs:{name}": value for name, value in self.vcs().items()}
        if asked != args:
            request["root"] = {"configSource": {"path": self.path}, "request": {"args": asked}}
        return request | {"compatibilityVersion": 30}

    def vcs(self):
        found = {"source": self.source, "revision": self.revision, "localdir:context": ".", "localdir:dockerfile": self.folder}
        return found if self.source else {}

    def whole(self, full):
        """Whether the request is told in full: mode=min leaves arguments out where there are any."""
        return full or not self.arguments

    def metadata(self, full):
        found = {"vcs": self.vcs()} if self.source else {}
        if full:
            data = base64.b64encode(self.dockerfile.encode()).decode()
            # How the file itself was read.
            followed = {"local.differ": "none", "local.followpaths": '["Dockerfile","Dockerfile.dockerignore","dockerfile"]', "local.sharedkeyhint": "dockerfile"}
            reading = [
                {"id": "step0", "op": {"Op": {"source": {"identifier": "local://dockerfile", "attrs": followed}}, "constraints": {}}},
                {"id": "step1", "op": {"Op": {}}, "inputs": ["step0:0"]},
            ]
            infos = [{"filename": self.path, "language": "Dockerfile", "data": data}]
            infos[0] |= {"llbDefinition": reading, "digestMapping": mapping(reading)}
            found |= {"source": {"locations": self.locations, "infos": infos}, "layers": self.chains}
        return found

    def build_config(self):
        return {"llbDefinition": self.steps, "digestMapping": mapping(self.steps)}

    def slsa02(self, full=True):
        predicate = {
            "builder": {"id": self.builder},
            "buildType": BUILDKIT,
            "materials": self.materials,
            "invocation": {
                "configSource": self.context_source | {"entryPoint": self.path},
                "parameters": self.request(full),
                "environment": {"dockerfileVersion": "1.28.0", "platform": "linux/amd64"},
            },
            "metadata": {
                "buildInvocationID": self.invocation,
                "buildStartedOn": self.started,
                "buildFinishedOn": self.finished,
                "completeness": {"parameters": self.whole(full), "environment": True, "materials": False},
                "reproducible": False,
                METADATA: self.metadata(full),
            },
        }
        return predicate | ({"buildConfig": self.build_config()} if full else {})

    def slsa1(self, full=True):
        internal = {"builderPlatform": "linux/amd64", "dockerfileVersion": "1.28.0", "targetPlatform": "linux/amd64"}
        internal |= ({"buildConfig": self.build_config()} if full else {})
        return {
            "buildDefinition": {
                "buildType": DEFINITIONS,
                "externalParameters": {"configSource": self.context_source | {"path": self.path}, "request": self.request(full)},
                "internalParameters": internal,
                "resolvedDependencies": self.materials,
            },
            "runDetails": {
                "builder": {"id": self.builder},
                "metadata": {
                    "invocationId": self.invocation,
                    "startedOn": self.started,
                    "finishedOn": self.finished,
                    "buildkit_metadata": self.metadata(full),
                    # "buildkit_hermetic" and "buildkit_reproducible" are left out where they are false.
                    "buildkit_completeness": {"request": self.whole(full), "resolvedDependencies": False},
                },
            },
        }

    def old_slsa1(self):
        """As BuildKit 0.20 to 0.22 wrote v1."""
        new = self.slsa1()
        definition, details = new["buildDefinition"], new["runDetails"]["metadata"]
        definition["buildType"] = BUILDKIT
        for name in ("dockerfileVersion", "targetPlatform"):
            del definition["internalParameters"][name]
        definition["internalParameters"]["environment"] = {"platform": definition["internalParameters"].pop("builderPlatform")}
        external = definition["externalParameters"]
        external["parameters"] = external.pop("request")
        external["buildConfig"] = definition["internalParameters"].pop("buildConfig")
        details[METADATA] = details.pop("buildkit_metadata")
        details["invocationID"] = details.pop("invocationId")
        details[BUILDKIT + "#completeness"] = {"parameters": True, "environment": True, "materials": False}
        del details["buildkit_completeness"]
        return new

    def first_slsa02(self):
        """As BuildKit 0.11 wrote it: what it says of the network stands among what is complete."""
        first = self.slsa02()
        first["metadata"]["completeness"][HERMETIC] = True
        return first
