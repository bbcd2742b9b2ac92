#!/usr/bin/env python3
"""The minimum elements of an SBOM (NTIA, 2021) in every SPDX and CycloneDX document that we write: who supplies, what, which
version, how it is identified, what it belongs to, who wrote the document, and when."""

import json
import subprocess
import unittest

import e2e
import images

PYTHON = e2e.ROOT / "build/python/bin/python"
CHECK = """
import sys
from ntia_conformance_checker import SbomChecker
for path in sys.argv[1:]:
    checked = SbomChecker(path, compliance="ntia")
    if checked.parsing_error or checked.validation_messages or not checked.compliant:
        print(path, checked.parsing_error, [str(one.validation_message) for one in checked.validation_messages][:5])
        for name in ("names", "versions", "identifiers", "suppliers"):
            print(name, getattr(checked, "components_without_" + name)[:5])
"""
CHECKER = PYTHON.exists() and subprocess.run([PYTHON, "-c", "import ntia_conformance_checker"], check=False).returncode == 0
STATUS = (
    b"Package: libold\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\n"
    b"Maintainer: Ada Lovelace <ada@example.org>\nDescription: x\n\n"
    b"Package: libteam\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2\n"
    b"Maintainer: Debian Old Maintainers (x) <team@lists.example.org>\nDescription: x\n\n"
    b"Package: libnone\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3\nDescription: x\n\n"
)
LAYER = images.tar(
    ("etc/os-release", images.OS_RELEASE),
    ("var/lib/dpkg/status", STATUS),
    images.npm("left-pad", "1.3.0"),
    ("app/node_modules/odd/package.json", b'{"name": "odd", "version": "1.0.0", "author": "Grace Hopper (https://example.org)"}'),
    ("srv/requirements.txt", b"six==1.16.0\nrequests\n"),
)


class Documents(e2e.Case):
    def targets(self):
        layout = images.Layout(self.folder / "image")
        layout.image([LAYER])
        yield layout.write()
        yield images.write(self.folder / "root.tar", LAYER)
        yield images.write(self.folder / "tree.tar", images.tar(images.npm("left-pad", "1.3.0")))
        shared = e2e.SHARED / "images/alpine-minirootfs-3.20.3-x86_64.tar.gz"
        yield from (target for target in (shared, e2e.IMAGES / "debian-slim", e2e.IMAGES / "removed-db") if target.exists())

    def documents(self, form):
        for number, target in enumerate(self.targets()):
            path = self.folder / f"{number}.{form}.json"
            self.run_program("sbom", "--format", f"{form}={path}", target, code=e2e.OK)
            yield path

    @unittest.skipUnless(CHECKER, "skipped: ntia-conformance-checker absent (tools/test-python)")
    def test_spdx_by_the_checker(self):
        done = subprocess.run(
            [PYTHON, "-c", CHECK, *self.documents("spdx")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False
        )
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_cyclonedx(self):
        for path in self.documents("cyclonedx"):
            document = json.loads(path.read_text())
            metadata, components = document["metadata"], document["components"]
            with self.subTest(path.name):
                self.assertRegex(metadata["timestamp"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
                (tool,) = metadata["tools"]["components"]
                self.assertEqual(tool["name"], "pratique")
                self.assertRegex(tool["version"], r"^\d+\.\d+\.\d+")
                self.assertTrue(metadata["authors"][0]["name"])
                for one in [metadata["component"], *components]:
                    self.assertTrue(one["name"] and one["supplier"]["name"] and one["bom-ref"], one)
                    if "@" in one.get("purl", "@").split("?")[0].replace("/%40", ""):
                        self.assertTrue(one["version"], one)
                held = document["dependencies"][0]
                self.assertEqual(held["ref"], metadata["component"]["bom-ref"])
                self.assertEqual(sorted(held.get("dependsOn", [])), sorted(one["bom-ref"] for one in components))
                self.assertEqual(len(set(one["bom-ref"] for one in components)), len(components))

    def test_persons_are_persons(self):
        target = next(self.targets())
        spdx = self.run_program("sbom", "--format", "spdx", target, code=e2e.OK).json()
        suppliers = {one["name"]: one["supplier"] for one in spdx["packages"]}
        self.assertEqual(suppliers["libold"], "Person: Ada Lovelace (ada@example.org)")
        self.assertEqual(suppliers["libteam"], "Organization: Debian Old Maintainers [x] (team@lists.example.org)")
        self.assertEqual(suppliers["libnone"], "Organization: debian")
        self.assertEqual(suppliers["left-pad"], "Organization: unknown")
        cyclonedx = self.run_program("sbom", "--format", "cyclonedx", target, code=e2e.OK).json()
        libold = next(one for one in cyclonedx["components"] if one["name"] == "libold")
        self.assertEqual(libold["authors"], [{"name": "Ada Lovelace", "email": "ada@example.org"}])
        self.assertEqual(libold["publisher"], "Ada Lovelace")

    def test_time_is_given_or_the_images_or_none(self):
        target = next(self.targets())
        times = {None: "1970-01-01T00:00:00Z", "0": "1970-01-01T00:00:00Z", "1700000000": "2023-11-14T22:13:20Z"}
        for epoch, time in times.items():
            how = {"env": {"SOURCE_DATE_EPOCH": epoch}, "code": e2e.OK}
            with self.subTest(epoch):
                spdx = self.run_program("sbom", "--format", "spdx", target, **how).json()
                self.assertEqual(spdx["creationInfo"]["created"], time)
                self.assertRegex(spdx["creationInfo"]["creators"][0], r"^Tool: pratique-\d")
                cyclonedx = self.run_program("sbom", "--format", "cyclonedx", target, **how).json()
                self.assertEqual(cyclonedx["metadata"]["timestamp"], time)
        for epoch in ("yesterday", "-1", "1e9", "99999999999999999999"):
            self.run_program("sbom", target, env={"SOURCE_DATE_EPOCH": epoch}, code=e2e.BAD_USAGE)


if __name__ == "__main__":
    e2e.main()
