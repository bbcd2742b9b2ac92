#!/usr/bin/env python3
"""Base images: the index that knows them by their layers, what it says of an image, how it is shared."""

import gzip
import http.server
import json
import threading
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

    def test_what_onbuild_made_is_not_the_bases(self):
        """A Dockerfile does not show it, so that the guess takes it for the base's; the index knows better."""
        made = ("RUN /bin/sh -c triggered # buildkit", "RUN /bin/sh -c npm install left-pad # buildkit")
        image = self.image(ROOT, CURL, NPM, history=HISTORY + [{"created_by": one} for one in made])
        (self.folder / "Dockerfile").write_text("FROM alpine:3.18.4\nRUN npm install left-pad\n")
        words = ("--dockerfile", self.folder / "Dockerfile")
        self.assertEqual(self.subject(image, *words)["bases"][0]["layers"], 2)
        self.index("add", self.bases.folder)
        base = self.subject(image, *words)["bases"][0]
        self.assertEqual((base["name"], base["layers"]), ("docker.io/library/alpine:3.18.4", 1))
        self.assertRegex(base["digest"], "^sha256:")

    def test_the_longest_beginning_and_what_that_was_built_on(self):
        self.index("add", self.bases.folder)
        bases = self.subject(self.image(ROOT, CURL, NPM))["bases"]
        self.assertEqual(
            [(one["name"], one["layers"], one["known_by"]) for one in bases],
            [("example.com/team/curl:1", 2, "index"), ("docker.io/library/alpine:3.18.4", 1, "index")],
        )
        text = self.run_program("quickview", self.folder / "image", env=self.env, code=e2e.OK).text
        self.assertRegex(text, r"Base image +│ example.com/team/curl:1")
        self.assertRegex(text, r"built on +│ alpine:3.18.4")

    def test_only_base_and_ignore_base(self):
        self.index("add", self.bases.folder)
        image = self.image(ROOT, CURL, TOP, NPM)
        only = {name for name, _ in e2e.packages(self.document(image, "--only-base"))}
        own = {name for name, _ in e2e.packages(self.document(image, "--ignore-base"))}
        self.assertEqual((only, own), ({"musl", "busybox", "curl"}, {"nodejs", "left-pad"}))
        licensed = self.run_program("licenses", "--format", "json", "--only-base", image, env=self.env, code=(e2e.OK, e2e.INCOMPLETE)).json()
        self.assertEqual({name for name, _ in e2e.packages({"components": licensed["packages"]})}, only)
        self.run_program("why", "--only-base", image, "curl", env=self.env, code=e2e.OK)
        self.run_program("why", "--ignore-base", image, "curl", env=self.env, code=e2e.GATE_FAILED)

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

    def test_archives_without_a_digest_of_a_manifest(self):
        (self.folder / "base.tar").write_bytes(images.docker_archive([("example.com/base:1", [ROOT])]))
        (self.folder / "app.tar").write_bytes(images.docker_archive([("example.com/app:1", [ROOT, NPM])]))
        self.index("add", "base.tar")
        bases = self.subject("app.tar")["bases"]
        self.assertEqual([(one["name"], one["layers"]) for one in bases], [("example.com/base:1", 1)])
        self.assertNotIn("bases", self.subject("base.tar"))

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

    def test_a_label_that_was_inherited_from_the_base(self):
        """It names what the base was built on; the index knows the base itself."""
        self.index("add", self.bases.folder)
        labels = {"Labels": {"org.opencontainers.image.base.name": "alpine:3.18.4"}}
        bases = self.subject(self.image(ROOT, CURL, NPM, config=labels))["bases"]
        told = [(one["name"], one["layers"], one["known_by"]) for one in bases]
        self.assertEqual(told, [("example.com/team/curl:1", 2, "index"), ("docker.io/library/alpine:3.18.4", 1, "label")])

    def test_a_label_that_the_index_knows_nothing_of(self):
        """Its layers are not known, so that none is said to be its own; what the image begins with is told."""
        self.index("add", self.bases.folder)
        labels = {"Labels": {"org.opencontainers.image.base.name": "example.com/other:1"}}
        image = self.image(ROOT, NPM, config=labels)
        told = [(one["name"], one.get("layers", 0)) for one in self.subject(image)["bases"]]
        self.assertEqual(told, [("example.com/other:1", 0), ("docker.io/library/alpine:3.18.4", 1)])
        self.run_program("sbom", "--ignore-base", image, env=self.env, code=e2e.BAD_USAGE)

    def test_another_image_that_begins_alike_is_no_base(self):
        self.bases.image([ROOT, NPM, APP], ref="example.com/app:1")
        self.bases.image([ROOT, NPM], ref="example.com/app:0")
        self.index("add", self.bases.write())
        layout = attested.Layout(self.folder / "attested")
        base = buildkit.Base(layout, "docker.io/library/alpine:3.18.4", [ROOT], history=HISTORY)
        build = buildkit.Build("FROM alpine:3.18.4\nRUN npm install\nCOPY app /app\n")
        step = build.run(build.image(base, (1, 1)), "npm install", (2, 2))
        build.result(build.copy(step, build.context(), (3, 3), [ROOT, NPM, CURL]))
        buildkit.export(layout, [ROOT, NPM, CURL], HISTORY, buildkit.DOCUMENTS["v1 max"](build))
        self.assertEqual([one["name"] for one in self.subject(layout.write())["bases"]], ["docker.io/library/alpine:3.18.4"])

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

    def test_an_image_that_is_given_up(self):
        (self.folder / "library/node").write_text("Maintainers: nobody\nGitRepo: https://example.com/x.git\n")
        self.bases.image([OLD, APP], ref="node:20")
        self.index("add", self.bases.write(), "--official", self.folder / "library/node")
        self.assertIn("base-unsupported", self.notes(self.image(OLD, APP, NPM)))

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
class Registries(Indexed):
    """Images of a real registry, put there by another program."""

    def setUp(self):
        super().setUp()
        self.registry = peers.Registry()
        self.addCleanup(self.registry.close)
        self.env |= {"HOME": str(self.folder)}
        self.alpine = f"{self.registry.host}/team/alpine"

    def put(self, name, *layers, **more):
        """The image under this name; gives its digest as the registry has it."""
        layout = images.Layout(self.folder / f"put-{len(list(self.folder.iterdir()))}")
        layout.image(list(layers), ref="x", **more)
        peers.copy(f"oci:{layout.write()}:x", f"docker://{name}", "--preserve-digests")
        return layout.manifests[0]["digest"]

    def deed(self, *words, **how):
        return self.index(*words, "--format", "json", **how).json()

    def named(self):
        return [(one["name"], one["moved"]) for one in self.index("list", "--format", "json").json()["images"]]

    def at(self, day):
        """The environment of that day."""
        self.env["SOURCE_DATE_EPOCH"] = str(1767225600 + 86400 * day)

    def test_tags_of_a_repository_by_a_pattern(self):
        for tag, layer in (("3.17.1", OLD), ("3.18.4", ROOT), ("3.18.9", APP), ("3.18.4-slim", CURL), ("edge", NPM)):
            self.put(f"{self.alpine}:{tag}", layer)
        told = self.deed("add", "--from-registry", self.alpine, "--tags", "3.18.[0-9]", "--tags", "edge")
        self.assertEqual((told["added"], told["known"], told["failed"]), (3, 0, 0))
        self.assertEqual([name.rpartition(":")[2] for name, _ in self.named()], ["3.18.4", "3.18.9", "edge"])
        notes = {note["code"]: note["message"] for note in self.document(self.image(ROOT, TOP))["notes"]}
        self.assertIn("/team/alpine:3.18.9", notes["base-not-newest"])
        # Without a pattern all of them; with one that nothing is like an error.
        self.assertEqual(self.deed("add", "--from-registry", self.alpine)["added"], 2)
        self.index("add", "--from-registry", self.alpine, "--tags", "4.*", code=e2e.FAILED)
        self.index("add", "--from-registry", f"{self.registry.host}/team/none", code=e2e.FAILED)

    def test_no_layer_is_fetched(self):
        self.put(f"{self.alpine}:3.18.4", ROOT)
        stored = self.registry.folder / "data/docker/registry/v2/blobs/sha256"
        packed = images.sha256(buildkit.packed(ROOT))
        (stored / packed[:2] / packed / "data").unlink()
        self.assertEqual(self.deed("add", f"{self.alpine}:3.18.4")["added"], 1)
        self.assertEqual(self.subject(self.image(ROOT, NPM))["bases"][0]["name"], f"{self.alpine}:3.18.4")

    def test_several_tags_of_one_digest(self):
        digest = self.put(f"{self.alpine}:3.18.4", ROOT)
        for tag in ("3.18", "3", "latest"):
            peers.copy(f"docker://{self.alpine}:3.18.4", f"docker://{self.alpine}:{tag}", "--preserve-digests")
        self.index("add", "--from-registry", self.alpine)
        base = self.subject(self.image(ROOT, NPM))["bases"][0]
        self.assertEqual((base["name"], base["digest"]), (f"{self.alpine}:3.18.4", digest))
        self.assertEqual([one.rpartition(":")[2] for one in base["also"]], ["3", "3.18", "latest"])

    def test_a_tag_that_moved_on_the_same_day(self):
        old = self.put(f"{self.alpine}:3.18", ROOT)
        self.index("add", f"{self.alpine}:3.18")
        image = self.image(ROOT, NPM)
        self.assertNotIn("base-moved", self.notes(image))
        self.env["SOURCE_DATE_EPOCH"] = str(1767225600 + 60)
        self.assertEqual(self.deed("update")["moved"], 0)
        new = self.put(f"{self.alpine}:3.18", ROOT, CURL)
        self.env["SOURCE_DATE_EPOCH"] = str(1767225600 + 120)
        told = self.deed("update")
        self.assertEqual((told["moved"], told["same"], told["failed"]), (1, 0, 0))
        self.assertEqual(sorted(moved for _, moved in self.named()), [False, True])
        note = next(one for one in self.document(image)["notes"] if one["code"] == "base-moved")
        self.assertIn(new[:19], note["message"])
        self.assertIn(old[:19], note["message"])
        # A name that has moved is none of the other names of an image.
        self.index("add", f"{self.alpine}:3.18")
        peers.copy(f"docker://{self.alpine}@{old}", f"docker://{self.alpine}:3.18.4", "--preserve-digests")
        self.index("add", f"{self.alpine}:3.18.4")
        base = self.subject(image)["bases"][0]
        self.assertEqual((base["name"], base.get("also", [])), (f"{self.alpine}:3.18.4", []))
        # What was built on the newer one is up to date.
        self.assertNotIn("base-moved", self.notes(self.image(ROOT, CURL, NPM, name="newer")))

    def test_what_is_gone_or_cannot_be_asked_for_is_told(self):
        self.put(f"{self.alpine}:3.18", ROOT)
        self.index("add", f"{self.alpine}:3.18", self.bases.folder)
        self.registry.close()
        done = self.index("update", code=e2e.INCOMPLETE)
        self.assertIn("/team/alpine:3.18", done.errors)
        # And what was known stays.
        self.assertEqual(self.subject(self.image(ROOT, NPM))["bases"][0]["layers"], 1)

    def test_platforms_of_an_index_and_the_digest_that_a_dockerfile_pins(self):
        layout = images.Layout(self.folder / "platforms")
        both = [layout.image([ROOT], listed=False), layout.image([OLD], listed=False, architecture="arm64")]
        pinned = layout.index(both)["digest"]
        layout.manifests[0]["annotations"] = {"org.opencontainers.image.ref.name": "x"}
        peers.copy(f"oci:{layout.write()}:x", f"docker://{self.alpine}:3.18", "--preserve-digests", "--all")
        self.assertEqual(self.deed("add", "--platform", "linux/amd64,linux/arm64", f"{self.alpine}:3.18")["added"], 2)
        # One without a platform that the other has is told, and the other is there.
        told = self.deed("add", "--platform", "linux/amd64,linux/s390x", f"{self.alpine}:3.18", code=e2e.INCOMPLETE)
        self.assertEqual((told["known"], told["failed"]), (1, 1))
        labels = {"org.opencontainers.image.base.name": f"{self.alpine}:3.18", "org.opencontainers.image.base.digest": pinned}
        for architecture, root in (("amd64", ROOT), ("arm64", OLD)):
            image = self.image(root, NPM, name=architecture, architecture=architecture, annotations=labels)
            base = self.subject(image)["bases"][0]
            self.assertEqual((base["known_by"], base["digest"], base["layers"]), ("label", pinned, 1))
            self.assertNotIn("base-moved", self.notes(image))

    def test_an_image_of_the_registry_itself(self):
        self.put(f"{self.alpine}:3.18", ROOT)
        self.put(f"{self.registry.host}/team/app:1", ROOT, CURL, NPM)
        self.index("add", f"{self.alpine}:3.18")
        names = {name for name, _ in e2e.packages(self.document(f"{self.registry.host}/team/app:1", "--ignore-base"))}
        # CURL writes the whole database anew, in which the base's packages are as they were.
        self.assertEqual(names, {"curl", "left-pad"})


@unittest.skipUnless(peers.DOCKER_REGISTRY and peers.SKOPEO, "skipped: docker-registry or skopeo absent")
class Shared(Indexed):
    """The index itself in a registry."""

    def setUp(self):
        super().setUp()
        self.registry = peers.Registry()
        self.addCleanup(self.registry.close)
        self.env |= {"HOME": str(self.folder)}
        self.place = f"{self.registry.host}/team/bases:1"
        self.other = {"PRATIQUE_BASE_INDEX": str(self.folder / "other.db")}

    def listed(self, **env):
        return self.index("list", "--format", "json", env=env).json()["images"]

    def test_push_and_pull(self):
        self.index("add", self.bases.folder)
        pushed = self.index("push", self.place, "--format", "json").json()
        self.index("pull", self.place, env=self.other)
        self.assertEqual(self.listed(), self.listed(**self.other))
        # Another program sees an artifact of one layer, and copies it without harm.
        manifest = json.loads(peers.skopeo("inspect", "--raw", "--tls-verify=false", f"docker://{self.place}"))
        self.assertEqual(manifest["artifactType"], "application/vnd.pratique.base-index.v1")
        self.assertEqual([one["mediaType"] for one in manifest["layers"]], ["application/vnd.pratique.base-index.v1.sqlite"])
        copied = f"{self.registry.host}/team/copied:1"
        peers.copy(f"docker://{self.place}", f"docker://{copied}", "--preserve-digests")
        pulled = self.index("pull", copied, "--format", "json", env={"PRATIQUE_BASE_INDEX": str(self.folder / "third.db")}).json()
        self.assertEqual((pulled["digest"], pulled["bytes"]), (pushed["digest"], pushed["bytes"]))
        self.assertEqual(pulled["added"], 3)

    def test_pulling_adds_and_takes_nothing_away(self):
        self.index("add", self.bases.folder)
        self.index("push", self.place)
        mine = images.Layout(self.folder / "mine")
        mine.image([APP], ref="example.com/mine:1")
        self.index("add", mine.write(), env=self.other)
        self.index("pull", self.place, env=self.other)
        self.assertEqual(len(self.listed(**self.other)), 4)
        again = self.index("pull", self.place, "--format", "json", env=self.other).json()
        self.assertEqual(again["added"], 0)

    def test_what_is_no_index_is_refused_and_ours_stays(self):
        self.index("add", self.bases.folder)
        before = (self.folder / "index.db").read_bytes()
        media = "application/vnd.pratique.base-index.v1.sqlite"
        config = peers.put_blob(self.registry.host, "team/bases", b"{}") | {"mediaType": "application/vnd.oci.empty.v1+json"}
        whole = (self.folder / "index.db").read_bytes()
        changed = bytearray(whole)
        for page in range(4096, len(changed) - 4096, 4096):
            changed[page + 2000] ^= 1
        for number, (data, kind) in enumerate(
            ((b"no database" * 1000, media), (whole[:9000], media), (bytes(changed), media), (whole, "application/x-tar"))
        ):
            layer = peers.put_blob(self.registry.host, "team/bases", data) | {"mediaType": kind}
            manifest = {"schemaVersion": 2, "mediaType": images.OCI + "manifest.v1+json", "config": config, "layers": [layer]}
            peers.put_manifest(self.registry.host, "team/bases", f"bad{number}", manifest, images.OCI + "manifest.v1+json")
            with self.subTest(number):
                done = self.index("pull", f"{self.registry.host}/team/bases:bad{number}", code=e2e.FAILED)
                self.assertIn(f"team/bases:bad{number}", done.errors)
                self.assertEqual((self.folder / "index.db").read_bytes(), before)
        self.assertEqual([path.name for path in self.folder.glob("index.db*") if "lock" not in path.name], ["index.db"])
        self.index("push", f"{self.registry.host}/team/bases@sha256:{'0' * 64}", code=e2e.BAD_USAGE)


class Feed(Indexed):
    """Library files as they are published: an archive at an address, fetched again by `base index update`."""

    def setUp(self):
        super().setUp()
        self.files = {"official-images-master/library/alpine": LIBRARY.encode(), "official-images-master/README.md": b"Tags: no\n"}
        files = self.files

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = gzip.compress(images.tar(*files.items())) if files else b"no"
                self.send_response(200 if files else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.address = f"http://127.0.0.1:{self.server.server_port}/archive/master.tar.gz"

    def test_is_fetched_and_fetched_again(self):
        self.bases.manifests = [one for one in self.bases.manifests if "3.18" in str(one)]
        # Names of images of this machine's own registry are asked for; none of docker.io is at hand here.
        told = self.index("add", "--official", self.address, "--format", "json").json()
        self.assertEqual((told["official"], told["images"]), (2, 0))
        self.files["official-images-master/library/alpine"] = LIBRARY.replace("3.18.9, 3.18", "3.18.12, 3.18").encode()
        self.index("update")
        self.index("add", self.bases.write())
        notes = {note["code"]: note["message"] for note in self.document(self.image(ROOT, NPM))["notes"]}
        self.assertIn("alpine:3.18.12", notes["base-not-newest"])
        # What cannot be fetched is told, and what was known stays.
        self.index("prune", "docker.io/library/*")
        self.files.clear()
        done = self.index("update", code=e2e.INCOMPLETE)
        self.assertIn("404", done.errors)
        self.assertEqual(self.index("list", "--format", "json").json()["official"], 1)

    def test_a_file_of_an_archive_that_is_none_is_told(self):
        self.files["official-images-master/library/odd"] = b"\x1b[31mnonsense\n"
        done = self.index("add", "--official", self.address)
        self.assertIn("Not read: odd", done.errors)
        self.files.clear()
        self.files["x/README.md"] = b"nothing"
        self.index("add", "--official", self.address, code=e2e.FAILED)


class Ends(Indexed):
    """Ends of life, in every report that they matter to."""

    EOL = """---
title: {0}
releases:
  - releaseCycle: "{1}"
    eol: {2}
---
"""

    def setUp(self):
        super().setUp()
        products = {"nodejs": ("16", "2023-09-11"), "alpine-linux": ("3.18", "2025-05-09"), "go": ("1.18", "2023-02-01")}
        index = self.env
        files = {f"eol/products/{name}.md": self.EOL.format(name, *end) for name, end in products.items()}
        affected = {"package": {"ecosystem": "npm", "name": "x"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}]}
        self.build_database(files | {"x.json": {"id": "X-1", "modified": "2022-01-01T00:00:00Z", "affected": [affected]}})
        self.env = index | self.env
        self.bases.image([ROOT, CURL], ref="node:16.20-alpine", created="2024-01-01T00:00:00Z")
        self.index("add", self.bases.write())
        self.target = self.image(ROOT, CURL, NPM, created="2026-01-01T00:00:00Z")

    def test_of_the_base_image_and_the_distribution(self):
        wanted = ("node 16 reached its end of life on 2023-09-11", "Alpine 3.18 reached its end of life on 2025-05-09")
        runs = [("quickview",), ("cves",), ("quickview", "--format", "json"), ("cves", "--format", "json")]
        for words in runs:
            text = self.run_program(*words, "--now", "2026-01-01", self.target, env=self.env, code=e2e.OK).text
            for one in wanted:
                with self.subTest(" ".join(words)):
                    self.assertIn(one, " ".join(text.split()))
        listed = self.run_program("sbom", "--format", "list", self.target, env=self.env, code=e2e.OK)
        for one in wanted:  # beside the list, which is the same on every day
            self.assertIn(one, listed.errors)
            self.assertNotIn(one, " ".join(listed.text.split()))

    def test_before_the_day_nothing_is_said(self):
        text = self.run_program("quickview", "--now", "2023-01-01", self.target, env=self.env, code=e2e.OK).text
        self.assertNotIn("end of life", text)

    def test_an_sbom_says_nothing_of_the_day(self):
        self.assertNotIn("end-of-life", [note["code"] for note in self.document(self.target)["notes"]])

    def test_of_programs_that_no_package_manager_installed(self):
        document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [
            {"type": "application", "name": "node", "version": "16.4.2", "purl": "pkg:generic/node@16.4.2"},
            {"type": "library", "name": "stdlib", "version": "1.18.1", "purl": "pkg:golang/stdlib@1.18.1"},
            {"type": "library", "name": "node", "version": "16.4.2", "purl": "pkg:deb/debian/node@16.4.2?distro=debian-12"},
        ]}
        (self.folder / "bom.json").write_text(json.dumps(document))
        run = self.run_program("cves", "--format", "json", "--now", "2026-01-01", "bom.json", env=self.env, code=e2e.OK)
        told = [one["message"] for one in run.json()["notes"] if one["code"] == "runtime-end-of-life"]
        self.assertEqual(told, ["go 1.18 reached its end of life on 2023-02-01", "node 16 reached its end of life on 2023-09-11"])


if __name__ == "__main__":
    e2e.main()
