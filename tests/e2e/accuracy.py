#!/usr/bin/env python3
"""bench/accuracy: its quick parts run and pass, so that it does not rot; the rest is measured by hand (docs/accuracy.md)."""

import importlib.util
import os
import subprocess
import unittest

import e2e


@e2e.needs_shared
class Accuracy(e2e.Case):
    @unittest.skipUnless(importlib.util.find_spec("yaml"), "Debian's python3-yaml is not installed")
    def test_quick_parts_pass(self):
        env = {**os.environ, "PRATIQUE_BIN": e2e.BINARY, "PRATIQUE_SHARED": str(e2e.SHARED)}
        done = subprocess.run(["/usr/bin/python3", e2e.ROOT / "bench/accuracy", "trivy", "alpine"], env=env, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr[-2000:])
        self.assertIn("(b) Trivy's goldens", done.stdout)

    def test_every_theme_has_its_test(self):
        page = (e2e.ROOT / "docs/accuracy.md").read_text()
        themes = (e2e.HERE / "themes.py").read_text()
        named = {word.strip("`,;") for word in page.split() if word.startswith("`test_sc")}
        written = {line.split("(")[0].removeprefix("    def ") for line in themes.splitlines() if line.startswith("    def test_sc")}
        self.assertEqual(named, written)


if __name__ == "__main__":
    e2e.main()
