#!/usr/bin/env python3
"""Every JSON that the program writes is valid by its schema: ours in docs/api, CycloneDX's in ../shared/corpora/cdx."""

import json
import subprocess
import unittest

import e2e

PYTHON = "/usr/bin/python3"  # Debian's, which python3-jsonschema is for
HAS_VALIDATOR = (
    subprocess.run([PYTHON, "-c", "import jsonschema"], stderr=subprocess.DEVNULL, check=False).returncode == 0
)


def validate(test, schema, documents, closed=True):
    """`closed`: of our own, every member must be described."""
    own = ["--closed"] if closed and e2e.ROOT / "docs/api" in schema.parents else []
    done = subprocess.run(
        [PYTHON, e2e.ROOT / "tests/validate_schema", *own, schema, *documents],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    test.assertEqual(done.returncode, 0, done.stdout)


@unittest.skipUnless(HAS_VALIDATOR, "skipped: python3-jsonschema absent")
class Schemas(e2e.Case):
    ROOTFS = (
        "alpine-minirootfs-3.10.9-x86_64.tar.gz",
        "alpine-minirootfs-3.20.3-x86_64.tar.gz",
        "busybox-musl-amd64.tar.gz",
        "al9-20231124-almalinux-9-docker-aarch64-micro.tar.xz",
    )
    MADE = (
        "debian-slim",
        "removed-db",
        "distroless-like",
        "java-app",
        "hostile/evil-names",
        "hostile/traversal",
        "hostile/dpkg-garbage",
        "hostile/zip-bomb-jar",
    )

    def targets(self):
        made = [e2e.IMAGES / name for name in self.MADE]
        targets = [e2e.demo_image(self.folder / "demo"), *(e2e.SHARED / "images" / name for name in self.ROOTFS), *made]
        return [target for target in targets if target.exists()]

    def check(self, *words, **schemas):
        """Every target in the formats of `schemas`, each by its schema."""
        documents = {form: [] for form in schemas}
        for number, target in enumerate(self.targets()):
            asked = []
            for form, made in documents.items():
                made.append(self.folder / f"{number}.{form}.json")
                asked += ["--format", f"{form}={made[-1]}"]
            self.run_program(*words, *asked, target, code=e2e.OK, seconds=60)
        for form, schema in schemas.items():
            with self.subTest(form):
                validate(self, schema, documents[form])

    def api(self, name):
        return e2e.ROOT / f"docs/api/{name}.schema.json"

    def test_sbom(self):
        self.check("sbom", json=self.api("inventory"))

    @e2e.needs_shared
    def test_cyclonedx(self):
        schemas = e2e.unpacked("corpora/cdx")
        self.check("sbom", **{f"cyclonedx-1.{minor}": next(schemas.rglob(f"bom-1.{minor}.schema.json")) for minor in (4, 5, 6, 7)})

    def test_cves(self):
        self.check("cves", json=self.api("cves"))

    @e2e.needs_shared
    def test_sarif(self):
        self.check("cves", sarif=next(e2e.unpacked("corpora/sarif").rglob("sarif-schema-2.1.0.json")))

    def test_gitlab(self):
        """GitLab's schema is not at hand: ours says what it demands, and that nothing else is written."""
        documents = []
        for number, target in enumerate(self.targets()):
            documents.append(self.folder / f"{number}.gitlab.json")
            self.run_program("cves", "--format", "gitlab", "-o", documents[-1], target, code=e2e.OK, seconds=60)
            found = json.loads(documents[-1].read_text())["vulnerabilities"]
            self.assertEqual(len({one["id"] for one in found}), len(found), "ids are unique")
        schema = e2e.ROOT / "src/report/testdata/gitlab-15.0.7.schema.json"
        done = subprocess.run([PYTHON, e2e.ROOT / "tests/validate_schema", "--closed", schema, *documents], check=False)
        self.assertEqual(done.returncode, 0)

    def test_quickview(self):
        self.check("quickview", json=self.api("quickview"))

    def test_explain(self):
        self.check("explain", json=self.api("explain"))

    def test_other_commands(self):
        for name, words in (
            ("db-status", ["db", "status", "--format", "json"]),
            ("db-verify", ["db", "verify", "--format", "json"]),
            ("cache-df", ["cache", "df", "--format", "json"]),
            ("cache-prune", ["cache", "prune", "--format", "json"]),
            ("db-diff", ["db", "diff", "--format", "json", e2e.DATABASE, e2e.DATABASE]),
            ("db-search", ["db", "search", "--format", "json", "openssl"]),
            ("db-show", ["db", "show", "--format", "json", "CVE-2022-0778"]),
            ("db-show", ["db", "show", "--format", "json", "cve-2021-44228"]),
            ("version", ["version", "--format", "json"]),
            ("db-build", ["db", "build", "--format", "json", "--feeds", e2e.ROOT / "examples/advisories", "-o", "x.db"]),
        ):
            document = self.folder / f"{name}.json"
            document.write_bytes(self.run_program(*words, code=e2e.OK).out)
            validate(self, self.api(name), [document])


if __name__ == "__main__":
    e2e.main()
