#!/usr/bin/env python3
"""Every C++ file is as clang-format 19 leaves it (.clang-format), and in headers a comment stands above the member that it is about,
not behind it. Exits with 77, "skipped", where that tool is not installed."""
import re
import shutil
import subprocess
import sys

from source import ROOT, code_files, read

MOST_SHOWN = 40
BEHIND = re.compile(r"^ {2,}(?!//)\S.*[;{}] +// (?!NOLINT)")


def comments_behind_members(files):
    """Places "FILE:LINE" of indented declarations in headers with a comment behind them; enumerators end otherwise and may have one."""
    return [
        f"{path}:{number}"
        for path in files
        if path.suffix == ".h"
        for number, line in enumerate(read(path).splitlines(), 1)
        if BEHIND.match(line)
    ]


def main():
    behind = comments_behind_members(code_files())
    if behind:
        print("comments behind members; put them above:", *behind[:MOST_SHOWN], sep="\n")
        return 1
    tool = shutil.which("clang-format-19")
    if tool is None:
        print("skipped: clang-format-19 absent")
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
