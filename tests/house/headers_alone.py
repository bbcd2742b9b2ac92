#!/usr/bin/env python3
"""Each header of src/ compiles by itself: its own .cc includes it before anything else, or, where it has none, the build has
compiled it in a file of one line (CMakeLists.txt). Counts them, so that none was left out."""
import pathlib
import re
import sys

from source import ROOT, read

INCLUDE = re.compile(r'^\s*#\s*include\s+(\S+)', re.MULTILINE)


def first_include(text):
    found = INCLUDE.search(text)
    return found[1] if found else None


def main():
    lines = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").split("\n")
    built = {pathlib.Path(line) for line in lines if line}
    headers = sorted(path.relative_to(ROOT / "src") for path in (ROOT / "src").rglob("*.h"))
    wrong, alone = [], 0
    for header in headers:
        own = ROOT / "src" / header.with_suffix(".cc")
        if not own.exists():
            alone += 1
        elif first_include(read(own.relative_to(ROOT))) != f'"{header}"':
            wrong.append(f"{own.relative_to(ROOT)}: its first #include is not its own header")
    wrong += [f"not built: {path.name}; run: cmake --build BUILD --target headers_alone" for path in sorted(built) if not path.exists()]
    if len(built) != alone:
        wrong.append(f"{alone} headers have no .cc of their own, {len(built)} were built; run cmake again")
    print(f"{len(headers)} headers: {len(headers) - alone} by their own .cc, {alone} alone")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
