#!/usr/bin/env python3
"""What a parser that is taken over can do in the cage: nothing. $PRATIQUE_ROGUE is the program's scan with an extractor that tries it, on
files called rogue/WHAT. The scan goes on, names the file, and reads all else."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "e2e")]
import bombs
import e2e

ROGUE = os.environ["PRATIQUE_ROGUE"]

NOT_ALLOWED = "tried what is not allowed there"
# What is tried, and how the report calls the end.
ENDS = {
    "open": NOT_ALLOWED,
    "read": NOT_ALLOWED,
    "connect": NOT_ALLOWED,
    "pair": NOT_ALLOWED,
    "fork": NOT_ALLOWED,
    "vfork": NOT_ALLOWED,
    "clone": NOT_ALLOWED,
    "exec": NOT_ALLOWED,
    "ptrace": NOT_ALLOWED,
    "kill": NOT_ALLOWED,
    "kill-all": NOT_ALLOWED,
    "tgkill": NOT_ALLOWED,
    "code": NOT_ALLOWED,
    "ring": NOT_ALLOWED,
    "memory": "ran out of memory",
    # By the processor's time, or, where the machine has none to give, by the clock.
    "loop": r"took too much time|made no way",
    "wait": "made no way",
    "abort": "signal 6",
    "crash": "signal 11",
    "stack": "signal 11",
    "throw": "ended by an exception",
    "exit": "ended by itself",
    "garbage": "said what makes no sense",
    "close": ".",
    "endless": "said what makes no sense",
    "huge": "larger than what it has charged",
    "nonsense": "cannot be read",
    "free": "said what makes no sense",
    "hold": "said what makes no sense",
}
HARMLESS = ("threads", "print")
# A sanitizer looks at its own process when something ends it, reserves all memory, and has its own word for a crash.
OTHERWISE_SANITIZED = {"read", "pair", "code", "ring", "memory", "abort", "crash", "stack", "tgkill"}

GOOD = ("pkg:npm/good@1.0.0", "pkg:npm/below@2.0.0")


def processes():
    """Command names of all processes that there are, zombies too."""
    names = []
    for status in Path("/proc").glob("[0-9]*/comm"):
        try:
            names.append(status.read_text().strip())
        except OSError:
            pass
    return names


def lock(name, version):
    return b'{"lockfileVersion": 3, "packages": {"node_modules/%s": {"version": "%s"}}}' % (name, version)


class Rogue(e2e.Case):
    def image(self, *acts, place=None):
        """A layer with a good file before and behind each rogue one, and a layer below it."""
        folder = self.folder / "image"
        dice = bombs.random.Random(1)
        below, layer = bombs.Layer(dice), bombs.Layer(dice)
        below.add(bombs.file("below/package-lock.json", lock(b"below", b"2.0.0")))
        for act in acts:
            layer.add(bombs.file(f"rogue/{act}", str(place or self.folder).encode()))
        layer.add(bombs.file("app/package-lock.json", lock(b"good", b"1.0.0")))
        for name, data in bombs.oci_files([below, layer]).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        return f"oci-dir://{folder}"

    def scan(self, target, *words, seconds=60):
        done = subprocess.run(
            [ROGUE, *words, target], capture_output=True, text=True, timeout=e2e.max_seconds(seconds), errors="replace"
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        notes = [line[5:].split("|") for line in lines if line.startswith("note ")]
        packages = [line[8:] for line in lines if line.startswith("package ")]
        self.assertEqual(len(notes) + len(packages), len(lines), "the child printed something")
        return notes, packages

    def nothing_is_left(self):
        self.assertEqual(list(self.folder.glob("made")), [])
        self.assertEqual([name for name in processes() if name == "rogue"], [])

    def test_each_is_survived_and_the_report_says_which_file(self):
        for act, end in ENDS.items():
            if e2e.SANITIZED and act in OTHERWISE_SANITIZED:
                continue
            with self.subTest(act=act):
                notes, packages = self.scan(self.image(act))
                failed = [note for note in notes if note[0] == "analysis-failed"]
                self.assertEqual([(note[1], note[3]) for note in failed], [(f"rogue/{act}", "1")], notes)
                self.assertRegex(failed[0][2], end)
                self.assertLessEqual(set(GOOD), set(packages))
                self.nothing_is_left()

    def test_what_does_no_harm_is_no_end(self):
        notes, packages = self.scan(self.image(*HARMLESS))
        self.assertEqual([note for note in notes if note[0] == "analysis-failed"], [])
        self.assertLessEqual(set(GOOD), set(packages))
        self.nothing_is_left()

    def test_no_other_process_can_be_ended(self):
        with subprocess.Popen(["sleep", "60"]) as other:
            notes, _ = self.scan(self.image("tgkill", place=other.pid))
            self.assertIsNone(other.poll())
            other.kill()
        if not e2e.SANITIZED:
            self.assertIn(NOT_ALLOWED, str(notes))

    def test_of_a_layer_with_many_such_files_the_names_are_still_read(self):
        acts = ["open", "fork", "exit", "garbage", "connect"]
        notes, packages = self.scan(self.image(*acts))
        failed = [note for note in notes if note[0] == "analysis-failed"]
        self.assertEqual(len(failed), 4, failed)
        self.assertIn("no file of the layer was read, its names only", failed[-1][2] + failed[0][2] + str(failed))
        self.assertIn(GOOD[1], packages, "of the layer below")
        self.assertNotIn(GOOD[0], packages)
        self.nothing_is_left()

    def test_in_a_folder_and_in_a_tar(self):
        tree = self.folder / "tree"
        for act in ("fork", "abort" if not e2e.SANITIZED else "exit"):
            (tree / "rogue").mkdir(parents=True, exist_ok=True)
            (tree / "rogue" / act).write_text(str(self.folder))
        (tree / "app").mkdir()
        (tree / "app/package-lock.json").write_bytes(lock(b"good", b"1.0.0"))
        tar = self.folder / "tree.tar"
        subprocess.run(["tar", "-C", tree, "-cf", tar, "."], check=True)
        for target in (f"fs://{tree}", f"fs://{tar}"):
            notes, packages = self.scan(target)
            failed = sorted(note[1] for note in notes if note[0] == "analysis-failed")
            self.assertEqual(len(failed), 2, notes)
            self.assertEqual(packages, [GOOD[0]])
        self.nothing_is_left()

    def test_the_same_answer_twice(self):
        target = self.image("fork", "exit")
        self.assertEqual(self.scan(target), self.scan(target))

    def test_a_scan_that_is_ended_leaves_no_process(self):
        target = self.image("loop")
        with subprocess.Popen([ROGUE, target], stdout=subprocess.DEVNULL) as running:
            deadline = e2e.time.monotonic() + e2e.max_seconds(20)
            while processes().count("rogue") < 3 and running.poll() is None and e2e.time.monotonic() < deadline:
                e2e.time.sleep(0.01)
            running.kill()
        deadline = e2e.time.monotonic() + e2e.max_seconds(20)
        while "rogue" in processes() and e2e.time.monotonic() < deadline:
            e2e.time.sleep(0.05)
        self.nothing_is_left()


if __name__ == "__main__":
    e2e.main()
