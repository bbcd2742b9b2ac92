#!/usr/bin/env python3
"""The documents of the specifications, by `sbom convert`: what their authors call valid is read, and what is written of it is
valid; what they call invalid is refused with the line and the reason."""

import collections
import json
import re
import unittest
from concurrent.futures import ThreadPoolExecutor

import e2e
import sbom_formats

WRITTEN = ("cyclonedx-1.4", "cyclonedx", "cyclonedx-1.7", "cyclonedx-xml", "spdx", "spdx-2.2", "spdx-tag-value", "spdx-3")
VALID, INVALID = "valid-", ".*invalid-"
ENDINGS = (".json", ".xml", ".textproto")
REASON = re.compile(r"^pratique: \S+: (?:.* )?(?:at )?line \d+[:,] \S.*|^pratique: \S+:\d+: \S.*")
# docs/sbom.md has this table.
WANTED = {
    "1.0": (2, 0),
    "1.1": (12, 17),
    "1.2": (45, 44),
    "1.3": (81, 46),
    "1.4": (88, 46),
    "1.5": (109, 46),
    "1.6": (136, 54),
    "1.7": (184, 62),
    "ext": (2, 1),
}


def some_of(outs, number):
    """Two of the forms, others for each document: a validator takes some forty milliseconds for one."""
    paths = list(outs)
    return [paths[number % len(paths)], paths[(number + 3) % len(paths)]]


def parallel(function, items):
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(function, items))


@e2e.needs_shared
class CycloneDx(e2e.Case):
    def documents(self, name):
        folder = next(e2e.unpacked("corpora/cdx").glob("*/tools/src/test/resources"))
        return sorted(one for one in folder.rglob("*") if one.suffix in ENDINGS and re.match(name, one.name))

    def test_the_table(self):
        found = collections.defaultdict(lambda: [0, 0])
        for column, name in enumerate((VALID, INVALID)):
            for one in self.documents(name):
                found[one.parent.name][column] += 1
        self.assertEqual({version: tuple(row) for version, row in found.items()}, WANTED)
        self.assertEqual(sum(sum(row) for row in WANTED.values()), 975)

    def test_the_valid_are_read(self):
        def convert(number_and_path):
            number, path = number_and_path
            outs = {form: self.folder / f"{number}.{form}{'.xml' if 'xml' in form else ''}" for form in WRITTEN}
            words = [word for form, out in outs.items() for word in ("--format", f"{form}={out}")]
            return number, path, outs, self.run_program("sbom", "convert", path, *words)

        written = []
        for number, path, outs, done in parallel(convert, enumerate(self.documents(VALID))):
            with self.subTest(f"{path.parent.name}/{path.name}"):
                self.assertEqual(done.code, e2e.OK, done)
                written += some_of(outs.values(), number)
        if sbom_formats.validator_lacks() == "":
            self.assertEqual(sbom_formats.defects_of(*written), "")

    def test_the_invalid_are_refused_with_line_and_reason(self):
        def convert(path):
            return path, self.run_program("sbom", "convert", path, "--format", "json")

        for path, done in parallel(convert, self.documents(INVALID)):
            with self.subTest(f"{path.parent.name}/{path.name}"):
                self.assertEqual(done.code, e2e.FAILED, done)
                self.assertEqual(done.out, b"")
                self.assertRegex(done.errors.splitlines()[0], REASON)

    def test_with_lenient_most_of_them_are_read(self):
        """For a defect in one corner says nothing of the packages in all others."""
        counts = collections.Counter(
            code for code in parallel(lambda path: self.run_program("sbom", "convert", "--lenient", path).code, self.documents(INVALID))
        )
        self.assertGreater(counts[e2e.OK], 250, counts)
        self.assertEqual(set(counts) - {e2e.OK, e2e.FAILED}, set())


@e2e.needs_shared
class Examples(e2e.Case):
    def check(self, pack, endings, least, without):
        found = e2e.unpacked(f"corpora/{pack}").rglob("*")
        paths = sorted(one for one in found if one.name.endswith(endings) and one.name not in without)
        self.assertGreaterEqual(len(paths), least)
        written = []
        for number, path in enumerate(paths):
            with self.subTest(path.name):
                outs = [self.folder / f"{number}.{form}{'.xml' if 'xml' in form else ''}" for form in WRITTEN]
                words = [word for form, out in zip(WRITTEN, outs) for word in ("--format", f"{form}={out}")]
                native = self.folder / f"{number}.native"
                self.run_program("sbom", "convert", path, *words, "--format", f"json={native}", code=e2e.OK)
                for out in outs:  # nothing is lost on the way back
                    again = self.run_program("sbom", "convert", out, "--format", "json", code=e2e.OK)
                    self.assertEqual(again.out, native.read_bytes(), out.name)
                written += outs
        if sbom_formats.validator_lacks() == "":
            self.assertEqual(sbom_formats.defects_of(*written), "")

    def test_of_spdx(self):
        self.check("spdx-examples", (".json", ".spdx"), 12, {"hello-source.spdx3.json"})

    def test_of_spdx_that_is_cut_off(self):
        """In the pack one is."""
        path = next(e2e.unpacked("corpora/spdx-examples").rglob("hello-source.spdx3.json"))
        self.run_program("sbom", "convert", path, code=e2e.FAILED)

    def test_of_cyclonedx(self):
        def is_bom(path):
            return path.name.endswith(".json") and json.loads(path.read_bytes()).get("bomFormat") == "CycloneDX"

        found = sorted(filter(is_bom, e2e.unpacked("corpora/cdx-examples").rglob("*")))
        self.assertGreater(len(found), 20)
        for path in found:
            with self.subTest(path.name):
                done = self.run_program("sbom", "convert", path, "--format", "json", code=(e2e.OK, e2e.FAILED))
                if done.code == e2e.FAILED:
                    self.assertRegex(done.errors.splitlines()[0], REASON)


if __name__ == "__main__":
    e2e.main()
