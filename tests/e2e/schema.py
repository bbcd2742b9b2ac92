#!/usr/bin/env python3
"""Every JSON that the program writes is valid by its schema: ours in docs/api, CycloneDX's in ../shared/corpora/cdx."""

import subprocess
import unittest

import e2e

PYTHON = "/usr/bin/python3"  # Debian's, which python3-jsonschema is for
HAS_VALIDATOR = (
    subprocess.run([PYTHON, "-c", "import jsonschema"], stderr=subprocess.DEVNULL, check=False).returncode == 0
)


@e2e.needs_shared
@unittest.skipUnless(HAS_VALIDATOR, "skipped: python3-jsonschema absent")
class Schemas(e2e.Case):
    def targets(self):
        names = (
            "alpine-minirootfs-3.10.9-x86_64.tar.gz",
            "alpine-minirootfs-3.20.3-x86_64.tar.gz",
            "busybox-musl-amd64.tar.gz",
            "al9-20231124-almalinux-9-docker-aarch64-micro.tar.xz",
        )
        made = (
            "debian-slim",
            "removed-db",
            "distroless-like",
            "hostile/evil-names",
            "hostile/traversal",
            "hostile/dpkg-garbage",
            "hostile/zip-bomb-jar",
            "java-app",
        )
        return [e2e.SHARED / "images" / name for name in names] + [
            e2e.IMAGES / name for name in made if (e2e.IMAGES / name).exists()
        ]

    def check(self, schema, words):
        documents = []
        for number, target in enumerate(self.targets()):
            documents.append(self.folder / f"{number}.json")
            self.run_program(*words, "-o", documents[-1], target, code=e2e.OK, seconds=60)
        self.validate(schema, documents)

    def validate(self, schema, documents):
        done = subprocess.run(
            [PYTHON, e2e.ROOT / "tests/validate_schema", schema, *documents],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout)

    def api(self, name):
        return e2e.ROOT / f"docs/api/{name}.schema.json"

    def test_inventory(self):
        self.check(self.api("inventory"), ["sbom"])

    def test_cves(self):
        self.check(self.api("cves"), ["cves", "--format", "json"])

    def test_quickview(self):
        self.check(self.api("quickview"), ["quickview", "--format", "json"])

    def test_cyclonedx(self):
        schema = next(e2e.unpacked("corpora/cdx").rglob("bom-1.6.schema.json"))
        self.check(schema, ["sbom", "--format", "cyclonedx"])

    def test_spdx(self):
        schemas = list(e2e.unpacked("corpora/spdx-examples").rglob("spdx-schema.json"))
        for number, target in enumerate(self.targets()):
            document = self.folder / f"{number}.json"
            done = self.run_program("sbom", "--format", "spdx", "-o", document, target, code=e2e.OK, seconds=60)
            if schemas:
                self.validate(schemas[0], [document])
            del done

    def test_database_commands(self):
        for name, words in (
            ("db-status", ["db", "status", "--format", "json"]),
            ("db-search", ["db", "search", "--format", "json", "openssl"]),
        ):
            document = self.folder / f"{name}.json"
            self.run_program(*words, "-o", document, code=e2e.OK)
            if self.api(name).exists():
                self.validate(self.api(name), [document])


if __name__ == "__main__":
    e2e.main()
