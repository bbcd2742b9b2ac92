#!/usr/bin/env python3
"""Builds the advisory database of the tests from ../shared/advisories, or, without these, from examples/advisories; keeps it
while neither the feeds nor the code that reads them have changed."""

import hashlib
import sys

import e2e


FEEDS = e2e.SHARED / "advisories" if e2e.SHARED.exists() else e2e.ROOT / "examples/advisories"


def stamp():
    state = hashlib.sha256()
    for folder in ("src/advisory", "src/version", "src/codec"):
        for path in sorted((e2e.ROOT / folder).rglob("*")):
            if path.suffix in (".cc", ".h"):
                state.update(path.read_bytes())
    for path in sorted(FEEDS.iterdir()):
        state.update(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}".encode())
    return state.hexdigest()


def main():
    e2e.BUILD.mkdir(parents=True, exist_ok=True)
    mark, now = e2e.DATABASE.with_suffix(".stamp"), stamp()
    if e2e.DATABASE.exists() and mark.exists() and mark.read_text() == now:
        return 0
    done = e2e.run("db", "build", env={"PRATIQUE_FEEDS": str(FEEDS)}, timeout=300)
    print(done)
    if done.code == 0:
        mark.write_text(now)
    return done.code


if __name__ == "__main__":
    sys.exit(main())
