#!/usr/bin/env python3
"""Where an image comes from: provenance in every form, layers and the lines of the Dockerfile that made them, base image and own
layers, packages of build stages."""

import json
import os

import attested
import buildkit
import e2e
import images
import schema

DOCKERFILE = """\
# syntax=docker/dockerfile:1
ARG ALPINE=3.18
FROM golang:1.22 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.cache \\
    go build -o /out/app .

FROM alpine:${ALPINE}
ENV LANG=C.UTF-8
RUN apk add --no-cache \\
    # a comment in between
    curl
COPY <<EOF /etc/app.conf
port = 80
EOF
RUN <<EOS
npm install left-pad
EOS
COPY --link --from=build /out/app /usr/bin/app
CMD ["/usr/bin/app"]
"""
# Lines of what makes the image's own layers.
LINES = {"curl": (11, 13), "conf": (14, 16), "npm": (17, 19), "app": (20, 20)}

OS = b'ID=alpine\nVERSION_ID=3.18.4\nPRETTY_NAME="Alpine Linux v3.18"\n'


def apk(*names):
    text = "".join(f"P:{name}\nV:1.0-r0\nA:x86_64\nL:MIT\nT:x\n\n" for name in names)
    return [("etc/os-release", OS), ("lib/apk/db/installed", text.encode())]


ROOT = images.tar(*apk("musl", "busybox"))
CURL = images.tar(apk("musl", "busybox", "curl")[1])
CONF = images.tar(("etc/app.conf", b"port = 80\n"))
NPM = images.tar(images.npm("left-pad", "1.0.0"))
APP = images.tar(("usr/bin/app", b"#!/bin/sh\n"))
OWN = [CURL, CONF, NPM, APP]
GO = images.tar(*images.deb(("golang", "1.22-1")))
HISTORY = [
    {"created": buildkit.FINISHED, "created_by": "ENV LANG=C.UTF-8", "comment": "buildkit.dockerfile.v0", "empty_layer": True},
    {"created": buildkit.FINISHED, "created_by": "RUN /bin/sh -c apk add --no-cache     curl # buildkit"},
    {"created": buildkit.FINISHED, "created_by": "COPY <<EOF /etc/app.conf # buildkit"},
    {"created": buildkit.FINISHED, "created_by": "RUN /bin/sh -c npm install left-pad\n # buildkit"},
    {"created": buildkit.FINISHED, "created_by": "COPY /out/app /usr/bin/app # buildkit"},
    {"created": buildkit.FINISHED, "created_by": 'CMD ["/usr/bin/app"]', "empty_layer": True},
]


def lines(document):
    return [(one.get("lines", {}).get("first"), one.get("lines", {}).get("last")) for one in document["subject"]["layers"]]


class Built(e2e.Case):
    def setUp(self):
        super().setUp()
        self.layout = attested.Layout(self.folder / "image")
        self.alpine = buildkit.Base(self.layout, "docker.io/library/alpine:3.18", [ROOT])
        self.golang = buildkit.Base(self.layout, "docker.io/library/golang:1.22", [GO])

    def build(self, told=True):
        """The steps of DOCKERFILE. `told`: of each step the layers are known, else only of bases and of the result."""
        build = buildkit.Build(DOCKERFILE)
        build.arguments = {"ALPINE": "3.18", "NPM_TOKEN": "hunter2-and-more"}
        chain = lambda n: [ROOT, *OWN[:n]] if told or n == len(OWN) else None
        go = build.image(self.golang, (3, 3))
        context = build.context()
        source = build.copy(go, context, (5, 5))
        cache = {"dest": "/root/.cache", "input": -1, "output": -1, "mountType": 3}
        compiled = build.run(source, "go build -o /out/app .", (6, 7), mounts=[cache])
        base = build.image(self.alpine, (9, 9))
        curl = build.run(base, "apk add --no-cache     curl", LINES["curl"], chain(1))
        written = build.written("/EOF", b"port = 80\n", LINES["conf"])
        conf = build.copy(curl, written, LINES["conf"], chain(2), "/etc/app.conf")
        npm = build.run(conf, "npm install left-pad\n", LINES["npm"], chain(3))
        copied = build.copy(None, compiled, LINES["app"])
        build.result(build.link(npm, copied, LINES["app"], chain(4)))
        return build

    def exported(self, document, layers=None, **how):
        image = buildkit.export(self.layout, layers or [ROOT, *OWN], self.alpine.history + HISTORY, document, **how)
        self.layout.write()
        return image

    def read(self, *words, **how):
        return self.sbom(self.layout.folder, *words, **how)[0]


class Provenance(Built):
    """Of BuildKit, in every form."""

    def assert_whole(self, document):
        subject = document["subject"]
        found = subject["provenance"]
        self.assertEqual(found["source"], "https://github.com/acme/shop.git")
        self.assertEqual(found["revision"], "0123456789abcdef0123456789abcdef01234567")
        self.assertEqual(found["dockerfile"], "Dockerfile")
        self.assertEqual(found["builder"], "https://github.com/acme/shop/actions/runs/42")
        self.assertEqual((found["started"], found["finished"]), (buildkit.STARTED, buildkit.FINISHED))
        self.assertEqual(found["arguments"], {"ALPINE": "3.18", "NPM_TOKEN": "[redacted]"})
        roles = {one["name"]: one["role"] for one in found["materials"]}
        self.assertEqual(roles, {"docker.io/library/alpine:3.18": "base", "docker.io/library/golang:1.22": "stage"})
        self.assertEqual((found["mode"], found["network"]), ("max", "default"))
        self.assertFalse(found["hermetic"])
        self.assertFalse(found["complete_materials"])
        self.assertEqual((found["known_by"], found["verification"]), ("attestation", "unverified"))
        self.assertRegex(found["digest"], "^sha256:[0-9a-f]{64}$")
        self.assertEqual(lines(document), [(None, None), *LINES.values()])
        self.assertEqual(
            [one.get("lines", {}).get("stage") for one in subject["layers"]], [None, "1", "1", "1", "1"]
        )
        base = subject["bases"][0]
        self.assertEqual(base["name"], "docker.io/library/alpine:3.18")
        self.assertEqual(base["digest"], self.alpine.digest)
        self.assertEqual((base["layers"], base["known_by"]), (1, "provenance"))

    def test_max_of_both_versions_and_both_shapes_of_manifests(self):
        for shape in ("legacy", "artifact"):
            for name, document in buildkit.DOCUMENTS.items():
                for told in (True, False):
                    with self.subTest(name, shape=shape, told=told):
                        self.layout = attested.Layout(self.folder / f"{shape}-{name}-{told}".replace(" ", ""))
                        self.setUpBases()
                        self.exported(document(self.build(told)), shape=shape)
                        document_ = self.read()
                        self.assert_whole(document_)
                        self.assertEqual(self.read("--index")["subject"]["provenance"], document_["subject"]["provenance"])

    def setUpBases(self):
        self.alpine = buildkit.Base(self.layout, "docker.io/library/alpine:3.18", [ROOT])
        self.golang = buildkit.Base(self.layout, "docker.io/library/golang:1.22", [GO])

    def test_what_makes_no_layer_has_its_line_too(self):
        self.exported(buildkit.DOCUMENTS["v1 max"](self.build()))
        history = {one["created_by"]: one.get("lines", {}) for one in self.read()["subject"]["history"]}
        self.assertEqual(history["ENV LANG=C.UTF-8"]["first"], 10)
        self.assertEqual(history['CMD ["/usr/bin/app"]']["first"], 21)
        self.assertTrue(history['CMD ["/usr/bin/app"]']["guessed"])

    def test_min_tells_no_lines_and_no_stage(self):
        for name, document in buildkit.SMALL.items():
            with self.subTest(name):
                self.layout = attested.Layout(self.folder / name.replace(" ", ""))
                self.setUpBases()
                self.exported(document(self.build()))
                subject = self.read()["subject"]
                self.assertEqual(subject["provenance"]["mode"], "min")
                self.assertNotIn("arguments", subject["provenance"])
                self.assertEqual(len(subject["provenance"]["materials"]), 2)
                # Which of two images is the base nobody says.
                self.assertNotIn("bases", subject)
                self.assertEqual(lines({"subject": subject}), [(None, None)] * 5)

    def test_secrets_do_not_come_out(self):
        self.exported(buildkit.DOCUMENTS["v1 max"](self.build()))
        for form in ("json", "cyclonedx", "spdx"):
            text = self.run_program("sbom", "--format", form, self.layout.folder, code=e2e.OK).text
            self.assertNotIn("hunter2", text)

    def test_survives_our_own_formats(self):
        self.exported(buildkit.DOCUMENTS["v1 max"](self.build()))
        native = self.read()
        for form in ("json", "cyclonedx", "spdx"):
            self.run_program("sbom", "--format", f"{form}=x.json", self.layout.folder, code=e2e.OK)
            self.assertEqual(self.sbom("x.json")[0], native, form)

    def test_document_fits_its_schema(self):
        self.exported(buildkit.DOCUMENTS["v1 max"](self.build()))
        (self.folder / "x.json").write_text(json.dumps(self.read("--multi-stage")))
        schema.validate(self, e2e.ROOT / "docs/api/inventory.schema.json", [self.folder / "x.json"])

    def test_a_squashed_image_is_nobodys_chain(self):
        whole = images.tar(*apk("musl", "busybox", "curl"), images.npm("left-pad", "1.0.0"))
        self.exported(buildkit.DOCUMENTS["v1 max"](self.build()), layers=[whole])
        document = self.read()
        self.assertEqual(lines(document), [(None, None)])
        self.assertEqual(document["subject"]["bases"][0].get("layers", 0), 0)

    def test_onbuild_and_other_folders(self):
        build = buildkit.Build("FROM onbuild:1 AS here\nRUN true\n", path="Dockerfile.prod", folder="deploy/docker")
        base = buildkit.Base(self.layout, "docker.io/library/onbuild:1", [ROOT])
        first = build.image(base, (1, 1))
        # What the base left for later is told by the line of FROM.
        triggered = build.run(first, "npm install left-pad", (1, 1), [ROOT, NPM])
        build.result(build.run(triggered, "true", (2, 2), [ROOT, NPM, CONF]))
        self.exported(buildkit.DOCUMENTS["v1 max"](build), layers=[ROOT, NPM, CONF])
        document = self.read()
        self.assertEqual(lines(document), [(None, None), (1, 1), (2, 2)])
        self.assertEqual(document["subject"]["layers"][2]["lines"]["file"], "deploy/docker/Dockerfile.prod")
        self.assertEqual(document["subject"]["layers"][1]["lines"]["stage"], "here")

    def test_from_scratch_is_an_answer(self):
        build = buildkit.Build("FROM golang:1.22 AS build\nRUN go build\nFROM scratch\nCOPY --from=build /app /app\n")
        go = build.image(self.golang, (1, 1))
        compiled = build.run(go, "go build", (2, 2))
        build.result(build.copy(None, compiled, (4, 4), [APP]))
        self.exported(buildkit.DOCUMENTS["v0.2 max"](build), layers=[APP])
        document = self.read()
        self.assertEqual(document["subject"]["bases"], [{"name": "scratch", "known_by": "provenance"}])
        self.assertEqual(lines(document), [(4, 4)])
        self.assertIn("none (scratch)", self.run_program("quickview", self.layout.folder, code=e2e.OK).text)

    def test_a_base_that_the_dockerfile_names_by_its_digest(self):
        """As of distroless images: neither step nor material has a tag."""
        base = buildkit.Base(self.layout, "gcr.io/distroless/static", [ROOT])
        build = buildkit.Build(f"FROM gcr.io/distroless/static@{base.digest}\nCOPY app /app\n")
        build.result(build.copy(build.image(base, (1, 1)), build.context(), (2, 2), [ROOT, APP], "/app"))
        self.exported(buildkit.DOCUMENTS["v0.2 max"](build), layers=[ROOT, APP])
        subject = self.read()["subject"]
        wanted = {"name": "gcr.io/distroless/static", "digest": base.digest, "layers": 1, "known_by": "provenance"}
        self.assertEqual(subject["bases"], [wanted])
        self.assertIn(f"digest={base.digest}", subject["provenance"]["materials"][0]["uri"])
        self.assertEqual(lines({"subject": subject}), [(None, None), (2, 2)])

    def test_every_step_that_makes_a_layer_is_counted(self):
        """WORKDIR, ADD of an address and of a repository; only the layers of the base and of the result are told."""
        build = buildkit.Build("FROM alpine:3.18\nWORKDIR /srv\nADD https://example.com/a.tgz /srv/\nADD https://github.com/a/b.git#v1 /b\nRUN true\n")
        layers = [ROOT, *(images.tar((f"{n}", b"x")) for n in range(4))]
        step = build.folder_made(build.image(self.alpine, (1, 1)), "/srv", (2, 2))
        step = build.copy(step, build.fetched("https://example.com/a.tgz", "5" * 64, (3, 3)), (3, 3))
        step = build.copy(step, build.cloned("https://github.com/a/b.git#v1", "6" * 40, (4, 4)), (4, 4))
        build.result(build.run(step, "true", (5, 5), layers))
        self.exported(buildkit.DOCUMENTS["v1 max"](build), layers=layers)
        document = self.read()
        self.assertEqual(lines(document), [(None, None), (2, 2), (3, 3), (4, 4), (5, 5)])
        kinds = {one["kind"]: one.get("digest", "") for one in document["subject"]["provenance"]["materials"]}
        self.assertEqual((kinds["http"], kinds["git"]), ("sha256:" + "5" * 64, "sha1:" + "6" * 40))

    def test_a_remote_context_and_a_folder_in_it(self):
        git = "https://github.com/acme/shop.git"
        for uri, digest, source, file in (
            (f"{git}#refs/heads/main:deploy", {"sha1": "7" * 40}, git, "deploy/Dockerfile"),
            (f"{git}?ref=main&subdir=deploy/docker", {"sha1": "7" * 40}, git, "deploy/docker/Dockerfile"),
            (git, {"sha256": "7" * 64}, git, "Dockerfile"),
            # An archive is no repository: what the client says of one is left.
            ("https://example.com/context.tar.gz", {"sha256": "8" * 64}, "https://github.com/acme/client.git", "Dockerfile"),
        ):
            with self.subTest(uri):
                build = self.build()
                build.source, build.context_source = "https://github.com/acme/client.git", {"uri": uri, "digest": digest}
                self.layout = attested.Layout(self.folder / str(len(list(self.folder.iterdir()))))
                self.setUpBases()
                self.exported(buildkit.DOCUMENTS["v1 max"](build))
                found = self.read()["subject"]["provenance"]
                self.assertEqual((found["source"], found["dockerfile"]), (source, file))
                self.assertEqual(found["revision"], "0123456789abcdef0123456789abcdef01234567" if "client" in source else next(iter(digest.values())))

    def test_hermetic_as_it_was_first_written(self):
        build = self.build()
        self.exported((attested.SLSA02, "v0.1", build.first_slsa02()))
        self.assertTrue(self.read()["subject"]["provenance"]["hermetic"])

    def test_network(self):
        for modes, word in (((2, 2), "none"), ((1, 1), "host"), ((2, None), "mixed"), ((None,), "default")):
            build = buildkit.Build("FROM alpine:3.18\n")
            on = build.image(self.alpine, (1, 1))
            for mode in modes:
                on = build.run(on, "true", (1, 1), network=mode)
            build.result(on)
            layout = attested.Layout(self.folder / word)
            buildkit.export(layout, [ROOT], [], buildkit.DOCUMENTS["v1 max"](build))
            found = self.sbom(layout.write())[0]["subject"]["provenance"]
            self.assertEqual(found["network"], word)

    def test_about_another_image_is_refused(self):
        image = self.layout.image([ROOT, *OWN], listed=False, history=self.alpine.history + HISTORY)
        other = attested.statement(attested.SLSA, self.build().slsa1(), "sha256:" + "0" * 64, version="v1")
        self.layout.index([image, self.layout.buildkit(image, other)])
        self.layout.write()
        document = self.read()
        self.assertNotIn("provenance", document["subject"])
        self.assertIn("attestation-refused", [note["code"] for note in document["notes"]])

    def test_what_cannot_be_read_is_a_note(self):
        self.exported(("https://slsa.dev/provenance/v0.9", "v1", {}))
        document = self.read()
        self.assertIn("provenance-unreadable", [note["code"] for note in document["notes"]])


class OfBuildKitItself(e2e.Case):
    """Images that BuildKit wrote (testdata/buildkit/README.md)."""

    FOLDER = e2e.ROOT / "tests/e2e/testdata/buildkit"
    NAMELESS, PLATFORMS = FOLDER / "nameless.oci.tar", FOLDER / "platforms.oci.tar"

    def names(self, *words):
        return {name for name, _ in e2e.packages(self.sbom(self.NAMELESS, *words)[0])}

    def test_an_image_without_a_name(self):
        """Its statements have no subject; the index that names it says what they are about."""
        for words in ((), ("--index",)):
            with self.subTest(words):
                document = self.sbom(self.NAMELESS, *words)[0]
                self.assertNotIn("attestation-refused", [note["code"] for note in document["notes"]])
                subject = document["subject"]
                found = subject["provenance"]
                self.assertEqual((found["mode"], found["known_by"], found["reproducible"]), ("max", "attestation", False))
                self.assertEqual(lines(document), [(9, 9), (10, 12)])
                self.assertEqual(subject["bases"], [{"name": "scratch", "known_by": "provenance"}])
                roles = {one["name"]: one.get("role") for one in found["materials"]}
                self.assertEqual(roles, {"docker.io/library/debian:12-slim": "stage", "registry.example:5000/team/scanner:1": None})

    def test_its_sbom_and_those_of_stage_and_context(self):
        self.assertEqual(self.names(), {"left-pad"})
        self.assertEqual(self.names("--multi-stage"), {"left-pad", "typescript", "minimist"})
        self.assertEqual(self.names("--only-stage", "build"), {"typescript"})
        self.assertEqual(self.names("--only-stage", "context"), {"minimist"})
        self.assertEqual(self.names("--only-stage", "biuld"), set())
        note = next(one for one in self.sbom(self.NAMELESS, "--only-stage", "biuld")[0]["notes"] if one["code"] == "no-stages")
        self.assertTrue(note["message"].endswith("stages with packages: build, context"), note)
        self.assertEqual(self.sbom(self.NAMELESS)[0]["subject"]["attested_sbom"]["generator"], "scan.sh-1, buildkit-v0.34.2")

    def test_each_platform_has_its_own(self):
        digests = set()
        for platform in ("linux/amd64", "linux/arm64"):
            document = self.sbom(self.PLATFORMS, "--platform", platform)[0]
            self.assertEqual(lines(document), [(5, 5)])
            digests.add(document["subject"]["provenance"]["digest"])
        self.assertEqual(len(digests), 2)

    def test_a_file_without_a_subject_is_taken_as_it_is_given(self):
        statement = {"_type": "https://in-toto.io/Statement/v1", "predicateType": attested.SLSA, "subject": []}
        build = buildkit.Build("FROM scratch\nCOPY --from=build /arch /arch\n")
        (self.folder / "x.json").write_text(json.dumps(statement | {"predicate": build.slsa1()}))
        words = ("--platform", "linux/amd64", "--provenance", self.folder / "x.json")
        found = self.sbom(self.PLATFORMS, *words)[0]["subject"]["provenance"]
        self.assertEqual((found["known_by"], found["source"]), ("file", build.source))


class Files(Built):
    """Given by the user, and of other builders."""

    def given(self, document, name="provenance.json", **how):
        path = self.folder / name
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return self.read("--provenance", path, **how)

    def test_bare_and_wrapped(self):
        image = self.exported(None)
        build = self.build()
        one = attested.statement(attested.SLSA, build.slsa1(), image["digest"], version="v1")
        forms = {
            "statement": one,
            "envelope": attested.envelope(one),
            "bundle": attested.bundle(one),
            "lines": json.dumps(attested.envelope(one)) + "\n" + json.dumps(attested.bundle(one)) + "\n",
            "predicate": build.slsa1(),
            "predicate 0.2": build.slsa02(),
            "imagetools": {"SLSA": build.slsa02()},
            "imagetools of platforms": {"linux/amd64": {"SLSA": build.slsa1()}, "linux/arm64": {"SLSA": {"buildType": "x"}}},
            "metadata file": {"buildx.build.provenance": build.slsa02(), "containerimage.digest": image["digest"]},
        }
        for name, document in forms.items():
            with self.subTest(name):
                found = self.given(document)
                self.assertEqual(found["subject"]["provenance"]["known_by"], "file")
                self.assertEqual(lines(found), [(None, None), *LINES.values()])

    def test_about_the_index_that_names_the_image(self):
        """GitHub attests what was pushed, which is an index."""
        images_ = [self.layout.image([ROOT], listed=False), self.layout.image([GO], listed=False, architecture="arm64")]
        index = self.layout.index(images_)
        self.layout.write()
        path = self.folder / "x.json"
        path.write_text(json.dumps(attested.bundle(attested.statement(attested.SLSA, self.build().slsa1(), index["digest"]))))
        found = self.read("--provenance", path, "--platform", "linux/arm64")["subject"]["provenance"]
        self.assertEqual((found["known_by"], found["source"]), ("file", "https://github.com/acme/shop.git"))

    def test_about_another_image_or_no_provenance_is_an_error(self):
        self.exported(None)
        other = attested.statement(attested.SLSA, self.build().slsa1(), "sha256:" + "0" * 64)
        for document in (other, {"a": 1}, "no json", attested.statement(attested.VEX, {}, "sha256:" + "0" * 64)):
            path = self.folder / "x.json"
            path.write_text(document if isinstance(document, str) else json.dumps(document))
            done = self.run_program("sbom", "--provenance", path, self.layout.folder, code=e2e.FAILED)
            self.assertIn("x.json", done.errors)

    def test_github_and_gitlab(self):
        self.exported(None)
        github = {
            "buildDefinition": {
                "buildType": "https://actions.github.io/buildtypes/workflow/v1",
                "externalParameters": {
                    "workflow": {"ref": "refs/heads/main", "repository": "https://github.com/acme/shop", "path": ".github/workflows/r.yml"}
                },
                "resolvedDependencies": [
                    {"uri": "git+https://github.com/acme/shop@refs/heads/main", "digest": {"gitCommit": "a" * 40}}
                ],
            },
            "runDetails": {
                "builder": {"id": "https://github.com/acme/shop/.github/workflows/r.yml@refs/heads/main"},
                "metadata": {"invocationId": "https://github.com/acme/shop/actions/runs/1/attempts/1"},
            },
        }
        found = self.given(github)["subject"]["provenance"]
        self.assertEqual((found["source"], found["revision"]), ("https://github.com/acme/shop", "a" * 40))
        self.assertEqual(found["invocation"], "https://github.com/acme/shop/actions/runs/1/attempts/1")
        self.assertNotIn("dockerfile", found)
        generator = {
            "builder": {"id": "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/x.yml@v2"},
            "buildType": "https://github.com/slsa-framework/slsa-github-generator/container@v1",
            "invocation": {
                "configSource": {
                    "uri": "git+https://github.com/acme/shop@refs/tags/v1", "digest": {"sha1": "b" * 40}, "entryPoint": ".github/workflows/r.yml"
                }
            },
            "metadata": {"buildInvocationID": "1-1", "completeness": {"parameters": True, "environment": False, "materials": False}},
            "materials": [{"uri": "git+https://github.com/acme/shop@refs/tags/v1", "digest": {"sha1": "b" * 40}}],
        }
        found = self.given(generator)["subject"]["provenance"]
        self.assertEqual(found["revision"], "b" * 40)
        self.assertNotIn("dockerfile", found)
        gitlab = {
            "buildDefinition": {
                "buildType": "https://gitlab.com/gitlab-org/gitlab-runner/-/blob/v17/PROVENANCE.md",
                "externalParameters": {"CI_JOB_TOKEN": "", "entryPoint": "build-job", "source": "https://gitlab.com/acme/shop"},
                "internalParameters": {"executor": "docker+machine", "job": "1"},
                "resolvedDependencies": [{"uri": "https://gitlab.com/acme/shop", "digest": {"sha256": "c" * 40}}],
            },
            "runDetails": {
                "builder": {"id": "https://gitlab.com/acme/shop/-/runners/1"},
                "metadata": {"invocationID": "1", "startedOn": "2026-01-01T00:00:00Z", "finishedOn": "2026-01-01T00:01:00Z"},
            },
        }
        found = self.given(gitlab)["subject"]["provenance"]
        self.assertEqual((found["source"], found["revision"]), ("https://gitlab.com/acme/shop", "c" * 40))

    def test_labels_are_what_is_left(self):
        labels = {"org.opencontainers.image.source": "https://gitlab.com/acme/shop", "org.opencontainers.image.revision": "d" * 40}
        self.layout.image([ROOT], config={"Labels": labels})
        self.layout.write()
        found = self.read()["subject"]["provenance"]
        self.assertEqual(found, {"source": labels["org.opencontainers.image.source"], "revision": "d" * 40, "known_by": "label"})


class Dockerfile(Built):
    """A Dockerfile that is given is compared with the history."""

    def compare(self, text=DOCKERFILE, *words, history=None, layers=None):
        (self.folder / "Dockerfile").write_text(text)
        self.layout.manifests.clear()
        buildkit.export(self.layout, layers or [ROOT, *OWN], history or self.alpine.history + HISTORY)
        self.layout.write()
        return self.read("--dockerfile", "Dockerfile", *words)

    def test_lines_are_guessed(self):
        document = self.compare()
        self.assertEqual(lines(document), [(None, None), *LINES.values()])
        layer = document["subject"]["layers"][1]["lines"]
        self.assertTrue(layer["guessed"])
        self.assertEqual(layer["text"], "RUN apk add --no-cache curl")
        base = document["subject"]["bases"][0]
        self.assertEqual(base, {"name": "docker.io/library/alpine:3.18", "layers": 1, "known_by": "dockerfile"})

    def test_history_of_docker_before_buildkit(self):
        history = self.alpine.history + [
            {"created_by": "/bin/sh -c #(nop)  ENV LANG=C.UTF-8", "empty_layer": True},
            {"created_by": "/bin/sh -c apk add --no-cache     curl"},
            {"created_by": "/bin/sh -c #(nop) COPY file:" + "9" * 64 + " in /etc/app.conf "},
            {"created_by": "/bin/sh -c npm install left-pad\n"},
            {"created_by": "/bin/sh -c #(nop) COPY file:" + "8" * 64 + " in /usr/bin/app "},
            {"created_by": '/bin/sh -c #(nop)  CMD ["/usr/bin/app"]', "empty_layer": True},
        ]
        self.assertEqual(lines(self.compare(history=history)), [(None, None), *LINES.values()])

    def test_arguments_of_the_build_in_the_history(self):
        text = "FROM alpine:3.18\nARG VERSION\nRUN apk add curl=$VERSION\n"
        history = self.alpine.history + [
            {"created_by": "ARG VERSION=8.5", "empty_layer": True},
            {"created_by": "RUN |1 VERSION=8.5 /bin/sh -c apk add curl=$VERSION # buildkit"},
        ]
        self.assertEqual(lines(self.compare(text, history=history, layers=[ROOT, CURL])), [(None, None), (3, 3)])

    def test_scripts_flags_and_commands_of_the_shell(self):
        text = "FROM alpine:3.18\nRUN <<EOS\n#!/usr/bin/env python3\nprint(1)\nEOS\nCOPY --chown=1:1 --chmod=755 app /usr/bin/app\nCMD npm start\n"
        history = self.alpine.history + [
            {"created_by": "RUN /bin/sh -c /dev/pipes/EOS # buildkit"},
            {"created_by": "COPY --chown=1:1 --chmod=755 app /usr/bin/app # buildkit"},
            {"created_by": 'CMD ["/bin/sh" "-c" "npm start"]', "empty_layer": True},
        ]
        document = self.compare(text, history=history, layers=[ROOT, CURL, APP])
        self.assertEqual(lines(document), [(None, None), (2, 5), (6, 6)])
        self.assertEqual(document["subject"]["history"][-1]["lines"]["first"], 7)

    def test_history_of_buildah_and_kaniko(self):
        text = "FROM alpine:3.18\nRUN apk add curl\nCOPY app /usr/bin/app\n"
        for made in (
            ["/bin/sh -c apk add curl", "/bin/sh -c #(nop) COPY file:" + "9" * 64 + " in /usr/bin/app "],
            ["RUN apk add curl", "COPY app /usr/bin/app"],
        ):
            history = self.alpine.history + [{"created_by": one} for one in made]
            with self.subTest(made[0]):
                self.assertEqual(lines(self.compare(text, history=history, layers=[ROOT, CURL, APP])), [(None, None), (2, 2), (3, 3)])

    def test_a_dockerfile_of_windows(self):
        text = "\ufeff# escape=`\r\nFROM alpine:3.18\r\nRUN apk add `\r\n  curl\r\nCOPY app C:\\app\r\n"
        history = self.alpine.history + [{"created_by": "RUN /bin/sh -c apk add   curl # buildkit"}, {"created_by": "COPY app C:\\app # buildkit"}]
        self.assertEqual(lines(self.compare(text, history=history, layers=[ROOT, CURL, APP])), [(None, None), (3, 4), (5, 5)])

    def test_of_another_image_says_nothing(self):
        document = self.compare("FROM debian:12\nRUN apt-get install -y nginx\n")
        self.assertEqual(lines(document), [(None, None)] * 5)
        self.assertIn("dockerfile-mismatch", [note["code"] for note in document["notes"]])
        self.assertNotIn("bases", document["subject"])

    def test_a_stage_may_be_named(self):
        text = "FROM alpine:3.18 AS one\nRUN apk add --no-cache curl\nFROM one AS two\nRUN true\n"
        history = self.alpine.history + [HISTORY[1]]
        document = self.compare(text, "--dockerfile-stage", "one", history=history, layers=[ROOT, CURL])
        self.assertEqual(document["subject"]["layers"][1]["lines"]["stage"], "one")
        self.run_program(
            "sbom", "--dockerfile", "Dockerfile", "--dockerfile-stage", "three", self.layout.folder, code=e2e.FAILED
        )

    def test_no_dockerfile_is_an_error_with_its_line(self):
        (self.folder / "Dockerfile").write_text("FROM alpine\nBUILD me\n")
        self.exported(None)
        done = self.run_program("sbom", "--dockerfile", "Dockerfile", self.layout.folder, code=e2e.FAILED)
        self.assertIn("Dockerfile: line 2", done.errors)


class Shown(Built):
    """In reports for people and for programs."""

    LINK = "https://github.com/acme/shop/blob/0123456789abcdef0123456789abcdef01234567/Dockerfile#L11-L13"

    def setUp(self):
        super().setUp()
        self.exported(buildkit.DOCUMENTS["v1 max"](self.build()))

    def test_in_the_overview(self):
        for command in ("quickview", "cves"):
            text = self.run_program(command, self.layout.folder, code=e2e.OK).text
            self.assertRegex(text, r"provenance +│ https://github.com/acme/shop.git 0123456789ab")
            self.assertRegex(text, r"[Bb]ase image +│ alpine:3.18 [0-9a-f]{12}")

    def test_of_each_layer_in_the_list(self):
        text = self.run_program("sbom", "--format", "list", self.layout.folder, code=e2e.OK).text
        self.assertIn("Dockerfile:11-13: RUN apk add --no-cache curl", text)
        self.assertIn("base image alpine:3.18", text)
        self.assertNotIn("\x1b]8", text, "links are for terminals")

    def test_below_each_package_and_in_the_heading_of_its_layer(self):
        self.build_database({"x.json": {
            "id": "X-1", "modified": "2026-01-01T00:00:00Z",
            "affected": [{"package": {"ecosystem": "npm", "name": "left-pad"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}]}],
        }})
        for flag in ("--details", "--locations"):
            text = self.run_program("cves", flag, self.layout.folder, env=self.env, code=e2e.OK).text
            self.assertIn("brought by Dockerfile:17-19: RUN <<EOS", text)
        text = self.run_program("cves", "--group-by", "layer", self.layout.folder, env=self.env, code=e2e.OK).text
        self.assertIn("Dockerfile:17: RUN <<EOS", text)
        text = self.run_program("explain", self.layout.folder, "X-1", env=self.env, code=e2e.OK).text
        self.assertRegex(text, r"Brought by *: Dockerfile:17-19")
        for part, count in (("--ignore-base", 1), ("--only-base", 0)):
            found = self.run_program("cves", part, "--format", "json", self.layout.folder, env=self.env, code=e2e.OK).json()
            self.assertEqual(len(found["findings"]), count, part)
        document = self.run_program("cves", "--format", "json", self.layout.folder, env=self.env, code=e2e.OK).json()
        layers = {one["diff_id"]: one.get("lines", {}) for one in document["subject"]["layers"]}
        where = layers[document["findings"][0]["locations"][0]["layer"]]
        self.assertEqual((where["file"], where["first"], where["last"]), ("Dockerfile", 17, 19))
        sarif = self.run_program("cves", "--format", "sarif", self.layout.folder, env=self.env, code=e2e.OK).json()
        related = sarif["runs"][0]["results"][0]["relatedLocations"][0]["physicalLocation"]
        self.assertEqual(related["artifactLocation"]["uri"], "Dockerfile")
        self.assertEqual(related["region"], {"startLine": 17, "endLine": 19})

    def test_links_on_a_terminal(self):
        text = self.on_terminal("sbom", "--format", "list", self.layout.folder)
        self.assertIn(self.LINK, text)
        self.assertIn("https://github.com/acme/shop/tree/0123456789abcdef", self.on_terminal("quickview", self.layout.folder))

    def on_terminal(self, *words):
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        env |= {"PRATIQUE_NO_CACHE": "1", "PRATIQUE_DB": str(self.folder / "none.db")}
        return e2e.on_terminal([e2e.BINARY, *map(str, words)], env, columns=400, cwd=self.folder)[1].decode()

    def test_self_hosted_forges(self):
        (self.folder / "pratique.yaml").write_text(
            "forges:\n  - host: github.com\n    lines: 'https://mirror.example/{path}/view/{revision}/{file}?from={first}&to={last}'\n"
        )
        self.assertIn("https://mirror.example/acme/shop/view/0123", self.on_terminal("sbom", "--format", "list", self.layout.folder))
        (self.folder / "pratique.yaml").write_text("forges:\n  - host: github.com\n    kind: gitea\n")
        self.assertIn("/acme/shop/src/commit/0123", self.on_terminal("sbom", "--format", "list", self.layout.folder))
        (self.folder / "pratique.yaml").write_text("forges:\n  - host: git.example.com\n    kind: sourcehut\n")
        done = self.run_program("sbom", self.layout.folder, code=e2e.BAD_USAGE)
        self.assertIn("pratique.yaml: line 3", done.errors)


class Parts(Built):
    """Base and own, and stages."""

    def names(self, *words):
        return {name for name, _ in e2e.packages(self.read(*words))}

    def test_only_base_and_ignore_base(self):
        self.exported(buildkit.DOCUMENTS["v1 max"](self.build()))
        self.assertEqual(self.names("--only-base"), {"musl", "busybox"})
        self.assertEqual(self.names("--ignore-base"), {"curl", "left-pad"})
        self.run_program("sbom", "--only-base", "--ignore-base", self.layout.folder, code=e2e.BAD_USAGE)
        for command in ("cves", "quickview", "explain"):
            for flag in ("--only-base", "--ignore-base"):
                code = (e2e.OK, e2e.FAILED) if command == "explain" else e2e.OK  # which needs a database
                self.run_program(command, flag, self.layout.folder, code=code)

    def test_where_it_is_not_known_it_is_refused(self):
        self.exported(None)
        for flag in ("--only-base", "--ignore-base"):
            done = self.run_program("sbom", flag, self.layout.folder, code=e2e.BAD_USAGE)
            self.assertIn("base image's is not known", done.errors)
        (self.folder / "Dockerfile").write_text(DOCKERFILE)
        self.assertEqual(self.names("--dockerfile", "Dockerfile", "--only-base"), {"musl", "busybox"})

    def test_scratch_has_nothing_of_a_base(self):
        build = buildkit.Build("FROM scratch\nCOPY . /\n")
        build.result(build.copy(None, build.context(), (2, 2), [NPM]))
        self.exported(buildkit.DOCUMENTS["v1 max"](build), layers=[NPM])
        self.assertEqual(self.names("--only-base"), set())
        self.assertEqual(self.names("--ignore-base"), {"left-pad"})

    def test_packages_of_build_stages(self):
        stage = lambda digest: attested.statement(
            attested.SPDX, attested.spdx("pkg:deb/debian/gcc@12?distro=debian-12", name="sbom-build"), digest
        )
        self.exported(buildkit.DOCUMENTS["v1 max"](self.build()), more=[stage])
        for words in ((), ("--index",)):
            self.assertNotIn("gcc", self.names(*words))
            self.assertIn("gcc", self.names("--multi-stage", *words))
            self.assertEqual(self.names("--only-stage", "build", *words), {"gcc"})
            self.assertEqual(self.names("--only-stage", "other", *words), set())
        one = next(one for one in self.read("--multi-stage")["components"] if "gcc" in one["purl"])
        self.assertEqual(one["properties"]["pratique:stage"], "build")

    def test_without_sboms_of_stages_it_is_said(self):
        self.exported(buildkit.DOCUMENTS["v1 max"](self.build()))
        self.assertIn("no-stages", [note["code"] for note in self.read("--multi-stage")["notes"]])


if __name__ == "__main__":
    e2e.main()
