#!/usr/bin/env python3
"""No file of the project names a folder or a host of the machine that it was written on."""
import re
import subprocess
import sys

from source import ROOT

# Spelt in pieces, so that this file does not name what it looks for.
FOLDER = re.compile(rb"(?<![\w.~-])/" + rb"work/|(?<![\w.~/-])/home/(?!user\b|me\b|USER\b)[a-z]\w*/")
# Private addresses with a port, as package mirrors have: 10/8, 172.16/12, 192.168/16 (RFC 1918).
HOST = re.compile(rb"(?<![\d.])(?:10(?:\.\d{1,3}){3}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|192\.168(?:\.\d{1,3}){2}):\d{2,5}(?!\d)")


def project_files():
    """What git knows or would add; without git, everything but build/ and hidden folders."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, check=False,
    )
    if listed.returncode == 0:
        return sorted(ROOT / name.decode("utf-8", "surrogateescape") for name in listed.stdout.split(b"\0") if name)
    return sorted(
        path for path in ROOT.rglob("*")
        if not any(part == "build" or part.startswith(".") for part in path.relative_to(ROOT).parts)
    )


def main():
    files = [path for path in project_files() if path.is_file()]
    wrong = []
    for path in files:
        content = path.read_bytes()
        for pattern, what in ((FOLDER, "a folder of a machine"), (HOST, "a host of a private network")):
            for match in pattern.finditer(content):
                line = content.count(b"\n", 0, match.start()) + 1
                wrong.append(f"{path.relative_to(ROOT)}:{line}: {what}: {match.group().decode('utf-8', 'replace')}")
    print(f"{len(files)} files")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
