#!/usr/bin/env python3
"""Provenance, Dockerfiles and base indexes as attackers write them: huge, deep, in rings, about another image, with links and
control characters. Whatever they say, the packages are found, in bounds, and nothing raw reaches a terminal."""

import base64
import json
import os

import attested
import buildkit
import e2e
import images
from provenance import CURL, HISTORY, ROOT

STEPS, CHAINED, MATERIALS, FILES = 20_000, 200_000, 2_000, 20  # src/provenance/build_record.h
NOTES = {"provenance-unreadable", "attestation-unreadable", "limit"}


class Hostile(e2e.Case):
    def setUp(self):
        super().setUp()
        self.number = 0
        self.env = {"PRATIQUE_BASE_INDEX": str(self.folder / "index.db"), "PRATIQUE_DB": str(self.folder / "none.db")}

    def image(self, predicate, predicate_type=attested.SLSA, **more):
        """An image with this provenance: a predicate, or the bytes of it."""
        self.number += 1
        layout = attested.Layout(self.folder / f"image{self.number}")
        history = [{"created_by": "ADD alpine.tar.gz / # buildkit"}, HISTORY[1]]

        def statements(digest):
            if not isinstance(predicate, bytes):
                return [attested.statement(predicate_type, predicate, digest, version="v1")]
            whole = json.dumps(attested.statement(predicate_type, "HERE", digest, version="v1")).encode()
            return [whole.replace(b'"HERE"', predicate)]

        layout.built([ROOT, CURL], statements, history=history, **more)
        return layout.write()

    def build(self):
        build = buildkit.Build("FROM alpine:3.18\nRUN apk add --no-cache curl\n")
        layout = attested.Layout(self.folder / f"bases{self.number}-{len(os.listdir(self.folder))}")
        base = buildkit.Base(layout, "docker.io/library/alpine:3.18", [ROOT])
        build.result(build.run(build.image(base, (1, 1)), "apk add", (2, 2), [ROOT, CURL]))
        return build

    def read(self, image, *words):
        document, done = self.sbom(image, *words, env=self.env)
        self.assertEqual({name for name, _ in e2e.packages(document)}, {"musl", "busybox", "curl"})
        return document

    def codes(self, document):
        return {note["code"] for note in document["notes"]}

    def predicate(self, change):
        """What BuildKit would say, changed: by its steps, its metadata and its materials."""
        predicate = self.build().slsa1()
        definition, details = predicate["buildDefinition"], predicate["runDetails"]["metadata"]
        change(definition["internalParameters"]["buildConfig"]["llbDefinition"], details["buildkit_metadata"], definition)
        return predicate


class Sizes(Hostile):
    """More than anybody needs."""

    def test_a_provenance_of_more_than_forty_mebibytes(self):
        image = self.image(b'{"buildDefinition":{"x":"' + b"a" * (41 << 20) + b'"}}')
        self.assertTrue(self.codes(self.read(image)) & NOTES)

    def test_a_large_one_that_is_within_bounds(self):
        def change(steps, metadata, definition):
            metadata["vcs"]["more"] = "a" * (30 << 20)

        found = self.read(self.image(self.predicate(change)))["subject"]["provenance"]
        self.assertEqual(found["revision"], "0123456789abcdef0123456789abcdef01234567")

    def test_deep_json(self):
        for depth in (600, 200_000):
            deep = b'{"buildDefinition":{"buildType":"x","externalParameters":' + b"[" * depth + b"]" * depth + b"}}"
            document = self.read(self.image(deep))
            if depth > 10_000:
                self.assertTrue(self.codes(document) & NOTES)

    def test_more_steps_layers_materials_and_files_than_are_kept(self):
        def steps(steps, metadata, definition):
            steps[1:1] = [{"id": f"x{n}", "op": {"Op": None}, "inputs": ["step0:0"]} for n in range(STEPS)]

        def layers(steps, metadata, definition):
            one = [{"digest": "sha256:" + "a" * 64, "mediaType": "x", "size": 1}] * 1000
            metadata["layers"]["step1:0"] = [one] * (CHAINED // 1000 + 1)

        def materials(steps, metadata, definition):
            definition["resolvedDependencies"] += [{"uri": f"https://example.com/{n}"} for n in range(MATERIALS)]

        def files(steps, metadata, definition):
            metadata["source"]["infos"] *= FILES + 1

        def arguments(steps, metadata, definition):
            definition["externalParameters"]["request"]["args"] = {f"build-arg:A{n}": "x" for n in range(MATERIALS + 1)}

        for change in (steps, layers, materials, files, arguments):
            with self.subTest(change.__name__):
                self.assertTrue(self.codes(self.read(self.image(self.predicate(change)))) & NOTES)

    def test_a_dockerfile_of_ten_megabytes(self):
        text = "FROM alpine:3.18\n" + "RUN true\n" * 1_200_000
        (self.folder / "Dockerfile").write_text(text)
        image = self.image(self.build().slsa1())
        done = self.run_program("sbom", "--dockerfile", "Dockerfile", image, code=e2e.FAILED, seconds=5)
        self.assertIn("Dockerfile", done.errors)

        def change(steps, metadata, definition):
            metadata["source"]["infos"][0]["data"] = base64.b64encode(text.encode()).decode()

        document = self.read(self.image(self.predicate(change)))
        self.assertIn("limit", self.codes(document))
        self.assertEqual(document["subject"]["layers"][1]["lines"]["first"], 2)

    def test_a_dockerfile_whose_values_grow(self):
        text = "FROM alpine:3.18 AS s0\nENV A=" + "a" * 100 + "\n" + "ENV A=$A$A\n" * 20
        text += "".join(f"ENV B{n}=$A\n" for n in range(1000)) + "".join(f"FROM s{n} AS s{n + 1}\n" for n in range(3000))
        (self.folder / "Dockerfile").write_text(text)
        done = self.run_program("sbom", "--dockerfile", "Dockerfile", self.image({}), code=e2e.FAILED, seconds=5)
        self.assertIn("more than 32 MiB", done.errors)

    def test_a_long_history_and_a_long_dockerfile(self):
        layout = images.Layout(self.folder / "long")
        layout.image([ROOT, CURL], history=[{"created_by": f"ENV A{n}=x", "empty_layer": True} for n in range(3000)])
        (self.folder / "Dockerfile").write_text("FROM a\n" + "".join(f"ENV B{n}=x\n" for n in range(3000)))
        document = self.read(layout.write(), "--dockerfile", "Dockerfile")
        self.assertIn("limit", self.codes(document))


class Shapes(Hostile):
    """What makes no sense."""

    def test_steps_in_rings(self):
        def one(steps, metadata, definition):
            steps[1]["inputs"] = ["step1:0"]

        def two(steps, metadata, definition):
            steps[0] = {"id": "step0", "op": {"Op": {"exec": {"mounts": [{"dest": "/", "input": 0}]}}}, "inputs": ["step2:0"]}

        def long(steps, metadata, definition):
            steps[:] = [{"id": f"step{n}", "op": {"Op": {"exec": {"mounts": [{"dest": "/"}]}}}, "inputs": [f"step{(n + 1) % 19000}:0"]} for n in range(19000)]

        for change in (one, two, long):
            with self.subTest(change.__name__):
                subject = self.read(self.image(self.predicate(change)))["subject"]
                # The layers that the base image is told to have are the image's lowest: that stands without any step.
                self.assertLessEqual(sum(one.get("layers", 0) for one in subject.get("bases", [])), 1)

    def test_every_value_of_another_kind(self):
        whole = json.dumps(self.build().slsa1())
        for other in (b"null", b"7", b'"x"', b"[]", b"[[[]]]", b"{}", b"true", b"-1e999"):
            for name in ("buildDefinition", "runDetails", "resolvedDependencies", "llbDefinition", "op", "Op", "inputs", "mounts", "locations", "ranges", "layers", "infos", "vcs", "args", "digest", "uri"):
                document = json.loads(whole, object_pairs_hook=lambda pairs: {key: "HERE" if key == name else value for key, value in pairs})
                self.read(self.image(json.dumps(document).encode().replace(b'"HERE"', other)))

    def test_lines_that_are_none(self):
        for start, end in ((-1, -1), (0, 5), (5, 2), (2**31, 2**31), (2**63, 1), (1.5, "x")):
            def change(steps, metadata, definition):
                metadata["source"]["locations"]["step1"] = {"locations": [{"sourceIndex": 99, "ranges": [{"start": {"line": start}, "end": {"line": end}}]}]}

            layer = self.read(self.image(self.predicate(change)))["subject"]["layers"][1]
            if "lines" in layer and not layer["lines"].get("guessed"):
                self.assertLessEqual(layer["lines"]["first"], layer["lines"]["last"])

    def test_layers_of_another_image_say_nothing_of_this_one(self):
        def change(steps, metadata, definition):
            metadata["layers"] = {"step1:0": [[{"digest": "sha256:" + "0" * 64, "mediaType": "x", "size": 1}] * 2]}

        subject = self.read(self.image(self.predicate(change)))["subject"]
        self.assertNotIn("layers", subject["bases"][0])
        self.assertTrue(all(one.get("lines", {}).get("guessed", True) for one in subject["layers"]))

    def test_about_another_image(self):
        layout = attested.Layout(self.folder / "other")
        image = layout.image([ROOT, CURL], listed=False)
        other = attested.statement(attested.SLSA, self.build().slsa1(), "sha256:" + "0" * 64, version="v1")
        layout.index([image, layout.buildkit(image, other)])
        document = self.read(layout.write())
        self.assertNotIn("provenance", document["subject"])
        self.assertIn("attestation-refused", self.codes(document))

    def test_dockerfiles_that_are_none(self):
        image = self.image({})
        (self.folder / "folder").mkdir()
        os.mkfifo(self.folder / "pipe")
        for number, data in enumerate((b"", b"\0" * 5000, b"\x7fELF" + bytes(range(256)) * 100, b"FROM a\nRUN <<A\n", b"ONBUILD " * 1000, b"FROM a\n" + b"RUN \\\n" * 100_000)):
            (self.folder / f"bad{number}").write_bytes(data)
        for name in ("folder", "none", *(f"bad{number}" for number in range(6))):
            with self.subTest(name):
                self.run_program("sbom", "--dockerfile", name, image, code=(e2e.FAILED, e2e.OK), seconds=5)


class Texts(Hostile):
    """What is shown."""

    BAD = "\x1b[2J\x1b]8;;javascript:alert(1)\x07click\x1b]8;;\x07\u202egnp\r\n\x00\x9b31m"

    def texts(self, image, *more):
        runs = [("quickview",), ("cves", "--details", "--locations"), ("cves", "--group-by", "layer"), ("sbom", "--format", "list"), ("sbom", "--format", "tree")]
        return [self.run_program(*words, *more, image, env=self.env, code=e2e.OK).text for words in runs]

    def on_terminal(self, *words):
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "PRATIQUE_NO_CACHE": "1"}
        return e2e.on_terminal([e2e.BINARY, *map(str, words)], env | self.env, columns=400, cwd=self.folder)[1].decode()

    def test_control_characters_in_every_value(self):
        bad = self.BAD

        def change(steps, metadata, definition):
            metadata["vcs"] = {"source": "https://github.com/a/b" + bad, "revision": "a" * 40 + bad, "localdir:dockerfile": bad}
            text = f"FROM alpine:3.18 AS {bad.split()[0]}\nRUN apk add {bad}\n"
            metadata["source"]["infos"][0] |= {"filename": bad, "data": base64.b64encode(text.encode()).decode()}
            steps[0]["op"]["Op"]["source"]["identifier"] += bad
            definition["buildType"] += bad
            definition["externalParameters"]["configSource"] = {"path": bad}
            definition["externalParameters"]["request"]["args"] = {"build-arg:" + bad: bad, "target": bad}
            for one in definition["resolvedDependencies"]:
                one["uri"] += bad

        labels = {"org.opencontainers.image.base.name": "x" + bad, "org.opencontainers.image.base.digest": "sha256:" + bad}
        for predicate in (self.predicate(change), {"buildDefinition": {"buildType": bad}}):
            image = self.image(predicate, annotations=labels)
            for text in self.texts(image):
                self.assert_safe(text, "a report")
            for words in (("quickview",), ("sbom", "--format", "list")):
                said = self.on_terminal(*words, image)
                self.assertNotIn("javascript:alert(1)\x07", said)
                self.assertNotIn("\x1b[2J", said)
            for form in ("json", "cyclonedx", "spdx"):
                json.loads(self.run_program("sbom", "--format", form, image, env=self.env, code=e2e.OK).text)

    def test_links_lead_to_pages_of_the_repository_alone(self):
        for source in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://github.com/../../x", "https://github.com@evil.example/a/b", "https://github.com/a/b#\x07", "ssh://-oProxyCommand=x/a", "vbscript:x", "https:///a/b", "//github.com/a/b"):
            def change(steps, metadata, definition):
                metadata["vcs"]["source"] = source

            said = self.on_terminal("sbom", "--format", "list", self.image(self.predicate(change)))
            said += self.on_terminal("quickview", self.image(self.predicate(change)))
            for link in said.split("\x1b]8;;")[1::2]:
                address = link.split("\x1b\\")[0]
                self.assertRegex(address, r"^https://(evil\.example|github\.com)/[!-~]*$", source)
                self.assertNotIn("..", address)

    def test_files_that_lead_out_of_the_repository(self):
        for name in ("../../etc/passwd", "/etc/passwd", "..", "a/../../b", "%2e%2e/x", "Dockerfile?x=1#y"):
            def change(steps, metadata, definition):
                metadata["source"]["infos"][0]["filename"] = name
                definition["externalParameters"]["configSource"] = {"path": name}

            image = self.image(self.predicate(change))
            file = self.read(image)["subject"]["layers"][1]["lines"]["file"]
            self.assertNotIn("..", file.split("/"))
            self.assertFalse(file.startswith("/"))
            for link in self.on_terminal("sbom", "--format", "list", image).split("\x1b]8;;")[1::2]:
                address = link.split("\x1b\\")[0]
                self.assertNotIn("..", address.split("/"))
                self.assertNotIn("?x=1", address)

    def test_secrets_in_every_place(self):
        def change(steps, metadata, definition):
            metadata["vcs"]["source"] = "https://user:hunter2-of-the-sea@github.com/acme/shop.git"
            metadata["source"]["infos"][0]["data"] = base64.b64encode(b"FROM alpine:3.18\nRUN curl -H 'Authorization: Bearer hunter2-of-the-sea' x\n").decode()
            definition["externalParameters"]["request"]["args"] = {
                "build-arg:DB_PASSWORD": "hunter2-of-the-sea", "build-arg:URL": "https://a:hunter2-of-the-sea@example.com/",
            }
            definition["resolvedDependencies"].append({"uri": "https://a:hunter2-of-the-sea@example.com/x.tgz", "digest": {"sha256": "1" * 64}})

        image = self.image(self.predicate(change))
        for text in self.texts(image):
            self.assertNotIn("hunter2", text)
        for form in ("json", "cyclonedx", "spdx"):
            self.assertNotIn("hunter2", self.run_program("sbom", "--format", form, image, env=self.env, code=e2e.OK).text)


class Indexes(Hostile):
    """A base index with names that nobody would give."""

    def test_control_characters_in_names(self):
        layout = images.Layout(self.folder / "bases")
        layout.image([ROOT], ref="x\x1b[2Jy")
        layout.image([ROOT], ref="\u202eevil:1")
        self.run_program("base", "index", "add", layout.write(), env=self.env, code=e2e.OK)
        self.assert_safe(self.run_program("base", "index", "list", env=self.env, code=e2e.OK).text, "the list")
        image = self.image({})
        for words in (("quickview",), ("sbom", "--format", "list")):
            self.assert_safe(self.run_program(*words, image, env=self.env, code=e2e.OK).text, words)


if __name__ == "__main__":
    e2e.main()
