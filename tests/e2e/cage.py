#!/usr/bin/env python3
"""Layers read in the cage and without one: the same documents, a note where there is none, and nothing secret in the process that makes
its children. What a parser that is taken over can do there: tests/cage/rogue.py."""

import platform
import subprocess
import sys
import time
import unittest
from pathlib import Path

import e2e

HERE = Path(__file__).resolve().parent
NOT_CONFINED = "not-confined"


class Cage(e2e.Case):
    def document(self, *words, **how):
        done = e2e.run("sbom", "--format", "json", "--no-cache", *words, **how)
        try:
            document = done.json()
        except ValueError:
            return done, None, [done.code, done.errors]
        notes = [note for note in document["notes"] if note["code"] == NOT_CONFINED]
        document["notes"] = [note for note in document["notes"] if note["code"] != NOT_CONFINED]
        return done, notes, document

    def check_same(self, target):
        caged, notes, document = self.document(target)
        free, told, other = self.document("--no-sandbox", target)
        self.assertEqual(document, other, target)
        self.assertEqual(caged.code, free.code)
        if notes is not None:
            self.assertEqual(notes, [], caged)
            self.assertEqual([(note["incomplete"], "--no-sandbox was given" in note["message"]) for note in told], [(True, True)])

    def demo(self):
        return e2e.demo_image(self.folder / "demo")

    def test_the_demo_image_in_all_forms(self):
        image = self.demo()
        archive, packed = self.folder / "demo.tar", self.folder / "demo.tar.gz"
        subprocess.run(["tar", "-C", image, "-cf", archive, "."], check=True)
        subprocess.run(["tar", "-C", image, "-czf", packed, "."], check=True)
        for target in (image, archive, packed, f"fs://{e2e.ROOT / 'examples'}", f"fs://{packed}"):
            with self.subTest(target=str(target)):
                self.check_same(target)

    @e2e.needs_image("debian-slim.oci.tar")
    def test_all_test_images(self):
        targets = [path for path in sorted(e2e.IMAGES.glob("*.tar")) if ".info" not in path.name]
        targets += sorted((e2e.IMAGES / "hostile").glob("*")) if (e2e.IMAGES / "hostile").is_dir() else []
        targets += [path for path in sorted((e2e.SHARED / "cases/scan").glob("*.tar"))]
        self.assertGreater(len(targets), 8)
        for target in targets:
            with self.subTest(target=target.name):
                self.check_same(target)

    def test_limits_cut_alike(self):
        image = self.demo()
        for limit in ("records=3K", "names=2K", "inflated=20K", "components=5", "memory=20K"):
            with self.subTest(limit=limit):
                _, _, caged = self.document("--limit", limit, image)
                _, _, free = self.document("--no-sandbox", "--limit", limit, image)
                self.assertEqual(caged, free)

    def test_without_a_cage_is_incomplete(self):
        image = self.demo()
        plain = self.run_program("sbom", "--strict", "--no-cache", "--format", "json", image)
        self.assertNotIn(NOT_CONFINED, plain.text)
        by_word = self.run_program("sbom", "--no-sandbox", "--strict", "--no-cache", "--format", "json", image, code=e2e.INCOMPLETE)
        by_variable = self.run_program(
            "sbom", "--strict", "--no-cache", "--format", "json", image, env={"PRATIQUE_NO_SANDBOX": "1"}, code=e2e.INCOMPLETE
        )
        self.assertIn(NOT_CONFINED, by_word.text)
        self.assertIn("PRATIQUE_NO_SANDBOX is set", by_variable.text)

    @unittest.skipIf(platform.machine() not in ("x86_64", "aarch64"), "skipped: no filter for this machine")
    def test_a_kernel_that_refuses_is_told(self):
        image = self.demo()
        refusing = (sys.executable, HERE / "refuse.py")
        _, told, refused = self.document(image, before=refusing)
        _, _, confined = self.document(image)
        self.assertEqual(refused, confined)
        self.assertEqual([note["incomplete"] for note in told], [True])
        self.assertIn("seccomp", told[0]["message"])
        done = e2e.run("sbom", "--strict", "--no-cache", image, before=refusing)
        self.assertEqual(done.code, e2e.INCOMPLETE, done)

    def test_the_process_that_makes_children_knows_no_secret(self):
        secret = "geheim-9f3a"
        env = {"PATH": "/usr/bin", "HOME": str(self.folder), "PRATIQUE_REGISTRY_TOKEN": secret}
        with subprocess.Popen(
            [e2e.BINARY, "sbom", "sbom://", "--ref", secret], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env
        ) as program:
            deadline = time.monotonic() + e2e.max_seconds(20)
            children = []
            while not children and time.monotonic() < deadline:
                children = e2e.family(program.pid)[1:]
                time.sleep(0.05)
            self.assertEqual(len(children), 1)
            time.sleep(0.2)
            for name in ("environ", "cmdline"):
                self.assertIn(secret.encode(), Path(f"/proc/{program.pid}/{name}").read_bytes())
                self.assertNotIn(secret.encode(), Path(f"/proc/{children[0]}/{name}").read_bytes())
            program.stdin.close()
        self.assertFalse(Path(f"/proc/{children[0]}").exists(), "it ends with the program")

    def test_a_program_that_is_killed_leaves_no_process(self):
        with subprocess.Popen([e2e.BINARY, "sbom", "sbom://"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
            deadline = time.monotonic() + e2e.max_seconds(20)
            children = []
            while not children and time.monotonic() < deadline:
                children = e2e.family(program.pid)[1:]
            program.kill()
        while any(Path(f"/proc/{child}/exe").exists() for child in children) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual([child for child in children if Path(f"/proc/{child}/exe").exists()], [])


if __name__ == "__main__":
    e2e.main()
