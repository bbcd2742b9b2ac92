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
    def targets(self):
        shared = [e2e.SHARED / "images" / name for name in ("alpine-minirootfs-3.20.3-x86_64.tar.gz",)]
        made = [e2e.IMAGES / name for name in ("debian-slim", "distroless-like")]
        return [self.image, *(one for one in [*shared, *made] if one.exists())]

    def ossbomer(self, path, profile):
        done = subprocess.run(
            [OSSBOMER, "validate", "--profile", profile, "--file", path, "--format", "json"], stdout=subprocess.PIPE, check=False
        )
        return json.loads(done.stdout)

    def test_ntia_by_both(self):
        for target in self.targets():
            paths = self.written(target, ["cyclonedx", "cyclonedx-1.7", "spdx", "spdx-3"])
            for form, path in paths.items():
                with self.subTest(f"{target.name} {form}"):
                    self.assertEqual(self.ossbomer(path, "ntia-min-elements"), {})
                    if form in SPDX:
                        done = subprocess.run([CHECKER, "--sbom-spec", SPDX[form], path], stdout=subprocess.PIPE, text=True, check=False)
                        self.assertIn("Conformant: True", done.stdout)


if __name__ == "__main__":
    e2e.main()
