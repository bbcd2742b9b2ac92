#!/usr/bin/env python3
"""Environments: images are recorded, listed, found, removed, and judged and compared as they were recorded."""

import json
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attested
import e2e
import images
import schema
from judging_cases import FILLERS, below


class Environment(e2e.Case):
    @classmethod
    def setUpClass(cls):
        cls.feeds = Path(tempfile.mkdtemp(prefix="pratique-environment-"))
        cls.addClassCleanup(shutil.rmtree, cls.feeds, ignore_errors=True)
        (cls.feeds / "osv").mkdir()
        records = [below("CVE-2026-1001", "npm", "left-pad", "1.3.0")]
        records += [below(f"X-{number}", "npm", f"filler-{number}", "1.0.0") for number in range(FILLERS)]
        for record in records:
            (cls.feeds / "osv" / f"{record['id']}.json").write_text(json.dumps(record))
        cls.database = cls.feeds / "cases.db"
        done = e2e.run("db", "build", "--feeds", cls.feeds, "-o", cls.database)
        assert done.code == e2e.OK, done

    def setUp(self):
        super().setUp()
        self.env = {"PRATIQUE_DB": str(self.database), "XDG_DATA_HOME": str(self.folder / "data")}

    def image(self, name, version, ref):
        layout = attested.Layout(self.folder / name)
        layout.built([images.tar(images.npm("left-pad", version))], lambda digest: [], ref=ref)
        layout.write()
        return name

    def go(self, *words, code=e2e.OK):
        return self.run_program(*words, env=self.env, code=code)

    def running(self, *words):
        return [(one["environment"], one["name"].split("/")[-1]) for one in self.go("environment", "--json", *words).json()["images"]]

    def test_recorded_listed_removed(self):
        self.image("one", "1.0.0", "example/app:1")
        self.image("two", "1.3.0", "example/app:2")
        self.assertIn("Recorded", self.go("environment", "production", "one").errors)
        self.assertIn("already", self.go("environment", "production", "one").errors)
        self.go("env", "production", "two")
        self.assertEqual(self.running("production"), [("production", "app:1"), ("production", "app:2")])
        self.go("environment", "--remove", "production", "example/app:1")
        self.assertEqual(self.running("production"), [("production", "app:2")])
        self.assertEqual(self.running("--history", "production"), [("production", "app:1"), ("production", "app:2")])
        self.go("environment", "--remove", "production", "example/app:1", code=e2e.FAILED)
        all_of_them = self.go("environment", "--json").json()["environments"]
        self.assertEqual([(one["name"], one["images"]) for one in all_of_them], [("production", 1)])

    def test_the_next_version_takes_the_place_of_the_last(self):
        self.image("one", "1.0.0", "example/app:1")
        self.image("two", "1.3.0", "example/app:2")
        self.go("environment", "production", "one")
        self.go("environment", "--replace", "production", "two")
        self.assertEqual(self.running("production"), [("production", "app:2")])

    def test_where_it_runs(self):
        self.image("one", "1.0.0", "example/app:1")
        for name in ("staging", "production"):
            self.go("environment", name, "one")
        self.assertEqual(self.running("--where", "example/app:1"), [("production", "app:1"), ("staging", "app:1")])
        digest = self.go("environment", "--json", "production").json()["images"][0]["digest"]
        self.assertEqual(len(self.running("--where", digest[:20])), 2)
        self.assertEqual(self.running("--where", "example/other"), [])

    def test_what_was_recorded_is_judged_without_the_image(self):
        self.image("one", "1.0.0", "example/app:1")
        before = self.go("cves", "--format", "json", "one").json()
        self.go("environment", "production", "one")
        shutil.rmtree(self.folder / "one")
        for words in (("example/app:1",), ("example/app",), ()):
            after = self.go("cves", "--env", "production", "--format", "json", *words).json()
            self.assertEqual(after["findings"], before["findings"])
        self.go("cves", "-e", "--env", "production", code=e2e.GATE_FAILED)
        for command in ("quickview", "sbom", "licenses"):
            self.go(command, "--env", "production")

    def test_compared_with_what_runs(self):
        self.image("one", "1.0.0", "example/app:1")
        self.image("two", "1.3.0", "example/app:2")
        self.go("environment", "production", "one")
        document = self.go("compare", "--to-env", "production", "--format", "json", "two").json()
        self.assertEqual([one["id"] for one in document["lost"]], ["CVE-2026-1001"])
        document = self.go("compare", "--env", "production", "--to", "two", "--format", "json").json()
        self.assertEqual([one["id"] for one in document["gained"]], ["CVE-2026-1001"])

    def test_several_are_not_one(self):
        self.image("one", "1.0.0", "example/app:1")
        self.image("two", "1.3.0", "example/app:2")
        for name in ("one", "two"):
            self.go("environment", "production", name)
        self.assertIn("app:2", self.go("quickview", "--env", "production", code=e2e.BAD_USAGE).errors)
        self.assertIn("CVE-2026-1001", self.go("cves", "--env", "production", "example/app:1").text)

    def test_the_vulnerabilities_of_all_that_runs(self):
        self.image("one", "1.0.0", "example/app:1")
        self.image("two", "1.3.0", "example/app:2")
        for name in ("two", "one"):
            self.go("environment", "production", name)
        text = self.go("cves", "--env", "production").text
        _, first, second = text.split("## Overview")
        self.assertIn("CVE-2026-1001", first)
        self.assertNotIn("CVE-2026-1001", second)
        self.go("cves", "-e", "--env", "production", code=e2e.GATE_FAILED)
        self.go("cves", "--env", "production", "--format", "markdown")
        self.assertIn("one image", self.go("cves", "--env", "production", "--format", "json", code=e2e.BAD_USAGE).errors)

    def test_two_at_once_lose_nothing(self):
        names = [self.image(f"i{number}", f"1.0.{number}", f"example/app{number}:1") for number in range(6)]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda name: self.go("environment", "production", name), names))
        self.assertEqual(len(self.running("production")), 6)

    def test_forms_and_wrong_words(self):
        self.image("one", "1.0.0", "example/app:1")
        self.go("environment", code=e2e.FAILED)
        self.go("environment", "production", "one")
        self.assertIn("production", self.go("environment").text)
        self.assertIn("example/app:1", self.go("environment", "production").text)
        for words, code in (
            (("environment", "a b", "one"), e2e.BAD_USAGE),
            (("environment", "--remove"), e2e.BAD_USAGE),
            (("environment", "--remove", "--where", "x"), e2e.BAD_USAGE),
            (("environment", "production", "missing"), e2e.FAILED),
            (("cves", "--env", "nowhere"), e2e.FAILED),
            (("cves", "--env", "production", "example/other"), e2e.FAILED),
            (("compare", "--to-env", "nowhere", "one"), e2e.FAILED),
        ):
            with self.subTest(words):
                self.assertEqual(self.go(*words, code=code).out, b"")
        (self.folder / "other.db").write_text("x" * 5000)
        self.env["PRATIQUE_ENVIRONMENTS"] = str(self.folder / "other.db")
        self.assertIn("other.db", self.go("environment", "production", "one", code=e2e.FAILED).errors)
        if schema.HAS_VALIDATOR:
            del self.env["PRATIQUE_ENVIRONMENTS"]
            for name, words in (("environments", ()), ("environment-images", ("production",))):
                file = self.folder / f"{name}.json"
                file.write_bytes(self.go("environment", "--json", *words).out)
                schema.validate(self, e2e.ROOT / f"docs/api/{name}.schema.json", [file])


if __name__ == "__main__":
    e2e.main()
