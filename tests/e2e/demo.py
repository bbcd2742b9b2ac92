#!/usr/bin/env python3
"""The project alone: ./run demo, the image of examples/demo-image and the advisories of examples/advisories, which need nothing
beside the clone. What the other themes ask of real images, this asks of the demo image."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import e2e
import schema

ADVISORIES = e2e.ROOT / "examples/advisories"
RECORDS = sorted(ADVISORIES.glob("CVE-*.json"))
# What each layer of the description must come to: packages of the final view by type.
PACKAGES = {"apk": 12, "golang": 5, "maven": 3, "npm": 6, "pypi": 12}


def content(top):
    return {path.relative_to(top): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()}


class DemoCase(e2e.Case):
    """The image and the database, made once."""

    @classmethod
    def setUpClass(cls):
        made = Path(tempfile.mkdtemp(prefix="pratique-e2e-"))
        cls.addClassCleanup(shutil.rmtree, made)
        cls.image = e2e.demo_image(made / "image")
        cls.env = {"PRATIQUE_DB": str(made / "advisories.db")}
        done = e2e.run("db", "build", "--feeds", ADVISORIES, env=cls.env)
        assert done.code == e2e.OK, done

    def go(self, *words, **how):
        return self.run_program(*words, env=self.env, **how)


class Image(DemoCase):
    def test_same_description_same_bytes(self):
        self.assertEqual(content(e2e.demo_image(self.folder / "again")), content(self.image))

    @unittest.skipUnless(shutil.which("skopeo"), "skipped: skopeo absent")
    def test_another_program_reads_it(self):
        copied = self.folder / "copied.tar"
        command = ["skopeo", "--insecure-policy", "copy", "--quiet", f"oci:{self.image}:harbour/demo:1", f"docker-archive:{copied}:a/b:1"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        self.assertEqual(e2e.purls(self.sbom(copied)[0]), e2e.purls(self.sbom(self.image)[0]))

    def test_packages(self):
        document, _ = self.sbom(self.image)
        types = [purl.split(":")[1].split("/")[0] for purl in e2e.purls(document)]
        self.assertEqual({one: types.count(one) for one in types}, PACKAGES)
        self.assertIn("pkg:npm/minimist@0.0.8", e2e.purls(document))
        self.assertIn("pkg:golang/stdlib@1.18.1", e2e.purls(document))

    def test_later_layers_count(self):
        found = e2e.packages(self.sbom(self.image)[0])
        self.assertIn(("apk-tools", "2.12.7-r0"), found)
        self.assertIn(("pyyaml", "5.4.1"), found)
        self.assertNotIn(("apk-tools", "2.12.5-r1"), found)
        self.assertNotIn(("pyyaml", "5.3.1"), found)

    def test_deleted_database_is_reported_as_it_last_stood(self):
        document, _ = self.sbom(self.image)
        self.assertIn("database-removed", {note["code"] for note in document["notes"]})
        marked = [one for one in document["components"] if one.get("properties", {}).get("pratique:database") == "removed"]
        self.assertEqual(len(marked), PACKAGES["apk"])

    def test_a_package_names_its_layer(self):
        document, _ = self.sbom(self.image)
        layers = [layer["diff_id"] for layer in document["subject"]["layers"]]
        want = {"npm": 2, "maven": 4, "golang": 5}
        for component in document["components"]:
            kind = component["purl"].split(":")[1].split("/")[0]
            if kind in want:
                with self.subTest(component["purl"]):
                    self.assertEqual(layers.index(component["locations"][0]["layer"]), want[kind])

    def test_where_it_comes_from(self):
        """As its description says it: commit, base image, and the instruction of each layer."""
        described = json.loads((e2e.ROOT / "examples/demo-image/image.json").read_text())
        subject = self.sbom(self.image)[0]["subject"]
        provenance = subject["provenance"]
        self.assertEqual((provenance["source"], provenance["revision"]), (described["build"]["repository"], described["build"]["revision"]))
        self.assertEqual(provenance["arguments"], {"PYPI_TOKEN": "[redacted]"})
        self.assertEqual([one["name"] for one in subject["bases"]], ["docker.io/harbour/base:2021.06"])
        text = (e2e.ROOT / "examples/demo-image/Dockerfile").read_text().splitlines()
        for layer, one in zip(subject["layers"], described["layers"], strict=True):
            lines = layer.get("lines", {})
            self.assertEqual([lines.get("first"), lines.get("last")], one.get("lines", [None, None]))
            if lines:
                self.assertTrue(text[lines["first"] - 1].startswith(lines["text"].split()[0]), lines)

    def test_the_tool_describes_what_it_composes(self):
        """The images that it was built on, in a layout of their own: the same layers, lowest first."""
        subprocess.run([e2e.ROOT / "tools/compose-image", e2e.ROOT / "examples/demo-image", self.folder / "image", self.folder / "bases"], check=True)
        env = {"PRATIQUE_BASE_INDEX": str(self.folder / "bases.db")}
        self.run_program("base", "index", "add", self.folder / "bases", env=env, code=e2e.OK)
        subject = self.sbom(self.folder / "image", env=env)[0]["subject"]
        told = [(one["name"], one["layers"], one["known_by"]) for one in subject["bases"]]
        self.assertEqual(told, [("docker.io/harbour/base:2021.06", 2, "provenance"), ("docker.io/library/alpine:3.14.0", 1, "index")])

    def test_every_form_of_the_document_is_judged_alike(self):
        want = self.go("cves", "--format", "json", self.image, code=e2e.OK).json()
        self.assertGreater(len(want["findings"]), 25)
        for form in ("json", "cyclonedx", "spdx"):
            document = self.folder / f"document.{form}"
            self.go("sbom", "--format", f"{form}={document}", self.image, code=e2e.OK)
            with self.subTest(form):
                self.assertEqual(self.go("cves", "--format", "json", document, code=e2e.OK).json(), want)

    @unittest.skipUnless(schema.HAS_VALIDATOR, "skipped: python3-jsonschema absent")
    def test_every_document_is_valid(self):
        for command, name in (("sbom", "inventory"), ("cves", "cves"), ("quickview", "quickview")):
            document = self.folder / f"{name}.json"
            self.go(command, "--format", f"json={document}", self.image, code=e2e.OK)
            with self.subTest(name):
                schema.validate(self, e2e.ROOT / f"docs/api/{name}.schema.json", [document])


class Verdict(DemoCase):
    def test_findings(self):
        document = self.go("cves", "--format", "json", self.image, code=e2e.OK).json()
        found = {(one["id"], one["purl"].split("/")[-1].split("?")[0]) for one in document["findings"]}
        for want in (
            ("CVE-2021-44228", "log4j-core@2.14.1"),
            ("CVE-2021-3711", "libssl1.1@1.1.1k-r0"),
            ("CVE-2019-10744", "lodash@4.17.11"),
            ("CVE-2021-35042", "django@3.2.4"),
            ("CVE-2023-39325", "stdlib@1.18.1"),
            ("CVE-2023-39325", "net@v0.0.0-20210614182718-04defd469f4e"),
        ):
            self.assertIn(want, found)
        ids = {name for name, _ in found}
        self.assertNotIn("CVE-2021-36159", ids)  # apk-tools and PyYAML were upgraded by a later layer
        self.assertNotIn("CVE-2020-14343", ids)

    def test_a_sample_never_looks_like_a_feed(self):
        """Nothing that the sample says nothing of is called clean, and every report says that there is a gap."""
        for command in (["quickview"], ["cves"], ["cves", "--only-package", "asgiref"], ["cves", "--format", "only-packages"]):
            done = self.go(*command, self.image, code=e2e.OK)
            self.assertNotIn("✓ No", done.text + done.errors)
            self.assertRegex(done.text, "only samples of advisories for (PyPI|Alpine)", command)
        self.go("cves", "--strict", self.image, code=e2e.INCOMPLETE)

    def test_a_gate_fails(self):
        self.go("cves", "-e", self.image, code=e2e.GATE_FAILED)
        self.go("cves", "-e", "--only-severity", "critical", self.image, code=e2e.GATE_FAILED)


class Advisories(DemoCase):
    def test_all_are_read(self):
        self.assertGreaterEqual(len(RECORDS), 40)
        done = self.go("db", "build", "--feeds", ADVISORIES, code=e2e.OK)
        self.assertIn(f"{len(RECORDS)} advisories", done.errors)
        self.assertNotRegex(done.errors, "skipped|could not")

    def test_each_says_what_the_readme_asks_for(self):
        for path in RECORDS:
            record = json.loads(path.read_text())
            with self.subTest(path.name):
                self.assertEqual(record["id"], path.stem)
                self.assertRegex(record["severity"][0]["score"], r"^CVSS:3\.[01]/AV:[NALP]/AC:[LH]/PR:[NLH]/UI:[NR]/S:[UC]/C")
                self.assertRegex(record["modified"], r"^20\d\d-\d\d-\d\dT00:00:00Z$")
                self.assertTrue(record["summary"] and record["details"])

    @e2e.needs_shared
    @unittest.skipUnless(schema.HAS_VALIDATOR, "skipped: python3-jsonschema absent")
    def test_each_is_valid_by_the_schema_of_osv(self):
        published = e2e.unpacked("advisories/osv-schema") / "ossf+osv-schema/validation/schema.json"
        schema.validate(self, published, RECORDS)

    def test_each_range_holds_at_its_ends(self):
        """Of every range: the version that brought the defect has it, the one that mended it does not."""
        components, want = [], set()
        for path in RECORDS:
            record = json.loads(path.read_text())
            for affected in record["affected"]:
                purl = self.purl_of(affected["package"])
                for event in affected["ranges"][0]["events"]:
                    kind, version = next(iter(event.items()))
                    if version == "0":
                        continue
                    name = purl.format(version)
                    components.append({"type": "library", "name": name, "version": version, "purl": name})
                    if kind == "introduced":
                        want.add((record["id"], name))
        document = self.folder / "all.cdx.json"
        document.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}))
        judged = self.go("cves", "--format", "json", document, code=e2e.OK).json()
        found = {(one["id"], one["purl"]) for one in judged["findings"]}
        self.assertLessEqual(want, found)
        for path in RECORDS:
            record = json.loads(path.read_text())
            for affected in record["affected"]:
                for event in affected["ranges"][0]["events"]:
                    if "fixed" in event:
                        self.assertNotIn((record["id"], self.purl_of(affected["package"]).format(event["fixed"])), found)

    def test_the_benchmark_reads_the_database_as_it_is_documented(self):
        """bench/make-sbom takes versions from the entries of docs/formats/database.md; half of its packages are mended."""
        fixes = {}
        for path in RECORDS:
            for affected in json.loads(path.read_text())["affected"]:
                events = [event["fixed"] for one in affected["ranges"] for event in one["events"] if "fixed" in event]
                fixes.setdefault(affected["package"]["name"], set()).update(events)
        made = self.folder / "made.json"
        subprocess.run([e2e.ROOT / "bench/make-sbom", self.env["PRATIQUE_DB"], "30", made], check=True)
        components = json.loads(made.read_text())["components"]
        mended = [one for one in components if one["version"] != "1.0.0"]
        self.assertGreater(len(mended), 10)
        for one in mended:
            self.assertIn(one["version"], fixes[one["name"]], one["name"])

    @staticmethod
    def purl_of(package):
        name, (ecosystem, _, release) = package["name"], package["ecosystem"].partition(":")
        if ecosystem == "Alpine":
            return f"pkg:apk/alpine/{name}@{{}}?distro=alpine-{release.removeprefix('v')}.0"
        if ecosystem == "Debian":
            return f"pkg:deb/debian/{name}@{{}}?distro=debian-{release}"
        if ecosystem == "Go":
            return f"pkg:golang/{name}@{'' if name == 'stdlib' else 'v'}{{}}"
        kind = {"Maven": "maven", "npm": "npm", "PyPI": "pypi", "Packagist": "composer", "RubyGems": "gem", "crates.io": "cargo"}
        return f"pkg:{kind[ecosystem]}/{name.replace(':', '/')}@{{}}"


class Front(e2e.Case):
    """./run demo: what it shows, and where it keeps it."""

    def setUp(self):
        super().setUp()
        self.cache = self.folder / "cache"

    def demo(self, *words, env=None, tool=None):
        settings = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "XDG_CACHE_HOME": str(self.cache), "PRATIQUE_BIN": e2e.BINARY}
        settings = {name: value for name, value in (settings | (env or {})).items() if value is not None}
        command = tool or [e2e.ROOT / "run", "demo"]
        start = time.monotonic()
        done = subprocess.run([*command, *words], env=settings, cwd=self.folder, capture_output=True, text=True, check=False)
        self.seconds = time.monotonic() - start
        self.assertEqual(done.returncode, 0, done)
        return done

    def test_first_and_second_call(self):
        first = self.demo()
        for words in ("CVE-2021-44228", "log4j-core-2.14.1.jar", ">=2.13.0,<2.15.0", "lib/apk/db/installed", "What's next:"):
            self.assertIn(words, first.stdout)
        for words in ("harbour/base:2021.06", "built on", "alpine:3.14.0", "brought by Dockerfile:11: COPY report /srv/report"):
            self.assertIn(words, first.stdout)
        before = content(self.cache / "pratique/demo")
        second = self.demo()
        self.assertLess(self.seconds, e2e.max_seconds(1))
        self.assertEqual(second.stdout, first.stdout)
        self.assertEqual(content(self.cache / "pratique/demo"), before)

    def test_a_terminal_has_colours_and_its_own_width(self):
        plain = self.demo().stdout
        self.assertNotIn("\x1b", plain)
        for columns, env, coloured in ((60, {}, True), (120, {}, True), (120, {"NO_COLOR": "1"}, False), (120, {"TERM": "dumb"}, False)):
            with self.subTest(f"{columns} {env}"):
                settings = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm", "XDG_CACHE_HOME": str(self.cache)}
                code, said = e2e.on_terminal(
                    [e2e.ROOT / "run", "demo"], settings | {"PRATIQUE_BIN": e2e.BINARY} | env, columns, self.folder
                )
                self.assertEqual(code, 0)
                text = said.decode()
                self.assertEqual("\x1b[1m" in text, coloured)
                shown = re.sub(r"\x1b\[[0-9;]*m", "", text)
                self.assertLessEqual(max(len(line) for line in shown.splitlines() if "│" in line), columns)
                for words in ("CVE-2021-44228", "Packages and Vulnerabilities", "Upgrade to 2.16.0", "What's next:"):
                    self.assertEqual(shown.count(words), plain.count(words), words)

    def test_a_terminal_has_links_to_the_lines(self):
        settings = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "XDG_CACHE_HOME": str(self.cache), "PRATIQUE_BIN": e2e.BINARY}
        page = "https://gitlab.example/harbour/demo/-/blob/5f1d9c0b7a3e4d28c6b0a9f8e7d6c5b4a3f2e1d0/Dockerfile"
        said = e2e.on_terminal([e2e.ROOT / "run", "demo", "sbom", "--format", "list"], settings, 200, self.folder)[1].decode()
        for lines in ("#L8-8", "#L9-10", "#L11-11", "#L12-12", "#L13-16", "#L17-17"):
            self.assertIn(page + lines, said)

    def test_the_next_three_commands_work(self):
        commands = re.findall(r"→ \./run demo (.+)", self.demo().stdout)
        self.assertEqual(len(commands), 3)
        for command in commands:
            with self.subTest(command):
                self.assertTrue(self.demo(*command.split()).stdout)

    def test_other_words_go_to_the_program(self):
        self.demo("sbom", "-o", "here.json")
        self.assertEqual(json.loads((self.folder / "here.json").read_text())["subject"]["name"], "harbour/demo:1")
        self.assertIn("./run demo", self.demo("--help").stdout)

    def test_cache_that_cannot_be_written(self):
        temporary = self.folder / "tmp"
        temporary.mkdir()
        for cache, home in (("/proc/no", None), (None, "/proc/no"), (None, None), ("relative", "/proc/no")):
            with self.subTest(cache=cache, home=home):
                done = self.demo(env={"XDG_CACHE_HOME": cache, "HOME": home, "TMPDIR": str(temporary)})
                self.assertIn("CVE-2021-44228", done.stdout)
                self.assertIn("temporary", done.stderr)
                self.assertEqual(list(temporary.iterdir()), [])
                self.assertFalse((self.folder / "relative").exists())

    def test_made_again_when_the_examples_change(self):
        shutil.copytree(e2e.ROOT / "tools", self.folder / "clone/tools")
        shutil.copytree(e2e.ROOT / "examples", self.folder / "clone/examples")
        tool = [self.folder / "clone/tools/demo", e2e.BINARY]
        self.assertIn("lodash", self.demo("sbom", "--format", "list", tool=tool).stdout)
        shutil.rmtree(self.folder / "clone/examples/demo-image/2-web/srv/web/node_modules/lodash")
        (self.cache / "pratique/demo/making/image").mkdir(parents=True)  # as one that was killed leaves it
        self.assertNotIn("lodash", self.demo("sbom", "--format", "list", tool=tool).stdout)
        self.assertEqual(
            {path.name for path in (self.cache / "pratique/demo").iterdir()}, {"advisories.db", "base-images.db", "image", "lock", "state"}
        )


if __name__ == "__main__":
    e2e.main()
