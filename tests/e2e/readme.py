#!/usr/bin/env python3
"""The documentation says what the program prints: runs every example of README.md, docs/ and examples/, a line "$ COMMAND" in a
code block with what it prints below, in a folder that looks like the clone. "…" on a line by itself stands for any lines.
UPDATE_GOLDEN=1 writes what is printed now, between the same "…" as before where that can be."""

import difflib
import os
import re
import subprocess
import unittest

import e2e

PAGES = [e2e.ROOT / "README.md", *sorted((e2e.ROOT / "docs").rglob("*.md")), *sorted((e2e.ROOT / "examples").rglob("*.md"))]
BLOCK = re.compile(r"^(```[a-z]*\n)(\$ .*?)(^```$)", re.MULTILINE | re.DOTALL)
ANYTHING = "…"
SEEN = 6  # lines of a segment by which it is found again


def examples(block):
    """(command, lines that it prints) of a code block."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield command, [line.rstrip() for line in printed.splitlines()]


def segments(lines):
    """The lines between the "…"."""
    parts = [[]]
    for line in lines:
        if line == ANYTHING:
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


def matches(expected, printed):
    """Segments in order; the first at the start, the last at the end."""
    parts = segments(expected)
    if len(parts) == 1:
        return parts[0] == printed
    first, *middle, last = parts
    if printed[: len(first)] != first or printed[len(printed) - len(last) :] != last:
        return False
    at, end = len(first), len(printed) - len(last)
    for part in middle:
        at = next((k + len(part) for k in range(at, end - len(part) + 1) if printed[k : k + len(part)] == part), end + 1)
    return at <= end


def place(part, printed, start):
    """Where in `printed`, from `start` on, the lines stand that are most like those of `part`."""
    def likeness(k):
        pairs = zip(part, printed[k : k + len(part)])
        return sum(1 if one == other else difflib.SequenceMatcher(None, one, other).ratio() for one, other in pairs)

    return max(range(start, max(start + 1, len(printed) - len(part) + 1)), key=likeness)


def updated(expected, printed):
    """What is printed now, cut where `expected` was: each segment from where its first lines stand to where its last do."""
    parts = segments(expected)
    if matches(expected, printed):
        return expected
    if len(parts) == 1 or not printed:
        return printed
    out, at = [], 0
    for number, part in enumerate(parts):
        if number:
            out.append(ANYTHING)
        if not part:
            continue
        start = 0 if number == 0 else place(part[:SEEN], printed, at)
        last = part[-SEEN:]
        at = len(printed) if number == len(parts) - 1 else place(last, printed, start + len(part) - len(last)) + len(last)
        out += printed[start:at]
    return out


class Documentation(e2e.Case):
    def setUp(self):
        super().setUp()
        # ../shared lies beside the clone. What examples write stays in this folder.
        self.clone = self.folder / "clone"
        self.clone.mkdir()
        for path in e2e.ROOT.iterdir():
            (self.clone / path.name).symlink_to(path)
        if e2e.SHARED.exists():
            (self.folder / "shared").symlink_to(e2e.SHARED)
        (self.folder / "bin").mkdir()
        (self.folder / "bin/pratique").symlink_to(e2e.BINARY)

    def printed(self, command):
        env = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "HOME": str(self.folder / "home"),
            "PRATIQUE_BIN": e2e.BINARY,
            "PRATIQUE_SHARED": str(e2e.SHARED),
        }
        if "../shared" in command:
            env["PRATIQUE_DB"] = str(e2e.DATABASE)
        done = subprocess.run(
            ["bash", "-c", command], env=env, cwd=self.clone, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=e2e.max_seconds(60), check=False,
        )
        return [line.rstrip() for line in done.stdout.decode().splitlines()]

    def check(self, page):
        def run(block):
            out = ""
            for command, expected in examples(block[2]):
                if "../shared" in command and not e2e.SHARED.exists():
                    self.skipped.append(command)
                    continue
                printed = self.printed(command)
                out += f"$ {command}\n" + "".join(f"{line}\n" for line in updated(expected, printed))
                if not e2e.updates_goldens() and not matches(expected, printed):
                    wanted, got = "\n".join(expected), "\n".join(printed)
                    with self.subTest(f"{page.relative_to(e2e.ROOT)}: {command}"):
                        self.assertEqual(wanted, got, "UPDATE_GOLDEN=1 writes what is printed now")
                self.ran += 1
            return block[1] + out + block[3]

        text = page.read_text()
        written = BLOCK.sub(run, text)
        if e2e.updates_goldens() and not self.skipped:
            page.write_text(written)

    def test_every_example(self):
        self.ran, self.skipped = 0, []
        for page in PAGES:
            self.check(page)
        self.assertGreater(self.ran, 0)
        if self.skipped:
            self.skipTest("skipped: ../shared absent")

    def test_first_screen_is_the_demo(self):
        """Whoever opens the README sees what the program finds, whole."""
        first = BLOCK.search((e2e.ROOT / "README.md").read_text())
        command, printed = next(examples(first[2]))
        self.assertEqual(command, "./run demo")
        self.assertNotIn(ANYTHING, printed)
        self.assertIn("CVE-2021-44228", first[2])

    def test_declaration_of_the_fetched_feeds_is_taken(self):
        line = re.search(r"^echo .*pratique-feed\.json$", (e2e.ROOT / "README.md").read_text(), re.MULTILINE)
        feeds = self.folder / "feeds"
        feeds.mkdir()
        for record in (e2e.ROOT / "examples/advisories").glob("CVE-*.json"):
            (feeds / record.name).write_bytes(record.read_bytes())
        subprocess.run(["bash", "-c", line[0]], cwd=feeds, check=True)
        env = {"PRATIQUE_DB": str(self.folder / "advisories.db")}
        done = self.run_program("db", "build", "--feeds", feeds, env=env, code=e2e.OK)
        self.assertNotIn("pratique-feed", done.errors)
        (feeds / "pratique-feed.json").write_text("{")
        # What it declared before still holds, and the build says so.
        damaged = self.run_program("db", "build", "--feeds", feeds, env=env, code=e2e.INCOMPLETE)
        self.assertIn("pratique-feed", damaged.errors)

    def test_links_lead_somewhere(self):
        pages = [*PAGES, e2e.ROOT / "ARCHITECTURE.md", e2e.ROOT / "CONTRIBUTING.md"]
        for page in pages:
            for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text()):
                with self.subTest(f"{page.relative_to(e2e.ROOT)}: {target}"):
                    self.assertTrue((page.parent / target).exists())


class Elision(unittest.TestCase):
    """The comparison itself."""

    def test_matches(self):
        for expected, printed, want in (
            (["a"], ["a"], True),
            (["a"], ["a", "b"], False),
            (["a", "…"], ["a", "b", "c"], True),
            (["…", "c"], ["a", "b", "c"], True),
            (["a", "…", "c"], ["a", "c"], True),
            (["…", "b", "…"], ["a", "b", "c"], True),
            (["…", "b", "…", "b"], ["a", "b"], False),
            (["a", "…", "x", "…", "c"], ["a", "b", "c"], False),
            (["…"], [], True),
        ):
            with self.subTest(expected):
                self.assertEqual(matches(expected, printed), want)

    def test_what_still_matches_is_kept(self):
        self.assertEqual(updated(["…", "{", " b", "…"], ["{", " a", "{", " b"]), ["…", "{", " b", "…"])

    def test_updated_keeps_the_cuts(self):
        old = ["…", "## Findings", "one 1", "…", "total 1"]
        new = ["head", "## Findings", "one 2", "two 2", "rest", "total 2"]
        self.assertEqual(updated(old, new), ["…", "## Findings", "one 2", "…", "total 2"])
        self.assertTrue(matches(updated(old, new), new))
        old, new = ["…", "{", " lodash 1", "…"], ["{", " asgiref 1", "{", " lodash 2", "{", " zlib 1"]
        self.assertEqual(updated(old, new), ["…", "{", " lodash 2", "…"])


if __name__ == "__main__":
    e2e.main()
