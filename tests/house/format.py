#!/usr/bin/env python3
"""Every C++ file is as clang-format 19 leaves it (.clang-format). Exits with 77, "skipped", where that tool is not installed."""
import shutil
import subprocess
import sys

from source import ROOT, code_files

MOST_SHOWN = 40


def main():
    tool = shutil.which("clang-format-19")
    if tool is None:
        print("skipped: clang-format-19 is not installed")
        return 77
    files = [str(path) for path in code_files()]
    run = subprocess.run([tool, "--dry-run", "-Werror", *files], cwd=ROOT, capture_output=True, text=True, check=False)
    places = sorted({line.split(": error:")[0] for line in run.stderr.splitlines() if ": error:" in line})
    wrong = sorted({place.split(":")[0] for place in places})
    print(f"{len(files)} files, {len(wrong)} of them not formatted; put right by: clang-format-19 -i FILE")
    print("\n".join(wrong[:MOST_SHOWN]))
    return 1 if run.returncode != 0 else 0


if __name__ == "__main__":
    sys.exit(main())
