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
        """Its SPDX 3 reader does not follow references to suppliers and relationships: left out."""
        for form, path in self.written(self.image, ["cyclonedx", "cyclonedx-1.7", "spdx"]).items():
            with self.subTest(form):
                found = self.ossbomer(path, "ntia-min-elements")
                wrong = [(one["rule_id"], one["message"]) for one in found["findings"] if one["verdict"] != "PASS"]
                self.assertEqual((found["verdict"], wrong), ("PASS", []))

    def test_the_minimum_elements_by_the_checker(self):
        for form, path in self.written(self.image, list(SPDX)).items():
            with self.subTest(form):
                done = subprocess.run([CHECKER, "--sbom-spec", SPDX[form], path], stdout=subprocess.PIPE, text=True, check=False)
                self.assertIn("Conformant: True", done.stdout)


if __name__ == "__main__":
    e2e.main()
