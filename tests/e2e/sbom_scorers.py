#!/usr/bin/env python3
"""What scorers that are not ours say of the SBOMs of images: ntia-conformance-checker (SPDX) and ossbomer (both formats). The figures
are in docs/sbom-score.md."""

import json
import subprocess
import unittest

import e2e
import sbom_formats

BIN = sbom_formats.PYTHON.parent
OSSBOMER, CHECKER = BIN / "ossbomer", BIN / "ntia-checker"
SPDX = {"spdx": "spdx2", "spdx-3": "spdx3"}


@unittest.skipUnless(OSSBOMER.exists() and CHECKER.exists(), "skipped: ossbomer, ntia-conformance-checker absent (tools/test-python)")
class Scorers(sbom_formats.Rich):
    def ossbomer(self, path, profile):
        command = [OSSBOMER, "validate", "--profile", profile, "--file", path, "--format", "json"]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
        return json.loads(done.stdout)["results"][0]

    def test_the_minimum_elements_by_ossbomer(self):
        """Of the documents that the unit tests compare with: it takes minutes for an image of some hundred packages. Its SPDX 3
        reader does not follow references to suppliers and relationships: left out."""
        for form in ("cdx.json", "spdx.json"):
            with self.subTest(form):
                found = self.ossbomer(e2e.ROOT / f"src/sbom/testdata/small-image.want.{form}", "ntia-min-elements")
                self.assertEqual(found["verdict"], "PASS")

    def test_the_minimum_elements_by_the_checker(self):
        for form, path in self.written(self.image, list(SPDX)).items():
            with self.subTest(form):
                done = subprocess.run([CHECKER, "--sbom-spec", SPDX[form], path], stdout=subprocess.PIPE, text=True, check=False)
                self.assertIn("Conformant: True", done.stdout)


if __name__ == "__main__":
    e2e.main()
