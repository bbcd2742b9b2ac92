#!/usr/bin/env python3
"""Base images: the index that knows them by their layers, what it says of an image, how it is shared."""

import json
import unittest

import attested
import buildkit
import e2e
import images
import peers
import schema
from provenance import APP, CURL, NPM, ROOT, apk

TOP = images.tar(apk("musl", "busybox", "curl", "nodejs")[1])
HISTORY = [{"created_by": "ADD alpine.tar.gz /"}]
OLD = images.tar(*apk("musl"))
LIBRARY = """\
Maintainers: A <a@example.com> (@a),
             B <b@example.com> (@b)
GitRepo: https://github.com/example/alpine.git
Architectures: amd64, arm64v8

Tags: 3.18.9, 3.18
GitCommit: 0123456789abcdef0123456789abcdef01234567
Directory: x86_64

Tags: 3.20.3, 3.20, 3, latest
Architectures: arm64v8
Directory: x86_64
"""


class Indexed(e2e.Case):
    def setUp(self):
        super().setUp()
        self.env = {"PRATIQUE_BASE_INDEX": str(self.folder / "index.db"), "SOURCE_DATE_EPOCH": "1767225600"}
        self.bases = images.Layout(self.folder / "bases")
        self.bases.image([OLD], ref="alpine:3.17")
        self.bases.image([ROOT], ref="alpine:3.18.4", history=HISTORY, created="2025-01-01T00:00:00Z")
        self.bases.image([ROOT, CURL], ref="example.com/team/curl:1")
        self.bases.write()

    def index(self, *words, **how):
        return self.run_program("base", "index", *words, env=self.env | how.pop("env", {}), **({"code": e2e.OK} | how))

    def image(self, *layers, name="image", **more):
        layout = images.Layout(self.folder / name)
        layout.image(list(layers), **more)
        return layout.write()

    def subject(self, image, *words):
        return self.document(image, *words)["subject"]

    def document(self, image, *words):
        return self.sbom(image, *words, env=self.env)[0]

    def notes(self, image):
        return [note["code"] for note in self.document(image)["notes"]]


class Known(Indexed):
    """By their layers."""

    def test_the_longest_beginning_and_what_that_was_built_on(self):
        self.index("add", self.bases.folder)
        bases = self.subject(self.image(ROOT, CURL, NPM))["bases"]
        self.assertEqual(
            [(one["name"], one["layers"], one["known_by"]) for one in bases],
            [("example.com/team/curl:1", 2, "index"), ("docker.io/library/alpine:3.18.4", 1, "index")],
        )
        text = self.run_program("quickview", self.folder / "image", env=self.env, code=e2e.OK).text
        self.assertRegex(text, r"base image +│ example.com/team/curl:1")
        self.assertRegex(text, r"built on +│ alpine:3.18.4")

    def test_only_base_and_ignore_base(self):
        self.index("add", self.bases.folder)
        image = self.image(ROOT, CURL, TOP, NPM)
        only = {name for name, _ in e2e.packages(self.document(image, "--only-base"))}
        own = {name for name, _ in e2e.packages(self.document(image, "--ignore-base"))}
        self.assertEqual((only, own), ({"musl", "busybox", "curl"}, {"nodejs", "left-pad"}))

    def test_an_indexed_image_is_not_its_own_base(self):
        self.index("add", self.bases.folder)
        layout = images.Layout(self.folder / "same")
        layout.image([ROOT], history=HISTORY, created="2025-01-01T00:00:00Z")
        self.assertNotIn("bases", self.subject(layout.write()))

    def test_several_names_of_one_digest(self):
        self.bases.image([ROOT], ref="alpine:3.18", history=HISTORY, created="2025-01-01T00:00:00Z")
        self.bases.write()
        self.index("add", self.bases.folder)
        base = self.subject(self.image(ROOT, NPM))["bases"][0]
        self.assertEqual(base["name"], "docker.io/library/alpine:3.18.4")
        self.assertEqual(base["also"], ["docker.io/library/alpine:3.18"])

    def test_a_name_that_moved(self):
        self.index("add", self.bases.folder)
        moved = images.Layout(self.folder / "moved")
        moved.image([OLD, APP], ref="alpine:3.18.4")
        self.index("add", moved.write(), env={"SOURCE_DATE_EPOCH": "1769904000"})
        self.assertIn("base-moved", self.notes(self.image(ROOT, NPM)))
        listed = self.index("list", "--format", "json").json()["images"]
        self.assertEqual([one["moved"] for one in listed if one["name"].endswith("3.18.4")].count(True), 1)
        self.index("prune", "--moved")
        self.assertNotIn("bases", self.subject(self.image(ROOT, NPM, name="again")))

    def test_provenance_names_it_and_the_index_counts_its_layers(self):
        self.index("add", self.bases.folder)
        layout = attested.Layout(self.folder / "attested")
        base = buildkit.Base(layout, "docker.io/library/alpine:3.18.4", [ROOT], history=HISTORY)
        build = buildkit.Build("FROM alpine:3.18.4\nRUN npm install\n")
        build.result(build.run(build.image(base, (1, 1)), "npm install", (2, 2)))
        history = [{"created": "2025-01-01T00:00:00Z", "created_by": "x"}, {"created": buildkit.FINISHED, "created_by": "y"}]
        buildkit.export(layout, [ROOT, NPM], history, buildkit.SMALL["v1 min"](build))
        bases = self.subject(layout.write())["bases"]
        self.assertEqual((bases[0]["known_by"], bases[0]["layers"]), ("provenance", 1))

    def test_built_by_a_tool_on_nothing(self):
        image = self.image(NPM, history=[{"created_by": "bazel build //app", "author": "Bazel"}])
        self.assertEqual(self.subject(image)["bases"], [{"name": "scratch", "known_by": "history"}])

    def test_a_damaged_index_is_told_and_changes_nothing(self):
        (self.folder / "index.db").write_bytes(b"no index")
        document, done = self.sbom(self.image(ROOT), env=self.env)
        self.assertNotIn("bases", document["subject"])
        self.assertIn("index of base images was not used", done.errors)


class Official(Indexed):
    """What library files say."""

    def setUp(self):
        super().setUp()
        (self.folder / "library").mkdir()
        (self.folder / "library/alpine").write_text(LIBRARY)
        self.index("add", self.bases.folder, "--official", self.folder)

    def test_newest_and_unsupported(self):
        notes = self.document(self.image(ROOT, NPM))["notes"]
        told = {note["code"]: note["message"] for note in notes}
        self.assertIn("alpine:3.18.9", told["base-not-newest"])
        self.assertIn("base-unsupported", told)
        self.assertIn("base-unsupported", self.notes(self.image(OLD, NPM, name="old")))

    def test_architecture(self):
        self.bases.image([OLD, ROOT], ref="alpine:3.20.3")
        self.index("add", self.bases.write())
        self.assertIn("base-architecture", self.notes(self.image(OLD, ROOT, NPM)))

    @unittest.skipUnless(e2e.SHARED.exists(), "skipped: ../shared absent")
    def test_all_published_files(self):
        folder = e2e.unpacked("corpora/official-images")
        found = next(folder.rglob("library"))
        done = self.index("add", "--official", found.parent, "--format", "json", code=e2e.OK)
        self.assertGreater(done.json()["official"], 1000)
        self.assertNotIn("Not read", done.errors)


class Kept(Indexed):
    """The file."""

    def test_adding_twice_changes_nothing(self):
        self.index("add", self.bases.folder)
        first = self.index("list", "--format", "json").text
        bytes_ = (self.folder / "index.db").read_bytes()
        self.index("add", self.bases.folder)
        self.assertEqual(self.index("list", "--format", "json").text, first)
        self.assertEqual((self.folder / "index.db").read_bytes(), bytes_)
        (self.folder / "x.json").write_text(first)
        schema.validate(self, e2e.ROOT / "docs/api/base-index.schema.json", [self.folder / "x.json"])

    def test_words(self):
        self.index("add", code=e2e.BAD_USAGE)
        self.index("add", "--tags", "x", self.bases.folder, code=e2e.BAD_USAGE)
        self.index("prune", code=e2e.BAD_USAGE)
        self.index("list", code=e2e.FAILED)
        self.index("add", self.bases.folder)
        self.assertIn("Would take out 2 images", self.index("prune", "--dry-run", "docker.io/library/alpine:*").errors)
        self.assertIn("alpine:3.17", self.index("list").text)


@unittest.skipUnless(peers.DOCKER_REGISTRY and peers.SKOPEO, "skipped: docker-registry or skopeo absent")
class Shared(Indexed):
    """In a registry."""

    def setUp(self):
        super().setUp()
        self.registry = peers.Registry()
        self.addCleanup(self.registry.close)
        self.env |= {"HOME": str(self.folder)}

    def test_push_and_pull(self):
        self.index("add", self.bases.folder)
        self.index("push", f"{self.registry.host}/team/bases:1")
        other = {"PRATIQUE_BASE_INDEX": str(self.folder / "other.db")}
        self.index("pull", f"{self.registry.host}/team/bases:1", env=other)
        ours, theirs = (self.index("list", "--format", "json", env=one).json()["images"] for one in ({}, other))
        self.assertEqual(ours, theirs)


if __name__ == "__main__":
    e2e.main()
