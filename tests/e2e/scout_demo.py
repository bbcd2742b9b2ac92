#!/usr/bin/env python3
"""The demo of Docker Scout's quickstart, with images of our own: from "critical vulnerabilities, root user, base outdated" to green,
on a registry, as a developer would type it. The advisories are those of examples/, and records on packages that do not exist beside
them, so that the database is as large as one that knows an ecosystem: a nought is one here."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import e2e
import peers
import schema

sys.path.insert(0, str(e2e.ROOT / "tools"))
import demo_service  # noqa: E402

PADDED = {"npm": 12_000, "Alpine:v3.14": 2_000, "Alpine:v3.18": 2_000, "Alpine:v3.20": 2_000}


def write_feeds(folder):
    """What the demo is about, and enough else that the database counts as complete for these ecosystems."""
    folder.mkdir()
    for place in ("examples/advisories", "examples/demo-service/advisories"):
        for path in (e2e.ROOT / place).glob("CVE-*.json"):
            shutil.copy(path, folder)
    (folder / "pratique-feed.json").write_text(json.dumps({"complete_for": list(PADDED), "as_of": "2024-12-12"}))
    with (folder / "padding.jsonl").open("w") as out:
        for ecosystem, number in PADDED.items():
            for i in range(number):
                package = {"ecosystem": ecosystem, "name": f"harbour-{i // 2}"}
                ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.0"}]}]
                record = {"id": f"HARBOUR-{ecosystem}-{i}", "modified": "2024-12-11T00:00:00Z", "affected": [{"package": package, "ranges": ranges}]}
                out.write(json.dumps(record) + "\n")


@unittest.skipUnless(peers.DOCKER_REGISTRY and peers.SKOPEO, "skipped: docker-registry or skopeo absent")
@unittest.skipUnless(shutil.which("npm"), "skipped: npm absent")
@e2e.needs_shared
class Demo(e2e.Case):
    @classmethod
    def setUpClass(cls):
        made = Path(tempfile.mkdtemp(prefix="pratique-demo-"))
        cls.addClassCleanup(shutil.rmtree, made)
        cls.registry = peers.Registry()
        cls.addClassCleanup(cls.registry.close)
        write_feeds(made / "feeds")
        cls.env = {
            "PRATIQUE_DB": str(made / "advisories.db"),
            "PRATIQUE_BASE_INDEX": str(made / "bases.db"),
            "PRATIQUE_NO_CACHE": None,
            "XDG_CACHE_HOME": str(made / "cache"),
            "PRATIQUE_ENVIRONMENTS": str(made / "environments.db"),
        }
        done = e2e.run("db", "build", "--feeds", made / "feeds", env=cls.env)
        assert done.code == e2e.OK, done
        cls.bases = demo_service.write_bases(e2e.SHARED, made / "bases")
        cls.push(made / "bases", "3.14-old", "alpine:3.14")
        done = e2e.run("base", "index", "add", cls.name("alpine:3.14"), env=cls.env)
        assert done.code == e2e.OK, done
        # The world moves on.
        for tag in ("3.14", "3.18", "3.20"):
            cls.push(made / "bases", tag, f"alpine:{tag}")
        cls.versions = {one.name: one for one in demo_service.versions(cls.bases)}
        for one in cls.versions.values():
            program = e2e.BINARY if one.user else None
            demo_service.write_version(one, made / one.name, program, cls.registry.host)
            cls.push(made / one.name, one.name, f"service:{one.name}", "--all")
        cls.made = made

    @classmethod
    def push(cls, layout, name, to, *words):
        peers.copy(f"oci:{layout}:{name}", f"docker://{cls.registry.host}/{to}", *words)

    @classmethod
    def name(cls, image):
        return f"{cls.registry.host}/{image}"

    def go(self, *words, **how):
        return self.run_program(*words, env=self.env, **how)

    def view(self, version):
        return self.go("quickview", "--format", "json", self.name(f"service:{version}"), code=e2e.OK).json()

    @staticmethod
    def figures(counts):
        return [counts[one] for one in ("critical", "high", "medium", "low")]

    @staticmethod
    def states(view):
        return {one["name"]: one["state"] for one in view["policies"]}

    def test_v1_fails(self):
        # Nobody looked into other images yet, and a first look fetches none.
        fresh = dict(self.env, XDG_CACHE_HOME=str(self.folder / "cache"))
        first = self.run_program("quickview", "--format", "json", self.name("service:v1"), env=fresh, code=e2e.OK).json()
        self.assertIsNone(first["refreshed"]["vulnerabilities"])
        self.assertIn("pratique recommendations", first["refreshed"]["note"])
        self.go("recommendations", self.name("service:v1"), code=e2e.OK)
        view = self.view("v1")
        self.assertEqual(self.figures(view["vulnerabilities"]), [3, 9, 5, 0])
        self.assertEqual(view["base"]["name"], self.name("alpine:3.14"))
        self.assertEqual(self.figures(view["base"]["vulnerabilities"]), [3, 6, 0, 0])
        self.assertEqual(self.figures(view["refreshed"]["vulnerabilities"]), [0, 0, 0, 0])
        self.assertEqual(view["updated"]["name"], self.name("alpine:3.18"))
        self.assertEqual(self.figures(view["updated"]["vulnerabilities"]), [0, 0, 1, 0])
        states = self.states(view)
        for name in ("fixable-vulnerabilities", "default-non-root-user", "supply-chain-attestations", "no-stale-base-images"):
            self.assertEqual(states[name], "fail", name)
        self.assertEqual(states["approved-base-images"], "pass")
        self.assertIn(view["score"]["grade"], "DEF")

    def test_v1_names_the_vulnerable_package(self):
        done = self.go("cves", "--only-package", "^(express|qs)$", self.name("service:v1"), code=e2e.OK).text
        self.assertRegex(done, r"CVE-2022-24999")
        self.assertIn("4.17.3", done)
        for fixed in ("4.19.2", "4.20.0", "6.7.3"):
            self.assertIn(fixed, done)

    def test_v2_has_no_vulnerable_express(self):
        done = self.go("cves", "--only-package", "^express$", self.name("service:v2"), code=e2e.OK)
        self.assertIn("No vulnerable packages detected", done.text)
        view = self.view("v2")
        self.assertEqual(self.figures(view["vulnerabilities"]), [3, 6, 0, 0])

    def test_v2_recommendations(self):
        advice = self.go("recommendations", "--format", "json", self.name("service:v2"), code=e2e.OK).json()
        self.assertEqual(advice["refresh"]["state"], "newer")
        self.assertEqual(advice["refresh"]["proposal"]["digest"], self.bases["3.14"].digest)
        self.assertEqual([(one["tag"], one["removes"], one["introduces"]) for one in advice["updates"]], [("3.18", 9, 1), ("3.20", 9, 3)])
        text = self.go("recommendations", self.name("service:v2"), code=e2e.OK).text
        for words in ("Refresh base image", "Change base image", f"FROM {self.name('alpine:3.20')}", "Minor OS version update", "-3     -6"):
            self.assertIn(words, text)
        pinned = self.go("recommendations", "--only-update", "--pin", self.name("service:v2"), code=e2e.OK).text
        self.assertIn(f"FROM {self.name('alpine:3.20')}@{self.bases['3.20'].digest}", pinned)
        self.assertNotIn("Refresh base image", pinned)
        asked = self.go("recommendations", "--only-refresh", "--tag", "3.18", "--format", "json", self.name("service:v2"), code=e2e.OK).json()
        self.assertEqual((asked["refresh"]["state"], asked["refresh"]["proposal"]["tag"]), ("newer", "3.18"))
        self.assertNotIn("updates", asked)

    def test_v3_is_green(self):
        done = self.go("quickview", self.name("service:v3"), code=e2e.OK)
        self.assertIn("SBOM obtained from attestation", done.errors)
        self.assertIn("Provenance obtained from attestation", done.errors)
        view = self.view("v3")
        self.assertEqual(self.figures(view["vulnerabilities"]), [0, 0, 3, 0])
        states = self.states(view)
        for name in ("fixable-vulnerabilities", "default-non-root-user", "supply-chain-attestations", "no-stale-base-images", "approved-base-images"):
            self.assertEqual(states[name], "pass", name)
        # Alpine itself is under the GPL in part, which this policy forbids.
        self.assertEqual(states["copyleft-license"], "fail")

    def test_v3_against_v1(self):
        words = ("compare", "--to", self.name("service:v1"), self.name("service:v3"))
        document = self.go(*words, "--format", "json", code=e2e.OK).json()
        moves = {one["name"]: one["change"] for one in document["policies"]}
        for name in ("fixable-vulnerabilities", "default-non-root-user", "supply-chain-attestations", "no-stale-base-images"):
            self.assertEqual(moves[name], "better", name)
        self.assertEqual([one["name"] for one in document["labels"]], ["org.opencontainers.image.revision"])
        self.assertEqual(len(document["lost"]), 17)
        express = next(one for one in document["packages"] if one["name"] == "express")
        self.assertEqual((express["before"], express["after"]), (["4.17.1"], ["4.21.2"]))
        text = self.go(*words, code=e2e.OK).text
        for word in ("alpine:3.14", "alpine:3.20", "↑", "Health score", "provenance"):
            self.assertIn(word, text)
        self.go(*words, "-x", "policy", "--only-policy", "default-non-root-user", code=e2e.OK)
        self.go("compare", "--to", self.name("service:v3"), self.name("service:v1"), "-x", "policy", "--only-policy", "default-non-root-user", code=e2e.GATE_FAILED)
        self.assertNotIn("Policies", self.go(*words, "--hide-policies", code=e2e.OK).text)

    def test_the_fix_of_v1_is_what_v2_and_v3_did(self):
        """Written into a copy of the project, installed by npm, and built on the base that was proposed."""
        source = self.folder / "source"
        shutil.copytree(e2e.ROOT / "examples/demo-service", source, ignore=shutil.ignore_patterns("advisories"))
        dockerfile = (source / "Dockerfile").read_text().replace("alpine:3.14", self.name("alpine:3.14"))
        # A stage that starts from another image of the same repository is left alone.
        other = f"FROM {self.name('alpine:3.18')} AS tools\n"
        (source / "Dockerfile").write_text(other + dockerfile)
        plan = self.go("fix", "--format", "json", "--write", "--pin", "--hold-transitive", "--source", source, self.name("service:v1"), code=e2e.OK).json()
        self.assertEqual((plan["chosen"], plan["cleared"], len(plan["base"]["cleared"])), (17, 17, 9))
        # Of what was looked into, the newest image of the same tag has the fewest.
        self.assertIn(f"FROM {self.name('alpine:3.14')}@{self.bases['3.14'].digest}\n", (source / "Dockerfile").read_text())
        self.assertTrue((source / "Dockerfile").read_text().startswith(other))
        declared = json.loads((source / "package.json").read_text())
        self.assertEqual(declared["dependencies"]["express"], "4.20.0")
        subprocess.run(["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=source, check=True, stdout=subprocess.DEVNULL)
        left = self.go("cves", "--format", "json", f"fs://{source}", code=e2e.OK).json()
        self.assertEqual([one["id"] for one in left["findings"] if one["purl"].startswith("pkg:npm/")], [])

    def test_environments_follow(self):
        self.go("environment", "production", self.name("service:v1"), code=e2e.OK)
        done = self.go("compare", "--to-env", "production", "--format", "json", self.name("service:v3"), code=e2e.OK).json()
        self.assertEqual(len(done["lost"]), 17)

    # What a developer types, one after the other; of the long ones the beginning.
    TRANSCRIPT = (
        ("First look at what is there.", ["quickview", "v1"], 60),
        ("Where express is to blame.", ["cves", "--only-package", "^express$", "v1"], 60),
        ("What to upgrade, and in which files. npm's registry, from a mirror, knows which express brings the fixed packages.", ["fix", "--only-package-type", "npm", "--source", "SOURCE", "--registry-metadata", "npm=MIRROR", "v1"], 40),
        ("express 4.21.2 is in.", ["cves", "--only-package", "^express$", "v2"], 60),
        ("The base image is next.", ["recommendations", "v2"], 80),
        ("On the new base, with a user of its own, built with attestations.", ["quickview", "v3"], 60),
        ("What changed.", ["compare", "--to", "v1", "v3"], 48),
    )  # fmt: skip

    def mirror(self):
        """What npm's registry says of these packages, in short."""
        folder = self.folder / "mirror"
        folder.mkdir()
        express = {
            "4.17.1": ("1.19.0", "0.4.0", "0.1.7", "6.7.0", "0.17.1", "1.14.1"), "4.17.3": ("1.19.2", "0.4.2", "0.1.7", "6.9.7", "0.17.2", "1.14.2"),
            "4.19.2": ("1.20.2", "0.6.0", "0.1.7", "6.11.0", "0.18.0", "1.15.0"), "4.20.0": ("1.20.3", "0.6.0", "0.1.10", "6.11.0", "0.19.0", "1.16.0"),
            "4.21.1": ("1.20.3", "0.7.1", "0.1.10", "6.13.0", "0.19.0", "1.16.2"), "4.21.2": ("1.20.3", "0.7.1", "0.1.12", "6.13.0", "0.19.0", "1.16.2"),
        }  # fmt: skip
        names = ("body-parser", "cookie", "path-to-regexp", "qs", "send", "serve-static")
        packuments = {"express": {version: {"dependencies": dict(zip(names, needs, strict=True))} for version, needs in express.items()}}
        for at, name in enumerate(names):
            packuments[name] = {needs[at]: {} for needs in express.values()}
        for name, versions in packuments.items():
            (folder / name).write_text(json.dumps({"name": name, "versions": versions}))
        return folder

    def test_transcript(self):
        source = self.folder / "source"
        shutil.copytree(e2e.ROOT / "examples/demo-service", source, ignore=shutil.ignore_patterns("advisories"))
        places = {"SOURCE": source, "MIRROR": self.mirror()}
        text = (
            "# The demo: from critical vulnerabilities to green\n\nWritten by the test `e2e.scout_demo`, which builds the images of [`examples/demo-service`](../examples/demo-service/README.md), pushes them to a "
            "registry and types what follows. The advisories are those of `examples/`; the test declares them complete, so that a nought is one.\n"
        )
        for said, words, most in self.TRANSCRIPT:
            typed = [self.name(f"service:{one}") if one in self.versions else one for one in words]
            real = [str(typed_one) for typed_one in typed]
            for word, place in places.items():
                real = [one.replace(word, str(place)) for one in real]
            done = self.go(*real, code=e2e.OK).text.replace(str(source), "SOURCE").replace(str(places["MIRROR"]), "MIRROR")
            lines = [line.rstrip() for line in done.rstrip().splitlines()]
            shown = lines if len(lines) <= most else [*lines[:most], "…"]
            text += f"\n{said}\n\n```text\npratique {' '.join(typed)}\n\n" + "\n".join(shown) + "\n```\n"
        # Which documents a version of this program writes is not what this is about.
        text = re.sub(r"attestation \(sha256:[0-9a-f]{64}", "attestation (sha256:…", text)
        # As long as the registry's name, so that tables stay aligned.
        text = text.replace(self.registry.host, "harbour.example")
        page = e2e.ROOT / "docs/demo-service.md"
        if e2e.updates_goldens():
            page.write_text(text)
        self.assertEqual(page.read_text(), text, "UPDATE_GOLDEN=1 writes it")

    @unittest.skipUnless(schema.HAS_VALIDATOR, "skipped: python3-jsonschema absent")
    def test_documents_are_valid(self):
        image = self.name("service:v1")
        for words, name in (
            (["quickview"], "quickview"),
            (["recommendations"], "recommendations"),
            (["fix"], "fix"),
            (["compare", "--to", self.name("service:v3")], "compare"),
        ):
            document = self.folder / f"{name}.json"
            self.go(*words, "--format", f"json={document}", image, code=e2e.OK)
            with self.subTest(name):
                schema.validate(self, e2e.ROOT / f"docs/api/{name}.schema.json", [document])

    def test_what_nobody_can_say_is_no_advice(self):
        """A base that is not known, none at all, a registry that is gone."""
        refused = self.go("recommendations", self.made / "bases" , "--ref", "3.18", code=e2e.FAILED).errors
        self.assertIn("base image", refused)
        gone = dict(self.env, PRATIQUE_BASE_INDEX=str(self.made / "bases.db"))
        layout = self.folder / "v1"
        demo_service.write_version(self.versions["v1"], layout)
        text = layout.joinpath("index.json").read_text()
        self.assertIn("v1", text)
        registry = peers.Registry()
        registry.close()
        provenance = self.folder / "provenance.json"
        predicate = self.versions["v1"].provenance([{"mediaType": "x", "digest": "sha256:" + "0" * 64, "size": 1}] * 5, registry.host)
        provenance.write_text(json.dumps({"_type": "https://in-toto.io/Statement/v0.1", "predicateType": "https://slsa.dev/provenance/v0.2", "subject": [], "predicate": predicate}))
        done = self.run_program("recommendations", "--format", "json", "--provenance", provenance, layout, env=gone, code=e2e.OK, seconds=120).json()
        self.assertEqual((done["refresh"]["state"], done["updates"]), ("unknown", []))
        self.assertRegex(done["tags_why"], re.escape(registry.host))


if __name__ == "__main__":
    e2e.main()
