#!/usr/bin/env python3
"""An address space in which a command cannot end: one line that says so, exit code 1, never a signal; and what it does write
is the same as with memory enough, since a file that is left out for lack of memory would make packages look clean."""

import json
import unittest

import bombs
import e2e

# 127: the loader had no room for the libraries.
ENDS = (e2e.OK, e2e.FAILED, 127)
MEGABYTES = (*range(40, 140, 10), 160, 200, 240, 280, 320, 2000)


@unittest.skipIf(e2e.SANITIZED, "skipped: a sanitizer reserves more addresses than any limit leaves")
class LittleMemory(e2e.Case):
    def squeezed(self, *words, check=lambda done: None, **how):
        """Runs it in less and less memory; `check` looks at the runs that end well. Some of them must, and some not."""
        codes = set()
        for megabytes in MEGABYTES:
            with self.subTest(megabytes=megabytes):
                done = e2e.run(*words, before=("prlimit", f"--as={megabytes << 20}"), cwd=self.folder, **how)
                self.assertIn(done.code, ENDS, done)
                if done.code == e2e.FAILED:
                    said = [line for line in done.errors.splitlines() if not line.startswith("    ")]
                    self.assertEqual(len(said), 1, done)
                if done.code == e2e.OK:
                    check(done)
                codes.add(done.code)
        self.assertLessEqual({e2e.OK, e2e.FAILED}, codes)

    def image(self, *layers):
        for name, data in bombs.oci_files(layers).items():
            (self.folder / "image" / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / "image" / name).write_bytes(data)
        return f"oci-dir://{self.folder}/image"

    def layer(self, number, size):
        layer = bombs.Layer(bombs.random.Random(number))
        name, data = bombs.package_lock(bombs.random.Random(number), size)
        layer.add(bombs.file(f"a{number}/{name}", data))
        return layer

    def feeds(self, packs, records):
        """Packs of advisories for packages p0, p1 … of npm."""
        events = [{"introduced": "0"}, {"fixed": "9.0.0"}]
        for pack in range(packs):
            folder = self.folder / f"feeds/pack{pack}"
            folder.mkdir(parents=True)
            with open(folder / "all.jsonl", "w") as out:
                for number in range(records):
                    package = {"ecosystem": "npm", "name": f"p{number}"}
                    affected = {"package": package, "ranges": [{"type": "SEMVER", "events": events}]}
                    name = f"OSV-{pack}-{number}"
                    one = {"id": name, "modified": "2026-08-01T00:00:00Z", "affected": [affected], "details": name * 20}
                    out.write(json.dumps(one) + "\n")
        return self.folder / "feeds"

    def database(self, feeds):
        database = self.folder / "whole.db"
        self.run_program("db", "build", "--feeds", feeds, "-o", database, code=e2e.OK)
        return database

    def test_scan(self):
        self.squeezed("sbom", self.image(*[self.layer(number, 1 << 20) for number in range(4)]))

    def test_db_build(self):
        feeds, made = self.feeds(4, 3000), self.folder / "made.db"
        whole = self.database(feeds).read_bytes()

        def check(done):
            self.assertEqual(made.read_bytes() == whole, True, f"another database: {done}")
            made.unlink()

        self.squeezed("db", "build", "--feeds", feeds, "-o", made, check=check)
        self.assertEqual([path.name for path in self.folder.glob("*.building-*")], [])

    def test_cves(self):
        database = self.database(self.feeds(1, 5000))
        lock = {f"node_modules/p{number}": {"version": "1.0.0"} for number in range(5000)}
        layer = bombs.Layer(bombs.random.Random(1))
        layer.add(bombs.file("app/package-lock.json", json.dumps({"lockfileVersion": 3, "packages": lock}).encode()))
        words = ("cves", "--format", "json", self.image(layer))
        whole = self.run_program(*words, env={"PRATIQUE_DB": str(database)}, code=e2e.OK).out
        self.assertEqual(len(json.loads(whole)["findings"]), 5000)

        def check(done):
            self.assertEqual(done.out == whole, True, f"another document: {done}")

        self.squeezed(*words, env={"PRATIQUE_DB": str(database)}, check=check)


if __name__ == "__main__":
    e2e.main()
