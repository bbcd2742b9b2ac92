#!/usr/bin/env python3
"""scan(image) == scan(sbom(image)): what is known of an image survives our document and both exchange formats, so that the
findings are the same."""

import unittest

import e2e

FORMATS = ("json", "cyclonedx", "cyclonedx-1.4", "cyclonedx-xml", "spdx", "spdx-2.2", "spdx-tag-value", "spdx-3")


@e2e.needs_shared
class RoundTrip(e2e.Case):
    def check(self, target):
        documents = {form: self.folder / f"document.{form}" for form in FORMATS}
        words = [word for form, file in documents.items() for word in ("--format", f"{form}={file}")]
        self.run_program("sbom", *words, target, code=e2e.OK, seconds=60)
        want = self.run_program("cves", "--format", "json", target, code=e2e.OK, seconds=60).json()
        for form, document in documents.items():
            with self.subTest(f"{target.name} by {form}"):
                got = self.run_program("cves", "--format", "json", document, code=e2e.OK, seconds=60).json()
                self.assertEqual([one["id"] for one in got["findings"]], [one["id"] for one in want["findings"]])
                self.assertEqual(got, want)
                again = {name: self.folder / f"again.{name}" for name in ("json", form)}
                words = [word for name, file in again.items() for word in ("--format", f"{name}={file}")]
                self.run_program("sbom", *words, document, code=e2e.OK, seconds=60)
                for name, file in again.items():  # written again, they are the same documents
                    self.assertEqual(file.read_bytes(), documents[name].read_bytes(), name)
        return want

    def test_alpine(self):
        for version in ("3.10.9", "3.20.3"):  # with advisory data, and without
            self.check(e2e.SHARED / f"images/alpine-minirootfs-{version}-x86_64.tar.gz")

    def test_almalinux(self):
        want = self.check(e2e.SHARED / "images/al9-20231124-almalinux-9-docker-aarch64-micro.tar.xz")
        self.assertGreater(len(want["findings"]), 20)

    @e2e.needs_image("debian-slim")
    def test_debian_slim(self):
        self.check(e2e.IMAGES / "debian-slim")

    @e2e.needs_image("removed-db")
    def test_removed_database(self):
        self.check(e2e.IMAGES / "removed-db")

    def test_images_of_the_benchmark(self):
        """Those of bench/run that are there: tools/test-images does not make them."""
        for name in ("node-app", "java-app"):
            if (e2e.IMAGES / name).exists():
                self.assertGreater(len(self.check(e2e.IMAGES / name)["findings"]), 10)

    @e2e.needs_image("hostile")
    def test_odd_images(self):
        for case in ("evil-names", "zip-bomb-jar", "traversal", "dpkg-garbage"):
            self.check(e2e.IMAGES / "hostile" / case)


if __name__ == "__main__":
    e2e.main()
