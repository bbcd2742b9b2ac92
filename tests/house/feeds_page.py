#!/usr/bin/env python3
"""docs/feeds.md tells what the list of feeds and the tables of tests/feeds say: tools/feeds-page wrote it."""
import subprocess
import sys

from source import ROOT

sys.exit(subprocess.run([sys.executable, "-B", str(ROOT / "tools/feeds-page"), "--check"], check=False).returncode)
