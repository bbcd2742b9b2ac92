#!/usr/bin/env python3
"""What to upgrade: plans for projects of every ecosystem, written into their files, which must read as their package managers read
them; what is looked at again has none of it. Advisories are those of examples/."""

import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import e2e
import schema

PROJECTS = {
    "npm": {
        "package.json": '{\n  "name": "app", "version": "1.0.0",\n  "dependencies": {"lodash": "^4.17.11",  "minimist": "1.2.0"}\n}\n',
        "package-lock.json": json.dumps({
            "name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {
                "": {"name": "app", "version": "1.0.0", "dependencies": {"lodash": "^4.17.11", "minimist": "1.2.0"}},
                "node_modules/lodash": {"version": "4.17.11"}, "node_modules/minimist": {"version": "1.2.0"},
            },
        }),
    },
    "pypi": {"requirements.txt": "# web\ndjango==3.2.4  # pinned\r\nrequests[socks]==2.19.1 ; python_version >= '3'\nasgiref>=3\npyyaml==5.3.1\n"},
    "golang": {"go.mod": "module example.com/app\n\ngo 1.21\n\nrequire (\n\tgolang.org/x/net v0.10.0\n\tgolang.org/x/text v0.3.6 // indirect\n)\n"},
    "maven": {
        "pom.xml": '<?xml version="1.0"?>\n<project xmlns="http://maven.apache.org/POM/4.0.0">\n  <modelVersion>4.0.0</modelVersion>\n'
        "  <groupId>com.example</groupId><artifactId>app</artifactId><version>1</version>\n"
        "  <properties><log4j.version>2.14.1</log4j.version></properties>\n  <dependencies>\n"
        "    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>${log4j.version}</version></dependency>\n"
        "    <dependency><groupId>org.yaml</groupId><artifactId>snakeyaml</artifactId><version>1.30</version></dependency>\n"
        "  </dependencies>\n</project>\n"
    },
    "cargo": {
        "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\ntime = { version = "0.2.10", features = ["std"] }   # old\n',
        "Cargo.lock": 'version = 3\n\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["time"]\n\n[[package]]\nname = "time"\nversion = "0.2.10"\n'
        'source = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "' + "0" * 64 + '"\n',
    },
    "gem": {
        "Gemfile": 'source "https://rubygems.org"\n\ngem "actionview", "5.2.1"\n',
        "Gemfile.lock": "GEM\n  remote: https://rubygems.org/\n  specs:\n    actionview (5.2.1)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  actionview (= 5.2.1)\n",
    },
    "composer": {
        "composer.json": '{\n    "require": {\n        "drupal/core": "8.5.0"\n    }\n}\n',
        "composer.lock": json.dumps({"packages": [{"name": "drupal/core", "version": "8.5.0"}], "packages-dev": []}),
    },
}  # fmt: skip
# What was built of them, as an SBOM tells it.
BUILT = [
    "pkg:npm/lodash@4.17.11", "pkg:npm/minimist@1.2.0", "pkg:pypi/django@3.2.4", "pkg:pypi/requests@2.19.1", "pkg:pypi/pyyaml@5.3.1",
    "pkg:golang/golang.org/x/net@v0.10.0", "pkg:golang/golang.org/x/text@v0.3.6", "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
    "pkg:maven/org.yaml/snakeyaml@1.30", "pkg:cargo/time@0.2.10", "pkg:gem/actionview@5.2.1", "pkg:composer/drupal/core@8.5.0",
]  # fmt: skip
# The words that were edited: (file, what stood there, what stands there now).
EDITS = [
    ("npm/package.json", '"minimist": "1.2.0"', '"minimist": "1.2.6"'),
    ("pypi/requirements.txt", "django==3.2.4", "django==3.2.13"),
    ("pypi/requirements.txt", "requests[socks]==2.19.1", "requests[socks]==2.31.0"),
    ("pypi/requirements.txt", "pyyaml==5.3.1", "pyyaml==5.4"),
    ("golang/go.mod", "golang.org/x/net v0.10.0", "golang.org/x/net v0.17.0"),
    ("golang/go.mod", "golang.org/x/text v0.3.6", "golang.org/x/text v0.3.8"),
    ("maven/pom.xml", "<log4j.version>2.14.1<", "<log4j.version>2.17.1<"),
    ("maven/pom.xml", "<version>1.30<", "<version>2.0<"),
    ("gem/Gemfile", '"5.2.1"', '"5.2.2.1"'),
    ("composer/composer.json", '"8.5.0"', '"8.5.1"'),
]


class Fix(e2e.Case):
    @classmethod
    def setUpClass(cls):
        made = Path(tempfile.mkdtemp(prefix="pratique-fix-"))
        cls.addClassCleanup(shutil.rmtree, made)
        cls.env = {"PRATIQUE_DB": str(made / "advisories.db")}
        done = e2e.run("db", "build", "--feeds", e2e.ROOT / "examples/advisories", env=cls.env)
        assert done.code == e2e.OK, done

    def setUp(self):
        super().setUp()
        self.source = self.folder / "source"
        for project, files in PROJECTS.items():
            (self.source / project).mkdir(parents=True)
            for name, text in files.items():
                (self.source / project / name).write_bytes(text.encode())

        components = [{"type": "library", "name": one, "version": one.rpartition("@")[2], "purl": one} for one in BUILT]
        self.built = self.folder / "built.cdx.json"
        self.built.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}))

    def go(self, *words, **how):
        return self.run_program(*words, env=self.env, **how)

    def plan(self, *words, source=None, **how):
        target = f"fs://{source}" if source else self.built
        return self.go("fix", "--format", "json", "--source", source or self.source, *words, target, code=e2e.OK, **how).json()

    def content(self):
        return {path.relative_to(self.source).as_posix(): path.read_bytes().decode() for path in sorted(self.source.rglob("*")) if path.is_file()}

    def test_only_the_versions_change(self):
        before = self.content()
        self.plan("--dry-run")
        self.assertEqual(self.content(), before)
        plan = self.plan("--write")
        self.assertTrue(plan["written"])
        want = dict(before)
        for file, old, new in EDITS:
            self.assertIn(old, want[file])
            want[file] = want[file].replace(old, new)
        self.assertEqual(self.content(), want)

    def test_the_diff_is_what_patch_makes_of_it(self):
        plan = self.plan()
        diff = "".join(one["diff"] for one in plan["files"])
        patched = self.folder / "patched"
        shutil.copytree(self.source, patched)
        subprocess.run(["patch", "-p1", "--binary", "-s"], cwd=patched, input=diff.encode(), check=True)
        self.plan("--write")
        for path, text in self.content().items():
            self.assertEqual((patched / path).read_bytes().decode(), text, path)

    def test_looked_at_again_nothing_is_left(self):
        """Where the manifest says the versions itself, no lock file has to follow."""
        for _ in range(2):
            self.plan("--write", source=self.source / "pypi")
        left = self.go("cves", "--format", "json", f"fs://{self.source / 'pypi'}", code=e2e.OK).json()
        self.assertEqual((left["findings"], left["packages"]), ([], 3))

    def test_a_range_that_takes_the_fix_needs_the_lock_file_alone(self):
        files = {one["path"]: one for one in self.plan()["files"]}
        told = {one["name"]: (one["reason"], one["remedy"]) for path in ("npm/package.json", "cargo/Cargo.toml") for one in files[path]["refused"]}
        self.assertEqual(told["lodash"], ("allowed", "update the lock file: `npm update lodash`"))
        self.assertEqual(told["time"], ("allowed", "update the lock file: `cargo update -p time`"))
        raised = {one["path"]: one for one in self.plan("--raise-floors")["files"]}
        self.assertIn('"^4.17.21"', raised["npm/package.json"]["diff"])
        self.assertIn('version = "0.2.23"', raised["cargo/Cargo.toml"]["diff"])

    def test_package_managers_read_what_was_written(self):
        self.plan("--write")
        readers = [
            ("go", ["go", "mod", "edit", "-json"], "golang"),
            ("cargo", ["cargo", "read-manifest", "--offline"], "cargo"),
            ("npm", ["npm", "pkg", "get", "dependencies"], "npm"),
        ]
        (self.source / "cargo/src").mkdir()
        (self.source / "cargo/src/lib.rs").write_text("")
        read = 0
        for tool, command, project in readers:
            if shutil.which(tool):
                done = subprocess.run(command, cwd=self.source / project, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                self.assertEqual(done.returncode, 0, (command, done.stderr))
                read += 1
        self.assertGreater(read, 0)

    def test_the_plan_says_why(self):
        plan = self.plan()
        moves = {one["name"]: one for one in plan["moves"]}
        self.assertEqual(moves["org.yaml:snakeyaml"]["crosses_major"], True)
        self.assertEqual(moves["lodash"]["cleared"], ["CVE-2019-10744", "CVE-2020-8203", "CVE-2021-23337"])
        self.assertEqual(plan["chosen"], plan["cleared"])
        text = self.go("fix", "--no-base", "--only-package", "snakeyaml", self.built, code=e2e.OK).text
        for words in ("snakeyaml 1.30 → 2.0", "another major version", "1 of 1 vulnerabilities"):
            self.assertIn(words, text)
        self.assertNotIn("lodash", text)

    def test_filters_choose(self):
        plan = self.plan("--only-package-type", "npm")
        self.assertEqual({one["type"] for one in plan["moves"]}, {"npm"})
        self.assertEqual([one["path"] for one in plan["files"]], ["npm/package.json"])

    def test_what_comes_with_others(self):
        """By a mirror's word the direct dependency moves; without one, nothing is guessed."""
        project = self.folder / "carried"
        project.mkdir()
        declared = {"name": "app", "version": "1.0.0", "dependencies": {"carrier": "1.0.0"}}
        (project / "package.json").write_text(json.dumps(declared, indent=2))
        lock = {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {
            "": declared, "node_modules/carrier": {"version": "1.0.0", "dependencies": {"minimist": "1.2.0"}}, "node_modules/minimist": {"version": "1.2.0"}}}  # fmt: skip
        (project / "package-lock.json").write_text(json.dumps(lock))
        plan = self.plan(source=project)
        self.assertEqual((plan["moves"], plan["files"]), ([], []))
        self.assertIn("no registry metadata", plan["upgrades"][0]["carrier"]["why"])
        held = self.plan("--hold-transitive", source=project)
        self.assertIn('+  "overrides"', held["files"][0]["diff"])
        mirror = self.folder / "mirror"
        mirror.mkdir()
        versions = {version: {"dependencies": {"minimist": wants}} for version, wants in (("1.0.0", "1.2.0"), ("1.1.0", "^1.2.0"), ("2.0.0", "^1.2.6"))}
        (mirror / "carrier").write_text(json.dumps({"name": "carrier", "versions": versions}))
        (mirror / "minimist").write_text(json.dumps({"name": "minimist", "versions": {"1.2.0": {}, "1.2.6": {}, "1.2.8": {}}}))
        plan = self.plan("--registry-metadata", f"npm={mirror}", source=project)
        self.assertEqual([(one["name"], one["to"]) for one in plan["moves"]], [("carrier", "1.1.0")])
        self.assertIn('+    "carrier": "1.1.0"', plan["files"][0]["diff"])

    def test_bad_words(self):
        target = f"fs://{self.source}"
        for words, said in (
            (["--write"], "need --source"),
            (["--write", "--dry-run", "--source", self.source], "exclude each other"),
            (["--source", self.folder / "none"], "no such folder"),
            (["--registry-metadata", "npm"], "give TYPE=PLACE"),
            (["--registry-metadata", "nmp=/tmp"], "no registry is read for"),
            (["--registry-metadata", "npm=/none/such"], "no such folder"),
        ):
            with self.subTest(words):
                done = self.go("fix", *words, target)
                self.assertIn(done.code, (e2e.BAD_USAGE, e2e.FAILED))
                self.assertIn(said, done.errors)

    def test_a_file_that_cannot_be_read_is_told_and_the_others_are_edited(self):
        (self.source / "npm/package.json").write_text('{"dependencies": {"lodash": ')
        plan = self.plan("--write")
        files = {one["path"]: one for one in plan["files"]}
        self.assertIn("error", files["npm/package.json"])
        self.assertIn("django==3.2.13", (self.source / "pypi/requirements.txt").read_text())

    @unittest.skipUnless(schema.HAS_VALIDATOR, "skipped: python3-jsonschema absent")
    def test_the_document_is_valid(self):
        document = self.folder / "fix.json"
        self.go("fix", "--format", f"json={document}", "--source", self.source, self.built, code=e2e.OK)
        schema.validate(self, e2e.ROOT / "docs/api/fix.schema.json", [document])


if __name__ == "__main__":
    e2e.main()
