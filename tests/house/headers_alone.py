#!/usr/bin/env python3
"""The build has compiled each header of src/ in a file of its own (CMakeLists.txt): counts them, so that none was left out."""
import pathlib
import sys

from source import ROOT


def main():
    objects = [pathlib.Path(line) for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").split("\n") if line]
    headers = sorted((ROOT / "src").rglob("*.h"))
    missing = [path for path in objects if not path.exists()]
    print(f"{len(objects) - len(missing)} of {len(headers)} headers compile alone")
    for path in missing:
        print(f"not built: {path.name}; run: cmake --build BUILD --target headers_alone")
    return 1 if missing or len(objects) != len(headers) else 0


if __name__ == "__main__":
    sys.exit(main())
